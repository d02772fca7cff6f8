// SPDX-License-Identifier: GPL-3.0-or-later
// Reconciling: was a part posted, though no answer said so?
#ifndef TIXGATE_RECONCILE_H
#define TIXGATE_RECONCILE_H

#include <stdbool.h>

#include <glib.h>

#include "ask.h"
#include "base/pool.h"
#include "base/why.h"

/*
 * Milliseconds after a POST in which a server may still be writing what it no
 * longer answers: until then "not there" proves nothing.
 */
#define RECONCILE_SETTLE_MS 5000

/*
 * … and in which that is no more than unlikely: what is posted again so early
 * says that it may be a second copy.
 */
#define RECONCILE_SURE_MS 30000

/* What is looked for. */
struct sought {
	bool create;	    /* a ticket; else a message on target */
	const char *target; /* ticket id */
	const char *trace;  /* the line that ends it; "" when there is none */
	const char *text;   /* the whole text, for a desk without trace lines */
	const char *subject; /* of a ticket */
	gint64 sent_ms;	     /* wall clock of the intent */
};

/* What looking for it showed. */
enum sight {
	SIGHT_FOUND,	  /* it is there */
	SIGHT_ABSENT,	  /* surely not */
	SIGHT_UNPROVABLE, /* the desk cannot tell any more */
	SIGHT_LATER,	  /* it could not be looked for now: why says so */
};

/* Where it was found; texts live until the desk is closed. */
struct found {
	const char *ticket_id;
	gint64 number;
	const char *remote_id; /* of the ticket or message */
	/*
	 * With SIGHT_LATER: after so many milliseconds looking again proves
	 * more. 0 where the desk could not be asked.
	 */
	gint64 settled_in_ms;
	/*
	 * With SIGHT_ABSENT: the try is so young that a server, or what stands
	 * before it, may still carry it out.
	 */
	bool young;
};

enum sight reconcile(struct ask *ask, const struct sought *sought,
		     struct found *found, struct why *why);

#endif
