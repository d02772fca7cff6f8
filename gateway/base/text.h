// SPDX-License-Identifier: GPL-3.0-or-later
// Text: making UTF-8 harmless, measuring it as the API does, cutting it.
#ifndef TIXGATE_BASE_TEXT_H
#define TIXGATE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/*
 * One line for a header, a log or a title: invalid UTF-8 becomes U+FFFD;
 * control characters (C0, C1, DEL), U+2028 and U+2029 become blanks; bidi
 * embeddings, overrides and isolates (U+202A-202E, U+2066-2069) and
 * zero-width characters without a use in spelling go; runs of blanks become
 * one and those at the ends go. Joiners that scripts and emoji need (U+200C,
 * U+200D) stay between letters. Appends to out.
 */
void text_line(GString *out, const char *text, gsize size);

/*
 * Text of many lines: line ends CRLF, CR, U+2028 and U+2029 become LF; invalid
 * UTF-8 becomes U+FFFD; NUL and controls but tab and LF go; overrides go,
 * and bidi isolates or embeddings left open are closed at the line's end.
 */
void text_body(GString *out, const char *text, gsize size);

/*
 * Bytes of the character that the size bytes at text begin with, if it is a
 * whole one that no reader has to look at: of U+00C0 to U+CFFF, from a block
 * that has no controls, no invisible marks, and no blank but U+3000. Else 0:
 * look closer. It is there for speed, since most text that is not ASCII
 * consists of such.
 */
gsize text_letter_size(const char *text, gsize size);

/* UTF-16 code units of valid UTF-8: what the API counts. */
gsize text_units(const char *text);

/*
 * Bytes of the longest beginning of text that has at most units UTF-16 units
 * and does not end inside a character, a combining sequence or an emoji of
 * several characters.
 */
gsize text_fit(const char *text, gsize units);

/*
 * True if a pattern, in which "*" stands for anything, is all of text, without
 * regard to case. Of a text the first TEXT_GLOB_MOST bytes count.
 */
#define TEXT_GLOB_MOST 2048
bool text_glob(const char *pattern, const char *text);

/* Equal in ASCII without regard to case; NULL equals only NULL. */
bool text_same(const char *a, const char *b);

#endif
