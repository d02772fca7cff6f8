// SPDX-License-Identifier: GPL-3.0-or-later
// Sentences of servers that speak other languages: a thing, and its state.
#include "filters/bounce/sentence.h"

#include <string.h>

#include "filters/text/utf8.h"

/* Accents that stand behind their letter once a text is taken apart. */
static bool is_accent(gunichar c)
{
	return c >= 0x300 && c <= 0x36f;
}

/* Small letters; accents go where they stand on a Latin letter. */
static char *folded(struct span text)
{
	g_autofree char *valid = g_utf8_make_valid(
		text.at, (gssize)MIN(text.n, SENTENCE_TEXT_MOST));
	g_autofree char *lower = g_utf8_casefold(valid, -1);
	g_autofree char *apart =
		g_utf8_normalize(lower, -1, G_NORMALIZE_DEFAULT);
	g_autoptr(GString) out = g_string_new(NULL);
	bool latin = false;

	for (const char *p = apart; *p != '\0'; p = utf8_next(p)) {
		const gunichar c = g_utf8_get_char(p);

		if (latin && is_accent(c))
			continue;
		latin = c < 0x80;
		g_string_append_unichar(out, c);
	}
	return g_utf8_normalize(out->str, -1, G_NORMALIZE_ALL_COMPOSE);
}

/* Bytes of the word at p: up to the next blank. */
static gsize word_size(const char *p)
{
	return strcspn(p, " \t\r\n");
}

/* True for an address, a host's name, "5.1.1": a sign within the word. */
static bool is_name(const char *p, gsize n)
{
	for (gsize i = 0; i < n; i++)
		if (p[i] == '@' ||
		    (p[i] == '.' && i > 0 && i + 1 < n &&
		     g_ascii_isalnum(p[i - 1]) && g_ascii_isalnum(p[i + 1])))
			return true;
	return false;
}

static void close_sentence(GPtrArray *all, GString *sentence)
{
	if (sentence->str[sentence->len - 1] != ' ')
		g_string_append_c(sentence, ' ');
	if (sentence->len > 1 && all->len < SENTENCES_MOST)
		g_ptr_array_add(all, g_strdup(sentence->str));
	g_string_assign(sentence, " ");
}

static void add_word(GPtrArray *all, GString *sentence, const char *p, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		if (strchr(".!?;", p[i]) != NULL)
			close_sentence(all, sentence);
		else if ((guchar)p[i] >= 0x80 || g_ascii_isalnum(p[i]))
			g_string_append_c(sentence, p[i]);
		else if (sentence->str[sentence->len - 1] != ' ')
			g_string_append_c(sentence, ' ');
	}
	if (sentence->str[sentence->len - 1] != ' ')
		g_string_append_c(sentence, ' ');
}

GPtrArray *sentences_read(struct span text)
{
	g_autofree char *lower = folded(text);
	g_autoptr(GString) sentence = g_string_new(" ");
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);

	for (const char *p = lower; *p != '\0';) {
		const gsize n = word_size(p);

		if (!is_name(p, n))
			add_word(all, sentence, p, n);
		p += n + (p[n] != '\0');
	}
	close_sentence(all, sentence);
	return all;
}

static bool has_any(const char *sentence, const struct pairs *pairs,
		    const char *const *words)
{
	for (; *words != NULL; words++)
		if (pairs_allow(pairs, *words) &&
		    strstr(sentence, *words) != NULL)
			return true;
	return false;
}

static bool fits(const char *sentence, const struct pairs *pairs,
		 const struct sentence *row)
{
	return has_any(sentence, pairs, row->states) &&
	       (row->things == NULL || has_any(sentence, pairs, row->things)) &&
	       (row->others == NULL || !has_any(sentence, pairs, row->others));
}

const char *sentences_meaning(const GPtrArray *sentences,
			      const struct sentence *rows)
{
	const struct sentence *best = rows;

	while (best->code != NULL)
		best++;
	for (guint i = 0; i < sentences->len; i++) {
		const char *sentence = g_ptr_array_index(sentences, i);
		struct pairs pairs;

		pairs_fill(&pairs, span_of(sentence));
		/* Only a row that counts for more is still of interest. */
		for (const struct sentence *row = rows; row < best; row++)
			if (fits(sentence, &pairs, row))
				best = row;
	}
	return best->code;
}
