// SPDX-License-Identifier: GPL-3.0-or-later
// Delivery: carries out what was decided, once, whatever happens meanwhile.
#ifndef TIXGATE_DELIVERY_H
#define TIXGATE_DELIVERY_H

#include <stdbool.h>

#include <glib.h>

#include "base/outcome.h"
#include "base/why.h"
#include "decide.h"
#include "state/store.h"

/* What was done, for the log. */
struct delivered {
	enum outcome outcome;
	const char *reason; /* one line */
	/* The words of the decision, "" before there is one. */
	const char *class, *action;
	gint64 number;	     /* of the ticket, 0 for none */
	const char *refusal; /* what a refused mail's sender is told */
	const char *ack;     /* of acknowledge(), or NULL */
	guint requests;
	/*
	 * Of a mail that store_mail_end() did not end now, and which is ours
	 * alone: for delivery_record(). Texts live as long as the letter. key
	 * is NULL otherwise.
	 */
	struct store_mail record;
};

/*
 * Delivers one mail that is held in mail_fd. The store is open for writing;
 * ask has its store and deadline. Holds the mail's lock for the rest of the
 * process's life, so that two processes never work on one mail at a time.
 *
 * Exactly once (HARDENING §5.2): each POST has its intent on the disk before
 * it, and its end after it; a part that an earlier try may have posted is
 * looked for at the desk before it is posted again. Where anything is left
 * open the outcome is OUTCOME_LATER and why says what; the mail system's next
 * try goes on from there, with the trace code that the first one took, whatever
 * became of the secret meanwhile: letter->trace is set to it.
 */
void deliver(const struct deciding *with, struct letter *letter, int mail_fd,
	     struct delivered *done, struct why *why);

/*
 * Puts an attempt that did not end its mail into the mail's history, as
 * done->outcome and done->reason say; nothing where there is none. To be called
 * before the store is used for another mail. What cannot be written is logged:
 * no mail depends on it.
 */
void delivery_record(struct store *store, const struct delivered *done);

#endif
