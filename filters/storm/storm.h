// SPDX-License-Identifier: GPL-3.0-or-later
// Storms: the settings of the limits, and when two subjects are one.
#ifndef TIXGATE_FILTERS_STORM_STORM_H
#define TIXGATE_FILTERS_STORM_STORM_H

#include <stdbool.h>

#include <glib.h>

#include "base/option.h"
#include "base/pool.h"
#include "filters/decision.h"

/* A limit: so many in so many seconds; 0: no limit. */
struct storm_most {
	gint64 most, window;
};

/* Settings of the group `storm`. */
struct storm_options {
	struct storm_most tickets, messages, domain, mailbox, subject;
	gint64 unverified; /* percent of a limit, for who is not verified */
	gint64 digest;	   /* seconds */
	gint64 lines;	   /* mails that a digest names */
	const char *const *shared;
	const char *const *allow;
};

extern const struct option storm_options[];

/* Bytes of a masked subject. */
#define STORM_MASK_MOST 200

/*
 * What stays the same of a subject when numbers, dates, times and ids change:
 * small letters and "#", without prefixes ("Re:") and signs. The pool's.
 */
const char *storm_mask(const char *subject, struct pool *pool);

/* The same of a machine's address: long numbers and ids before the "@". */
const char *storm_mask_address(const char *email, struct pool *pool);

/* True if what is too much of this class is folded, not held. */
bool storm_folds(enum mail_class class);

#endif
