// SPDX-License-Identifier: GPL-3.0-or-later
// Which of a mail's texts are shown, and in which order.
#include <string.h>

#include "mail/clearsigned.h"
#include "mail/html.h"
#include "mail/plain_links.h"
#include "mail/reading.h"
#include "mail/uuencode.h"
#include "mail/views.h"

/* A plain text shorter than this may be a mere note that there is HTML. */
#define STUB_MOST 400

/* Bytes of a word by which two texts are compared. */
#define STUB_WORD_LEAST 4

/* Bytes at the end of a page in which its end tag stands. */
#define PAGE_END_MOST ((gsize)64)

static void view_take(struct view *to, const struct view *from)
{
	const bool blank = view_is_blank(from->text->str);

	if (!blank)
		view_add_whole(to, from->text->str, from->text->len,
			       from->marks,
			       from->whole != NULL ? from->whole->str : "");
	else if (from->whole != NULL && !view_is_blank(from->whole->str))
		g_string_append(to->whole, from->whole->str);
}

/*
 * Puts a piece, which is one text or an alternative of several, into the whole:
 * each view takes the piece's part of its own kind, or for want of that the
 * other's, so that either view is the whole text.
 */
static void views_take(struct views *all, struct views *piece)
{
	const struct view *plain = &piece->plain;
	const struct view *html = &piece->html;
	const bool no_plain = view_is_blank(plain->text->str);
	const bool no_html = view_is_blank(html->text->str);

	view_take(&all->plain, no_plain && !no_html ? html : plain);
	view_take(&all->html, no_html ? plain : html);
	html_images_move(all->images, piece->images);
	all->html_cut |= piece->html_cut;
	all->html_bare |= piece->html_bare;
	all->html_hidden += piece->html_hidden;
	all->plain.own |= plain->own;
	all->html.own |= html->own;
}

/*
 * Index of the piece that part i belongs to: the outermost alternative around
 * it, or itself.
 */
static size_t piece_of(const struct reading *r, size_t i)
{
	size_t piece = i;
	int around = r->parts[i].parent;

	for (int n = 0; around >= 0 && n <= TREE_DEPTH_MOST; n++) {
		if (r->tree->at[around].kind == NODE_MESSAGE)
			break;
		if (strcmp(r->parts[around].type, "multipart/alternative") == 0)
			piece = (size_t)around;
		around = r->parts[around].parent;
	}
	return piece;
}

/* Files in the text become files of the leaf; the text loses them. */
static const char *take_uuencoded(struct reading *r, size_t i, const char *text)
{
	g_autoptr(GArray) files =
		g_array_new(FALSE, FALSE, sizeof(struct uuencoded));
	g_autoptr(GString) rest = NULL;

	if (strstr(text, "begin ") == NULL)
		return text;
	g_array_set_clear_func(files, uuencoded_clear);
	rest = g_string_new(text);
	uuencode_take(rest, files);
	if (files->len == 0)
		return text;
	for (guint k = 0; k < files->len; k++) {
		const struct uuencoded *file =
			&g_array_index(files, struct uuencoded, k);

		reading_add_inside(r, i, file->name, "", "",
				   (const char *)file->bytes->data,
				   file->bytes->len);
	}
	return pool_text_n(r->pool, rest->str, rest->len);
}

/*
 * What was HTML before says a link's target beside it: once is enough, and the
 * true one is wanted.
 */
static const char *plain_text(struct reading *r, const char *text)
{
	g_autoptr(GString) once = NULL;

	if (strstr(text, "<http") == NULL && strstr(text, "https://") == NULL)
		return text;
	once = g_string_new(text);
	plain_links_unwrap(once);
	plain_links_once(once);
	return pool_text_n(r->pool, once->str, once->len);
}

static const char *without_armour(struct reading *r, const char *text)
{
	g_autoptr(GString) bare = NULL;
	bool signed_text, encrypted;

	if (strstr(text, "-----BEGIN PGP ") == NULL)
		return text;
	bare = g_string_new(text);
	signed_text = clearsigned_undo(bare);
	encrypted = clearsigned_mark(bare);
	if (signed_text)
		reading_defect(r, "a PGP signature was around the text, which "
				  "is not checked");
	return signed_text || encrypted
		       ? pool_text_n(r->pool, bare->str, bare->len)
		       : text;
}

/*
 * A page that its program calls plain text, as form mailers and scanners do:
 * there is nothing but the page. Beside another form of the text it is source.
 */
static bool is_page(const struct reading *r, size_t i)
{
	static const char *const begins[] = {"<!doctype html", "<html"};
	const char *text = r->parts[i].text;
	const gsize size = strlen(text);
	const char *last = text + size - MIN(size, PAGE_END_MOST);

	if (piece_of(r, i) != i)
		return false;
	text += strspn(text, " \t\n");
	for (gsize k = 0; k < G_N_ELEMENTS(begins); k++) {
		const gsize n = strlen(begins[k]);

		if (g_ascii_strncasecmp(text, begins[k], n) == 0 &&
		    strchr("> \t\n", text[n]) != NULL)
			return strstr(last, "</html>") != NULL ||
			       strstr(last, "</HTML>") != NULL;
	}
	return false;
}

