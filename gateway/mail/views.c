// SPDX-License-Identifier: GPL-3.0-or-later
// Both views of a mail's text while it is put together.
#include "mail/views.h"

#include <string.h>

#include "mail/html.h"

static void view_open(struct view *view, bool whole)
{
	view->text = g_string_new(NULL);
	view->marks = g_array_new(FALSE, FALSE, sizeof(struct mark));
	view->whole = whole ? g_string_new(NULL) : NULL;
	view->own = false;
}

static void view_close(struct view *view)
{
	g_string_free(view->text, TRUE);
	g_array_free(view->marks, TRUE);
	if (view->whole != NULL)
		g_string_free(view->whole, TRUE);
}

void views_open(struct views *views, bool whole)
{
	*views = (struct views){0};
	view_open(&views->plain, whole);
	view_open(&views->html, whole);
	views->images = html_images_new();
}

void views_close(struct views *views)
{
	view_close(&views->plain);
	view_close(&views->html);
	g_array_free(views->images, TRUE);
}

bool view_is_blank(const char *text)
{
	return text[strspn(text, " \t\n")] == '\0';
}

/* Parts text from what is there by a line end; says where it begins. */
static gsize append(GString *to, const char *text, gsize size)
{
	gsize base;

	if (to->len > 0 && to->str[to->len - 1] != '\n')
		g_string_append_c(to, '\n');
	base = to->len;
	g_string_append_len(to, text, (gssize)size);
	return base;
}

void view_add(struct view *view, const char *text, gsize size,
	      const GArray *marks)
{
	view_add_whole(view, text, size, marks, text);
}

void view_add_whole(struct view *view, const char *text, gsize size,
		    const GArray *marks, const char *whole)
{
	const gsize base = append(view->text, text, size);

	if (view->whole != NULL)
		append(view->whole, whole, strlen(whole));
	for (guint i = 0; marks != NULL && i < marks->len; i++) {
		struct mark mark = g_array_index(marks, struct mark, i);

		mark.from += base;
		mark.to += base;
		g_array_append_val(view->marks, mark);
	}
}

void views_add_plain(struct views *views, const char *text)
{
	view_add(&views->plain, text, strlen(text), NULL);
	views->plain.own = true;
	if (views->html.own)
		view_add(&views->html, text, strlen(text), NULL);
}

void views_add_html(struct views *views, const char *html)
{
	struct html_text out = {0};
	struct html_text whole = {0};

	html_to_text(html, strlen(html), &out);
	if (views->html.whole != NULL)
		html_to_whole(html, strlen(html), &whole);
	view_add_whole(&views->html, out.text->str, out.text->len, out.marks,
		       whole.text != NULL ? whole.text->str : out.text->str);
	html_images_move(views->images, out.images);
	views->html.own = true;
	views->html_cut |= out.cut;
	views->html_bare |= out.bare;
	views->html_hidden += out.hidden;
	html_text_clear(&out);
	html_text_clear(&whole);
}
