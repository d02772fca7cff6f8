// SPDX-License-Identifier: GPL-3.0-or-later
// Reads HTML with libxml2's SAX push parser, which is loaded only for that.
#include "mail/html.h"

#include <string.h>

#include <libxml/HTMLparser.h>

#include "base/library.h"
#include "mail/html_page.h"
#include "mail/html_plain.h"
#include "mail/html_scan.h"
#include "mail/html_tag.h"

/* Named references; each costs libxml2 a walk through its table. */
#define HTML_REFERENCES_MOST 50000

/* Bytes that are gathered before the parser gets them. */
#define HTML_CHUNK ((gsize)8 << 10)

/*
 * The element around all, since the parser stops where the first one ends. The
 * page does not hear of it: a mail's own <body> is handed on as a <div>.
 */
#define HTML_ROOT "body"

/* Bytes of the longest name of a reference: "thetasym". */
#define REFERENCE_MOST 8

/*
 * What is used of libxml2. It is not linked, but opened where a mail has HTML:
 * with ICU and the C++ library behind it, being linked costs every run 1.6 ms
 * of CPU time.
 */
struct library {
	htmlParserCtxtPtr (*create)(htmlSAXHandlerPtr sax, void *data,
				    const char *chunk, int size,
				    const char *name, xmlCharEncoding is);
	int (*use_options)(htmlParserCtxtPtr parser, int options);
	int (*parse)(htmlParserCtxtPtr parser, const char *chunk, int size,
		     int last);
	void (*free)(htmlParserCtxtPtr parser);
	const htmlEntityDesc *(*reference)(const xmlChar *name);
};

/* A name of the parser's, and what it was found to be. */
struct known {
	const xmlChar *name;
	const struct html_tag *tag;
};

struct reader {
	struct page page;
	struct known known[64];
	struct library library;
	htmlParserCtxtPtr parser;
	GString *chunk;	  /* what the parser gets next */
	guint tags;	  /* how many are in it */
	guint references; /* named ones so far */
};

/*
 * Opens the library under the names that its versions have; from 2.14 on it is
 * libxml2.so.16, with the same functions. It is never closed: a second part of
 * HTML finds it loaded, and the process ends soon.
 */
static bool find_library(struct library *library)
{
	static const char *const names[] = {"libxml2.so.2", "libxml2.so.16"};
	void *handle = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(names) && !handle; i++)
		handle = library_open(names[i]);
	return handle &&
	       library_function(handle, "htmlCreatePushParserCtxt",
				&library->create) &&
	       library_function(handle, "htmlCtxtUseOptions",
				&library->use_options) &&
	       library_function(handle, "htmlParseChunk", &library->parse) &&
	       library_function(handle, "htmlFreeParserCtxt", &library->free) &&
	       library_function(handle, "htmlEntityLookup",
				&library->reference);
}

bool html_prepare(void)
{
	struct library library;

	return find_library(&library);
}

/*
 * The element of a name. A parser hands out the same pointer for the same name
 * as long as it lives, so most names are found without being read.
 */
static const struct html_tag *tag_of(struct reader *reader, const xmlChar *name)
{
	const char *text = (const char *)name;
	struct known *known = &reader->known[((gsize)name >> 3) %
					     G_N_ELEMENTS(reader->known)];

	if (known->name != name) {
		known->name = name;
		known->tag = strcmp(text, HTML_ROOT) == 0
				     ? NULL
				     : html_tag_find(text, strlen(text));
	}
	return known->tag;
}

static void on_open(void *data, const xmlChar *name, const xmlChar **pairs)
{
	struct reader *reader = data;
	const struct html_tag *tag = tag_of(reader, name);
	const char *attr[HTML_ATTRS_N] = {NULL};

	for (gsize i = 0; pairs && pairs[i]; i += 2) {
		const char *word = (const char *)pairs[i];
		enum html_attr is = html_attr_find(word, strlen(word));

		if (is < HTML_ATTRS_N)
			attr[is] =
				pairs[i + 1] ? (const char *)pairs[i + 1] : "";
	}
	if (tag)
		page_open(&reader->page, tag, attr);
}

static void on_close(void *data, const xmlChar *name)
{
	struct reader *reader = data;
	const struct html_tag *tag = tag_of(reader, name);

	if (tag)
		page_close(&reader->page, tag);
}

