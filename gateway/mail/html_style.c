// SPDX-License-Identifier: GPL-3.0-or-later
// Tells what is hidden, and where a reader sees an empty line.
#include "mail/html_style.h"

#include <stdlib.h>
#include <string.h>

#include "mail/html_flow.h"
#include "mail/html_scan.h"

/* Difference of two colours that nobody sees, in each of their parts. */
#define COLOUR_NEAR 2

static bool is_near(guint32 a, guint32 b)
{
	return abs((int)(a >> 16) - (int)(b >> 16)) <= COLOUR_NEAR &&
	       abs((int)(a >> 8 & 255) - (int)(b >> 8 & 255)) <= COLOUR_NEAR &&
	       abs((int)(a & 255) - (int)(b & 255)) <= COLOUR_NEAR;
}

bool style_shows(const struct style *style)
{
	if (style->hidden || style->invisible || style->tiny)
		return false;
	if (style->coloured == CSS_PAINT_CLEAR)
		return false;
	/* Only against a ground that the mail itself names. */
	return style->coloured != CSS_PAINT_SET ||
	       style->grounded != CSS_PAINT_SET ||
	       !is_near(style->colour, style->ground);
}

void style_read(const struct sheet *sheet, const struct html_tag *tag,
		const char *const *attr, struct css *css)
{
	const char *colour = attr[HTML_ATTR_COLOR];
	const char *ground = attr[HTML_ATTR_BGCOLOR];
	const char *size = attr[HTML_ATTR_SIZE];

	if (colour)
		css->said[CSS_COLOUR] = (guint8)css_colour(
			colour, strlen(colour), &css->colour);
	if (ground)
		css->said[CSS_GROUND] = (guint8)css_colour(
			ground, strlen(ground), &css->ground);
	if (attr[HTML_ATTR_FACE])
		css->said[CSS_PICTURES] =
			(guint8)css_font(attr[HTML_ATTR_FACE]);
	if (attr[HTML_ATTR_BACKGROUND])
		css->said[CSS_GROUND] = CSS_PAINT_OTHER;
	if (size && tag->role == HTML_ROLE_INLINE)
		css->said[CSS_TINY] = CSS_NO;
	sheet_apply(sheet, tag->name, attr[HTML_ATTR_CLASS], attr[HTML_ATTR_ID],
		    css);
	if (attr[HTML_ATTR_STYLE])
		css_parse(css, attr[HTML_ATTR_STYLE],
			  strlen(attr[HTML_ATTR_STYLE]));
}

static void hide(struct style *style, const struct css *css)
{
	const guint8 *said = css->said;

	/*
	 * "mso-hide: all" alone hides from Outlook only, which then shows the
	 * same in a conditional comment that is no text here: so it is kept.
	 */
	style->hidden =
		style->hidden || said[CSS_DISPLAY] == CSS_DISPLAY_NONE ||
		said[CSS_TRANSPARENT] == CSS_YES || said[CSS_AWAY] == CSS_YES ||
		(said[CSS_CLIPPED] == CSS_YES &&
		 (said[CSS_FLAT] == CSS_YES || said[CSS_NARROW] == CSS_YES));
	if (said[CSS_INVISIBLE])
		style->invisible = said[CSS_INVISIBLE] == CSS_YES;
	if (said[CSS_TINY])
		style->tiny = said[CSS_TINY] == CSS_YES;
}

void style_derive(struct style *style, const struct css *css)
{
	hide(style, css);
	if (css->said[CSS_COLOUR]) {
		style->coloured = css->said[CSS_COLOUR];
		style->colour = css->colour;
	}
	if (css->said[CSS_PICTURES])
		style->pictures = css->said[CSS_PICTURES] == CSS_YES;
	/* Through a clear ground, the one below it is seen. */
	if (css->said[CSS_GROUND] && css->said[CSS_GROUND] != CSS_PAINT_CLEAR) {
		style->grounded = css->said[CSS_GROUND];
		style->ground = css->ground;
	}
	if (css->said[CSS_SPACE])
		style->space =
			css->said[CSS_SPACE] == CSS_SPACE_KEEP	  ? FLOW_KEEP
			: css->said[CSS_SPACE] == CSS_SPACE_LINES ? FLOW_LINES
								  : FLOW_FOLD;
}

void style_unhide(struct style *style)
{
	style->hidden = style->invisible = style->tiny = false;
	style->coloured = 0;
}

guint style_breaks(const struct html_tag *tag, const struct css *css,
		   enum css_property where, const char *class)
{
	guint breaks = tag->breaks;

	if (css->said[CSS_DISPLAY] == CSS_DISPLAY_INLINE &&
	    tag->role == HTML_ROLE_BLOCK)
		return 0;
	if (css->said[CSS_DISPLAY] == CSS_DISPLAY_BLOCK && breaks == 0 &&
	    (tag->role == HTML_ROLE_INLINE || tag->role == HTML_ROLE_LINK))
		breaks = 1;
	if (breaks == 0)
		return 0;
	switch (css->said[where]) {
	case CSS_GAP_NONE:
	case CSS_GAP_SMALL:
		return tag->role == HTML_ROLE_BLOCK ? 1 : breaks;
	case CSS_GAP_WIDE:
		return 2;
	default:
		/* Word's paragraphs have no margins; an empty one parts. */
		return class && strstr(class, "MsoNormal") ? 1 : breaks;
	}
}
