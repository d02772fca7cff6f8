// SPDX-License-Identifier: GPL-3.0-or-later
// Watching: tries to make a ticket that are open, and what is seen of them.
#ifndef TIXGATE_STATE_STORE_WATCH_H
#define TIXGATE_STATE_STORE_WATCH_H

#include "state/store.h"

/*
 * A try to make a ticket is open from store_intend() until its end is
 * recorded. That end may be lost, with the process or with the answer; and
 * whether there is a ticket can be seen only as long as it is one of the newest
 * 50 (API.md). So each list of the newest that anyone reads is shown to all
 * open tries of the workspace, and store_intend() sees to it that there is
 * such a list before too many other tickets are made (TURN_LOOK).
 */
struct store_try {
	const char *key; /* of its mail */
	const char *mark;
	/*
	 * Id of a ticket that was there before, or "": a list which holds it
	 * holds whatever this try has made, unless an earlier list did.
	 */
	const char *anchor;
	gint64 nth;	/* tickets of the workspace that were tried so far */
	gint64 sent_ms; /* wall clock of the intent */
	bool idle;	/* nobody works on its mail; see store_watch_begin() */
};

/* Open tries that one list is shown to. */
#define STORE_TRIES_MOST 1000

/* What is read before a list of the newest is asked for. */
struct store_watch {
	const char *workspace;
	GArray *tries; /* struct store_try, the oldest first; NULL for none */
	gint64 nth;    /* the newest try of all by then */
};

/*
 * To be called before the list is asked for, since of what is begun later it
 * says nothing. Mails of tries from before settled_ms that nobody works on are
 * locked until store_watch_end(), but for own_key's, which the caller has
 * ("" for none). Texts live as long as the store.
 */
bool store_watch_begin(struct store *store, const char *workspace,
		       const char *own_key, gint64 settled_ms,
		       struct store_watch *watch, struct why *why);

/* What the list has shown of one of them. */
enum seen {
	SEEN_NOTHING, /* what it is: it may be there, or not */
	SEEN_THERE,   /* its ticket */
	SEEN_NOT_YET, /* surely no ticket that was made before the list */
	SEEN_NEVER,   /* … and none will be: it was not carried out */
	SEEN_LOST,    /* nothing, and no later list will show more */
};

struct store_sight {
	const struct store_try *try;
	enum seen seen;
	struct store_ticket ticket; /* of SEEN_THERE */
};

/*
 * Records n sights of the tries of the watch, all or none. A part that was
 * SEEN_THERE is PART_DONE, one that will be SEEN_NEVER is PART_REFUSED, as far
 * as they are still PART_INTENT; these and SEEN_LOST are no longer open. For
 * SEEN_NOT_YET anchor and number are those of a ticket of the list, from which
 * on a later list has to reach.
 */
bool store_watch_record(struct store *store, const struct store_watch *watch,
			const struct store_sight *sights, size_t n,
			const struct store_ticket *anchor, struct why *why);

/* Unlocks the mails; also without store_watch_record(). */
void store_watch_end(struct store *store, struct store_watch *watch);

/*
 * The texts of a mail that was cut into parts, as the first part was intended
 * with: those that are to go on with it, whatever would be made of the mail
 * now. A GPtrArray, the caller's, of texts that live as long as the store;
 * empty where there was one part only.
 */
bool store_texts(struct store *store, const char *key, GPtrArray **texts,
		 struct why *why);

/*
 * Counts that the process which reads this mail was killed: *n times by now,
 * until the mail ends.
 */
bool store_death(struct store *store, const char *key, gint64 *n,
		 struct why *why);

#endif
