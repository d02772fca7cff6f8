// SPDX-License-Identifier: GPL-3.0-or-later
// Text as it is compared: small letters, single blanks, no decoration.
#ifndef TIXGATE_FILTERS_TEXT_FOLD_H
#define TIXGATE_FILTERS_TEXT_FOLD_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* Bytes of one stretch of text that are looked at; the rest is not folded. */
#define FOLD_MOST 1024

/* The first character of scripts that write words without blanks: Thai. */
#define FOLD_UNSPACED 0x0e00

/* Folded text, NUL behind it, and where each of its bytes came from. */
struct fold {
	size_t n;
	char text[FOLD_MOST + 8];
	guint32 at[FOLD_MOST + 8];
};

void fold_begin(struct fold *fold);

/*
 * Appends n bytes of valid UTF-8: letters become small, all kinds of blanks
 * one blank, full-width forms ASCII, curly quotes straight; asterisks (bold in
 * plain text), bidi and zero-width characters go. at[] counts from base. What
 * does not fit is left out. Stretches are kept apart by a blank.
 */
void fold_add(struct fold *fold, const char *text, size_t n, size_t base);

/* The same for a single short text that is compared as a whole. */
void fold_text(struct fold *fold, const char *text, size_t n);

/* Takes blanks, and what else of strip stands there, off the end. */
void fold_chop(struct fold *fold, const char *strip);

/* True if text[at] begins a word: nothing of the same word is before it. */
bool fold_word_begins(const struct fold *fold, size_t at);

/* True if a word may end before text[at]. */
bool fold_word_ends(const struct fold *fold, size_t at);

#endif
