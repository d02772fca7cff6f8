// SPDX-License-Identifier: GPL-3.0-or-later
// A text as lines: how deep each is quoted, and what HTML says of it.
#ifndef TIXGATE_FILTERS_TEXT_LINES_H
#define TIXGATE_FILTERS_TEXT_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "mail/message.h"

/* Lines told apart; what follows the last of them belongs to it. */
#define LINES_MOST 20000

/* Quote marks counted at the beginning of a line. */
#define LINES_DEPTH_MOST 100

/* What became of a line. */
enum fate {
	FATE_KEPT,
	FATE_QUOTE,
	FATE_INTRO,
	FATE_FORWARD,
	FATE_SIGNATURE,
	FATE_DEVICE,
	FATE_FOOTER,
	FATE_MARKER,
	FATE_DIVIDER,
};

struct line {
	const char *text;  /* into the text, past quote marks and blanks */
	const char *start; /* where the line begins */
	guint32 n;	   /* bytes from text to the end, trailing blanks off */
	guint32 whole;	   /* bytes from start to the end of the line */
	guint16 depth;	   /* quote marks before it, or quotes by HTML */
	bool blank;	   /* nothing but quote marks and blanks */
	bool marked_quote; /* HTML says that it is quoted */
	bool marked_intro;
	bool marked_signature;
	bool marked_divider; /* HTML drew a line above it */
	enum fate fate;
};

struct lines {
	struct line *at;
	size_t n;
};

/* Splits text, which must outlive the lines. The caller frees with
 * lines_clear(). */
void lines_split(struct lines *lines, const char *text,
		 const struct mark *marks, size_t marks_n);

void lines_clear(struct lines *lines);

/* The first line from i on that is not blank; lines->n if there is none. */
size_t lines_next(const struct lines *lines, size_t i);

/*
 * Makes two lines of line i, the second of which begins at byte at of its
 * text. LINES_MOST may be passed by the number of such calls.
 */
void lines_break(struct lines *lines, size_t i, size_t at);

/* True if the line has nothing but dashes and the like, at least least. */
bool line_ruled(const struct line *line, const char *marks, size_t least);

/* True if the line has no letter and no digit, but is not blank. */
bool line_bare(const struct line *line);

#endif
