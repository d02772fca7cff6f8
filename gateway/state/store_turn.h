// SPDX-License-Identifier: GPL-3.0-or-later
// Turns: the budget of requests that all who share a key share, and its pauses.
#ifndef TIXGATE_STATE_STORE_TURN_H
#define TIXGATE_STATE_STORE_TURN_H

#include <stdbool.h>

#include <glib.h>

#include "base/why.h"

struct store;

/* The budget of one API key: so many requests in any window. */
struct store_budget {
	const char *name; /* of the key: never the key itself */
	gint64 requests;
	gint64 window_ms;
	/*
	 * What must be left of the deadline when a turn comes, for the request
	 * itself: a turn that comes later would be wasted.
	 */
	gint64 spare_ms;
	/*
	 * Goes before all that are not urgent: who looks whether something was
	 * posted can no longer see it when 50 others have been.
	 */
	bool urgent;
	bool despite_down; /* asks although the desk is held to be down */
};

/* What became of asking for a turn. */
enum turn {
	TURN_TAKEN,  /* one request may go out now */
	TURN_WAIT,   /* not now: wait_ms says how long */
	TURN_PAUSED, /* the desk asked for a pause: wait_ms */
	TURN_DOWN, /* the desk is down, and not asked before wait_ms is over */
	TURN_PROBED, /* it is down, and another sees now whether it is back */
	/*
	 * store_intend() of a ticket only: a turn was taken, but for reading
	 * the list of the newest (store_watch.h), and nothing is intended yet.
	 */
	TURN_LOOK,
	TURN_LISTED, /* another reads that list, and it has to be waited for */
};

/*
 * Takes a turn for one request, if there is one: all processes that share the
 * budget share one sliding log, so that no window ever holds more than
 * budget->requests turns, whether the server's is fixed or sliding, and
 * whatever number other processes believe in. The window is held to be 1 s
 * longer, or 2 % where that is less, for the way from the turn to the server.
 * However long that is: a turn counts as used just now until store_part_end(),
 * store_mail_end(), store_history_end(), store_turn_end() or the next turn of
 * its process; or until another process sees that this one is dead, or its
 * deadline or a minute is over.
 * What was used before a boot is held to have been used at the boot. A turn by
 * itself, a place in the queue and a pause outlive any process, but perhaps no
 * power cut: they cost no fsync.
 *
 * First come, first served: who gets TURN_WAIT has a place in the queue, and
 * keeps it by asking again when *wait_ms is over (at most 250 ms, so that
 * places of the dead are seen). Who is half a second late may have lost it. If
 * the turn cannot come before the deadline, no place is kept, and *wait_ms is
 * the whole wait: more than is left. So of the processes that wait together
 * as many are served as the budget allows, those who came first, and the
 * others know at once.
 */
bool store_turn(struct store *store, const struct store_budget *budget,
		enum turn *turn, gint64 *wait_ms, struct why *why);

/* The request of the newest turn that this process took is over. */
bool store_turn_end(struct store *store, struct why *why);

/* Why nobody shall ask the desk for a while. */
enum pause {
	PAUSE_ASKED, /* it said so (429): ends by itself only */
	PAUSE_DOWN,  /* it did not answer: ends when it has answered */
};

/* No pause is longer: an hour, however absurd a Retry-After. */
#define STORE_PAUSE_MOST_MS 3600000

/*
 * Nobody gets a turn of this budget until ms from now; a longer pause stays.
 * When PAUSE_DOWN is over only one process gets a turn, to see whether the
 * desk is back; the others get TURN_PROBED until it has called store_resume()
 * or store_pause(), or is dead, or its deadline is over.
 */
bool store_pause(struct store *store, const char *budget, enum pause pause,
		 gint64 ms, const char *reason, struct why *why);

/* How a budget stands: for people. */
struct store_standing {
	gint64 used;	    /* turns taken within the last window */
	gint64 waiting;	    /* processes that wait for one */
	gint64 paused_ms;   /* so long nobody gets one; 0: no pause */
	bool down;	    /* … because the desk did not answer */
	const char *reason; /* of the newest pause, "" if there was none */
};
bool store_standing(struct store *store, const struct store_budget *budget,
		    struct store_standing *standing, struct why *why);

/* The desk answered: ends PAUSE_DOWN. Costs only a look if there is none. */
bool store_resume(struct store *store, const char *budget, struct why *why);

#endif
