// SPDX-License-Identifier: GPL-3.0-or-later
// Text as it is compared: small letters, single blanks, no decoration.
#include "filters/text/fold.h"

#include <string.h>

#include "filters/text/utf8.h"

void fold_begin(struct fold *fold)
{
	fold->n = 0;
	fold->text[0] = '\0';
}

static bool is_invisible(gunichar c)
{
	return c == 0xad || c == 0x34f || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) ||
	       c == 0xfeff || c == 0x61c || c == 0x640 ||
	       (c >= 0x64b && c <= 0x65f); /* Arabic vowel signs */
}

/* What a character that is not ASCII counts as; 0 if it does not count. */
static gunichar fold_char(gunichar c)
{
	if (is_invisible(c))
		return 0;
	if (c == 0x2018 || c == 0x2019 || c == 0x2b9 || c == 0xb4)
		return '\'';
	if (c >= 0x201c && c <= 0x201f)
		return '"';
	if (c >= 0x2010 && c <= 0x2015)
		return '-';
	if (c >= 0xff01 && c <= 0xff5e)
		return (gunichar)g_ascii_tolower((char)(c - 0xfee0));
	if (g_unichar_isspace(c))
		return ' ';
	return g_unichar_tolower(c);
}

/* The same for ASCII, which nearly all text is: no call for each letter. */
static char fold_ascii(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c | 0x20);
	if (c <= ' ')
		return ' ';
	return c == '*' ? '\0' : c;
}

static void put_ascii(struct fold *fold, char c, size_t at)
{
	if (c == '\0' ||
	    (c == ' ' && (fold->n == 0 || fold->text[fold->n - 1] == ' ')))
		return;
	fold->text[fold->n] = c;
	fold->at[fold->n++] = (guint32)at;
}

static void put(struct fold *fold, gunichar c, size_t at)
{
	if (c < 0x80) {
		put_ascii(fold, (char)c, at);
		return;
	}
	int size = g_unichar_to_utf8(c, fold->text + fold->n);

	for (int i = 0; i < size; i++)
		fold->at[fold->n++] = (guint32)at;
}

void fold_add(struct fold *fold, const char *text, size_t n, size_t base)
{
	const char *end = text + n;

	if (fold->n > 0 && fold->n < FOLD_MOST)
		put(fold, ' ', base);
	for (const char *at = text; at < end && fold->n < FOLD_MOST;) {
		size_t offset = base + (size_t)(at - text);

		if ((unsigned char)*at < 0x80) {
			put_ascii(fold, fold_ascii(*at), offset);
			at++;
			continue;
		}
		put(fold, fold_char(g_utf8_get_char(at)), offset);
		at = utf8_next(at);
	}
	fold->text[fold->n] = '\0';
}

void fold_text(struct fold *fold, const char *text, size_t n)
{
	fold_begin(fold);
	fold_add(fold, text, n, 0);
	fold_chop(fold, "");
}

void fold_chop(struct fold *fold, const char *strip)
{
	while (fold->n > 0 && (fold->text[fold->n - 1] == ' ' ||
			       strchr(strip, fold->text[fold->n - 1]) != NULL))
		fold->n--;
	fold->text[fold->n] = '\0';
}

static bool joins(gunichar c)
{
	return c < FOLD_UNSPACED && g_unichar_isalnum(c);
}

bool fold_word_begins(const struct fold *fold, size_t at)
{
	if (at == 0)
		return true;
	unsigned char one = (unsigned char)fold->text[at - 1];

	if (one < 0x80 && !g_ascii_isalnum((char)one))
		return true;
	gunichar before = g_utf8_get_char(g_utf8_prev_char(fold->text + at));

	return !joins(before) || !joins(g_utf8_get_char(fold->text + at));
}

bool fold_word_ends(const struct fold *fold, size_t at)
{
	if (at >= fold->n)
		return true;
	return fold_word_begins(fold, at);
}
