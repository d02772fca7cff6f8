// SPDX-License-Identifier: GPL-3.0-or-later
// The elements of HTML that matter for its text, and the part each plays.
#ifndef TIXGATE_MAIL_HTML_TAG_H
#define TIXGATE_MAIL_HTML_TAG_H

#include <stdbool.h>

#include <glib.h>

enum html_role {
	HTML_ROLE_INLINE, /* part of a line */
	HTML_ROLE_BLOCK,  /* lines of its own; tag->breaks says how apart */
	HTML_ROLE_BREAK,  /* the end of a line */
	HTML_ROLE_RULE,	  /* a line across */
	HTML_ROLE_PRE,	  /* lines as they stand */
	HTML_ROLE_LIST,
	HTML_ROLE_NUMBERS, /* a numbered list */
	HTML_ROLE_ITEM,
	HTML_ROLE_DETAIL, /* dd: a block, moved in */
	HTML_ROLE_TABLE,
	HTML_ROLE_ROW,
	HTML_ROLE_CELL,
	HTML_ROLE_LINK,
	HTML_ROLE_IMAGE,
	HTML_ROLE_QUOTE,
	HTML_ROLE_SAID, /* q: a few words between quotation marks */
	HTML_ROLE_INPUT,
	HTML_ROLE_STYLE, /* its contents are a style sheet */
	HTML_ROLE_RAW,	 /* its contents are nothing to read */
};

struct html_tag {
	const char *name;
	enum html_role role;
	guint breaks;	/* line ends before and after: 0, 1 or 2 */
	const char *as; /* what it is to HTML 4, NULL for itself */
};

/* Sorted by name: html_tag_find() halves its way through it. */
extern const struct html_tag html_tags[];
#define HTML_TAGS_MOST 128 /* there are at most so many */
extern const gsize html_tags_n;

/*
 * Stands for the start of a block that is too deep to be told apart: an empty
 * element of old that shows nothing. It ends the line.
 */
#define HTML_TAG_DEEP "basefont"

/* Bytes of the longest name. */
#define HTML_TAG_NAME_MOST 10

/*
 * The element of that name in any case, or the one of HTML 4 that it is like;
 * NULL if it does not matter.
 */
const struct html_tag *html_tag_find(const char *name, gsize size);

/* True for an element without contents and end tag. */
bool html_tag_void(const struct html_tag *tag);

#endif
