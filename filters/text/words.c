// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the words of languages.def in folded text.
#include "filters/text/words.h"

#include <string.h>

#include "filters/text/words_table.h"

/* Bytes of the name of a device or program: longer ones are a sentence. */
#define DEVICE_NAME_MOST 60

/* Bytes of the longest word that is looked for. */
#define WORD_MOST 79

/* Bytes of the longest label that is looked for in the middle of a text. */
#define LABEL_GLUED_MOST 40

/* What text means in an index: enum word ored, 0 for nothing. */
static guint look_up(const struct words *words, const struct table_index *index,
		     const char *text, size_t n)
{
	guint slot = table_hash(text, n) & index->mask;

	while (index->slots[slot] != TABLE_NONE) {
		const struct table_word *word =
			&index->words[index->slots[slot]];

		if (word->n == n &&
		    memcmp(words->text + word->at, text, n) == 0)
			return word->mean;
		slot = (slot + 1) & index->mask;
	}
	return 0;
}

guint words_mean(const struct words *words, const char *folded, size_t n)
{
	return n == 0 || n > WORD_MOST
		       ? 0
		       : look_up(words, &words->folded, folded, n);
}

size_t words_phrase(const struct words *words, enum phrase kind,
		    const struct fold *fold, size_t at)
{
	const char *text = fold->text + at;
	size_t left = fold->n - at, longest = 0;

	if (left == 0)
		return 0;
	for (guint i = words->chains[kind][table_chain(text)];
	     i != TABLE_NONE;) {
		const struct table_saying *saying = &words->sayings[i];

		if (saying->n > longest && saying->n <= left &&
		    memcmp(text, words->text + saying->at, saying->n) == 0 &&
		    fold_word_ends(fold, at + saying->n))
			longest = saying->n;
		i = saying->next;
	}
	return longest;
}

bool words_phrase_within(const struct words *words, enum phrase kind,
			 const struct fold *fold)
{
	for (size_t i = 0; i < fold->n; i++) {
		if (((unsigned char)fold->text[i] & 0xc0) == 0x80)
			continue;
		if (words_phrase(words, kind, fold, i) > 0 &&
		    fold_word_begins(fold, i))
			return true;
	}
	return false;
}

/* True if one of the words by which devices are known is in name[0..n]. */
static bool known_device(const char *name, size_t n)
{
	static const char *const words[] = {
		"iphone", "ipad",   "android",	  "samsung", "galaxy",
		"huawei", "xiaomi", "blackberry", "phone",   "mobile",
		"tablet", "nokia",  "pixel",	  "outlook", "yahoo mail"};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (g_strstr_len(name, (gssize)n, words[i]) != NULL)
			return true;
	}
	return false;
}

/*
 * A name has no comma and no full stop that ends a sentence, except where an
 * excuse follows: "my iPhone, please excuse typos".
 */
static bool names_device(const char *name, size_t n)
{
	if (n > DEVICE_NAME_MOST)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (strchr(",;!?:", name[i]) != NULL ||
		    (name[i] == '.' && (i + 1 == n || name[i + 1] == ' ')))
			return known_device(name, i);
	}
	return true;
}

static bool device_matches(const struct words *words,
			   const struct table_saying *saying, const char *text,
			   size_t n)
{
	if (n < saying->n + saying->tail_n ||
	    memcmp(text, words->text + saying->at, saying->n) != 0 ||
	    memcmp(text + n - saying->tail_n, words->text + saying->tail,
		   saying->tail_n) != 0)
		return false;
	size_t name_n = n - saying->n - saying->tail_n;

	if (saying->named == 0)
		return name_n == 0;
	return name_n > 0 && names_device(text + saying->n, name_n);
}

/* "Get Outlook for iOS<https://aka.ms/…>", in any language. */
static bool is_outlook(const struct fold *fold, size_t n)
{
	const char *link = fold->text + n;
	const char *end = memchr(link, '>', fold->n - n);

	return n <= DEVICE_NAME_MOST && end != NULL &&
	       g_strstr_len(fold->text, (gssize)n, "outlook") != NULL &&
	       g_strstr_len(link, end - link, "://aka.ms/") != NULL &&
	       (size_t)(fold->text + fold->n - end) <= DEVICE_NAME_MOST / 2;
}

bool words_device(const struct words *words, const struct fold *fold)
{
	size_t n = fold->n;
	const char *link = memchr(fold->text, '<', n);

	/* The link to the program's page is no part of its name. */
	if (link == NULL)
		link = g_strstr_len(fold->text, (gssize)n, "(http");
	if (link == NULL)
		link = g_strstr_len(fold->text, (gssize)n, "[http");
	if (link != NULL)
		n = (size_t)(link - fold->text);
	if (n < fold->n && is_outlook(fold, n))
		return true;
	while (n > 0 && strchr(" .]!", fold->text[n - 1]) != NULL)
		n--;
	if (n == 0 || n > 2 * DEVICE_NAME_MOST)
		return false;
	/* Phrases that begin with the name are in the chain of "". */
	guint chains[] = {table_chain(fold->text), table_chain("")};

	for (size_t c = 0; c < G_N_ELEMENTS(chains); c++) {
		for (guint i = words->chains[PHRASE_DEVICE][chains[c]];
		     i != TABLE_NONE;) {
			const struct table_saying *saying = &words->sayings[i];

			if (device_matches(words, saying, fold->text, n))
				return true;
			i = saying->next;
		}
	}
	return false;
}

bool words_verb_glued(const struct words *words, const struct fold *fold,
		      size_t n)
{
	if (n == 0 || (unsigned char)fold->text[n - 1] < 0x80)
		return false;
	for (size_t i = 0; i < words->unspaced_n; i++) {
		const struct table_word *verb =
			&words->folded.words[words->unspaced[i]];

		if (verb->n <= n &&
		    memcmp(fold->text + n - verb->n, words->text + verb->at,
			   verb->n) == 0)
			return true;
	}
	return false;
}

size_t words_label_glued(const struct words *words, const char *from, size_t n,
			 guint *mean)
{
	size_t most = MIN(n, LABEL_GLUED_MOST);

	for (size_t size = most; size > 0; size--) {
		const char *label = from + n - size;

		if (((unsigned char)label[0] & 0xc0) == 0x80)
			continue;
		*mean = look_up(words, &words->written, label, size);
		if (*mean != 0)
			return size;
	}
	return 0;
}
