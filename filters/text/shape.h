// SPDX-License-Identifier: GPL-3.0-or-later
// What a stretch of folded text has: dates, times, addresses, verbs.
#ifndef TIXGATE_FILTERS_TEXT_SHAPE_H
#define TIXGATE_FILTERS_TEXT_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "filters/text/words.h"

/* Offsets count bytes of the folded text. */
struct shape {
	size_t words;	/* words and numbers, addresses left out */
	bool lead;	/* its first word leads an introduction */
	size_t lead_at; /* a lead with a number close behind; SIZE_MAX: none */
	size_t number_words; /* words before the first number, SIZE_MAX: none */
	bool date;	     /* a full numeric date, or a year */
	bool iso;	     /* it begins with year-month-day */
	bool time;	     /* hours and minutes */
	bool zone;	     /* a time zone in letters or as +0100 */
	bool address;	     /* something with an @ between two words */
	bool verb;
	bool verb_first;   /* … of a language in which the name may follow */
	size_t verb_words; /* words behind the last verb */
	bool verb_dated;   /* a number follows it, but for two words at most */
	bool bracketed;	   /* an address in angle brackets */
	bool colon;	   /* it ends with one */
};

void shape_read(const struct fold *fold, const struct words *words,
		struct shape *shape);

#endif
