// SPDX-License-Identifier: GPL-3.0-or-later
// The open elements of a page: what each begins, inherits, and ends.
#include "mail/html_page.h"

#include <stdlib.h>
#include <string.h>

#include "mail/html_client.h"
#include "mail/html_inline.h"

/* Bytes in which an introduction before a quote has to stand. */
#define INTRO_MOST 1000

/* Bytes in which the first header of an earlier mail has its colon. */
#define HEADER_MOST 60

/* Difference of two colours that nobody sees, in each of their parts. */
#define COLOUR_NEAR 2

void page_start(struct page *page, struct html_text *out)
{
	memset(page, 0, sizeof(*page));
	page->out = out;
	page->sheet = sheet_new();
	page->link.target = g_string_new(NULL);
	page->link.last = g_string_new(NULL);
	flow_start(&page->flow, out);
	table_init(&page->table);
}

static void close_top(struct page *page);

void page_end(struct page *page)
{
	while (page->depth > 0)
		close_top(page);
	flow_end(&page->flow);
	table_clear(&page->table);
	sheet_free(page->sheet);
	g_string_free(page->link.target, TRUE);
	g_string_free(page->link.last, TRUE);
}

static struct page_open *top(struct page *page)
{
	return &page->open[page->depth];
}

static bool is_near(guint32 a, guint32 b)
{
	return abs((int)(a >> 16) - (int)(b >> 16)) <= COLOUR_NEAR &&
	       abs((int)(a >> 8 & 255) - (int)(b >> 8 & 255)) <= COLOUR_NEAR &&
	       abs((int)(a & 255) - (int)(b & 255)) <= COLOUR_NEAR;
}

bool page_shows(const struct page_style *style)
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

/* What the style sheet, old attributes and the style say of an element. */
static void read_css(const struct page *page, const struct html_tag *tag,
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
	if (attr[HTML_ATTR_BACKGROUND])
		css->said[CSS_GROUND] = CSS_PAINT_OTHER;
	if (size && tag->role == HTML_ROLE_INLINE)
		css->said[CSS_TINY] = CSS_NO;
	sheet_apply(page->sheet, tag->name, attr[HTML_ATTR_CLASS],
		    attr[HTML_ATTR_ID], css);
	if (attr[HTML_ATTR_STYLE])
		css_parse(css, attr[HTML_ATTR_STYLE],
			  strlen(attr[HTML_ATTR_STYLE]));
}

static void hide(struct page_style *style, const struct css *css)
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

