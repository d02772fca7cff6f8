// SPDX-License-Identifier: GPL-3.0-or-later
// Which of a mail's texts are shown, and in which order.
#include <string.h>

#include "mail/html.h"
#include "mail/reading.h"

/* Levels of multipart/alternative that are told apart. */
#define ALTERNATIVES_MOST TREE_DEPTH_MOST

/* One of both views of the mail: a text and the marks in it. */
struct view {
	GString *text;
	GArray *marks;
	bool own; /* a part of its kind is in it */
};

struct views {
	struct view plain, html;
};

static void view_open(struct view *view)
{
	view->text = g_string_new(NULL);
	view->marks = g_array_new(FALSE, FALSE, sizeof(struct mark));
	view->own = false;
}

static void view_close(struct view *view)
{
	g_string_free(view->text, TRUE);
	g_array_free(view->marks, TRUE);
}

static bool is_blank_text(const char *text)
{
	return text[strspn(text, " \t\n")] == '\0';
}

/* Texts one after the other are parted by a line end. */
static void view_add(struct view *view, const char *text, gsize size,
		     const GArray *marks)
{
	gsize base;

	if (view->text->len > 0 && view->text->str[view->text->len - 1] != '\n')
		g_string_append_c(view->text, '\n');
	base = view->text->len;
	g_string_append_len(view->text, text, (gssize)size);
	for (guint i = 0; marks != NULL && i < marks->len; i++) {
		struct mark mark = g_array_index(marks, struct mark, i);

		mark.from += base;
		mark.to += base;
		g_array_append_val(view->marks, mark);
	}
}

static void view_take(struct view *to, const struct view *from)
{
	if (!is_blank_text(from->text->str))
		view_add(to, from->text->str, from->text->len, from->marks);
	to->own |= from->own;
}

static void add_html(struct views *views, const char *html)
{
	struct html_text out = {0};

	html_to_text(html, strlen(html), &out);
	view_add(&views->html, out.text->str, out.text->len, out.marks);
	views->html.own = true;
	html_text_clear(&out);
}

/*
 * Views of what stands between the part from and the part to: each view has the
 * parts of its own kind, and where a piece has none the other's text, so that
 * either is the whole text.
 */
static void views_close_piece(struct views *all, struct views *piece)
{
	const struct view *plain = &piece->plain;
	const struct view *html = &piece->html;

	view_take(&all->plain, is_blank_text(plain->text->str) ? html : plain);
	view_take(&all->html, is_blank_text(html->text->str) ? plain : html);
	all->plain.own |= plain->own;
	all->html.own |= html->own;
	view_close(&piece->plain);
	view_close(&piece->html);
}

static bool is_alternative(const struct reading *r, size_t i)
{
	return strcmp(r->parts[i].type, "multipart/alternative") == 0;
}

/* Index of the outermost alternative around part i, or i itself. */
static size_t piece_of(const struct reading *r, size_t i)
{
	size_t piece = i;
	int around = r->parts[i].parent;

	for (int n = 0; around >= 0 && n <= TREE_DEPTH_MOST; n++) {
		if (is_alternative(r, (size_t)around))
			piece = (size_t)around;
		around = r->parts[around].parent;
	}
	return piece;
}

static bool add_leaf(struct reading *r, size_t i, struct views *piece)
{
	const struct part *part = &r->parts[i];

	if (!reading_text(r, i))
		return false;
	if (strcmp(part->type, "text/html") == 0) {
		add_html(piece, part->text);
	} else {
		view_add(&piece->plain, part->text, strlen(part->text), NULL);
		piece->plain.own = true;
	}
	return true;
}

static struct body body_of(const struct view *view, struct pool *pool)
{
	struct body body = {.text = ""};
	struct mark *marks;

	if (!view->own)
		return body;
	marks = pool_zero(pool, view->marks->len, sizeof(*marks));
	if (view->marks->len > 0)
		memcpy(marks, view->marks->data,
		       view->marks->len * sizeof(*marks));
	body.text = pool_text_n(pool, view->text->str, view->text->len);
	body.marks = marks;
	body.marks_n = view->marks->len;
	return body;
}

static bool collect_views(struct reading *r, struct views *all)
{
	size_t i = 0;
	bool ok = true;

	while (ok && i < r->tree->n) {
		const size_t of = piece_of(r, i);
		struct views piece;

		view_open(&piece.plain);
		view_open(&piece.html);
		for (; ok && i < r->tree->n && piece_of(r, i) == of; i++)
			if (r->leaves[i].role == ROLE_BODY)
				ok = add_leaf(r, i, &piece);
		views_close_piece(all, &piece);
	}
	return ok;
}

bool reading_body(struct reading *r)
{
	struct message *msg = r->msg;
	struct views all;
	bool ok;

	view_open(&all.plain);
	view_open(&all.html);
	ok = collect_views(r, &all);
	msg->plain = body_of(&all.plain, r->pool);
	msg->html = body_of(&all.html, r->pool);
	msg->text_from_html = is_blank_text(msg->plain.text) &&
			      !is_blank_text(msg->html.text);
	msg->text = msg->text_from_html ? msg->html.text : msg->plain.text;
	view_close(&all.plain);
	view_close(&all.html);
	return ok;
}
