// SPDX-License-Identifier: GPL-3.0-or-later
// The sandbox: everything that its connections share.
#ifndef SANDBOX_BOX_H
#define SANDBOX_BOX_H

#include <stdbool.h>

#include <glib.h>

#include "desk.h"
#include "fault.h"
#include "keys.h"
#include "options.h"
#include "reqlog.h"

/*
 * `lock` guards all of desk, keys, faults and log; nobody waits while
 * holding it. The rest is set before the first connection and stays.
 */
struct box {
	const struct options *options;
	GMutex lock;
	struct desk *desk;
	struct keys keys;
	GPtrArray *faults;
	gint64 next_fault;
	struct reqlog log;
	GMainContext *context; /* the main loop's; not owned */
	GMutex stop_lock;
	GCond stop_cond;
	bool stopping;
	char *http_url, *https_url;
	char *key_file;	   /* absolute */
	char *page_policy; /* the page's Content-Security-Policy */
};

void box_init(struct box *box, const struct options *options);
void box_clear(struct box *box);

/* Waits; false when the sandbox stops before the time is over. */
bool box_sleep(struct box *box, gint64 milliseconds);
bool box_stopping(struct box *box);

/* Ends all waiting, for good. */
void box_stop(struct box *box);

/* Writes the state file, if there is one; complains on stderr. Locked. */
bool box_save(const struct box *box);

#endif
