// SPDX-License-Identifier: GPL-3.0-or-later
// Asking the desk: the key, the turns of the budget, and what answers mean.
#ifndef TIXGATE_ASK_H
#define TIXGATE_ASK_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/why.h"
#include "config.h"
#include "desk/desk.h"
#include "state/store.h"

/* Bytes of a key file. */
#define KEY_SIZE_MOST 4096

/* Keys that one mailbox may have. */
#define KEYS_MOST 16

/* One key: a desk to be asked with it, and its budget. */
struct ask_key {
	struct desk *desk;
	const char *place; /* its file; "" for TIXALLO_API_KEY */
	struct store_budget budget;
	char *budget_name;
};

/* The request that is under way, for the history: see asked.h. */
struct asking {
	const char *what; /* NULL: there is none */
	const char *target;
	gint64 at_ms, boot_ms;
};

/*
 * One mailbox's access to the desk. The key is read and the desk prepared only
 * when something is asked, so that a mail which needs no request never has the
 * key in memory. The caller fills the first part and ends it by ask_close().
 */
struct ask {
	const struct config *config;
	const struct mailbox *mailbox;
	int key_fd;	     /* of TIXALLO_API_KEY's copy, -1 for none */
	struct store *store; /* for turns; NULL takes none */
	struct deadline deadline;
	const char *own_key; /* of the mail that is worked on; NULL for none */
	bool urgent;	     /* what is asked for can soon no longer be seen */
	bool despite_down;   /* it was this process that found the desk down */
	gint64 down_ms;	     /* how long it has waited for one that is down */
	bool covered;	     /* the newest list: see watch_begin() */

	struct ask_key keys[KEYS_MOST]; /* of one workspace */
	size_t keys_n;			/* 0 until ask_ready() */
	struct ask_key *now;		/* the one whose turn it is */
	struct asking asking;
};

/* Reads the keys and prepares the desk. Done once; further calls are free. */
bool ask_ready(struct ask *ask, struct why *why);

/*
 * Where there are several keys: turns to the one that has used least of its
 * budget. To be called before each turn.
 */
void ask_choose(struct ask *ask);

/*
 * It was the key that was refused, for its rate or altogether, and had no
 * effect: another may do what it was asked for.
 */
bool ask_refused(enum answer answer);

/*
 * … and ask_heed() knows of it: true if another may be asked in its place at
 * once, which is now the one whose turn it is, and why says no more. As often
 * as there are keys.
 */
bool ask_other(struct ask *ask, struct why *why);

void ask_close(struct ask *ask);

/*
 * Two questions, each taking a turn of the budget first. As desk_get() …; where
 * one key is refused, another that has no pause is asked.
 */
enum answer ask_get(struct ask *ask, const char *ticket_id,
		    struct desk_ticket *ticket, GArray **messages,
		    struct why *why);
enum answer ask_newest(struct ask *ask, GArray **tickets, struct why *why);

/* The second, with a turn that was taken for it: see TURN_LOOK. */
void ask_look(struct ask *ask);

/*
 * Waits for the next try of a turn that was not to be had; false when the
 * deadline comes first, with a reason that says why there was no turn. A desk
 * that is down is waited for no longer than a second: whoever comes meanwhile
 * is put off at once, not after a time-out of his own.
 */
bool ask_wait(struct ask *ask, enum turn turn, gint64 wait_ms, struct why *why);

/*
 * To be called after each answer: over the budget pauses all processes, and
 * so does a desk that is down; an answer ends such a pause. What cannot be
 * recorded is logged, and no reason to fail. why is the answer's.
 */
void ask_heed(struct ask *ask, enum answer answer, const struct why *answered);

/* Requests made so far. */
guint ask_requests(const struct ask *ask);

#endif
