// SPDX-License-Identifier: GPL-3.0-or-later
// Content-Type and Content-Disposition: a value and its parameters.
#include "mail/params.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "mail/charset.h"
#include "mail/words.h"

/* Bytes of one header that are looked at, and of a parameter's name. */
#define PARAMS_SIZE_MOST ((gsize)16 << 10)
#define PARAM_NAME_MOST	 48

/* One parameter as it stands there: a whole one, or a piece of one. */
struct piece {
	char name[PARAM_NAME_MOST];
	int index;	/* RFC 2231, 3; 0 for a whole one */
	bool starred;	/* it had any star */
	bool percented; /* it ends in a star: RFC 2231, 4 */
	GString *value;
};

static void piece_clear(void *thing)
{
	g_string_free(((struct piece *)thing)->value, TRUE);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && is_blank(*p))
		p++;
	return p;
}

/* Comments nest (RFC 5322, 3.2.2). One without an end is none. */
static const char *skip_comment(const char *p, const char *end)
{
	const char *start = p;
	gsize depth = 0;

	for (; p < end; p++) {
		if (*p == '\\' && p + 1 < end)
			p++;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
			return p + 1;
	}
	return start;
}

/* True if "name=" stands at p. */
static bool is_name(const char *p, const char *end)
{
	const char *start = p = skip_blanks(p, end);

	while (p < end && (g_ascii_isalnum(*p) || *p == '-' || *p == '*' ||
			   *p == '_' || *p == '.'))
		p++;
	if (p == start || p - start >= PARAM_NAME_MOST)
		return false;
	p = skip_blanks(p, end);
	return p < end && *p == '=';
}

/*
 * A quoted value. Only quotes and backslashes are escaped by a backslash: file
 * names of Windows come with folders and unescaped.
 */
static const char *read_quoted(GString *value, const char *p, const char *end)
{
	for (; p < end && *p != '"'; p++) {
		if (*p == '\\' && p + 1 < end && (p[1] == '"' || p[1] == '\\'))
			p++;
		if (*p != '\r' && *p != '\n')
			g_string_append_c(value, *p);
	}
	return p < end ? p + 1 : p;
}

/*
 * Where a value without quotes ends. Blanks and semicolons belong to it,
 * although they should not, unless what follows them is the next parameter;
 * brackets belong to file names and begin a comment elsewhere.
 */
static const char *bare_end(const char *p, const char *end, bool file)
{
	const char *last = p;

	while (p < end) {
		const char *next = skip_blanks(p, end);

		if (*p == ';') {
			next = skip_blanks(p + 1, end);
			if (next == end || is_name(next, end) || !file)
				break;
			p++;
		} else if (next > p) {
			if (next == end || is_name(next, end) ||
			    (*next == '(' && !file))
				break;
			p = next;
			continue;
		} else {
			const gsize word =
				*p == '=' ? words_size(p, (gsize)(end - p)) : 0;

			p += MAX(word, 1);
		}
		last = p;
	}
	return last;
}

/* "name", "name*", "name*0", "name*0*". */
static void read_name(struct piece *piece, const char *p, const char *end)
{
	gsize n = 0;

	for (; p < end && *p != '*' && n + 1 < sizeof(piece->name); p++)
		if (!is_blank(*p))
			piece->name[n++] = g_ascii_tolower(*p);
	piece->name[n] = '\0';
	if (p >= end || *p != '*')
		return;
	piece->starred = true;
	while (is_blank(end[-1]))
		end--;
	piece->percented = end[-1] == '*';
	for (p++; p < end && g_ascii_isdigit(*p) && piece->index < 1000; p++)
		piece->index = piece->index * 10 + (*p - '0');
}

static const char *read_piece(struct piece *piece, const char *p,
			      const char *end)
{
	const char *equals = memchr(p, '=', (gsize)(end - p));

	read_name(piece, p, equals);
	p = skip_blanks(equals + 1, end);
	if (p < end && *p == '"')
		return read_quoted(piece->value, p + 1, end);

	const bool file = strcmp(piece->name, "name") == 0 ||
			  strcmp(piece->name, "filename") == 0;
	const char *last = bare_end(p, end, file);

	g_string_append_len(piece->value, p, last - p);
	return last;
}

static GArray *read_pieces(const char *p, const char *end)
{
	GArray *pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));

	g_array_set_clear_func(pieces, piece_clear);
	while (p < end && pieces->len < PARAMS_COUNT_MOST) {
		struct piece piece = {.index = 0};

		if (*p == ';' || is_blank(*p)) {
			p++;
			continue;
		}
		if (*p == '(' && skip_comment(p, end) != p) {
			p = skip_comment(p, end);
			continue;
		}
		if (!is_name(p, end)) {
			/* Not a parameter: on to the next semicolon. */
			p = memchr(p + 1, ';', (gsize)(end - p - 1));
			if (p == NULL)
				break;
			continue;
		}
		piece.value = g_string_new(NULL);
		p = read_piece(&piece, p, end);
		g_array_append_val(pieces, piece);
	}
	return pieces;
}

