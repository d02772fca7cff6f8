// SPDX-License-Identifier: GPL-3.0-or-later
// Acknowledging: a new ticket's customer is told its number, once at most.
#ifndef TIXGATE_ACKNOWLEDGE_H
#define TIXGATE_ACKNOWLEDGE_H

#include <glib.h>

#include "compose.h"
#include "decide.h"

/* What must be left of a run's time for an acknowledgement. */
#define ACKNOWLEDGE_ROOM_MS 1000

/* A ticket that was just made of a mail, and is on the desk and in the state.
 */
struct acknowledging {
	const struct deciding *with;
	const struct letter *letter;
	const struct decision *dec;
	const char *ticket_id;
	gint64 number;		  /* 0 if unknown */
	struct deadline deadline; /* of the whole run */
};

/*
 * Sends the acknowledgement, if the mailbox wants it and the mail may have one.
 * The claim is on the disk before the mail system is handed anything, and ends
 * with "sent" or "failed": so whatever happens, no mail is ever acknowledged
 * twice, and one whose process was killed in between never will be.
 *
 * Returns what became of it, for the log: NULL where the mailbox wants none,
 * else "sent", or "none: REASON" or "failed: REASON". Nothing of it has any
 * effect on the mail's own outcome. Memory is the mail's pool.
 */
const char *acknowledge(const struct acknowledging *what);

/*
 * Of a mail that an earlier run delivered: where that was killed between the
 * claim and its end, a line for the log that says so; else NULL.
 */
const char *acknowledge_recall(const struct deciding *with,
			       const struct letter *letter);

/*
 * For a dry run: notes in the decision whether a mail with that plan would be
 * acknowledged, and why not. with->store may be NULL.
 */
void acknowledge_explain(const struct deciding *with,
			 const struct letter *letter, struct decision *dec,
			 const struct plan *plan);

/*
 * For `check`: true if a mailbox that acknowledges has all that it takes: an
 * address, a template that can be used, a program that can be run. *path, freed
 * by g_free(), is the template's.
 */
bool acknowledge_check(const struct mailbox *mailbox, char **path,
		       struct why *why);

#endif