static bool add_leaf(struct reading *r, size_t i, struct views *piece)
{
	struct part *part = &r->parts[i];
	const char *whole;

	if (!reading_text(r, i))
		return false;
	if (strcmp(part->type, "text/html") == 0 || is_page(r, i)) {
		views_add_html(piece, part->text);
	} else {
		whole = plain_text(r, part->text);
		part->text = take_uuencoded(r, i, without_armour(r, whole));
		view_add_whole(&piece->plain, part->text, strlen(part->text),
			       NULL, whole);
		piece->plain.own = true;
	}
	return true;
}

/* A message of a digest begins with what a reader wants to know of it. */
static void add_digest_head(struct reading *r, size_t i, struct views *all)
{
	static const char *const names[] = {"From", "Date", "Subject"};
	g_autoptr(GString) text = g_string_new("\n");

	for (gsize k = 0; k < G_N_ELEMENTS(names); k++) {
		const char *value = head_get(&r->parts[i].head, names[k]);

		if (value != NULL)
			g_string_append_printf(text, "%s: %s\n", names[k],
					       value);
	}
	g_string_append_c(text, '\n');
	view_add(&all->plain, text->str, text->len, NULL);
	view_add(&all->html, text->str, text->len, NULL);
}

/* True if message i is one of a digest, whose messages are its text. */
static bool in_digest(const struct reading *r, int i)
{
	const int around = i < 0 ? -1 : r->parts[i].parent;

	return around >= 0 &&
	       strcmp(r->parts[around].type, "multipart/digest") == 0;
}

static bool is_shown(const struct reading *r, size_t i)
{
	const int inside = r->leaves[i].inside;

	return r->leaves[i].role == ROLE_BODY &&
	       (inside < 0 || in_digest(r, inside));
}

static bool collect_views(struct reading *r, struct views *all)
{
	size_t i = 0;
	bool ok = true;

	while (ok && i < r->tree->n) {
		const size_t of = piece_of(r, i);
		struct views piece;

		views_open(&piece, r->wish->whole);
		if (r->tree->at[i].kind == NODE_MESSAGE &&
		    r->leaves[i].inside < 0 && in_digest(r, (int)i))
			add_digest_head(r, i, all);
		do {
			if (is_shown(r, i))
				ok = add_leaf(r, i, &piece);
			i++;
		} while (ok && i < r->tree->n && piece_of(r, i) == of);
		views_take(all, &piece);
		views_close(&piece);
	}
	return ok;
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

/* True if most words of the plain text are in the HTML as well. */
static bool says_same(const char *plain, const char *html)
{
	g_auto(GStrv) words = g_strsplit_set(plain, " \t\n,.:;!?()<>", -1);
	gsize all = 0, found = 0;

	for (gsize i = 0; words[i] != NULL; i++) {
		if (strlen(words[i]) < STUB_WORD_LEAST)
			continue;
		all++;
		found += strstr(html, words[i]) != NULL;
	}
	return found * 2 >= all;
}

/*
 * True if the plain text only says that there is HTML, as newsletters and form
 * mailers write: short, with that word in it, and the HTML says far more, or
 * something else.
 */
static bool is_stub(const char *plain, const char *html)
{
	const gsize size = strlen(plain);
	g_autofree char *lower = NULL;

	if (size > STUB_MOST)
		return false;
	lower = g_ascii_strdown(plain, -1);
	return strstr(lower, "html") != NULL &&
	       (strlen(html) >= size * 2 || !says_same(plain, html));
}

/* What a reader of the text that was HTML should know of it. */
static void note_html(struct reading *r, const struct views *all)
{
	if (all->html_bare)
		reading_defect(r, "HTML was read without libxml2, which cannot "
				  "be loaded: install it");
	if (all->html_cut)
		reading_defect(r, "HTML was longer or deeper than is read");
	if (all->html_hidden > 0)
		reading_defect(r, pool_format(r->pool,
					      "left out of the HTML: "
					      "%" G_GSIZE_FORMAT
					      " characters that nobody sees",
					      all->html_hidden));
}

/* What the text was made from, where that says more or less. */
static const char *whole_of(const struct reading *r, const struct views *all)
{
	const struct view *view =
		r->msg->text_from_html ? &all->html : &all->plain;

	if (view->whole == NULL || strcmp(view->whole->str, r->msg->text) == 0)
		return "";
	return pool_text_n(r->pool, view->whole->str, view->whole->len);
}

bool reading_body(struct reading *r)
{
	struct message *msg = r->msg;
	struct views all;
	bool ok;

	views_open(&all, r->wish->whole);
	ok = collect_views(r, &all) && reading_extras(r, &all);
	note_html(r, &all);
	html_images_move(r->images, all.images);
	msg->plain = body_of(&all.plain, r->pool);
	msg->html = body_of(&all.html, r->pool);
	msg->text_from_html = !view_is_blank(msg->html.text) &&
			      (view_is_blank(msg->plain.text) ||
			       is_stub(msg->plain.text, msg->html.text));
	msg->text = msg->text_from_html ? msg->html.text : msg->plain.text;
	msg->whole = whole_of(r, &all);
	views_close(&all);
	return ok;
}
