// SPDX-License-Identifier: GPL-3.0-or-later
// Finding mails in the record, and how the gateway does: for people.
#ifndef TIXGATE_STATE_STORE_FIND_H
#define TIXGATE_STATE_STORE_FIND_H

#include <stdbool.h>

#include <glib.h>

#include "base/why.h"
#include "state/store.h"

/* Mails that one search finds at the most. */
#define FIND_MOST 10000

/* What an open mail is called whose newest attempt has not ended. */
#define OUTCOME_OPEN "open"

/* What is looked for; "", NULL and 0 stand for anything. All must fit. */
struct store_search {
	const char *trace;
	const char *message_id; /* without <> */
	const char *sender;	/* ASCII letters in either case */
	const char *ticket_id;
	gint64 ticket_number;
	const char *outcome; /* as it is given back */
	gint64 since_ms;     /* wall clock: first seen then or later */
	gint64 most;	     /* 0 for FIND_MOST */
};

/*
 * The mails that fit, the newest first: a GArray of struct store_mail, the
 * caller's. Of a mail that is open, outcome and reason are those of its newest
 * attempt: "later", "spooled" or OUTCOME_OPEN.
 */
bool store_find(struct store *store, const struct store_search *search,
		GArray **mails, struct why *why);

/* How many mails have come to one outcome. */
struct store_tally {
	const char *outcome; /* as store_find() has it */
	gint64 mails;
};

/* The mails that were first seen since then: a GArray of struct store_tally. */
bool store_tallies(struct store *store, gint64 since_ms, GArray **tallies,
		   struct why *why);

/* What waits, and when all was well last. Times of the wall clock; 0: never. */
struct store_overview {
	gint64 open; /* mails that have begun and not ended */
	gint64 open_since_ms;
	gint64 tried; /* of these, what is tried still */
	gint64 tried_since_ms;
	gint64 intents; /* parts of these that may have been posted or not */
	gint64 intents_since_ms;
	gint64 delivered_ms; /* the end of the newest that was delivered */
	gint64 seen_ms;	     /* when a mail was first seen last */
	gint64 schema;	     /* as it is kept, even where it is read as newer */
	bool older;	     /* … and the next mail renews it */
};

/* What has seen no attempt since alive_ms counts as not tried any more. */
bool store_overview(struct store *store, gint64 alive_ms,
		    struct store_overview *overview, struct why *why);

/* The names of all budgets that the state knows: a GPtrArray, the caller's. */
bool store_budgets(struct store *store, GPtrArray **names, struct why *why);

#endif
