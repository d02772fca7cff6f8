// SPDX-License-Identifier: GPL-3.0-or-later
// Sketches of texts: short, and like each other where the texts are.
#include <stdlib.h>
#include <string.h>

#include "filters/storm/storm.h"

/* Words that a sketch keeps: those with the lowest hashes. */
#define SKETCH_WORDS 64

/* Words of a text that are looked at. */
#define WORDS_MOST 5000

/* A text of fewer words says nothing: people write "thanks" more than once. */
#define WORDS_LEAST 5

/* Hexadecimal digits of one hash. */
#define HASH_SIZE 8

static int compare(const void *a, const void *b)
{
	const guint32 one = *(const guint32 *)a, other = *(const guint32 *)b;

	return one < other ? -1 : one > other;
}

/* Small letters, and any row of digits as one "#". */
static guint32 hash_word(const char *word, gsize size)
{
	guint32 hash = 2166136261U; /* FNV-1a */
	bool digit = false;

	for (gsize i = 0; i < size; i++) {
		const bool is = g_ascii_isdigit(word[i]);
		const char c = is ? '#' : g_ascii_tolower(word[i]);

		if (!is || !digit)
			hash = (hash ^ (guchar)c) * 16777619U;
		digit = is;
	}
	return hash;
}

/* Different files are no repetition, whatever the text around them. */
static guint32 hash_files(const struct message *msg)
{
	guint32 hash = 0;

	for (size_t i = 0; i < msg->attachments_n; i++)
		hash = hash * 31 + (guint32)msg->attachments[i].size +
		       hash_word(msg->attachments[i].name,
				 strlen(msg->attachments[i].name));
	return hash;
}

const char *storm_sketch(const struct message *msg, const char *text,
			 struct pool *pool)
{
	static const char blanks[] = " \t\n";
	g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(GString) out = g_string_new(NULL);
	guint kept = 0;

	for (const char *at = text + strspn(text, blanks);
	     *at != '\0' && words->len < WORDS_MOST;) {
		const gsize size = strcspn(at, blanks);
		const guint32 hash = hash_word(at, size);

		g_array_append_val(words, hash);
		at += size + strspn(at + size, blanks);
	}
	if (words->len < WORDS_LEAST)
		return "";
	qsort(words->data, words->len, sizeof(guint32), compare);
	g_string_append_printf(out, "%08x", hash_files(msg));
	for (guint i = 0; i < words->len && kept < SKETCH_WORDS; i++) {
		const guint32 hash = g_array_index(words, guint32, i);

		if (i > 0 && hash == g_array_index(words, guint32, i - 1))
			continue;
		g_string_append_printf(out, "%08x", hash);
		kept++;
	}
	return pool_text(pool, out->str);
}

bool storm_alike(const char *a, const char *b, gint64 percent)
{
	gint64 both = 0, all = 0;

	if (*a == '\0' || *b == '\0' || strncmp(a, b, HASH_SIZE) != 0)
		return false;
	a += HASH_SIZE;
	b += HASH_SIZE;
	/* The lowest hashes of both together stand for all words of both. */
	while ((*a != '\0' || *b != '\0') && all < SKETCH_WORDS) {
		const int order = *a == '\0'   ? 1
				  : *b == '\0' ? -1
					       : strncmp(a, b, HASH_SIZE);

		both += order == 0;
		all++;
		a += order <= 0 ? HASH_SIZE : 0;
		b += order >= 0 ? HASH_SIZE : 0;
	}
	/* Of 2 texts with n of all words in common, 2n / (n + all) is. */
	return both * 200 >= percent * (both + all);
}
