// SPDX-License-Identifier: GPL-3.0-or-later
// Time: one deadline for a whole run, and the wall clock for records.
#ifndef TIXGATE_BASE_CLOCK_H
#define TIXGATE_BASE_CLOCK_H

#include <stdbool.h>

#include <glib.h>

/*
 * The moment by which the run must have ended, in milliseconds of
 * CLOCK_BOOTTIME, so that neither a changed date nor a suspended machine
 * stretches it. 0 means that there is none.
 */
struct deadline {
	gint64 at_ms;
};

/* The deadline that is seconds from now; 0 seconds: none. */
struct deadline deadline_in(double seconds);

/*
 * The deadline that is ms sooner, for a part of a run, but by no more than a
 * quarter of what is left.
 */
struct deadline deadline_before(struct deadline deadline, gint64 ms);

/* Milliseconds left, 0 when it has passed, G_MAXINT32 without a deadline. */
gint64 deadline_left_ms(struct deadline deadline);

/* Sleeps for ms, or to the deadline; true if it slept for all of ms. */
bool deadline_sleep(struct deadline deadline, gint64 ms);

/* Milliseconds of CLOCK_BOOTTIME: for waits and windows. */
gint64 clock_boot_ms(void);

/* Milliseconds since 1970, UTC: for records that people read. */
gint64 clock_wall_ms(void);

#endif
