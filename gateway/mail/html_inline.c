// SPDX-License-Identifier: GPL-3.0-or-later
// Writes links, images, boxes, rules and bullets as a person would.
#include "mail/html_inline.h"

#include <stdlib.h>
#include <string.h>

#include "mail/html_link.h"

/* Bytes of text behind a target in which a reader still has it in mind. */
#define LINK_NEAR 200

/* Enough for a reader to see a line, too much for a signature's dashes. */
#define RULE "--------"

/* Pixels of an image that is a spacer, a dot or a counter of readers. */
#define IMAGE_TINY 3

/* Pixels of an image that is a picture and no symbol. */
#define IMAGE_PICTURE 64

/* Bytes of an alternative text that are shown. */
#define ALT_MOST 300

void inline_link_open(struct page *page, const char *href)
{
	struct page_link *link = &page->link;

	g_string_truncate(link->target, 0);
	link->kind = href ? link_target(href, link->target) : LINK_NONE;
	link->from = page->out->text->len;
	link->image = false;
}

/* The text of the link that ends, without the blanks and breaks before it. */
static gsize link_text(const struct page *page)
{
	const GString *text = page->out->text;
	gsize from = MIN(page->link.from, text->len);

	while (from < text->len &&
	       (text->str[from] == ' ' || text->str[from] == '\n'))
		from++;
	return MAX(from, MIN(page->flow.line_from, text->len));
}

/* Puts instead where the link's text stood, or behind what stays of it. */
static void replace(struct page *page, gsize from, const char *instead)
{
	struct flow *flow = &page->flow;
	struct flow due = *flow;
	const char *shown = page->out->text->str + from;

	if (g_str_has_prefix(instead, shown))
		instead += strlen(shown);
	else
		flow_cut(flow, from);
	/* What is due now is due behind the target. */
	flow->breaks = flow->hard = 0;
	flow->soft = false;
	if (*instead)
		flow_words(flow, instead);
	if (due.breaks > 0)
		flow_break(flow, due.breaks);
	flow->soft = due.soft;
	flow->hard = due.hard;
}

void inline_link_close(struct page *page)
{
	struct page_link *link = &page->link;
	struct flow *flow = &page->flow;
	g_autoptr(GString) written = g_string_new(NULL);
	gsize from = link_text(page);
	const char *shown = page->out->text->str + from;
	/* What was said a moment ago is not said again. */
	bool again = strcmp(link->target->str, link->last->str) == 0 &&
		     page->out->text->len - link->last_to <= LINK_NEAR;
	bool wanted = !page->whole ||
		      link_deceives(link->kind, link->target->str, shown);

	if (link->kind != LINK_NONE && (*shown || link->image) && !again &&
	    wanted) {
		link_write(link->kind, link->target->str, shown, written);
		if (*shown)
			replace(page, from, written->str);
		else
			flow_words(flow, written->str);
		g_string_assign(link->last, link->target->str);
		link->last_to = page->out->text->len;
	}
	link->kind = LINK_NONE;
}

/* The number of pixels that an attribute says, most for none. */
static int pixels(const char *value, int most)
{
	return value && g_ascii_isdigit(*value) && !strchr(value, '%')
		       ? (int)MIN(strtoul(value, NULL, 10), (gulong)most)
		       : most;
}

/* Words that programs write where a person wrote nothing. */
static bool is_filler(const char *alt)
{
	static const char *const fillers[] = {
		"image", "img",		 "picture", "photo",  "logo",  "icon",
		"bild",	 "foto",	 "imagen",  "spacer", "pixel", "blank",
		"line",	 "inline image", "bullet",  "*",      "-",     ".",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(fillers); i++) {
		if (g_ascii_strcasecmp(alt, fillers[i]) == 0)
			return true;
	}
	/* Word describes pictures by itself, in the words of a machine. */
	return strstr(alt, "automatically generated") != NULL ||
	       strstr(alt, "automatisch generiert") != NULL;
}

static bool is_file_name(const char *alt)
{
	const char *dot = strrchr(alt, '.');

	return dot && dot[1] && strlen(dot) <= 5 &&
	       strspn(dot + 1,
		      "abcdefghijklmnopqrstuvwxyz"
		      "ABCDEFGHIJKLMNOPQRSTUVWXYZ4") == strlen(dot + 1);
}

/* A text of letters that name nothing: an emoji, drawn by a mail program. */
static bool is_symbol(const char *alt)
{
	if (g_utf8_strlen(alt, -1) > 8)
		return false;
	for (; *alt; alt += g_utf8_skip[(guchar)*alt]) {
		gunichar c = g_utf8_get_char(alt);

		if (c < 0x80 || g_unichar_isalnum(c))
			return false;
	}
	return true;
}

/* True if the alternative text tells a reader something. */
static bool tells(const char *alt, const char *src, int width, int height)
{
	if (is_filler(alt) || strstr(alt, "://"))
		return false;
	/* A picture in the mail itself: a reader looks for it by its name. */
	if (is_file_name(alt))
		return src && g_str_has_prefix(src, "cid:") &&
		       width >= IMAGE_PICTURE && height >= IMAGE_PICTURE;
	return true;
}

/* Bytes of text before a character that was cut in two. */
static gsize utf8_size(const char *text)
{
	const char *end;

	g_utf8_validate(text, -1, &end);
	return (gsize)(end - text);
}

static void clear_image(void *data)
{
	g_free(((struct html_image *)data)->content_id);
}

GArray *html_images_new(void)
{
	GArray *images = g_array_new(FALSE, FALSE, sizeof(struct html_image));

	g_array_set_clear_func(images, clear_image);
	return images;
}

