// SPDX-License-Identifier: GPL-3.0-or-later
// The state's record of acknowledgements: each at most once, and not too many.
#ifndef TIXGATE_STATE_STORE_ACK_H
#define TIXGATE_STATE_STORE_ACK_H

#include <stdbool.h>

#include <glib.h>

#include "base/why.h"
#include "state/store.h"

/* How far an acknowledgement has come. */
enum ack_state {
	ACK_NONE,   /* there is none */
	ACK_BEGUN,  /* about to be sent, or sent, or lost: nobody knows */
	ACK_SENT,   /* the mail system has taken it */
	ACK_FAILED, /* the mail system has not: detail says why */
};

/* One acknowledgement. Texts are "" where nothing is known. */
struct store_ack {
	const char *key; /* of the mail that it answers */
	const char *workspace;
	const char *message_id; /* of that mail */
	const char *recipient;
	const char *subject;   /* of that mail */
	const char *answer_id; /* its own Message-ID, … */
	const char *ticket_id; /* … of a ticket that the state knows */
	enum ack_state state;
	const char *detail;
	gint64 at_ms; /* wall clock */
};

/* How many there may be; 0 for any number. */
struct store_ack_limits {
	gint64 most; /* to one recipient within window_ms */
	gint64 window_ms;
	gint64 same_subject; /* … with one subject within a day */
	gint64 day;	     /* … within a day */
	gint64 total;	     /* to all together within an hour */
};

/* What speaks for or against one more. */
enum ack_verdict {
	ACK_MAY,
	ACK_WAS_BEGUN,	  /* this mail's was begun before: never again */
	ACK_SAME_ID,	  /* a mail of this Message-ID had one */
	ACK_OVER_SUBJECT, /* the limits, by their names */
	ACK_OVER_WINDOW,
	ACK_OVER_DAY,
	ACK_OVER_TOTAL,
};

/*
 * Claims the acknowledgement of a mail: with ACK_MAY it stands in the state as
 * ACK_BEGUN, on the disk, when true is returned, and no other process will ever
 * be told ACK_MAY for this mail, whatever becomes of this one; and its own
 * Message-ID is tied to the ticket, so that an answer to it is found even when
 * its token no longer verifies. With any other verdict nothing has changed.
 * Recipients are the same without regard to case and to what stands behind a
 * "+"; subjects without regard to case and blanks. ack->at_ms is now; state and
 * detail are not looked at.
 */
bool store_ack_claim(struct store *store, const struct store_ack *ack,
		     const struct store_ack_limits *limits,
		     enum ack_verdict *verdict, struct why *why);

/* The same verdict, with nothing changed: for a dry run. */
bool store_ack_look(struct store *store, const struct store_ack *ack,
		    const struct store_ack_limits *limits,
		    enum ack_verdict *verdict, struct why *why);

/* What became of one that was claimed: ACK_SENT or ACK_FAILED. */
bool store_ack_end(struct store *store, const char *key, enum ack_state state,
		   const char *detail, struct why *why);

/* The acknowledgement of a mail; ACK_NONE and all "" if there is none. */
bool store_ack_get(struct store *store, const char *key, struct store_ack *ack,
		   struct why *why);

/* "none", "begun", "sent", "failed". */
const char *ack_state_name(enum ack_state state);

#endif
