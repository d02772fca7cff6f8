// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the line that introduces a quote: "On … wrote:", in any language.
#ifndef TIXGATE_FILTERS_TEXT_INTRO_H
#define TIXGATE_FILTERS_TEXT_INTRO_H

#include <stdbool.h>
#include <stddef.h>

#include "filters/text/lines.h"
#include "filters/text/words.h"

/* Lines over which one introduction may be folded. */
#define INTRO_LINES_MOST 6

/* Bytes of one introduction, folded. */
#define INTRO_BYTES_MOST 500

/* Where an introduction stands. */
struct intro {
	size_t first, last; /* lines, both included */
	size_t offset; /* bytes of the first line's text that are not of it */
	bool quoted;   /* what follows it bears quote marks */
};

/*
 * True if an introduction ends with line last and begins at line floor or
 * below. What counts is its shape (a date, a time, an address, a verb, a
 * colon), not its words alone, so that prose that begins with "On" is none.
 */
bool intro_find(const struct lines *lines, size_t last, size_t floor,
		const struct words *words, struct intro *intro);

/*
 * Bytes of an introduction, with the blanks behind it, on whose line the quote
 * begins, as Yahoo's telephones write it: "On … wrote:   Hello". 0 for none.
 */
size_t intro_run_in(const struct line *line, const struct words *words);

/*
 * True if line i is an introduction that bears quote marks itself, alone among
 * lines that bear none: "> On … wrote:" as some webmails write it, and
 * ">>> Ann <ann@…> 05/03/24 09:12 >>>", GroupWise's.
 */
bool intro_marked(const struct lines *lines, size_t i,
		  const struct words *words);

#endif
