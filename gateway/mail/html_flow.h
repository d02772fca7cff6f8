// SPDX-License-Identifier: GPL-3.0-or-later
// Text as it grows: words, lines, paragraphs, indentation, marks.
#ifndef TIXGATE_MAIL_HTML_FLOW_H
#define TIXGATE_MAIL_HTML_FLOW_H

#include <stdbool.h>

#include <glib.h>

#include "mail/html.h"

/* Stand for "<" and "&" that are text: a parser takes them for letters. */
#define HTML_FLOW_LT  "\xef\xb7\x90" /* U+FDD0, a noncharacter */
#define HTML_FLOW_AMP "\xef\xb7\x91" /* U+FDD1 */

/* Columns of indentation and of blanks in a row; more are not shown. */
#define FLOW_INDENT_MOST 40
#define FLOW_BLANKS_MOST 40

enum flow_space {
	FLOW_FOLD,  /* blanks and line ends are one blank */
	FLOW_LINES, /* line ends are kept */
	FLOW_KEEP,  /* all of them are */
};

struct flow {
	struct html_text *out;
	GString *prefix;  /* before each line: "  ", "> " … */
	gsize prefix_low; /* its shortest since the last line began */
	char bullet[16];  /* takes the place of the prefix's end, "" for none */
	guint breaks;	  /* line ends due before the next word: 0, 1, 2 */
	guint hard;	  /* blanks that are kept, due before the next word */
	bool soft;	  /* a blank that is folded is due */
	bool kept;	  /* the hard ones stand between lines that are kept */
	bool full;	  /* HTML_TEXT_MOST was met: nothing more is written */
	gunichar joiner;  /* U+200C or U+200D due between two letters */
	gsize line_from;  /* where the words of the last line begin */
	bool cell_waits;  /* for its first word, */
	gsize cell_from;  /* which then is here */
	gsize cells_to;	  /* the end of the last cell */
	bool cells_cut;	  /* a cut went into it */
	guint marks_unset; /* the first mark that may still have no place */
};

void flow_start(struct flow *flow, struct html_text *out);

/* Ends the text: marks without a word go. */
void flow_end(struct flow *flow);

/* Adds characters as they stand in HTML, entities resolved. */
void flow_text(struct flow *flow, const char *text, gsize size,
	       enum flow_space space);

/* Adds words of our own, such as a URL, with its blanks as they are. */
void flow_words(struct flow *flow, const char *text);

/* At least n line ends before the next word. */
void flow_break(struct flow *flow, guint n);

/* <br>: ends the line, or makes an empty one. */
void flow_line(struct flow *flow);

/* Starts an item: the next word has bullet before it, in the prefix's end. */
void flow_bullet(struct flow *flow, const char *bullet);

/* Adds to what stands before each line; flow_unindent() goes back to size. */
void flow_indent(struct flow *flow, const char *more);
void flow_unindent(struct flow *flow, gsize size);

/* Opens a mark, closed by its number; 0 if there are too many. */
guint flow_mark(struct flow *flow, enum mark_kind kind, guint depth);
void flow_unmark(struct flow *flow, guint number);

/* The mark of that number, NULL for 0; from is FLOW_UNSET before a word. */
struct mark *flow_mark_at(const struct flow *flow, guint number);
#define FLOW_UNSET G_MAXSIZE

/* Takes a closed mark away. */
void flow_mark_drop(struct flow *flow, guint number);

/*
 * Cuts the text back to size: a place in the last line's words, or the end of
 * an earlier line; then the caller sets what breaks are due.
 */
void flow_cut(struct flow *flow, gsize size);

/* Characters that a reader sees in text: no blanks, nothing of zero width. */
gsize flow_visible(const char *text, gsize size);

#endif
