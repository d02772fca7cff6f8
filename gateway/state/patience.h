// SPDX-License-Identifier: GPL-3.0-or-later
// Patience: waiting for another process in short, growing, uneven sleeps.
#ifndef TIXGATE_STATE_PATIENCE_H
#define TIXGATE_STATE_PATIENCE_H

#include <stdbool.h>

#include <glib.h>

#include "base/clock.h"

/* Without a deadline nobody is waited for longer than this. */
#define PATIENCE_MOST_MS 30000

/*
 * What waits polls: it works with signals blocked, ends with the deadline, and
 * uneven sleeps keep many processes from asking in step (with 32 of them the
 * slowest waits a third as long as with SQLite's own steps).
 */
struct patience {
	struct deadline deadline;
	guint64 random;
	guint sleeps;
	gint64 most_us; /* the longest sleep */
};

void patience_start(struct patience *patience, struct deadline deadline,
		    gint64 most_us);

/* Sleeps once; false when there is no time left, and then did not sleep. */
bool patience_wait(struct patience *patience);

#endif
