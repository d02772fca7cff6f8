// SPDX-License-Identifier: GPL-3.0-or-later
// Reads what structure and mail programs' names say of stretches of the text.
#include "mail/html_mark.h"

#include <string.h>

#include "mail/html_client.h"

/* Bytes in which an introduction before a quote has to stand. */
#define INTRO_MOST 1000

/* Bytes in which the first header of an earlier mail has its colon. */
#define HEADER_MOST 60

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

static void show_quote(struct page *page, struct page_open *open)
{
	open->indents = true;
	flow_indent(&page->flow, "> ");
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
	if (!client && !open->style.client && open->style.quotes == 0 &&
	    !attr[HTML_ATTR_CITE] && !attr[HTML_ATTR_STYLE])
		show_quote(page, open);
	open_quote(page, open);
}

void mark_open(struct page *page, struct page_open *open, const struct css *css,
	       const char *const *attr)
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
		open->around = open->style.client = true;
		open_mark(page, open, MARK_QUOTE);
		break;
	case CLIENT_INTRO:
		open_mark(page, open, MARK_INTRO);
		break;
	case CLIENT_SIGNATURE:
		open_mark(page, open, MARK_SIGNATURE);
		open->style.signature = true;
		break;
	case CLIENT_DIVIDER:
		open_mark(page, open, MARK_DIVIDER);
		break;
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
	gsize size = MIN(mark->to - mark->from, HEADER_MOST);
	const char *end = memchr(text, '\n', size);

	if (end)
		size = (gsize)(end - text);
	return g_strstr_len(text, (gssize)size, ":") ||
	       g_strstr_len(text, (gssize)size, "：");
}

void mark_close(struct page *page, const struct page_open *open)
{
	struct flow *flow = &page->flow;
	const struct mark *mark;

	flow_unmark(flow, open->mark);
	/* One that held no word is gone by now. */
	if (open->mark == 0 || open->mark > page->out->marks->len)
		return;
	mark = flow_mark_at(flow, open->mark);
	if (open->around)
		close_around(page, open->mark);
	else if (mark->kind == MARK_INTRO && mark->to - mark->from > INTRO_MOST)
		flow_mark_drop(flow, open->mark);
	else if (open->divider && !holds_headers(page, mark))
		flow_mark_drop(flow, open->mark);
	else if (mark->kind == MARK_DIVIDER)
		page->divided = true;
}
