// SPDX-License-Identifier: GPL-3.0-or-later
// What the reader of last resort makes of single values: by hand, and linear.
#include "mail/fallback_text.h"

#include <string.h>

#include "base/text.h"
#include "mail/address.h"
#include "mail/fallback.h"

/* Bytes of a line in base64's letters alone from which on it is data. */
#define DATA_LINE 40

/* RFC 5322, 3.2.3: atext, and the dot. */
static bool is_atom(char c)
{
	return g_ascii_isalnum(c) ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.", c) != NULL);
}

static bool is_domain(char c)
{
	return g_ascii_isalnum(c) || c == '-' || c == '.';
}

/* The address around an @ at `at` of line, or NULL; *end is behind it. */
static const char *address_at(const char *line, const char *at,
			      const char **end, struct pool *pool)
{
	const char *from = at, *to = at + 1;

	while (from > line && is_atom(from[-1]))
		from--;
	while (is_domain(*to))
		to++;
	*end = to;
	if (from == at || to == at + 1 || *to == '@' ||
	    (from > line && (from[-1] == '@' || from[-1] == '"')) ||
	    to - from > ADDRESS_EMAIL_MOST)
		return NULL;
	return pool_text_n(pool, from, (gsize)(to - from));
}

struct addresses fallback_addresses(const char *line, struct pool *pool)
{
	struct address *list =
		pool_zero(pool, FALLBACK_LIST_MOST, sizeof *list);
	const char *next = line, *at;
	size_t n = 0;

	while (n < FALLBACK_LIST_MOST && (at = strchr(next, '@')) != NULL) {
		const char *email = address_at(next, at, &next, pool);

		if (email != NULL)
			list[n++] = (struct address){email, ""};
	}
	return (struct addresses){list, n};
}

bool fallback_is_plain(const char *line)
{
	const char *at = strchr(line, '@');
	const char *open = strchr(line, '<');
	const char *start, *p;

	if (at == NULL || strchr(at + 1, '@') != NULL ||
	    strpbrk(line, "\"(),:;\\[]") != NULL)
		return false;
	start = open == NULL ? line : open + 1;
	for (p = start; is_atom(*p);)
		p++;
	if (p != at || p == start)
		return false;
	while (is_domain(p[1]))
		p++;
	if (open == NULL)
		return p > at && p[1] == '\0';
	return p > at && strcmp(p + 1, ">") == 0 &&
	       strchr(open + 1, '<') == NULL;
}

struct ids fallback_ids(const char *line, struct pool *pool)
{
	const char **list = pool_zero(pool, FALLBACK_LIST_MOST, sizeof *list);
	size_t n = 0;

	while (n < FALLBACK_LIST_MOST && (line = strchr(line, '<')) != NULL) {
		gsize size = strcspn(++line, "<> \t");

		if (line[size] == '>' && size > 0 && size <= IDS_ID_MOST)
			list[n++] = pool_text_n(pool, line, size);
		line += size;
	}
	return (struct ids){list, n};
}

static bool has_prefix(const char *line, gsize size, const char *prefix)
{
	return size >= strlen(prefix) &&
	       g_ascii_strncasecmp(line, prefix, strlen(prefix)) == 0;
}

static bool is_data(const char *line, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		if (!g_ascii_isalnum(line[i]) && line[i] != '\r' &&
		    line[i] != '+' && line[i] != '/' && line[i] != '=')
			return false;
	}
	return true;
}

/* Not the scaffolding of MIME, not markup, not data. */
static bool is_readable(const char *line, gsize size)
{
	gsize odd = 0;

	if (has_prefix(line, size, "Content-") ||
	    has_prefix(line, size, "MIME-Version:") ||
	    has_prefix(line, size, "<") ||
	    (has_prefix(line, size, "--") && size > 2 && line[2] != ' '))
		return false;
	if (size >= DATA_LINE && is_data(line, size))
		return false;
	for (gsize i = 0; i < size; i++)
		odd += (unsigned char)line[i] < ' ' && line[i] != '\t' &&
		       line[i] != '\r';
	return odd == 0;
}

const char *fallback_text(const char *bytes, gsize size, struct pool *pool)
{
	g_autoptr(GString) raw = g_string_new(NULL);
	g_autoptr(GString) text = g_string_new(NULL);
	const char *end = bytes + size;

	while (bytes < end && raw->len < FALLBACK_TEXT_MOST) {
		const char *eol = memchr(bytes, '\n', (gsize)(end - bytes));
		gsize n = (gsize)((eol == NULL ? end : eol) - bytes);
		gsize room = FALLBACK_TEXT_MOST - raw->len;

		/* Blank lines only between others. */
		if (is_readable(bytes, n) && (n > 1 || raw->len > 0)) {
			g_string_append_len(raw, bytes, (gssize)MIN(n, room));
			g_string_append_c(raw, '\n');
		}
		if (eol == NULL)
			break;
		bytes = eol + 1;
	}
	text_body(text, raw->str, raw->len);
	g_strchomp(text->str);
	return pool_text(pool, text->str);
}
