// SPDX-License-Identifier: GPL-3.0-or-later
// The history of mails: each attempt, what was asked of the desk, what came.
#ifndef TIXGATE_STATE_STORE_HISTORY_H
#define TIXGATE_STATE_STORE_HISTORY_H

#include <stdbool.h>

#include <glib.h>

#include "base/why.h"
#include "state/store.h"

/* Attempts of one mail that are kept: the first, and the newest of the rest. */
#define HISTORY_ATTEMPTS_MOST 50

/* Requests of one attempt that are recorded; all are counted. */
#define HISTORY_ASKED_MOST 40

/*
 * Attempts at a mail that had ended, OUTCOME_REPEATED, of which a record is
 * made: a mail that comes again and again costs no more writing than that.
 */
#define HISTORY_REPEATED_MOST 3

/* Characters that are kept of what the filters noted. */
#define HISTORY_NOTES_MOST 1000

/* One request to the desk. Texts are the caller's. */
struct store_asked {
	gint64 attempt;	    /* out: of which it was, 1 is the first */
	const char *what;   /* "create", "reply", "get" or "newest" */
	const char *target; /* ticket id; "" where it is for none */
	gint64 status;	    /* of HTTP; 0: no answer came */
	const char *answer; /* what it meant: answer_name() */
	gint64 at_ms;	    /* wall clock */
	gint64 ms;	    /* until the answer, or the end of patience */
};

/* One attempt at a mail. Texts are "" where nothing is known. */
struct store_attempt {
	gint64 attempt; /* 1 is the first */
	gint64 at_ms;	/* wall clock of its beginning */
	gint64 ms;	/* until its end */
	/*
	 * outcome_name(); "" for one that is under way, or has been killed.
	 */
	const char *outcome;
	const char *reason;
	const char *action, *class, *notes; /* as store_mail has them */
	gint64 requests;
};

/*
 * An attempt at that mail begins, which store_mail_get() has just read. From
 * now on store_intend(), store_part_end() and store_mail_end() of this mail
 * write it down beside what they write anyway: it costs no transaction. What
 * is not begun has no history.
 */
void store_history_begin(struct store *store, const struct store_mail *mail);

/* A request has ended; written with the next of those. */
void store_history_asked(struct store *store, const struct store_asked *asked);

/*
 * The attempt has ended otherwise than by store_mail_end(), as mail->outcome
 * and mail->reason say. Where the mail is not recorded yet it is from now on,
 * as one that is open, with no attempt counted. May be lost by a power cut.
 * Nothing is written where no attempt has begun.
 */
bool store_history_end(struct store *store, const struct store_mail *mail,
		       struct why *why);

/*
 * All that is kept of a mail's attempts, in their order: two GArrays, of
 * struct store_attempt and of struct store_asked, the caller's.
 */
bool store_history_of(struct store *store, const char *key, GArray **attempts,
		      GArray **asked, struct why *why);

#endif
