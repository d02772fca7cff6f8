// SPDX-License-Identifier: GPL-3.0-or-later
// Text: making UTF-8 harmless, measuring it as the API does, cutting it.
#include "base/text.h"

#include <string.h>

#define REPLACEMENT 0xfffdu

/*
 * The next character of the size bytes at text, U+FFFD for what is none; its
 * bytes in *used, never 0 while size is not.
 */
static gunichar next_char(const char *text, gsize size, gsize *used)
{
	gunichar c;

	if ((unsigned char)*text < 0x80) {
		*used = 1;
		return (unsigned char)*text;
	}
	c = g_utf8_get_char_validated(text, (gssize)MIN(size, 6));
	if (c == (gunichar)-1 || c == (gunichar)-2) {
		*used = 1;
		return REPLACEMENT;
	}
	*used = (gsize)g_unichar_to_utf8(c, NULL);
	return c;
}

static bool is_control(gunichar c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

/* Embeddings and overrides, which end with U+202C; isolates, with U+2069. */
static bool is_embedding(gunichar c)
{
	return c == 0x202a || c == 0x202b;
}

static bool is_override(gunichar c)
{
	return c == 0x202d || c == 0x202e;
}

static bool is_isolate(gunichar c)
{
	return c >= 0x2066 && c <= 0x2068;
}

static bool is_bidi(gunichar c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* Invisible, and of no use in spelling: a way to hide and to deceive. */
static bool is_invisible(gunichar c)
{
	return c == 0x200b || c == 0x2060 || c == 0xfeff ||
	       (c >= 0x2061 && c <= 0x2064) || (c >= 0xe0000 && c <= 0xe0fff) ||
	       c == 0xad || c == 0x180e || c == 0x034f;
}

static bool is_line_end(gunichar c)
{
	return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029 ||
	       c == 0x85;
}

void text_line(GString *out, const char *text, gsize size)
{
	const gsize start = out->len;

	while (size > 0) {
		gsize used;
		gunichar c = next_char(text, size, &used);

		text += used;
		size -= used;
		if (is_control(c) || is_line_end(c) || c == 0xa0 || c == ' ') {
			if (out->len > start && out->str[out->len - 1] != ' ')
				g_string_append_c(out, ' ');
		} else if (!is_bidi(c) && !is_invisible(c)) {
			g_string_append_unichar(out, c);
		}
	}
	if (out->len > start && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
}

/* How many directional marks a line left open. */
struct open_marks {
	guint embeddings, isolates;
};

/* A ceiling: what opens more than this in one line is no language. */
#define OPEN_MOST 16

static void close_marks(GString *out, struct open_marks *open)
{
	for (; open->embeddings > 0; open->embeddings--)
		g_string_append_unichar(out, 0x202c);
	for (; open->isolates > 0; open->isolates--)
		g_string_append_unichar(out, 0x2069);
}

static void body_bidi(GString *out, gunichar c, struct open_marks *open)
{
	guint *count = is_isolate(c) || c == 0x2069 ? &open->isolates
						    : &open->embeddings;

	if (is_embedding(c) || is_isolate(c)) {
		if (*count >= OPEN_MOST)
			return;
		(*count)++;
	} else {
		if (*count == 0)
			return;
		(*count)--;
	}
	g_string_append_unichar(out, c);
}

static bool is_next(char byte)
{
	return ((guchar)byte & 0xc0) == 0x80;
}

gsize text_letter_size(const char *text, gsize size)
{
	const guchar lead = size > 0 ? (guchar)*text : 0;

	if (lead < 0xc3 || lead > 0xec)
		return 0;
	/* U+0340 to U+037F have a joiner, U+0600 to U+063F format marks. */
	if (lead < 0xe0)
		return lead != 0xcd && lead != 0xd8 && size > 1 &&
				       is_next(text[1])
			       ? 2
			       : 0;
	/* U+1000 to U+2FFF have blanks and marks; E0 may be a longer form. */
	if (lead < 0xe3 && (lead != 0xe0 || size < 2 || (guchar)text[1] < 0xa0))
		return 0;
	return size > 2 && is_next(text[1]) && is_next(text[2]) ? 3 : 0;
}

/* Bytes at the beginning of text that stay as they are. */
static gsize plain_size(const char *text, gsize size)
{
	gsize n = 0;
	gsize letter = 1;

	while (n < size && letter > 0) {
		if ((text[n] >= ' ' && text[n] <= '~') || text[n] == '\t')
			letter = 1;
		else
			letter = text_letter_size(text + n, size - n);
		n += letter;
	}
	return n;
}

void text_body(GString *out, const char *text, gsize size)
{
	struct open_marks open = {0, 0};

	while (size > 0) {
		gsize used = plain_size(text, size);
		gunichar c;

		/* Most of a text, and a stretch of it is added at once. */
		if (used > 0) {
			g_string_append_len(out, text, (gssize)used);
			text += used;
			size -= used;
			continue;
		}
		c = next_char(text, size, &used);
		if (c == '\r' && size > 1 && text[1] == '\n')
			used = 2;
		text += used;
		size -= used;
		if (is_line_end(c)) {
			close_marks(out, &open);
			g_string_append_c(out, '\n');
		} else if (c == '\t' || !is_control(c)) {
			if (is_bidi(c) && !is_override(c))
				body_bidi(out, c, &open);
			else if (!is_override(c))
				g_string_append_unichar(out, c);
		}
	}
	close_marks(out, &open);
}

gsize text_units(const char *text)
{
	gsize units = 0;

	/* A byte that begins a character of four bytes stands for two units. */
	for (; *text != '\0'; text++) {
		unsigned char byte = (unsigned char)*text;

		units += (byte & 0xc0) != 0x80;
		units += byte >= 0xf0;
	}
	return units;
}

/* True where a cut before c would part what is read as one sign. */
static bool joins(gunichar before, gunichar c)
{
	GUnicodeType type = g_unichar_type(c);

	if (type == G_UNICODE_NON_SPACING_MARK ||
	    type == G_UNICODE_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK)
		return true;
	if (c == 0x200d || before == 0x200d)
		return true;
	if (c >= 0x1f3fb && c <= 0x1f3ff)
		return true;
	/* Two regional indicators are a flag. */
	return c >= 0x1f1e6 && c <= 0x1f1ff && before >= 0x1f1e6 &&
	       before <= 0x1f1ff;
}

gsize text_fit(const char *text, gsize units)
{
	const char *at = text;
	const char *good = text;
	gunichar before = 0;
	gsize used = 0;

	while (*at != '\0') {
		gunichar c = g_utf8_get_char(at);

		if (at == text || !joins(before, c))
			good = at;
		used += c > 0xffff ? 2 : 1;
		/* A sign of many characters is parted rather than nothing. */
		if (used > units)
			return (gsize)((good > text ? good : at) - text);
		before = c;
		at = g_utf8_next_char(at);
	}
	return (gsize)(at - text);
}

bool text_same(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return g_ascii_strcasecmp(a, b) == 0;
}

/*
 * Only the newest star is ever moved: what one before it has found is as good
 * as anything later, so time is size by size.
 */
static bool glob(const char *pattern, const char *text)
{
	const char *star = NULL;
	const char *retry = text;

	while (*text != '\0') {
		if (*pattern == '*') {
			star = pattern++;
			retry = text;
		} else if (*pattern == *text) {
			pattern++;
			text++;
		} else if (star != NULL) {
			pattern = star + 1;
			text = ++retry;
		} else {
			return false;
		}
	}
	return pattern[strspn(pattern, "*")] == '\0';
}

/* As texts are compared: without case, and no longer than needed. */
static char *folded(const char *text)
{
	gsize size = strnlen(text, TEXT_GLOB_MOST);
	const char *end = text + size;

	/* A letter that is cut in two is left out. */
	if (*end != '\0')
		while (size > 0 && ((unsigned char)*end & 0xc0) == 0x80)
			end = text + --size;
	return g_utf8_casefold(text, (gssize)size);
}

bool text_glob(const char *pattern, const char *text)
{
	g_autofree char *a = folded(pattern);
	g_autofree char *b = folded(text);

	return glob(a, b);
}