static void on_text(void *data, const xmlChar *text, int size)
{
	struct reader *reader = data;

	page_text(&reader->page, (const char *)text, (gsize)size);
}

static void push(struct reader *reader)
{
	if (reader->chunk->len == 0)
		return;
	reader->library.parse(reader->parser, reader->chunk->str,
			      (int)reader->chunk->len, 0);
	g_string_truncate(reader->chunk, 0);
	reader->tags = 0;
}

/*
 * Bytes of the reference at "&" in text, 0 if it is none; bare if it is one
 * without its semicolon, as HTML allows for those of Latin 1.
 */
static gsize reference(struct reader *reader, const char *at, const char *end,
		       bool *bare)
{
	char name[REFERENCE_MOST + 1];
	const htmlEntityDesc *found;
	gsize n = 1;

	*bare = false;
	if (end - at > 3 && at[1] == '#' && (at[2] == 'x' || at[2] == 'X'))
		return g_ascii_isxdigit(at[3]) ? 3 : 0;
	if (end - at > 2 && at[1] == '#')
		return g_ascii_isdigit(at[2]) ? 2 : 0;
	while (at + n < end && n <= REFERENCE_MOST && g_ascii_isalnum(at[n]))
		n++;
	if (n == 1 || reader->references >= HTML_REFERENCES_MOST)
		return 0;
	reader->references++;
	if (at + n < end && at[n] == ';')
		return n;
	memcpy(name, at + 1, n - 1);
	name[n - 1] = '\0';
	found = reader->library.reference((const xmlChar *)name);
	*bare = true;
	return found && found->value < 256 ? n : 0;
}

/* "&": a reference as it is, or a letter that stands for it. */
static gsize add_reference(struct reader *reader, const char *at,
			   const char *end)
{
	bool bare;
	gsize n = reference(reader, at, end, &bare);

	if (n == 0) {
		g_string_append(reader->chunk, HTML_FLOW_AMP);
		return 1;
	}
	g_string_append_len(reader->chunk, at, (gssize)n);
	if (bare)
		g_string_append_c(reader->chunk, ';');
	return n;
}

/* Text such that the parser sees neither a tag nor a control in it. */
static void add_text(struct reader *reader, const char *at, gsize size)
{
	const char *end = at + size;

	while (at < end) {
		const char *from = at;

		while (at < end && *at != '<' && *at != '&' &&
		       (guchar)*at >= 0x20)
			at++;
		g_string_append_len(reader->chunk, from, at - from);
		if (at < end && *at == '&') {
			at += add_reference(reader, at, end);
		} else if (at < end) {
			if (*at == '<')
				g_string_append(reader->chunk, HTML_FLOW_LT);
			else if (g_ascii_isspace(*at))
				g_string_append_c(reader->chunk, *at);
			at++;
		}
		if (reader->chunk->len > HTML_CHUNK)
			push(reader);
	}
}

/* A value as it stands, but nothing in it ends the value or the tag. */
static void add_value(struct reader *reader, const struct html_slice *value)
{
	GString *chunk = reader->chunk;

	for (gsize i = 0; i < value->size; i++) {
		char c = value->at[i];

		reader->references += c == '&';
		if (c == '"')
			g_string_append(chunk, "&quot;");
		else if (c == '<' || c == '>')
			g_string_append(chunk, c == '<' ? "&lt;" : "&gt;");
		else if (c != '&' || reader->references < HTML_REFERENCES_MOST)
			g_string_append_c(chunk, c);
	}
}

static void add_open(struct reader *reader, const struct html_piece *piece)
{
	GString *chunk = reader->chunk;

	/* As deep as this, if each tag that waits opens one more. */
	if (reader->page.depth + reader->tags >= HTML_DEPTH_MOST)
		push(reader);
	if (reader->page.depth >= HTML_DEPTH_MOST &&
	    !html_tag_void(piece->tag)) {
		reader->page.out->cut = TRUE;
		if (piece->tag->breaks > 0)
			g_string_append(chunk, "<" HTML_TAG_DEEP ">");
		return;
	}
	g_string_append_c(chunk, '<');
	g_string_append(chunk, piece->tag->name);
	for (guint i = 0; i < HTML_ATTRS_N; i++) {
		const struct html_slice *value = &piece->attr[i];

		if (!value->at)
			continue;
		g_string_append_c(chunk, ' ');
		g_string_append(chunk, html_attr_name((enum html_attr)i));
		g_string_append(chunk, "=\"");
		add_value(reader, value);
		g_string_append_c(chunk, '"');
	}
	g_string_append_c(chunk, '>');
	reader->tags++;
}