static void append_percented(GString *bytes, const GString *value)
{
	for (gsize i = 0; i < value->len; i++) {
		const char c = value->str[i];

		if (c == '%' && g_ascii_isxdigit(value->str[i + 1]) &&
		    g_ascii_isxdigit(value->str[i + 2])) {
			const int byte =
				g_ascii_xdigit_value(value->str[i + 1]) * 16 +
				g_ascii_xdigit_value(value->str[i + 2]);

			g_string_append_c(bytes, (char)byte);
			i += 2;
		} else {
			g_string_append_c(bytes, c);
		}
	}
}

/* Takes "charset'language'" off the beginning (RFC 2231, 4). */
static void take_charset(GString *value, char *charset, gsize room)
{
	const char *first = strchr(value->str, '\'');
	const char *second = first == NULL ? NULL : strchr(first + 1, '\'');

	if (second == NULL || first - value->str >= (gssize)room)
		return;
	g_strlcpy(charset, value->str, (gsize)(first - value->str) + 1);
	g_string_erase(value, 0, second + 1 - value->str);
}

/* Puts together all pieces that have the name of pieces[first]. */
static const char *join_pieces(const GArray *pieces, guint first,
			       const char *hint, struct pool *pool)
{
	const struct piece *head = &g_array_index(pieces, struct piece, first);
	g_autoptr(GString) bytes = g_string_new(NULL);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) line = g_string_new(NULL);
	char charset[CHARSET_NAME_MOST] = "";
	int wanted = 0;

	/* Starred ones come before a plain one of the same name. */
	for (guint i = 0; i < pieces->len; i++) {
		struct piece *p = &g_array_index(pieces, struct piece, i);

		if (strcmp(p->name, head->name) != 0 || !p->starred ||
		    p->index != wanted)
			continue;
		if (wanted == 0 && p->percented)
			take_charset(p->value, charset, sizeof(charset));
		if (p->percented)
			append_percented(bytes, p->value);
		else
			g_string_append(bytes, p->value->str);
		wanted++;
		/* The pieces may come in any order: look from the start. */
		if (wanted < PARAMS_COUNT_MOST)
			i = G_MAXUINT;
	}
	if (wanted == 0)
		g_string_append(bytes, head->value->str);
	if (charset[0] != '\0')
		charset_append(text, bytes->str, bytes->len, charset, hint);
	else
		words_decode(text, bytes->str, bytes->len, hint);
	text_line(line, text->str, text->len);
	return pool_text_n(pool, line->str, line->len);
}

static const char *read_value(const char *raw, gsize size, struct pool *pool)
{
	g_autoptr(GString) value = g_string_new(NULL);
	g_autoptr(GString) line = g_string_new(NULL);

	for (gsize i = 0; i < size && raw[i] != '('; i++)
		if (!is_blank(raw[i]) && raw[i] != '"')
			g_string_append_c(value, g_ascii_tolower(raw[i]));
	text_line(line, value->str, value->len);
	return pool_text_n(pool, line->str, line->len);
}

struct params params_read(const char *raw, const char *hint, struct pool *pool)
{
	const gsize size = MIN(strlen(raw), PARAMS_SIZE_MOST);
	const char *end = raw + size;
	const char *stop = memchr(raw, ';', size);
	g_autoptr(GArray) pieces = NULL;
	struct params params = {0};
	struct param *at;

	/* "attachment filename=x": the first semicolon is missing. */
	if (stop == NULL)
		stop = end;
	for (const char *p = skip_blanks(raw, end); p < stop; p++) {
		if (!is_blank(*p))
			continue;
		if (is_name(p, stop))
			stop = p;
		p = MAX(p, skip_blanks(p, stop) - 1);
	}
	if (is_name(raw, stop))
		stop = raw;
	params.value = read_value(raw, (gsize)(stop - raw), pool);
	pieces = read_pieces(stop, end);
	at = pool_zero(pool, pieces->len, sizeof(*at));
	for (guint i = 0; i < pieces->len; i++) {
		const struct piece *p = &g_array_index(pieces, struct piece, i);
		size_t known = 0;

		while (known < params.n && strcmp(at[known].name, p->name) != 0)
			known++;
		if (known < params.n)
			continue;
		at[params.n].name = pool_text(pool, p->name);
		at[params.n].value = join_pieces(pieces, i, hint, pool);
		params.n++;
	}
	params.at = at;
	return params;
}

const char *params_get(const struct params *params, const char *name)
{
	for (size_t i = 0; i < params->n; i++)
		if (strcmp(params->at[i].name, name) == 0)
			return params->at[i].value;
	return "";
}

const char *params_file_name(const char *name, struct pool *pool)
{
	const char *slash = strrchr(name, '/');
	const char *start = slash == NULL ? name : slash + 1;

	/* "C:\folder\file" and "\\host\folder\file", but not "a\b". */
	if ((g_ascii_isalpha(start[0]) && start[1] == ':') ||
	    strncmp(start, "\\\\", 2) == 0) {
		slash = strrchr(start, '\\');
		start = slash == NULL ? start : slash + 1;
	}
	return pool_text(pool, start);
}
