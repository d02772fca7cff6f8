// SPDX-License-Identifier: GPL-3.0-or-later
// Lines of a text: stretches of it that are looked at without a copy.
#ifndef TIXGATE_FILTERS_BOUNCE_LINE_H
#define TIXGATE_FILTERS_BOUNCE_LINE_H

#include <stdbool.h>

#include <glib.h>

/* Bytes of one line that are looked at. */
#define LINE_MOST ((gsize)1000)

/* A stretch of a text: n bytes at at, not ended by a NUL. */
struct span {
	const char *at;
	gsize n;
};

struct span span_of(const char *text);

/* Without blanks at both ends. */
struct span span_trim(struct span span);

/*
 * The next line of *rest, without its end and cut at LINE_MOST, and *rest moved
 * behind it. False at the end of the text.
 */
bool line_next(struct span *rest, struct span *line);

/* Where phrase stands in span, ASCII letters in any case; NULL if nowhere. */
const char *span_find(struct span span, const char *phrase);

bool span_has(struct span span, const char *phrase);

/* True if span begins with phrase, ASCII letters in any case. */
bool span_begins(struct span span, const char *phrase);

/* True if one of the phrases (NULL last) stands in span. */
bool span_has_any(struct span span, const char *const *phrases);

/* What follows the first n bytes. */
struct span span_after(struct span span, gsize n);

/*
 * Pairs of bytes that stand in a text, hashed: most of some hundred phrases are
 * known by it not to be there, without a search.
 */
#define PAIRS_SIZE 4096

struct pairs {
	guint8 bits[PAIRS_SIZE / 8];
};

void pairs_fill(struct pairs *pairs, struct span span);

/* False if phrase stands nowhere in the span, ASCII letters in any case. */
bool pairs_allow(const struct pairs *pairs, const char *phrase);

#endif
