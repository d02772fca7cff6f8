// SPDX-License-Identifier: GPL-3.0-or-later
// HTML as text that a person would have written, and what its structure says.
#ifndef TIXGATE_MAIL_HTML_H
#define TIXGATE_MAIL_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "mail/message.h"

/* Ceilings over one HTML part; what lies past them is left out. */
#define HTML_SIZE_MOST	((gsize)4 << 20)  /* bytes of HTML that are read */
#define HTML_TAG_MOST	((gsize)64 << 10) /* of one tag with attributes */
#define HTML_DEPTH_MOST 256 /* open elements that are told apart */
#define HTML_MARKS_MOST 4096
#define HTML_TEXT_MOST	((gsize)1 << 20) /* bytes of text that come out */

#define HTML_IMAGES_MOST 200 /* of the mail itself, by Content-ID */

/* An image that is a part of the mail (RFC 2392). */
struct html_image {
	char *content_id;
	enum image_place place;
};

struct html_text {
	GString *text;	/* UTF-8, LF, no trailing blanks */
	GArray *marks;	/* struct mark, in the order of from */
	GArray *images; /* struct html_image, by its own clear function */
	gsize hidden;	/* characters that a reader would not have seen */
	gboolean cut;	/* a ceiling was met */
	gboolean bare;	/* libxml2 is missing: read without it, and worse */
};

/*
 * Opens libxml2 ahead of need, for a process that is about to give up the right
 * to open files. It costs 1.6 ms of CPU: call it where a mail has HTML. False
 * if it is missing; then html_to_text() does without and says so by bare.
 */
bool html_prepare(void);

/*
 * Turns HTML, which is UTF-8 by now, into text: paragraphs, lists and tables
 * readable in plain text, links as `text <url>` where both differ, the true
 * target where a link's text shows another host, only http, https, mailto and
 * tel; images by their alternative text; no script, style, head or comment;
 * what is hidden (display:none, zero-sized or white-on-white …) left out and
 * counted. Linear in size. The caller frees with html_text_clear().
 */
void html_to_text(const char *html, gsize size, struct html_text *out);

/*
 * The same with all that the HTML holds and nothing beside it: with the text
 * that is hidden, and links as they are shown, without their targets but where
 * they deceive.
 */
void html_to_whole(const char *html, gsize size, struct html_text *out);

/* An empty list of struct html_image. */
GArray *html_images_new(void);

/* Appends what is in from, which is only good for freeing then. */
void html_images_move(GArray *to, GArray *from);

void html_text_clear(struct html_text *out);

#endif
