// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the words of languages.def in folded text.
#ifndef TIXGATE_FILTERS_TEXT_WORDS_H
#define TIXGATE_FILTERS_TEXT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "filters/text/fold.h"

/* What a single word or label means; one may mean several things. */
enum word {
	WORD_LEAD = 1 << 0,
	WORD_VERB = 1 << 1,
	WORD_FROM = 1 << 2,
	WORD_DATE = 1 << 3,
	WORD_TO = 1 << 4,
	WORD_CC = 1 << 5,
	WORD_SUBJECT = 1 << 6,
	WORD_OTHER = 1 << 7,
	WORD_REPLY = 1 << 8,   /* prefix of a subject */
	WORD_FORWARD = 1 << 9, /* prefix of a subject */
	WORD_CLOSING = 1 << 10,
	WORD_VERB_FIRST = 1 << 11, /* besides WORD_VERB: a name may follow */
};

/* Any label of a header block. */
#define WORD_LABEL \
	(WORD_FROM | WORD_DATE | WORD_TO | WORD_CC | WORD_SUBJECT | WORD_OTHER)

/* What a phrase at the beginning of a text means. */
enum phrase {
	PHRASE_FORWARD,
	PHRASE_ORIGINAL,
	PHRASE_MARKER,
	PHRASE_LEGAL,
	PHRASE_DEVICE,
	PHRASE_WITHIN,
};

#define PHRASES_COUNT 6

/* Words, folded. */
struct words;

/* All words of all languages: a table that the build makes. */
extern const struct words words_all;

/* What the n folded bytes mean as a whole: enum word ored, 0 for nothing. */
guint words_mean(const struct words *words, const char *folded, size_t n);

/*
 * Bytes of the longest phrase of that kind that stands at fold->text + at and
 * ends with a word, 0 for none.
 */
size_t words_phrase(const struct words *words, enum phrase kind,
		    const struct fold *fold, size_t at);

/* The same anywhere in fold, at the beginning of a word: true if found. */
bool words_phrase_within(const struct words *words, enum phrase kind,
			 const struct fold *fold);

/*
 * True if all of fold is what a device or program adds: "sent from my …",
 * with a name where its row has an asterisk.
 */
bool words_device(const struct words *words, const struct fold *fold);

/* True if a verb of a script without blanks ends fold->text[0..n]. */
bool words_verb_glued(const struct words *words, const struct fold *fold,
		      size_t n);

/*
 * For labels that run into the text before them (Yahoo writes "CETSubject:"):
 * the longest label that ends at bytes from + n of a text as it was written,
 * with its first letter in upper case; 0 for none.
 */
size_t words_label_glued(const struct words *words, const char *from, size_t n,
			 guint *mean);

#endif
