// SPDX-License-Identifier: GPL-3.0-or-later
// Raw HTML cut into pieces, so bounded that no parser behind it can be hurt.
#ifndef TIXGATE_MAIL_HTML_SCAN_H
#define TIXGATE_MAIL_HTML_SCAN_H

#include <stdbool.h>

#include <glib.h>

#include "mail/html_tag.h"

/* Attributes of which the text or its structure depends; all others go. */
#define HTML_ATTRS(X)                 \
	X(ALT, "alt")                 \
	X(BACKGROUND, "background")   \
	X(BGCOLOR, "bgcolor")         \
	X(CHECKED, "checked")         \
	X(CITE, "cite")               \
	X(CLASS, "class")             \
	X(COLOR, "color")             \
	X(COLSPAN, "colspan")         \
	X(DATA_MARKER, "data-marker") \
	X(FACE, "face")               \
	X(FAIREMAIL, "fairemail")     \
	X(HEIGHT, "height")           \
	X(HIDDEN, "hidden")           \
	X(HREF, "href")               \
	X(ID, "id")                   \
	X(NAME, "name")               \
	X(ROWSPAN, "rowspan")         \
	X(SIZE, "size")               \
	X(SRC, "src")                 \
	X(START, "start")             \
	X(STYLE, "style")             \
	X(TYPE, "type")               \
	X(VALUE, "value")             \
	X(WIDTH, "width")

enum html_attr {
#define HTML_ATTR_NUMBER(id, name) HTML_ATTR_##id,
	HTML_ATTRS(HTML_ATTR_NUMBER)
#undef HTML_ATTR_NUMBER
		HTML_ATTRS_N
};

/* The number of an attribute's name, HTML_ATTRS_N if it is not listed. */
enum html_attr html_attr_find(const char *name, gsize size);

const char *html_attr_name(enum html_attr attr);

/* Bytes of the raw HTML; at is NULL if there is no such thing. */
struct html_slice {
	const char *at;
	gsize size;
};

enum html_piece_kind {
	HTML_PIECE_END,	 /* of the document */
	HTML_PIECE_TEXT, /* text with its references; every "<" in it is text */
	HTML_PIECE_OPEN, /* a start tag */
	HTML_PIECE_CLOSE, /* an end tag */
	HTML_PIECE_STYLE, /* what stands in a <style> */
};

struct html_piece {
	enum html_piece_kind kind;
	struct html_slice text; /* of a TEXT or STYLE */
	const struct html_tag *tag;
	struct html_slice attr[HTML_ATTRS_N]; /* not decoded, first one wins */
};

/* Where the scan stands, and what it knows not to be there any more. */
struct html_scan {
	const char *at, *end;
	const char *next_gt; /* the first ">" from at on, end for none; NULL:
				unknown */
	guint64 raw_gone[HTML_TAGS_MOST /
			 64]; /* bit n: element n of html_tags does not end */
	bool comment_gone;    /* no comment ends any more */
	bool cut;	      /* a tag was too long */
};

/* The HTML stays the caller's and must outlive the scan. */
void html_scan_start(struct html_scan *scan, const char *html, gsize size);

/*
 * The next piece. Comments, conditional comments, CDATA, instructions, tags
 * that mean nothing for the text and the contents of script, title, svg and
 * their like are left out; a tag longer than HTML_TAG_MOST has no attributes.
 * Linear over the whole document, whatever it holds.
 */
void html_scan_next(struct html_scan *scan, struct html_piece *piece);

#endif
