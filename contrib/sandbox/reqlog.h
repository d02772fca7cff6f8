// SPDX-License-Identifier: GPL-3.0-or-later
// The log of the requests that came to the API: what tests count.
#ifndef SANDBOX_REQLOG_H
#define SANDBOX_REQLOG_H

#include <stdbool.h>

#include <glib.h>
#include <json-c/json.h>

#include "http.h"

/* Older entries than the newest so many are forgotten. */
#define REQLOG_MAX 20000

struct reqlog {
	GQueue entries;
	guint64 next; /* the next entry's number, from 1; grows for ever */
};

void reqlog_init(struct reqlog *log);
void reqlog_clear(struct reqlog *log);

/* Notes a request that has come whole; returns its number. */
guint64 reqlog_open(struct reqlog *log, const struct request *req,
		    const char *key);

/* What became of it. An entry that is forgotten is none. */
void reqlog_status(struct reqlog *log, guint64 serial, unsigned status);
void reqlog_fault(struct reqlog *log, guint64 serial, const char *fault);
void reqlog_acted(struct reqlog *log, guint64 serial);
struct json_object *reqlog_json(const struct reqlog *log);

#endif
