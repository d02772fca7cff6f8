// SPDX-License-Identifier: GPL-3.0-or-later
// Programs: running another one with an input, for a limited time.
#ifndef TIXGATE_BASE_PROGRAM_H
#define TIXGATE_BASE_PROGRAM_H

#include <stdbool.h>

#include <glib.h>

#include "base/clock.h"
#include "base/why.h"

/* Bytes of what a program says that are kept for the reason. */
#define PROGRAM_SAID_MOST 200

/* One program to be run. */
struct program {
	const char *path;	 /* absolute */
	const char *const *argv; /* as it gets them, argv[0] first, NULL last */
	const char *input;	 /* what it finds on standard input */
	gsize size;
	struct deadline deadline;
};

/*
 * Runs it, without a shell, and waits for its end; true where its status is 0.
 * Its input lies there whole before it begins, so that it never takes half of
 * it for all, whatever becomes of us. What it writes goes to us, never to our
 * own standard output or error, and stands in the reason if it fails; no other
 * descriptor of ours is open in it, its signals are at their defaults, and it
 * has a session of its own. At the deadline it is killed with all of its
 * session's first process group; where we are gone by then, it gets SIGALRM a
 * second later. What it left behind in the background is not waited for.
 */
bool program_run(const struct program *program, struct why *why);

#endif
