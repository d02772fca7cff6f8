// SPDX-License-Identifier: GPL-3.0-or-later
// Reads declarations of CSS, those alone that make text vanish or part.
#include "mail/html_css.h"

#include <math.h>
#include <string.h>

/* Bytes of one value that are looked at, and of a property's name. */
#define CSS_VALUE_MOST 127
#define CSS_NAME_MOST  31

/* Pixels of a gap that a reader sees as an empty line. */
#define CSS_GAP_WIDE_PIXELS 7.0

/* Pixels by which text is moved so far that nobody meets it. */
#define CSS_AWAY_PIXELS (-500.0)

/* Named colours that hidden text is written in; others cannot be known. */
static const struct {
	const char *name;
	guint32 number;
} colours[] = {
	{"white", 0xffffff},	  {"black", 0x000000},	{"snow", 0xfffafa},
	{"ivory", 0xfffff0},	  {"silver", 0xc0c0c0}, {"gray", 0x808080},
	{"grey", 0x808080},	  {"red", 0xff0000},	{"blue", 0x0000ff},
	{"green", 0x008000},	  {"yellow", 0xffff00}, {"navy", 0x000080},
	{"whitesmoke", 0xf5f5f5},
};

static int channel(double value)
{
	return value <= 0 ? 0 : value >= 255 ? 255 : (int)value;
}

/* "rgb(1, 2, 3)", "rgba(1 2 3 / 0)" behind its bracket. */
static enum css_paint colour_function(const char *text, guint32 *number)
{
	double value[4] = {0, 0, 0, 1};
	gsize n = 0;

	while (n < G_N_ELEMENTS(value)) {
		char *end;
		double one;

		while (*text == ' ' || *text == ',' || *text == '/')
			text++;
		one = g_ascii_strtod(text, &end);
		if (end == text)
			break;
		value[n] = one;
		if (*end == '%') {
			value[n] *= n < 3 ? 2.55 : 0.01;
			end++;
		}
		text = end;
		n++;
	}
	if (n < 3)
		return CSS_PAINT_OTHER;
	if (value[3] <= 0.05)
		return CSS_PAINT_CLEAR;
	*number = (guint32)(channel(value[0]) << 16 | channel(value[1]) << 8 |
			    channel(value[2]));
	return CSS_PAINT_SET;
}

/* "#abc" or "#aabbcc", or either without its mark, as old mail has it. */
static enum css_paint colour_digits(const char *text, gsize size,
				    guint32 *number)
{
	guint32 sum = 0;

	if (size != 3 && size != 6)
		return CSS_PAINT_OTHER;
	for (gsize i = 0; i < size; i++) {
		int digit = g_ascii_xdigit_value(text[i]);

		if (digit < 0)
			return CSS_PAINT_OTHER;
		sum = sum << 4 | (guint32)digit;
		if (size == 3)
			sum = sum << 4 | (guint32)digit;
	}
	*number = sum;
	return CSS_PAINT_SET;
}

enum css_paint css_colour(const char *text, gsize size, guint32 *number)
{
	char value[CSS_VALUE_MOST + 1];

	size = MIN(size, CSS_VALUE_MOST);
	for (gsize i = 0; i < size; i++)
		value[i] = g_ascii_tolower(text[i]);
	value[size] = '\0';
	g_strstrip(value);
	if (g_str_has_prefix(value, "rgb(") || g_str_has_prefix(value, "rgba("))
		return colour_function(strchr(value, '(') + 1, number);
	if (strcmp(value, "transparent") == 0)
		return CSS_PAINT_CLEAR;
	for (gsize i = 0; i < G_N_ELEMENTS(colours); i++) {
		if (strcmp(value, colours[i].name) == 0) {
			*number = colours[i].number;
			return CSS_PAINT_SET;
		}
	}
	return colour_digits(*value == '#' ? value + 1 : value,
			     strlen(value) - (*value == '#'), number);
}

/* A length in pixels; NAN for none. Percent and em count as of 16 pixels. */
static double pixels(const char *text, const char **end)
{
	static const struct {
		const char *unit;
		double pixels;
	} units[] = {{"pt", 4.0 / 3}, {"em", 16},   {"rem", 16}, {"%", 0.16},
		     {"in", 96},      {"cm", 37.8}, {"mm", 3.8}, {"vh", 8},
		     {"vw", 8},	      {"ex", 8},    {"ch", 8},	 {"pc", 16}};
	char *stop;
	double number = g_ascii_strtod(text, &stop);

	if (stop == text || !isfinite(number)) {
		*end = text + strcspn(text, " ");
		return NAN;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
		if (g_str_has_prefix(stop, units[i].unit))
			number *= units[i].pixels;
	}
	*end = stop + strcspn(stop, " /");
	return number;
}

