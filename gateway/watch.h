// SPDX-License-Identifier: GPL-3.0-or-later
// Watching: every list of the newest tickets is shown to all open tries.
#ifndef TIXGATE_WATCH_H
#define TIXGATE_WATCH_H

#include <stdbool.h>

#include <glib.h>

#include "ask.h"
#include "state/store_watch.h"

/*
 * The trace line must be the last: a mail that quotes an older one's line in
 * its middle is not that mail. A desk may change white space at the ends.
 */
bool watch_ends_with(const char *text, const char *mark);

/*
 * Before the list is asked for, and after it was (tickets, struct desk_ticket;
 * NULL where there is none). Sets ask->covered: the list holds whatever the
 * mail of ask->own_key may have made. Nothing fails: what cannot be recorded
 * is logged, and found out by the next who looks.
 */
void watch_begin(struct ask *ask, struct store_watch *watch);
void watch_end(struct ask *ask, struct store_watch *watch,
	       const GArray *tickets);

#endif
