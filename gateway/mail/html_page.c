// SPDX-License-Identifier: GPL-3.0-or-later
// The open elements of a page: what each begins, inherits, and ends.
#include "mail/html_page.h"

#include <stdlib.h>
#include <string.h>

#include "mail/html_inline.h"
#include "mail/html_mark.h"

void html_text_clear(struct html_text *out)
{
	if (out->text)
		g_string_free(out->text, TRUE);
	if (out->marks)
		g_array_free(out->marks, TRUE);
	if (out->images)
		g_array_free(out->images, TRUE);
	memset(out, 0, sizeof(*out));
}

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

static bool is_list(const struct html_tag *tag)
{
	return tag->role == HTML_ROLE_LIST || tag->role == HTML_ROLE_NUMBERS;
}

static struct page_open *top(struct page *page)
{
	return &page->open[page->depth];
}

static void indent(struct page *page, const char *more)
{
	top(page)->indents = true;
	flow_indent(&page->flow, more);
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

static guint span_of(const char *span)
{
	return span && g_ascii_isdigit(*span)
		       ? (guint)CLAMP(strtoul(span, NULL, 10), 1, 1000)
		       : 1;
}

/* What a list, an item or a table begins in the text. */
static void begin_block(struct page *page, const char *const *attr)
{
	struct page_open *open = top(page);
	struct flow *flow = &page->flow;

	if (open->tag->role == HTML_ROLE_PRE)
		open->style.space = FLOW_KEEP;
	else if (is_list(open->tag))
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
				span_of(attr[HTML_ATTR_COLSPAN]),
				span_of(attr[HTML_ATTR_ROWSPAN]));
}

/* What an element that is shown begins in the text. */
static void begin(struct page *page, const struct css *css,
		  const char *const *attr)
{
	struct page_open *open = top(page);

	mark_open(page, open, css, attr);
	/* A list's own item is one already. */
	if (css->said[CSS_LEVEL] && open->tag->role == HTML_ROLE_BLOCK)
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
	mark_close(page, open);
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
		      const struct style *style, const char *const *attr)
{
	if (style->hidden)
		return;
	if (tag->role == HTML_ROLE_BREAK)
		flow_line(&page->flow);
	else if (tag->role == HTML_ROLE_RULE)
		inline_rule(page);
	else if (tag->role == HTML_ROLE_IMAGE && style_shows(style))
		inline_image(page, attr);
	else if (tag->role == HTML_ROLE_INPUT && style_shows(style))
		inline_input(page, attr);
}

void page_open(struct page *page, const struct html_tag *tag,
	       const char *const *attr)
{
	struct page_open open = {.tag = tag, .style = top(page)->style};
	struct css css = {0};
	guint most;

	style_read(page->sheet, tag, attr, &css);
	open.style.hidden = open.style.hidden || attr[HTML_ATTR_HIDDEN];
	style_derive(&open.style, &css);
	if (page->whole)
		style_unhide(&open.style);
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
	most = open.list > 0 && is_list(tag) ? 1 : 2;
	open.breaks =
		MIN(style_breaks(tag, &css, CSS_BOTTOM, attr[HTML_ATTR_CLASS]),
		    most);
	open.block = tag->breaks > 0;
	page->open[++page->depth] = open;
	page->opened[tag - html_tags]++;
	if (open.style.hidden)
		return;
	flow_break(&page->flow,
		   MIN(style_breaks(tag, &css, CSS_TOP, attr[HTML_ATTR_CLASS]),
		       most));
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
	if (is_list(open))
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
	const struct style *style = &top(page)->style;
	const char *picture =
		style->pictures ? inline_picture(text, size) : NULL;

	if (picture != NULL) {
		text = picture;
		size = strlen(picture);
	}
	if (page->in_marker)
		marker_text(page, text, size);
	else if (style_shows(style))
		flow_text(&page->flow, text, size,
			  (enum flow_space)style->space);
	else
		page->out->hidden += flow_visible(text, size);
}