/*
 * An end tag, with those of all elements in it: so each that the parser meets
 * ends the innermost element, and it never searches its own list.
 */
static void add_close(struct reader *reader, const struct html_tag *tag)
{
	const struct page *page = &reader->page;
	gsize n;

	/* What this ends depends on what is open. */
	if (reader->tags > 0)
		push(reader);
	n = page_closes(page, tag);
	for (gsize i = 0; i < n; i++) {
		g_string_append(reader->chunk, "</");
		g_string_append(reader->chunk,
				page->open[page->depth - i].tag->name);
		g_string_append_c(reader->chunk, '>');
		reader->tags++;
	}
}

/*
 * The parser gets tags as late as can be, but so that the page knows what is
 * open whenever that matters: a mail cannot nest deeper than HTML_DEPTH_MOST.
 */
static void feed(struct reader *reader, struct html_scan *scan)
{
	struct html_piece piece;

	for (html_scan_next(scan, &piece); piece.kind != HTML_PIECE_END;
	     html_scan_next(scan, &piece)) {
		switch (piece.kind) {
		case HTML_PIECE_TEXT:
			add_text(reader, piece.text.at, piece.text.size);
			break;
		case HTML_PIECE_OPEN:
			add_open(reader, &piece);
			break;
		case HTML_PIECE_CLOSE:
			add_close(reader, piece.tag);
			break;
		case HTML_PIECE_STYLE:
			sheet_add(reader->page.sheet, piece.text.at,
				  piece.text.size);
			break;
		case HTML_PIECE_END:
			break;
		}
		if (reader->page.flow.full)
			return;
		if (reader->chunk->len > HTML_CHUNK)
			push(reader);
	}
	push(reader);
}

/* True if libxml2 read it; else nothing was read. */
static bool read_with_library(struct html_scan *scan, bool whole,
			      struct html_text *out)
{
	g_autofree struct reader *reader = g_new0(struct reader, 1);
	htmlSAXHandler sax = {.startElement = on_open,
			      .endElement = on_close,
			      .characters = on_text,
			      .ignorableWhitespace = on_text,
			      .cdataBlock = on_text};

	if (!find_library(&reader->library))
		return false;
	reader->parser = reader->library.create(&sax, reader, NULL, 0, NULL,
						XML_CHAR_ENCODING_UTF8);
	if (!reader->parser)
		return false;
	/* Nothing is fetched, reported, or taken for another charset. */
	reader->library.use_options(
		reader->parser,
		HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
			HTML_PARSE_IGNORE_ENC | HTML_PARSE_NOIMPLIED);
	page_start(&reader->page, out);
	reader->page.whole = whole;
	reader->chunk = g_string_new("<" HTML_ROOT ">");
	feed(reader, scan);
	reader->library.parse(reader->parser, "", 0, 1);
	page_end(&reader->page);
	reader->library.free(reader->parser);
	g_string_free(reader->chunk, TRUE);
	return true;
}

static void read_html(const char *html, gsize size, bool whole,
		      struct html_text *out)
{
	g_autofree char *valid = NULL;
	struct html_scan scan;

	memset(out, 0, sizeof(*out));
	out->text = g_string_new(NULL);
	out->marks = g_array_new(FALSE, FALSE, sizeof(struct mark));
	out->images = html_images_new();
	out->cut = size > HTML_SIZE_MOST;
	size = MIN(size, HTML_SIZE_MOST);
	if (!g_utf8_validate_len(html, size, NULL)) {
		valid = g_utf8_make_valid(html, (gssize)size);
		html = valid;
		size = strlen(valid);
	}
	html_scan_start(&scan, html, size);
	if (!read_with_library(&scan, whole, out)) {
		out->bare = TRUE;
		html_plain(&scan, out);
	}
	out->cut = out->cut || scan.cut;
}

void html_to_text(const char *html, gsize size, struct html_text *out)
{
	read_html(html, size, false, out);
}

void html_to_whole(const char *html, gsize size, struct html_text *out)
{
	read_html(html, size, true, out);
}
