// SPDX-License-Identifier: GPL-3.0-or-later
// HTML as a witness: what its elements say of the same mail's plain text.
#include "filters/text/witness.h"

#include <stdint.h>
#include <string.h>

/* Words that are compared at a time: wrapping differs between the two. */
#define GRAM 3

/* Lines that must agree before the end of a text counts as quoted. */
#define AGREE_LEAST 2

/* Where in the HTML a few words stand. */
enum place {
	PLACE_OWN = 1 << 0,
	PLACE_QUOTE = 1 << 1,
	PLACE_INTRO = 1 << 2,
};

/* The last words read, as hashes. */
struct window {
	guint64 word[GRAM];
	size_t n;
};

struct speech {
	GHashTable *grams; /* hash -> enum place ored */
	size_t words;
};

/* The next word of text[*at..n], hashed; false at the end. */
static bool next_word(const char *text, size_t n, size_t *at, guint64 *hash)
{
	size_t i = *at;

	while (i < n && (unsigned char)text[i] < 0x80 &&
	       !g_ascii_isalnum(text[i]))
		i++;
	if (i >= n)
		return false;
	*hash = G_GUINT64_CONSTANT(14695981039346656037);
	while (i < n &&
	       ((unsigned char)text[i] >= 0x80 || g_ascii_isalnum(text[i]))) {
		*hash = (*hash ^ (guint64)(unsigned char)text[i]) *
			G_GUINT64_CONSTANT(1099511628211);
		i++;
	}
	*at = i;
	return true;
}

/* Takes a word in; true if the window is full, with its hash in *gram. */
static bool slide(struct window *window, guint64 word, guint64 *gram)
{
	for (size_t i = 1; i < GRAM; i++)
		window->word[i - 1] = window->word[i];
	window->word[GRAM - 1] = word;
	if (++window->n < GRAM)
		return false;
	*gram = 0;
	for (size_t i = 0; i < GRAM; i++)
		*gram = (*gram ^ window->word[i]) *
			G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
	return true;
}

static enum place place_of(const struct line *line)
{
	if (line->marked_quote)
		return PLACE_QUOTE;
	return line->marked_intro ? PLACE_INTRO : PLACE_OWN;
}

static void hear(struct speech *speech, const struct lines *lines)
{
	struct window window = {.n = 0};
	enum place place = PLACE_OWN;

	for (size_t i = 0; i < lines->n; i++) {
		const struct line *line = &lines->at[i];
		guint64 word, gram;
		size_t at = 0;

		if (!line->blank && place_of(line) != place) {
			place = place_of(line);
			window.n = 0;
		}
		while (speech->words < WITNESS_WORDS_MOST &&
		       next_word(line->text, line->n, &at, &word)) {
			speech->words++;
			if (!slide(&window, word, &gram))
				continue;
			gpointer key = (gpointer)(guintptr)gram;
			guint known = GPOINTER_TO_UINT(
				g_hash_table_lookup(speech->grams, key));

			g_hash_table_insert(speech->grams, key,
					    GUINT_TO_POINTER(known | place));
		}
	}
}

/* Where all of a line's words stand in the HTML; 0 if it has too few. */
static guint place_in(const struct speech *speech, const struct line *line)
{
	struct window window = {.n = 0};
	guint64 word, gram;
	size_t at = 0;
	guint all = 0;

	while (next_word(line->text, line->n, &at, &word)) {
		if (!slide(&window, word, &gram))
			continue;
		guint places = GPOINTER_TO_UINT(g_hash_table_lookup(
			speech->grams, (gpointer)(guintptr)gram));

		all |= places == 0 ? PLACE_OWN : places;
	}
	return all;
}

static void mark_end(struct lines *lines, const guint *places)
{
	size_t from = lines->n, agreed = 0;

	for (size_t i = lines->n; i > 0; i--) {
		const struct line *line = &lines->at[i - 1];

		if (line->depth > 0 || (places[i - 1] & PLACE_OWN) != 0 ||
		    places[i - 1] == PLACE_INTRO)
			break;
		if (places[i - 1] == PLACE_QUOTE) {
			from = i - 1;
			agreed++;
		}
	}
	for (size_t i = from; agreed >= AGREE_LEAST && i < lines->n; i++) {
		lines->at[i].marked_quote = true;
		lines->at[i].depth = 1;
	}
}

void witness_mark(struct lines *lines, const struct body *html)
{
	struct lines said;
	struct speech speech = {.words = 0};

	if (html->marks_n == 0 || lines->n == 0)
		return;
	lines_split(&said, html->text, html->marks, html->marks_n);
	speech.grams = g_hash_table_new(g_direct_hash, g_direct_equal);
	hear(&speech, &said);
	g_autofree guint *places = g_new0(guint, lines->n);

	for (size_t i = 0; i < lines->n; i++) {
		places[i] = place_in(&speech, &lines->at[i]);
		if (places[i] == PLACE_INTRO)
			lines->at[i].marked_intro = true;
	}
	mark_end(lines, places);
	g_hash_table_destroy(speech.grams);
	lines_clear(&said);
}
