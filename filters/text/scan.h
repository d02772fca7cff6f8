// SPDX-License-Identifier: GPL-3.0-or-later
// Finds where the sender's own text ends, and who is introduced in it.
#ifndef TIXGATE_FILTERS_TEXT_SCAN_H
#define TIXGATE_FILTERS_TEXT_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "filters/text/lines.h"
#include "filters/text/words.h"

struct scan {
	struct lines *lines;
	const struct words *words;
	/* Further lines above which one answers, NULL-terminated; or NULL. */
	const char *const *markers;
	size_t end;	  /* from this line on nothing is the sender's */
	bool end_known;	  /* by an introduction or headers, not by marks */
	unsigned breaks;  /* lines that held an introduction and more */
	size_t first_own; /* the sender's first line; SIZE_MAX: none yet */
};

/*
 * Reads all lines from the top. Sets end (lines->n if all may be the sender's)
 * and the fate of what is below it, and FATE_INTRO for introductions that
 * stand above quoted lines.
 */
void scan_lines(struct scan *scan);

#endif