static void derive(struct page_style *style, const struct css *css)
{
	hide(style, css);
	if (css->said[CSS_COLOUR]) {
		style->coloured = css->said[CSS_COLOUR];
		style->colour = css->colour;
	}
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

/* Line ends around an element, from its kind, margins and padding. */
static guint breaks_of(const struct html_tag *tag, const struct css *css,
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

static void indent(struct page *page, const char *more)
{
	top(page)->indents = true;
	flow_indent(&page->flow, more);
}

static void open_mark(struct page *page, struct page_open *open,
		      enum mark_kind kind)
{
	guint depth = 0;

	if (kind == MARK_QUOTE)
		depth = (guint)open->style.quotes + 1;
	open->mark = flow_mark(&page->flow, kind, depth);
}

/* A quote of which all is quoted: what is inside is one deeper. */
static void open_quote(struct page *page, struct page_open *open)
{
	open_mark(page, open, MARK_QUOTE);
	if (open->style.quotes < G_MAXUINT8)
		open->style.quotes++;
}

/*
 * A <blockquote> is a mail program's quote, an indentation (Gmail writes it
 * without a border), or what its author quotes: that one is shown as a quote,
 * since nothing else in the text would tell.
 */
static void open_blockquote(struct page *page, struct page_open *open,
			    const struct css *css, const char *const *attr,
			    bool client)
{
	if (css->said[CSS_BORDER_NONE] == CSS_YES && !client &&
	    !css->said[CSS_BORDER_BLUE])
		return;
	if (!client && open->style.quotes == 0 && !attr[HTML_ATTR_CITE] &&
	    !attr[HTML_ATTR_STYLE])
		indent(page, "> ");
	open_quote(page, open);
}

static void open_marks(struct page *page, struct page_open *open,
		       const struct css *css, const char *const *attr)
{
	enum client_says says = client_says(attr);
	const char *type = attr[HTML_ATTR_TYPE];

	if (open->tag->role == HTML_ROLE_QUOTE) {
		bool cite = type && g_ascii_strcasecmp(type, "cite") == 0;

		open_blockquote(page, open, css, attr,
				cite || says == CLIENT_QUOTE ||
					says == CLIENT_AROUND);
		return;
	}
	switch (says) {
	case CLIENT_NOTHING:
		if (css->said[CSS_BORDER_BLUE] == CSS_YES && open->block) {
			open_quote(page, open);
		} else if (css->said[CSS_BORDER_NONE] == CSS_YES &&
			   css->said[CSS_BORDER_ABOVE] && open->block) {
			open->divider = true;
			open_mark(page, open, MARK_DIVIDER);
		}
		break;
	case CLIENT_QUOTE:
		open_quote(page, open);
		break;
	case CLIENT_AROUND:
		open->around = true;
		open_mark(page, open, MARK_QUOTE);
		break;
	case CLIENT_INTRO:
		open_mark(page, open, MARK_INTRO);
		break;
	case CLIENT_SIGNATURE:
		open_mark(page, open, MARK_SIGNATURE);
		break;
	case CLIENT_DIVIDER:
		open_mark(page, open, MARK_DIVIDER);
		break;
	}
}

static void indent_by(struct flow *flow, const char *bullet)
{
	gsize columns = (gsize)g_utf8_strlen(bullet, -1);

	flow_indent(flow, &"                "[16 - MIN(columns, 16)]);
	flow_bullet(flow, bullet);
}

static void open_item(struct page *page, const char *const *attr)
{
	struct page_open *list = &page->open[top(page)->list];
	const char *value = attr[HTML_ATTR_VALUE];
	char bullet[16];

	if (value && g_ascii_isdigit(*value))
		list->number = (guint)MIN(strtoul(value, NULL, 10), 999999);
	/* A list is kept close, whatever stands in its items. */
	if (page->flow.breaks > 1 && list->item)
		page->flow.breaks = 1;
	list->item = true;
	inline_bullet(list->numbering, list->number++, bullet, sizeof(bullet));
	top(page)->indents = true;
	indent_by(&page->flow, bullet);
}

/* Word's items are paragraphs that say their level, and write their bullet. */
static void open_word_item(struct page *page, guint level)
{
	for (; level > 1; level--)
		indent(page, "  ");
	page->flow.breaks = MIN(page->flow.breaks, 1U);
	top(page)->indents = true;
	indent_by(&page->flow, "- ");
}

static void open_list(struct page *page, struct page_open *open,
		      const char *const *attr)
{
	const char *start = attr[HTML_ATTR_START];
	const char *type = attr[HTML_ATTR_TYPE];

	/* A list in a list that is no item's: people move lists in so. */
	if (page->open[page->depth - 1].tag &&
	    page->open[page->depth - 1].list == page->depth - 1)
		indent(page, "  ");
	open->list = page->depth;
	open->number = 1;
	open->item = false;
	open->numbering = '\0';
	if (open->tag->role == HTML_ROLE_LIST)
		return;
	open->numbering = type && strchr("aAiI", *type) && *type ? *type : '1';
	if (start && g_ascii_isdigit(*start))
		open->number = (guint)MIN(strtoul(start, NULL, 10), 999999);
}

static guint columns_of(const char *colspan)
{
	return colspan && g_ascii_isdigit(*colspan)
		       ? (guint)CLAMP(strtoul(colspan, NULL, 10), 1, 1000)
		       : 1;
}

/* What a list, an item or a table begins in the text. */
static void begin_block(struct page *page, const char *const *attr)
{
	struct page_open *open = top(page);
	struct flow *flow = &page->flow;

	if (open->tag->role == HTML_ROLE_PRE)
		open->style.space = FLOW_KEEP;
	else if (open->tag->role == HTML_ROLE_LIST ||
		 open->tag->role == HTML_ROLE_NUMBERS)
		open_list(page, open, attr);
	else if (open->tag->role == HTML_ROLE_ITEM)
		open_item(page, attr);
	else if (open->tag->role == HTML_ROLE_DETAIL)
		indent(page, "  ");
	else if (open->tag->role == HTML_ROLE_TABLE)
		table_open(&page->table, flow);
	else if (open->tag->role == HTML_ROLE_ROW)
		table_row_open(&page->table, flow);
	else if (open->tag->role == HTML_ROLE_CELL)
		table_cell_open(&page->table, flow,
				columns_of(attr[HTML_ATTR_COLSPAN]));
}

/* What an element that is shown begins in the text. */
static void begin(struct page *page, const struct css *css,
		  const char *const *attr)
{
	struct page_open *open = top(page);

	open_marks(page, open, css, attr);
	if (css->said[CSS_LEVEL] && open->block)
		open_word_item(page, css->said[CSS_LEVEL]);
	else if (open->block)
		begin_block(page, attr);
	else if (open->tag->role == HTML_ROLE_LINK)
		inline_link_open(page, attr[HTML_ATTR_HREF]);
	else if (open->tag->role == HTML_ROLE_SAID)
		flow_text(&page->flow, "\"", 1, FLOW_FOLD);
	if (css->said[CSS_MARKER] == CSS_YES) {
		open->marker = page->in_marker = true;
		*page->marker = '\0';
	}
}

/*
 * What is around a quote is none itself, since answers may stand in it: what
 * leads to the first quote is its introduction.
 */
static void close_around(struct page *page, guint number)
{
	struct flow *flow = &page->flow;
	struct mark *around = flow_mark_at(flow, number);
	guint n = page->out->marks->len;
	bool intro = false;

	for (guint i = number + 1; i <= n; i++) {
		const struct mark *in = flow_mark_at(flow, i);

		if (in->from == FLOW_UNSET)
			continue;
		intro = intro || in->kind == MARK_INTRO;
		if (in->kind != MARK_QUOTE)
			continue;
		if (intro || in->from == around->from ||
		    in->from - around->from > INTRO_MOST) {
			flow_mark_drop(flow, number);
			return;
		}
		around->kind = MARK_INTRO;
		around->depth = 0;
		around->to = in->from;
		while (around->to > around->from &&
		       page->out->text->str[around->to - 1] == '\n')
			around->to--;
		return;
	}
}

/* Outlook draws a line above the headers of a mail; others do elsewhere. */
static bool holds_headers(const struct page *page, const struct mark *mark)
{
	const char *text = page->out->text->str + mark->from;
	const char *end = strchr(text, '\n');
	gssize size = end ? end - text : (gssize)strlen(text);

	return g_strstr_len(text, MIN(size, HEADER_MOST), ":") ||
	       g_strstr_len(text, MIN(size, HEADER_MOST), "：");
}

static void close_mark(struct page *page, const struct page_open *open)
{
	struct flow *flow = &page->flow;

	flow_unmark(flow, open->mark);
	/* One that held no word is gone by now. */
	if (open->mark == 0 || open->mark > page->out->marks->len)
		return;
	if (open->around)
		close_around(page, open->mark);
	else if (open->divider &&
		 !holds_headers(page, flow_mark_at(flow, open->mark)))
		flow_mark_drop(flow, open->mark);
}

/* Word's bullet takes the place of the one that was put for it. */
static void close_marker(struct page *page)
{
	struct flow *flow = &page->flow;
	char bullet[16];

	page->in_marker = false;
	if (!*flow->bullet)
		return;
	inline_marker(page->marker, bullet, sizeof(bullet));
	g_string_truncate(flow->prefix,
			  flow->prefix->len - strlen(flow->bullet));
	indent_by(flow, bullet);
}

/* What an element that is shown ends in the text. */
static void end(struct page *page, const struct page_open *open)
{
	struct flow *flow = &page->flow;

	if (open->tag->role == HTML_ROLE_LINK)
		inline_link_close(page);
	else if (open->tag->role == HTML_ROLE_SAID)
		flow_text(flow, "\"", 1, FLOW_FOLD);
	else if (open->tag->role == HTML_ROLE_CELL)
		table_cell_close(&page->table, flow);
	else if (open->tag->role == HTML_ROLE_ROW)
		table_row_close(&page->table, flow);
	else if (open->tag->role == HTML_ROLE_TABLE)
		table_close(&page->table, flow);
	if (open->marker)
		close_marker(page);
	close_mark(page, open);
	flow_break(flow, open->breaks);
	if (open->indents)
		flow_unindent(flow, open->prefix);
}

static void close_top(struct page *page)
{
	const struct page_open *open = top(page);

	page->opened[open->tag - html_tags]--;
	if (!open->style.hidden)
		end(page, open);
	page->depth--;
}

/* An element without contents. */
static void open_void(struct page *page, const struct html_tag *tag,
		      const struct page_style *style, const char *const *attr)
{
	if (style->hidden)
		return;
	if (tag->role == HTML_ROLE_BREAK)
		flow_line(&page->flow);
	else if (tag->role == HTML_ROLE_RULE)
		inline_rule(page);
	else if (tag->role == HTML_ROLE_IMAGE && page_shows(style))
		inline_image(page, attr);
	else if (tag->role == HTML_ROLE_INPUT && page_shows(style))
		inline_input(page, attr);
}

void page_open(struct page *page, const struct html_tag *tag,
	       const char *const *attr)
{
	struct page_open open = {.tag = tag, .style = top(page)->style};
	struct css css = {0};

	read_css(page, tag, attr, &css);
	open.style.hidden = open.style.hidden || attr[HTML_ATTR_HIDDEN];
	derive(&open.style, &css);
	if (html_tag_void(tag)) {
		open_void(page, tag, &open.style, attr);
		return;
	}
	if (page->depth + 1 >= PAGE_OPEN_MOST) {
		page->beyond++;
		return;
	}
	open.list = top(page)->list;
	open.prefix = page->flow.prefix->len;
	open.breaks = breaks_of(tag, &css, CSS_BOTTOM, attr[HTML_ATTR_CLASS]);
	open.block = tag->breaks > 0;
	page->open[++page->depth] = open;
	page->opened[tag - html_tags]++;
	if (open.style.hidden)
		return;
	flow_break(&page->flow,
		   breaks_of(tag, &css, CSS_TOP, attr[HTML_ATTR_CLASS]));
	begin(page, &css, attr);
}

void page_close(struct page *page, const struct html_tag *tag)
{
	gsize n;

	if (html_tag_void(tag))
		return;
	if (page->beyond > 0) {
		page->beyond--;
		return;
	}
	for (n = page_closes(page, tag); n > 0; n--)
		close_top(page);
}

/* True if an end tag has no effect on what is outside of an element. */
static bool is_wall(const struct html_tag *ends, const struct html_tag *open)
{
	if (open->role == HTML_ROLE_TABLE)
		return ends->role != HTML_ROLE_TABLE;
	if (ends->role == HTML_ROLE_TABLE || ends->role == HTML_ROLE_ROW ||
	    ends->role == HTML_ROLE_CELL)
		return false;
	if (open->role == HTML_ROLE_CELL)
		return true;
	if (open->role == HTML_ROLE_LIST || open->role == HTML_ROLE_NUMBERS)
		return ends->role == HTML_ROLE_ITEM;
	return ends->role == HTML_ROLE_INLINE && open->breaks > 0;
}

gsize page_closes(const struct page *page, const struct html_tag *tag)
{
	if (page->opened[tag - html_tags] == 0)
		return 0;
	for (gsize i = page->depth; i > 0; i--) {
		const struct html_tag *open = page->open[i].tag;

		if (open == tag)
			return page->depth - i + 1;
		if (is_wall(tag, open))
			return 0;
	}
	return 0;
}

/* Word's bullet: a character of a font, or a number. */
static void marker_text(struct page *page, const char *text, gsize size)
{
	gsize n = strlen(page->marker);

	for (gsize i = 0; i < size && n + 1 < sizeof(page->marker); i++) {
		if (text[i] > 0x20)
			page->marker[n++] = text[i];
	}
	page->marker[n] = '\0';
}

void page_text(struct page *page, const char *text, gsize size)
{
	const struct page_style *style = &top(page)->style;

	if (page->in_marker)
		marker_text(page, text, size);
	else if (page_shows(style))
		flow_text(&page->flow, text, size,
			  (enum flow_space)style->space);
	else
		page->out->hidden += flow_visible(text, size);
}
