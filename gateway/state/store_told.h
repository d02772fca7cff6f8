// SPDX-License-Identifier: GPL-3.0-or-later
// Who was told of: recipients whom bounces named on a ticket, once a day.
#ifndef TIXGATE_STATE_STORE_TOLD_H
#define TIXGATE_STATE_STORE_TOLD_H

#include "state/store.h"

/* What stands between a recipient and being told of by a mail. */
enum told {
	TOLD_MINE,   /* nothing: this mail tells of it */
	TOLD_BEFORE, /* another mail was posted that told of it today */
};

/* A mail that would tell of recipients, on one day, on one ticket. */
struct telling {
	const char *key; /* the mail's */
	const char *workspace;
	const char *ticket_id;
	const char *const *recipients; /* ASCII letters in any case */
	size_t n;
	gint64 at_ms; /* wall clock: its day of UTC counts */
};

/*
 * Fills told[0 … n-1]. With claim all that are TOLD_MINE are this mail's from
 * now on, all or none, until it has ended otherwise than posted: then the next
 * one may have them. So a mail that is killed at any moment and comes again
 * tells of the same recipients as before, whatever the day; no two mails tell
 * of the same one on one day; and none is left out because a mail that had
 * claimed it came to nothing. *waits is true, and nothing is claimed, if
 * another mail has claimed one of them today and has not ended.
 */
bool store_told(struct store *store, const struct telling *telling, bool claim,
		enum told *told, bool *waits, struct why *why);

/* Forgets claims that were made before that wall clock time. */
bool store_told_expire(struct store *store, gint64 before_ms, struct why *why);

#endif