static double pixels_of(const char *text)
{
	const char *end;

	return pixels(text, &end);
}

static guint8 truth(bool is)
{
	return is ? CSS_YES : CSS_NO;
}

static guint8 gap(double size)
{
	if (isnan(size))
		return CSS_UNSAID;
	return size >= CSS_GAP_WIDE_PIXELS ? CSS_GAP_WIDE
	       : size > 0.5		   ? CSS_GAP_SMALL
					   : CSS_GAP_NONE;
}

/* Padding adds to a margin, but its being 0 takes none away. */
static void set_gap(struct css *css, enum css_property where, double size,
		    bool padding)
{
	guint8 is = gap(size);

	if (is != CSS_UNSAID && (!padding || is == CSS_GAP_WIDE))
		css->said[where] = is;
}

/* One to four lengths: above, right, below, left. */
static void set_box(struct css *css, const char *value, bool padding)
{
	double size[3];
	gsize n = 0;

	while (n < G_N_ELEMENTS(size) && *value) {
		const char *end;

		size[n++] = pixels(value, &end);
		value = end + strspn(end, " ");
	}
	if (n == 0)
		return;
	set_gap(css, CSS_TOP, size[0], padding);
	set_gap(css, CSS_BOTTOM, n == 3 ? size[2] : size[0], padding);
}

static void set_display(struct css *css, const char *value)
{
	guint8 is = CSS_DISPLAY_BLOCK;

	if (strcmp(value, "none") == 0)
		is = CSS_DISPLAY_NONE;
	else if (strcmp(value, "inline") == 0)
		is = CSS_DISPLAY_INLINE;
	else if (strcmp(value, "block") != 0 && strcmp(value, "flex") != 0 &&
		 strcmp(value, "grid") != 0 && strcmp(value, "list-item") != 0)
		is = CSS_UNSAID;
	css->said[CSS_DISPLAY] = is;
}

static void set_space(struct css *css, const char *value)
{
	guint8 is = CSS_SPACE_FOLD;

	if (strcmp(value, "pre") == 0 || strcmp(value, "pre-wrap") == 0 ||
	    strcmp(value, "break-spaces") == 0)
		is = CSS_SPACE_KEEP;
	else if (strcmp(value, "pre-line") == 0)
		is = CSS_SPACE_LINES;
	css->said[CSS_SPACE] = is;
}

static void set_ground(struct css *css, const char *value)
{
	guint32 number = 0;
	enum css_paint paint = CSS_PAINT_OTHER;

	if (!strstr(value, "url(") && !strstr(value, "gradient"))
		paint = css_colour(value, strlen(value), &number);
	css->said[CSS_GROUND] = (guint8)paint;
	css->ground = number;
}

static void set_border(struct css *css, const char *name, const char *value)
{
	bool solid = strstr(value, "solid") != NULL;

	if (strcmp(name, "border") == 0)
		css->said[CSS_BORDER_NONE] =
			truth(g_str_has_prefix(value, "none"));
	else if (g_str_has_prefix(name, "border-top"))
		css->said[CSS_BORDER_ABOVE] |= solid ? CSS_YES : 0;
	else if (strcmp(name, "border-left") == 0)
		css->said[CSS_BORDER_BLUE] =
			truth(solid && strstr(value, "blue"));
}

enum css_truth css_font(const char *fonts)
{
	static const char pictures[] = "wingdings";

	fonts += strspn(fonts, " \"'");
	if (g_ascii_strncasecmp(fonts, pictures, sizeof(pictures) - 1) != 0)
		return CSS_NO;
	fonts += sizeof(pictures) - 1;
	fonts += strspn(fonts, " ");
	/* Wingdings 2 and 3 are other fonts. */
	return truth(*fonts != '2' && *fonts != '3');
}

/* "font: italic 12px/1.5 Arial": the first word that is a length. */
static void set_font(struct css *css, const char *value)
{
	while (*value && !g_ascii_isdigit(*value) && *value != '.') {
		value += strcspn(value, " ");
		value += strspn(value, " ");
	}
	/* A weight such as 700 stands before the size and has no unit. */
	if (*value)
		css->said[CSS_TINY] = truth(pixels_of(value) < 2);
}

/* "l0 level2 lfo1", or "Ignore" on the bullet itself. */
static void set_list(struct css *css, const char *value)
{
	const char *level = strstr(value, "level");

	if (strcmp(value, "ignore") == 0)
		css->said[CSS_MARKER] = CSS_YES;
	else if (level && level[5] >= '1' && level[5] <= '9')
		css->said[CSS_LEVEL] = (guint8)(level[5] - '0');
}