void html_images_move(GArray *to, GArray *from)
{
	g_array_append_vals(to, from->data, from->len);
	/* They have moved: no clear function may see them here. */
	g_array_set_clear_func(from, NULL);
	g_array_set_size(from, 0);
}

/* Where an image of the mail itself stands. */
static void note_image(struct page *page, const char *src)
{
	const struct style *style = &page->open[page->depth].style;
	GArray *images = page->out->images;
	struct html_image image;

	if (src == NULL || g_ascii_strncasecmp(src, "cid:", 4) != 0 ||
	    images->len >= HTML_IMAGES_MOST)
		return;
	image.content_id = g_uri_unescape_string(src + 4, NULL);
	if (image.content_id == NULL)
		image.content_id = g_strdup(src + 4);
	image.place = style->quotes > 0 || page->divided ? IMAGE_IN_QUOTE
		      : style->signature		 ? IMAGE_IN_SIGNATURE
							 : IMAGE_IN_TEXT;
	g_array_append_val(images, image);
}

void inline_image(struct page *page, const char *const *attr)
{
	struct flow *flow = &page->flow;
	int width = pixels(attr[HTML_ATTR_WIDTH], G_MAXINT);
	int height = pixels(attr[HTML_ATTR_HEIGHT], G_MAXINT);
	g_autofree char *alt = g_strndup(
		attr[HTML_ATTR_ALT] ? attr[HTML_ATTR_ALT] : "", ALT_MOST);

	note_image(page, attr[HTML_ATTR_SRC]);
	if (width <= IMAGE_TINY || height <= IMAGE_TINY)
		return;
	alt[utf8_size(alt)] = '\0';
	g_strstrip(alt);
	if (*alt && is_symbol(alt)) {
		flow_text(flow, alt, strlen(alt), FLOW_FOLD);
	} else if (*alt && tells(alt, attr[HTML_ATTR_SRC], width, height)) {
		flow_text(flow, "[", 1, FLOW_FOLD);
		flow_text(flow, alt, strlen(alt), FLOW_FOLD);
		flow_text(flow, "]", 1, FLOW_FOLD);
	} else if (!*alt && page->link.kind != LINK_NONE) {
		page->link.image = true;
	}
}

void inline_input(struct page *page, const char *const *attr)
{
	const char *type = attr[HTML_ATTR_TYPE];
	const char *value = attr[HTML_ATTR_VALUE];

	if (type && (g_ascii_strcasecmp(type, "checkbox") == 0 ||
		     g_ascii_strcasecmp(type, "radio") == 0))
		flow_words(&page->flow,
			   attr[HTML_ATTR_CHECKED] ? "[x]" : "[ ]");
	else if (value && (!type || g_ascii_strcasecmp(type, "text") == 0))
		flow_text(&page->flow, value, strlen(value), FLOW_FOLD);
}

void inline_rule(struct page *page)
{
	struct flow *flow = &page->flow;
	const GString *text = page->out->text;
	guint mark;

	/* One is enough, and none is needed before the first word. */
	if (text->len == 0 ||
	    (flow->breaks > 0 && text->len >= strlen(RULE) &&
	     strcmp(text->str + text->len - strlen(RULE), RULE) == 0))
		return;
	flow_break(flow, 2);
	mark = flow_mark(flow, MARK_DIVIDER, 0);
	flow_words(flow, RULE);
	flow_unmark(flow, mark);
	flow_break(flow, 2);
}

static void roman(guint n, GString *out)
{
	static const struct {
		guint value;
		const char *text;
	} parts[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"},
		     {100, "c"},  {90, "xc"},  {50, "l"},  {40, "xl"},
		     {10, "x"},	  {9, "ix"},   {5, "v"},   {4, "iv"},
		     {1, "i"}};

	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		for (; n >= parts[i].value; n -= parts[i].value)
			g_string_append(out, parts[i].text);
	}
}

void inline_bullet(char numbering, guint n, char *out, gsize size)
{
	g_autoptr(GString) text = g_string_new(NULL);
	char kind = g_ascii_tolower(numbering);

	/* Past these, letters and Roman numbers are harder than digits. */
	if (kind == 'i' && n > 0 && n < 40)
		roman(n, text);
	else if (kind == 'a' && n > 0 && n <= 26)
		g_string_append_c(text, (char)('a' + n - 1));
	else if (numbering)
		g_string_append_printf(text, "%u", n);
	if (numbering >= 'A' && numbering <= 'Z')
		g_string_ascii_up(text);
	g_string_append(text, numbering ? ". " : "- ");
	g_strlcpy(out, text->str, size);
}

const char *inline_picture(const char *text, gsize size)
{
	static const struct {
		const char *letter, *picture;
	} pictures[] = {
		{"J", "☺"}, {"K", "😐"}, {"L", "☹"}, {"à", "→"}, {"ß", "←"},
		{"è", "→"}, {"ç", "←"}, {"ó", "↔"}, {"ü", "✓"}, {"û", "✗"},
		{"þ", "☑"}, {"ý", "☒"}, {"¨", "☐"}, {"§", "▪"}, {"Ø", "➢"},
		{"(", "☎"}, {"*", "✉"}, {"C", "👍"}, {"D", "👎"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(pictures); i++)
		if (strlen(pictures[i].letter) == size &&
		    memcmp(text, pictures[i].letter, size) == 0)
			return pictures[i].picture;
	return NULL;
}

void inline_marker(const char *marker, char *out, gsize size)
{
	gsize n = strlen(marker);

	/* "1.", "b)", "(iv)" say something; a dot from a font of symbols not.
	 */
	if (n > 1 && strchr(".)", marker[n - 1]) &&
	    (g_ascii_isalnum(marker[0]) || marker[0] == '('))
		g_snprintf(out, size, "%s ", marker);
	else
		g_strlcpy(out, "- ", size);
}
