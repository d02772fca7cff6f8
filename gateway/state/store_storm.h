// SPDX-License-Identifier: GPL-3.0-or-later
// The state of storms: counters of mail, and what is folded into one message.
#ifndef TIXGATE_STATE_STORE_STORM_H
#define TIXGATE_STATE_STORE_STORM_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "base/why.h"
#include "state/store.h"

/*
 * So many in a window. A counter empties steadily, and is full after most
 * mails at once; what comes beyond that is counted as well, up to the double,
 * so that it stays full as long as a storm goes on.
 */
struct store_counter {
	gint64 kind;	  /* the caller's, not 0 */
	const char *name; /* of whatever length */
	gint64 most;	  /* 1 at the least */
	gint64 window_ms;
	gint64 holds; /* out: without this mail */
};

/* One mail that is counted. */
struct store_surge {
	const char *key; /* … once, however often it is tried */
	struct store_counter *counters; /* the narrowest first */
	size_t n;
	bool count;  /* false: only looked at, and nothing is changed */
	gint64 over; /* out: kind of the first counter that is full, or 0 */
	bool first;  /* out: it is the first mail that finds it full */
};

/*
 * Looks at the counters and counts the mail on them, as one step among all
 * processes. Counters behind one that is full are left alone: what a flood
 * sends beyond its own limit is no burden to those who share a wider one. A
 * mail that was counted before gets the answer of then, and is not counted.
 */
bool store_surge(struct store *store, struct store_surge *surge,
		 struct why *why);

/* A mail that ends by being folded: goes with store_lesson. */
struct store_fold {
	const char *kind;  /* what is folded together */
	const char *about; /* … for people, one line */
	const char *line;  /* what the mail says first, one line */
	gint64 window_ms;  /* from the first such mail to its digest */
};

/* The ticket that was made first of a kind, or the one that replaced it. */
bool store_kind_ticket(struct store *store, const char *workspace,
		       const char *kind, struct store_ticket *ticket,
		       bool *found, struct why *why);

/* Mails that were folded within one window, and are posted as one message. */
struct store_digest {
	const char *key; /* as that of a mail: made of kind and time */
	const char *workspace, *mailbox;
	const char *kind, *about;
	const char *sender;
	const char *ticket_id; /* "" if it was not known */
	gint64 ticket_number;
	gint64 mails;
	gint64 first_ms, last_ms; /* wall clock */
};

/*
 * Takes the digest that has been due longest, if there is one; nothing more is
 * folded into it from then on. For lease_ms no other caller gets it, but one
 * who is patient: whoever posts it still has to hold its lock.
 */
bool store_digest_claim(struct store *store, gint64 lease_ms, bool patient,
			struct store_digest *digest, bool *found,
			struct why *why);

/* One mail of a digest. */
struct store_folded {
	const char *trace;
	const char *subject;
	const char *line;
	gint64 seen_ms;
};

/* Its first mails, at most most: a GArray of struct store_folded. */
bool store_digest_mails(struct store *store, const char *key, gint64 most,
			GArray **mails, struct why *why);

/* It was posted there: the records of its mails name the ticket. */
bool store_digest_end(struct store *store, const struct store_digest *digest,
		      const char *ticket_id, gint64 number, struct why *why);

/* For people: digests that are not posted yet, and the mails in them. */
bool store_digests_open(struct store *store, gint64 *digests, gint64 *mails,
			struct why *why);

/*
 * Forgets counters that are empty, and which mails were counted and what was
 * made first of a kind before that wall clock time.
 */
bool store_storm_expire(struct store *store, gint64 before_ms, struct why *why);

#endif