/* The properties that hide what they are said of. */
static bool set_hiding(struct css *css, const char *name, const char *value)
{
	if (strcmp(name, "visibility") == 0)
		css->said[CSS_INVISIBLE] =
			truth(strcmp(value, "hidden") == 0 ||
			      strcmp(value, "collapse") == 0);
	else if (strcmp(name, "font-size") == 0)
		css->said[CSS_TINY] = truth(pixels_of(value) < 2);
	else if (strcmp(name, "font") == 0)
		set_font(css, value);
	else if (strcmp(name, "opacity") == 0)
		css->said[CSS_TRANSPARENT] = truth(pixels_of(value) <= 0.05);
	else if (strcmp(name, "height") == 0 || strcmp(name, "max-height") == 0)
		css->said[CSS_FLAT] = truth(pixels_of(value) <= 1);
	else if (strcmp(name, "width") == 0)
		css->said[CSS_NARROW] = truth(pixels_of(value) <= 1);
	else if (strcmp(name, "overflow") == 0)
		css->said[CSS_CLIPPED] = truth(strcmp(value, "hidden") == 0);
	else if (strcmp(name, "text-indent") == 0 ||
		 strcmp(name, "left") == 0 || strcmp(name, "top") == 0)
		css->said[CSS_AWAY] |=
			pixels_of(value) <= CSS_AWAY_PIXELS ? CSS_YES : 0;
	else
		return false;
	return true;
}

static void set(struct css *css, const char *name, const char *value)
{
	if (set_hiding(css, name, value))
		return;
	if (strcmp(name, "display") == 0)
		set_display(css, value);
	else if (strcmp(name, "white-space") == 0)
		set_space(css, value);
	else if (strcmp(name, "color") == 0)
		css->said[CSS_COLOUR] =
			(guint8)css_colour(value, strlen(value), &css->colour);
	else if (g_str_has_prefix(name, "background"))
		set_ground(css, value);
	else if (strcmp(name, "margin") == 0 || strcmp(name, "padding") == 0)
		set_box(css, value, *name == 'p');
	else if (strcmp(name, "margin-top") == 0 ||
		 strcmp(name, "padding-top") == 0)
		set_gap(css, CSS_TOP, pixels_of(value), *name == 'p');
	else if (strcmp(name, "margin-bottom") == 0 ||
		 strcmp(name, "padding-bottom") == 0)
		set_gap(css, CSS_BOTTOM, pixels_of(value), *name == 'p');
	else if (g_str_has_prefix(name, "border"))
		set_border(css, name, value);
	else if (strcmp(name, "font-family") == 0)
		css->said[CSS_PICTURES] = (guint8)css_font(value);
	else if (strcmp(name, "mso-list") == 0)
		set_list(css, value);
}

/* Where a declaration ends: ";" outside of brackets and quotes. */
static gsize declaration_size(const char *text, gsize size)
{
	bool bracket = false;
	char quote = '\0';

	for (gsize i = 0; i < size; i++) {
		if (quote)
			quote = text[i] == quote ? '\0' : quote;
		else if (text[i] == '"' || text[i] == '\'')
			quote = text[i];
		else if (text[i] == '(' || text[i] == ')')
			bracket = text[i] == '(';
		else if (text[i] == ';' && !bracket)
			return i;
	}
	return size;
}

/* Lower case, blanks folded, "!important" gone, into a buffer of size most. */
static void normal(char *out, gsize most, const char *text, gsize size)
{
	gsize n = 0;

	for (gsize i = 0; i < size && text[i] != '!' && n < most; i++) {
		char c = g_ascii_tolower(text[i]);

		if (g_ascii_isspace(c))
			c = ' ';
		if (c != ' ' || (n > 0 && out[n - 1] != ' '))
			out[n++] = c;
	}
	if (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
}

void css_parse(struct css *css, const char *text, gsize size)
{
	char name[CSS_NAME_MOST + 1], value[CSS_VALUE_MOST + 1];

	size = MIN(size, CSS_SIZE_MOST);
	while (size > 0) {
		gsize n = declaration_size(text, size);
		const char *colon = memchr(text, ':', n);

		if (colon) {
			gsize at = (gsize)(colon - text);

			normal(name, CSS_NAME_MOST, text, at);
			normal(value, CSS_VALUE_MOST, colon + 1, n - at - 1);
			set(css, name, value);
		}
		n += n < size;
		text += n;
		size -= n;
	}
}

void css_merge(struct css *css, const struct css *more)
{
	for (gsize i = 0; i < CSS_PROPERTIES_N; i++) {
		if (more->said[i])
			css->said[i] = more->said[i];
	}
	if (more->said[CSS_COLOUR])
		css->colour = more->colour;
	if (more->said[CSS_GROUND])
		css->ground = more->ground;
}
