// SPDX-License-Identifier: GPL-3.0-or-later
// What a Content-Type says of where further headers follow.
#include "mail/prescan_type.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* RFC 2045, 5.1: what a type, a subtype or an unquoted value is made of. */
static bool is_token(char c)
{
	return (unsigned char)c > ' ' && c != 0x7f &&
	       strchr("()<>@,;:\\\"/[]?=", c) == NULL;
}

/* Steps over one comment (RFC 5322, 3.2.2); they nest. */
static const char *skip_comment(const char *at, const char *end)
{
	gsize open = 0;

	for (; at < end; at++) {
		if (*at == '\\' && at + 1 < end)
			at++;
		else if (*at == '(')
			open++;
		else if (*at == ')' && --open == 0)
			return at + 1;
	}
	return end;
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && (is_blank(*at) || *at == '('))
		at = *at == '(' ? skip_comment(at, end) : at + 1;
	return at;
}

static const char *skip_token(const char *at, const char *end)
{
	while (at < end && is_token(*at))
		at++;
	return at;
}

static bool same(const char *text, const char *end, const char *word)
{
	gsize size = strlen(word);

	return (gsize)(end - text) == size &&
	       g_ascii_strncasecmp(text, word, size) == 0;
}

/* Where word stands in any case, or NULL. */
static const char *find_word(const char *at, const char *end, const char *word)
{
	gsize size = strlen(word);

	for (; (gsize)(end - at) >= size; at++) {
		if (g_ascii_strncasecmp(at, word, size) == 0)
			return at;
	}
	return NULL;
}

/* True if a boundary means just its bytes, without any decoding. */
static bool is_plain(const char *at, const char *end)
{
	for (; at < end; at++) {
		if (*at < ' ' || *at > '~' || *at == '\\')
			return false;
		if (*at == '=' && at + 1 < end && at[1] == '?')
			return false;
	}
	return true;
}

static void read_boundary(struct content_type *type, const char *at,
			  const char *end)
{
	const char *stop;

	at = skip_blanks(at, end);
	if (at == end || *at != '=')
		return;
	at = skip_blanks(at + 1, end);
	if (at < end && *at == '"') {
		at++;
		stop = memchr(at, '"', (gsize)(end - at));
	} else {
		stop = skip_token(at, end);
		/* Programs write `boundary=a=b`: how far it goes is unsure. */
		if (stop < end && *stop != ';' && !is_blank(*stop))
			return;
	}
	if (stop == NULL || stop == at || !is_plain(at, stop))
		return;
	type->kind = BOUNDARY_EXACT;
	type->boundary = at;
	type->boundary_size = (gsize)(stop - at);
}

static void read_multipart(struct content_type *type, const char *at,
			   const char *end)
{
	static const char name[] = "boundary";
	const char *first = find_word(at, end, name);

	/* GMime reads a multipart without a boundary as one piece of text. */
	if (first == NULL)
		return;
	type->kind = BOUNDARY_ANY;
	first += strlen(name);
	if (find_word(first, end, name) == NULL)
		read_boundary(type, first, end);
}

struct content_type content_type_read(const char *value, gsize size)
{
	static const char *const messages[] = {"rfc822", "rfc2822", "global",
					       "news"};
	struct content_type type = {0};
	const char *end = value + size;
	const char *main_at = skip_blanks(value, end);
	const char *main_end = skip_token(main_at, end);
	const char *sub = skip_blanks(main_end, end);
	const char *sub_end;

	if (sub == end || *sub != '/')
		return type;
	sub = skip_blanks(sub + 1, end);
	sub_end = skip_token(sub, end);
	if (sub_end == sub)
		return type;
	type.known = true;
	if (same(main_at, main_end, "multipart")) {
		type.digest = same(sub, sub_end, "digest");
		read_multipart(&type, sub_end, end);
	} else if (same(main_at, main_end, "message")) {
		for (size_t i = 0; i < G_N_ELEMENTS(messages); i++)
			type.message |= same(sub, sub_end, messages[i]);
	}
	return type;
}
