// SPDX-License-Identifier: GPL-3.0-or-later
// How an element looks: what it inherits, and whether a reader sees it.
#ifndef TIXGATE_MAIL_HTML_STYLE_H
#define TIXGATE_MAIL_HTML_STYLE_H

#include <stdbool.h>

#include <glib.h>

#include "mail/html_css.h"
#include "mail/html_sheet.h"
#include "mail/html_tag.h"

/* What an element's contents take from what is around them. */
struct style {
	bool hidden;	/* not shown, whatever is said inside */
	bool invisible; /* not shown until something inside is */
	bool tiny;
	bool pictures;		   /* its letters are small pictures */
	guint8 coloured, grounded; /* enum css_paint, 0 for not said */
	guint32 colour, ground;
	guint8 space;  /* enum flow_space */
	guint8 quotes; /* how many quotes this is in */
	bool signature;
	bool client; /* in what a mail program put around a quote */
};

/* True if a reader sees what stands in an element. */
bool style_shows(const struct style *style);

/*
 * What the style sheet, old attributes and the style say of an element. attr:
 * HTML_ATTRS_N decoded values, NULL for what is not there.
 */
void style_read(const struct sheet *sheet, const struct html_tag *tag,
		const char *const *attr, struct css *css);

/* Makes the style around an element its own. */
void style_derive(struct style *style, const struct css *css);

/*
 * Line ends above or below an element (where is CSS_TOP or CSS_BOTTOM), from
 * its kind, margins and padding; class may be NULL.
 */
guint style_breaks(const struct html_tag *tag, const struct css *css,
		   enum css_property where, const char *class);

/* Makes it one that shows, whatever was said. */
void style_unhide(struct style *style);

#endif
