// SPDX-License-Identifier: GPL-3.0-or-later
// Tells the page of tags as they stand: worse than libxml2, better than none.
#include "mail/html_plain.h"

#include <stdlib.h>
#include <string.h>

#include "mail/html_page.h"

/* The references without which most mails could not be read. */
static const struct {
	const char *name, *text;
} names[] = {
	{"amp;", "&"},	  {"lt;", "<"},	       {"gt;", ">"},
	{"quot;", "\""},  {"nbsp;", "\u00a0"}, {"apos;", "'"},
	{"auml;", "ä"},	  {"ouml;", "ö"},      {"uuml;", "ü"},
	{"Auml;", "Ä"},	  {"Ouml;", "Ö"},      {"Uuml;", "Ü"},
	{"szlig;", "ß"},  {"eacute;", "é"},    {"egrave;", "è"},
	{"agrave;", "à"}, {"ccedil;", "ç"},    {"ntilde;", "ñ"},
	{"oacute;", "ó"}, {"aacute;", "á"},    {"iacute;", "í"},
	{"euro;", "€"},	  {"ndash;", "–"},     {"mdash;", "—"},
	{"rsquo;", "’"},  {"lsquo;", "‘"},     {"hellip;", "…"},
	{"ldquo;", "“"},  {"rdquo;", "”"},     {"zwnj;", ""},
};

/* A reference by number; the place behind it, or NULL if it is none. */
static const char *number(const char *at, GString *out)
{
	bool hex = *at == 'x' || *at == 'X';
	char *end;
	gulong c;

	at += hex;
	if (!(hex ? g_ascii_isxdigit(*at) : g_ascii_isdigit(*at)))
		return NULL;
	c = strtoul(at, &end, hex ? 16 : 10);
	if (c > 0 && c <= 0x10ffff && g_unichar_validate((gunichar)c))
		g_string_append_unichar(out, (gunichar)c);
	return *end == ';' ? end + 1 : end;
}

static const char *reference(const char *at, GString *out)
{
	if (*at == '#')
		return number(at + 1, out);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		if (g_str_has_prefix(at, names[i].name)) {
			g_string_append(out, names[i].text);
			return at + strlen(names[i].name);
		}
	}
	return NULL;
}

static char *decode(const struct html_slice *slice)
{
	g_autofree char *text = g_strndup(slice->at, slice->size);
	GString *out = g_string_sized_new(slice->size);
	const char *at = text;

	while (*at) {
		gsize n = strcspn(at, "&");
		const char *next;

		g_string_append_len(out, at, (gssize)n);
		at += n;
		if (!*at)
			break;
		next = reference(at + 1, out);
		if (!next) {
			g_string_append_c(out, '&');
			next = at + 1;
		}
		at = next;
	}
	return g_string_free(out, FALSE);
}

/* Tags that end their like: writers omit the end tags of these. */
static void close_like(struct page *page, const struct html_tag *tag)
{
	bool omitted =
		tag->role == HTML_ROLE_ITEM || tag->role == HTML_ROLE_CELL ||
		tag->role == HTML_ROLE_ROW || strcmp(tag->name, "p") == 0;

	if (omitted && page->depth > 0)
		page_close(page, tag);
}

static void open(struct page *page, const struct html_piece *piece)
{
	char *decoded[HTML_ATTRS_N] = {NULL};
	const char *attr[HTML_ATTRS_N] = {NULL};

	if (page->depth >= HTML_DEPTH_MOST && !html_tag_void(piece->tag)) {
		flow_break(&page->flow, MIN(piece->tag->breaks, 1U));
		return;
	}
	for (guint i = 0; i < HTML_ATTRS_N; i++) {
		if (piece->attr[i].at)
			attr[i] = decoded[i] = decode(&piece->attr[i]);
	}
	close_like(page, piece->tag);
	page_open(page, piece->tag, attr);
	for (guint i = 0; i < HTML_ATTRS_N; i++)
		g_free(decoded[i]);
}

void html_plain(struct html_scan *scan, struct html_text *out)
{
	g_autofree struct page *page = g_new0(struct page, 1);
	struct html_piece piece;

	page_start(page, out);
	for (html_scan_next(scan, &piece); piece.kind != HTML_PIECE_END;
	     html_scan_next(scan, &piece)) {
		if (piece.kind == HTML_PIECE_TEXT) {
			g_autofree char *text = decode(&piece.text);

			page_text(page, text, strlen(text));
		} else if (piece.kind == HTML_PIECE_OPEN) {
			open(page, &piece);
		} else if (piece.kind == HTML_PIECE_CLOSE) {
			page_close(page, piece.tag);
		} else if (piece.kind == HTML_PIECE_STYLE) {
			sheet_add(page->sheet, piece.text.at, piece.text.size);
		}
	}
	page_end(page);
}
