// SPDX-License-Identifier: GPL-3.0-or-later
// Text as it is compared: small letters, single blanks, no decoration.
#include "filters/text/fold.h"

#include <string.h>

/* The first character of scripts that write words without blanks: Thai. */
#define SCRIPTS_UNSPACED 0x0e00

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

/* What a character counts as; 0 if it does not count. */
static gunichar fold_char(gunichar c)
{
	if (c < 0x80)
		return c == '*' ? 0 : (gunichar)g_ascii_tolower((char)c);
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

static void put(struct fold *fold, gunichar c, size_t at)
{
	if (c == ' ' && (fold->n == 0 || fold->text[fold->n - 1] == ' '))
		return;
	int size = g_unichar_to_utf8(c, fold->text + fold->n);

	for (int i = 0; i < size; i++)
		fold->at[fold->n++] = (guint32)at;
	fold->text[fold->n] = '\0';
}

void fold_add(struct fold *fold, const char *text, size_t n, size_t base)
{
	const char *end = text + n;

	if (fold->n > 0 && fold->n < FOLD_MOST)
		put(fold, ' ', base);
	for (const char *at = text; at < end && fold->n < FOLD_MOST;) {
		unsigned char byte = (unsigned char)*at;
		gunichar c = byte < 0x80 ? byte : g_utf8_get_char(at);
		gunichar folded = c <= ' ' ? ' ' : fold_char(c);

		if (folded != 0)
			put(fold, folded, base + (size_t)(at - text));
		at = byte < 0x80 ? at + 1 : g_utf8_next_char(at);
	}
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
	return c < SCRIPTS_UNSPACED && g_unichar_isalnum(c);
}

bool fold_word_begins(const struct fold *fold, size_t at)
{
	if (at == 0)
		return true;
	gunichar before =
		g_utf8_get_char(g_utf8_prev_char(fold->text + at));

	return !joins(before) || !joins(g_utf8_get_char(fold->text + at));
}

bool fold_word_ends(const struct fold *fold, size_t at)
{
	if (at >= fold->n)
		return true;
	return fold_word_begins(fold, at);
}
