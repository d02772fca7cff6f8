// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts raw HTML into text and tags; every step consumes what it looked at.
#include "mail/html_scan.h"

#include <string.h>

#include "mail/html.h"
#include "mail/html_tag.h"

static const char *const attr_names[] = {
#define ATTR_NAME(id, name) [HTML_ATTR_##id] = (name),
	HTML_ATTRS(ATTR_NAME)
#undef ATTR_NAME
};

enum html_attr html_attr_find(const char *name, gsize size)
{
	char first = g_ascii_tolower(*name);

	for (guint i = 0; i < HTML_ATTRS_N; i++) {
		if (first == *attr_names[i] &&
		    g_ascii_strncasecmp(name, attr_names[i], size) == 0 &&
		    attr_names[i][size] == '\0')
			return (enum html_attr)i;
	}
	return HTML_ATTRS_N;
}

const char *html_attr_name(enum html_attr attr)
{
	return attr_names[attr];
}

void html_scan_start(struct html_scan *scan, const char *html, gsize size)
{
	memset(scan, 0, sizeof(*scan));
	scan->at = html;
	scan->end = html + size;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static const char *find(const char *from, const char *end, char c)
{
	const char *at = memchr(from, c, (size_t)(end - from));

	return at ? at : end;
}

/* The first ">" from at on; asked at rising places, it looks once. */
static const char *next_gt(struct html_scan *scan, const char *at)
{
	if (!scan->next_gt || scan->next_gt < at)
		scan->next_gt = find(at, scan->end, '>');
	return scan->next_gt;
}

/* The place behind a comment that opens at at. */
static const char *comment_end(struct html_scan *scan, const char *at)
{
	const char *from = at + 4;
	const char *end = NULL;

	/* HTML 13.2.5.43: "<!-->" and "<!--->" are comments already. */
	if (from < scan->end && *from == '>')
		return from + 1;
	if (from + 1 < scan->end && from[0] == '-' && from[1] == '>')
		return from + 2;
	if (from < scan->end && !scan->comment_gone)
		end = memmem(from, (size_t)(scan->end - from), "-->", 3);
	if (end)
		return end + 3;
	/* Where it never ends, a browser shows nothing more; we do. */
	scan->comment_gone = true;
	end = next_gt(scan, at);
	return end < scan->end ? end + 1 : NULL;
}

/*
 * A slice of an attribute's value; moves at behind it. NULL for at: the value
 * does not end before limit.
 */
static struct html_slice value(const char **at, const char *limit)
{
	struct html_slice slice = {*at, 0};
	const char *p = *at;

	if (p < limit && (*p == '"' || *p == '\'')) {
		const char *end = find(p + 1, limit, *p);

		slice.at = p + 1;
		slice.size = (gsize)(end - slice.at);
		*at = end < limit ? end + 1 : NULL;
		return slice;
	}
	while (p < limit && !is_blank(*p) && *p != '>')
		p++;
	slice.size = (gsize)(p - slice.at);
	*at = p;
	return slice;
}

/*
 * One attribute from at on, which is no blank, "/" or ">". The place behind it,
 * or NULL if its value does not end before limit.
 */
static const char *attribute(const char *at, const char *limit,
			     struct html_piece *piece)
{
	const char *name = at;
	struct html_slice slice = {"", 0};
	gsize size;

	/* HTML 13.2.5.32: "=" may begin a name. */
	for (at++; at < limit && !is_blank(*at) && !strchr("=>/", *at); at++)
		;
	size = (gsize)(at - name);
	while (at < limit && is_blank(*at))
		at++;
	if (at < limit && *at == '=') {
		for (at++; at < limit && is_blank(*at); at++)
			;
		slice = value(&at, limit);
	}
	if (piece) {
		enum html_attr attr = html_attr_find(name, size);

		if (attr < HTML_ATTRS_N && !piece->attr[attr].at)
			piece->attr[attr] = slice;
	}
	return at;
}

/* The place behind the ">" of a tag whose name ends at at, or NULL. */
static const char *attributes(const char *at, const char *limit,
			      struct html_piece *piece)
{
	while (at && at < limit) {
		if (*at == '>')
			return at + 1;
		if (is_blank(*at) || *at == '/')
			at++;
		else
			at = attribute(at, limit, piece);
	}
	return NULL;
}

/*
 * The place behind a tag whose name ends at at, its attributes in piece, which
 * is NULL for an end tag; none where they do not end as they should. NULL if no
 * tag is here.
 */
static const char *tag_end(struct html_scan *scan, const char *at,
			   struct html_piece *piece)
{
	const char *gt = next_gt(scan, at);
	const char *limit = scan->end;
	const char *end;

	if (gt == scan->end)
		return NULL;
	if ((gsize)(limit - at) > HTML_TAG_MOST)
		limit = at + HTML_TAG_MOST;
	end = attributes(at, limit, piece);
	if (end)
		return end;
	/*
	 * Too long, or a quote without its end. That costs at most one look at
	 * HTML_TAG_MOST bytes for each kind of quote in as many bytes, since
	 * the next such quote would have ended this value.
	 */
	if (piece)
		memset(piece->attr, 0, sizeof(piece->attr));
	scan->cut = scan->cut || gt >= limit;
	return gt + 1;
}

/* Behind the end tag of a raw element, with what it holds; at if none ends. */
static const char *raw_end(struct html_scan *scan, const struct html_tag *tag,
			   const char *at, struct html_slice *text)
{
	gsize number = (gsize)(tag - html_tags);
	guint64 *gone = &scan->raw_gone[number / 64];
	guint64 bit = G_GUINT64_CONSTANT(1) << (number % 64);
	gsize size = strlen(tag->name);
	const char *p = at;

	if (*gone & bit)
		return at;
	for (; (p = find(p, scan->end, '<')) < scan->end; p++) {
		const char *gt;

		if ((gsize)(scan->end - p) < size + 2 || p[1] != '/' ||
		    g_ascii_strncasecmp(p + 2, tag->name, size) != 0 ||
		    (p + 2 + size < scan->end && g_ascii_isalnum(p[2 + size])))
			continue;
		text->at = at;
		text->size = (gsize)(p - at);
		gt = next_gt(scan, p);
		return gt < scan->end ? gt + 1 : scan->end;
	}
	*gone |= bit;
	return at;
}

/*
 * Addresses that stand in the text between angle brackets which nobody
 * escaped: no element has such a name.
 */
static bool is_address(const char *name, const char *end)
{
	return memchr(name, '@', (size_t)(end - name)) ||
	       (end > name && end[-1] == ':');
}

/* A tag at "<": the place behind it; NULL if this "<" is text. */
static const char *tag(struct html_scan *scan, struct html_piece *piece)
{
	bool closes = scan->at[1] == '/';
	const char *name = scan->at + (closes ? 2 : 1);
	const char *p = name;
	const struct html_tag *found;

	while (p < scan->end && !is_blank(*p) && *p != '>' && *p != '/' &&
	       *p != '<' && p - name <= 256)
		p++;
	if (p == name || !g_ascii_isalpha(*name) || is_address(name, p))
		return NULL;
	found = html_tag_find(name, (gsize)(p - name));
	memset(piece->attr, 0, sizeof(piece->attr));
	p = tag_end(scan, p, closes ? NULL : piece);
	if (!p || !found)
		return p;
	piece->tag = found;
	piece->kind = closes ? HTML_PIECE_CLOSE : HTML_PIECE_OPEN;
	if (found->role != HTML_ROLE_RAW && found->role != HTML_ROLE_STYLE)
		return p;
	piece->kind = HTML_PIECE_END;
	if (closes)
		return p;
	piece->text.at = NULL;
	p = raw_end(scan, found, p, &piece->text);
	if (found->role == HTML_ROLE_STYLE && piece->text.at)
		piece->kind = HTML_PIECE_STYLE;
	return p;
}

/* What stands at "<"; false: nothing that is told, or text, then at stays. */
static bool markup(struct html_scan *scan, struct html_piece *piece)
{
	const char *at = scan->at;
	gsize left = (gsize)(scan->end - at);
	const char *end = NULL;

	piece->kind = HTML_PIECE_END;
	if (left >= 4 && memcmp(at, "<!--", 4) == 0)
		end = comment_end(scan, at);
	else if (left >= 2 && (at[1] == '!' || at[1] == '?'))
		end = next_gt(scan, at) < scan->end ? scan->next_gt + 1 : NULL;
	else if (left >= 3)
		end = tag(scan, piece);
	if (end)
		scan->at = end;
	return end && piece->kind != HTML_PIECE_END;
}

/* Where the text at from ends: at a "<" that may begin something. */
static const char *text_end(const struct html_scan *scan, const char *from)
{
	const char *at = find(from + 1, scan->end, '<');

	while (at + 1 < scan->end && !g_ascii_isalpha(at[1]) &&
	       !strchr("/!?", at[1]))
		at = find(at + 1, scan->end, '<');
	return at;
}

void html_scan_next(struct html_scan *scan, struct html_piece *piece)
{
	while (scan->at < scan->end) {
		const char *from = scan->at;

		if (*from == '<') {
			if (markup(scan, piece))
				return;
			if (scan->at > from)
				continue;
		}
		scan->at = text_end(scan, from);
		piece->kind = HTML_PIECE_TEXT;
		piece->text.at = from;
		piece->text.size = (gsize)(scan->at - from);
		return;
	}
	piece->kind = HTML_PIECE_END;
}
