// SPDX-License-Identifier: GPL-3.0-or-later
// What the styles in a mail say that matters for its text.
#ifndef TIXGATE_MAIL_HTML_CSS_H
#define TIXGATE_MAIL_HTML_CSS_H

#include <stdbool.h>

#include <glib.h>

/* Bytes of one list of declarations that are read. */
#define CSS_SIZE_MOST 2048

/* Properties, as far as a text depends on them; each has its own values. */
enum css_property {
	CSS_DISPLAY,	  /* enum css_display */
	CSS_INVISIBLE,	  /* visibility: hidden */
	CSS_TINY,	  /* a font of no or one pixel */
	CSS_TRANSPARENT,  /* opacity: 0 */
	CSS_FLAT,	  /* a height of 0 */
	CSS_NARROW,	  /* a width of 0 */
	CSS_CLIPPED,	  /* overflow: hidden */
	CSS_AWAY,	  /* moved out of the window */
	CSS_SPACE,	  /* enum css_space */
	CSS_TOP,	  /* enum css_gap above */
	CSS_BOTTOM,	  /* enum css_gap below */
	CSS_LEVEL,	  /* of Word's lists, 1 to 9 */
	CSS_MARKER,	  /* Word's bullet, mso-list:Ignore */
	CSS_BORDER_NONE,  /* border: none or 0 */
	CSS_BORDER_ABOVE, /* border-top: solid */
	CSS_BORDER_BLUE,  /* border-left: solid blue, Outlook's quote */
	CSS_PICTURES,	  /* a font whose letters are small pictures */
	CSS_COLOUR,	  /* enum css_paint */
	CSS_GROUND,	  /* enum css_paint */
	CSS_PROPERTIES_N
};

/* Values of the properties that are true or false. */
enum css_truth { CSS_UNSAID, CSS_NO, CSS_YES };

enum css_display {
	CSS_DISPLAY_NONE = 1,
	CSS_DISPLAY_INLINE,
	CSS_DISPLAY_BLOCK
};
enum css_space { CSS_SPACE_FOLD = 1, CSS_SPACE_LINES, CSS_SPACE_KEEP };
enum css_gap { CSS_GAP_NONE = 1, CSS_GAP_SMALL, CSS_GAP_WIDE };
enum css_paint {
	CSS_PAINT_SET = 1, /* the number beside it */
	CSS_PAINT_CLEAR,   /* transparent */
	CSS_PAINT_OTHER,   /* something that cannot be known here */
};

/* What was said of one element; 0 is "nothing" everywhere. */
struct css {
	guint8 said[CSS_PROPERTIES_N];
	guint32 colour, ground; /* 0xRRGGBB */
};

/* Adds what a list of declarations says: "color: red; display: none". */
void css_parse(struct css *css, const char *text, gsize size);

/* Adds what more says to css, over what stood there. */
void css_merge(struct css *css, const struct css *more);

/* CSS_YES if the first of these fonts has pictures for letters, or CSS_NO. */
enum css_truth css_font(const char *fonts);

/* A colour as HTML and CSS write it, into number if it can be known. */
enum css_paint css_colour(const char *text, gsize size, guint32 *number);

#endif
