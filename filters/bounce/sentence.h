// SPDX-License-Identifier: GPL-3.0-or-later
// Sentences of servers that speak other languages: a thing, and its state.
#ifndef TIXGATE_FILTERS_BOUNCE_SENTENCE_H
#define TIXGATE_FILTERS_BOUNCE_SENTENCE_H

#include <stdbool.h>

#include "filters/bounce/line.h"

/* Bytes of a text that are looked at, and sentences of it. */
#define SENTENCE_TEXT_MOST ((gsize)4000)
#define SENTENCES_MOST	   100

/*
 * One thing and one state in the same sentence mean code, unless one of others
 * stands there as well. NULL for things means any; lists end with NULL. Words
 * are folded as sentences_read() does it; a blank at an end is a word's end.
 */
struct sentence {
	const char *const *things, *const *states, *const *others;
	const char *code;
};

/*
 * Rows that end with a NULL code: what is asked before the phrases of servers,
 * behind those of mailboxes, and last of all.
 */
extern const struct sentence sentences_of_states[];
extern const struct sentence sentences_of_nobody[];
extern const struct sentence sentences_of_refusals[];

/* How a bounce says what it is, in its subject and first lines. */
extern const struct sentence sentences_of_bounces[];

/* How a mail system says that it will go on trying. */
extern const struct sentence sentences_of_delays[];

/*
 * The sentences of a text: small letters, Latin ones without accents, without
 * addresses, host names, numbers of versions and punctuation, between blanks.
 */
GPtrArray *sentences_read(struct span text);

/* The code of the first row that one of the sentences fits, or NULL. */
const char *sentences_meaning(const GPtrArray *sentences,
			      const struct sentence *rows);

#endif
