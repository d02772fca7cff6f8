// SPDX-License-Identifier: GPL-3.0-or-later
// Both views of a mail's text while it is put together.
#ifndef TIXGATE_MAIL_VIEWS_H
#define TIXGATE_MAIL_VIEWS_H

#include <stdbool.h>

#include <glib.h>

#include "mail/message.h"
#include "mail/reading.h"

/* One view: a text and the marks in it. */
struct view {
	GString *text;
	GArray *marks; /* struct mark */
	/* The text before anything was taken out or added; NULL: unwanted. */
	GString *whole;
	bool own; /* a part of its kind is in it */
};

struct views {
	struct view plain, html;
	GArray *images;	   /* struct html_image */
	bool html_cut;	   /* HTML met a ceiling */
	bool html_bare;	   /* it was read without libxml2 */
	gsize html_hidden; /* characters of it that nobody was to see */
};

/* whole: what nothing was taken out of is put together as well. */
void views_open(struct views *views, bool whole);
void views_close(struct views *views);

/* True if a person would see nothing of text. */
bool view_is_blank(const char *text);

/* Appends a text, parted from what is there by a line end. marks may be NULL.
 */
void view_add(struct view *view, const char *text, gsize size,
	      const GArray *marks);

/* The same where whole is what the text was made from. */
void view_add_whole(struct view *view, const char *text, gsize size,
		    const GArray *marks, const char *whole);

/* Appends to both views what has no form of its own. */
void views_add_plain(struct views *views, const char *text);

/* Appends HTML, which is UTF-8, to the view for it. */
void views_add_html(struct views *views, const char *html);

/*
 * Adds what is in no text part but belongs to the text: invitations, business
 * cards, winmail.dat, and a word on what is encrypted.
 */
bool reading_extras(struct reading *r, struct views *views);

#endif
