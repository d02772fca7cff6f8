// SPDX-License-Identifier: GPL-3.0-or-later
// How the gateway does: what came, what waits, and what needs a person.
#ifndef TIXGATE_STATUS_H
#define TIXGATE_STATUS_H

#include <stdbool.h>
#include <stdio.h>

#include <glib.h>

#include "base/why.h"
#include "config.h"
#include "state/store_find.h"

/* A mail that waits for longer than that needs a person: half an hour. */
#define STATUS_WAIT_LONG_MS 1800000

/*
 * A mail that nobody has tried for so long is tried no more: no mail system
 * waits longer than a day between two tries. It was taken out of a queue, or
 * returned by it, and would need a person for ever.
 */
#define STATUS_TRIED_MS 172800000

/* Errors that are shown: the newest. */
#define STATUS_ERRORS_MOST 3

/* Mails that lie in a folder. */
struct status_folder {
	const char *path; /* "" for none */
	bool readable;
	guint mails;
	gint64 since_ms; /* of the oldest; 0 for none */
};

/* A budget, as it stands. Texts by g_free(). */
struct status_budget {
	char *name;    /* of the key: never the key itself */
	char *mailbox; /* the first that has it; "" where no key can be read */
	struct store_budget budget;
	struct store_standing standing;
};

struct status {
	const struct config *config;
	GArray *hour, *day; /* struct store_tally */
	struct store_overview overview;
	struct status_folder held, spool;
	gint64 digests, folded;
	GArray *budgets;      /* struct status_budget */
	GArray *errors;	      /* struct store_mail, the newest first */
	GPtrArray *attention; /* char *: what needs a person, if anything */
};

/*
 * Reads how it does; nothing is changed, and no request made. key_fd is that of
 * TIXALLO_API_KEY, -1 for none. A folder or a key that may not be read is left
 * out, and said to be. Texts live as long as the store; ended by status_end().
 */
bool status_read(const struct config *config, struct store *store, int key_fd,
		 struct status *status, struct why *why);
void status_end(struct status *status);

/* One screen for people, or with json one object on one line. */
void status_print(const struct status *status, bool json, FILE *out);

#endif
