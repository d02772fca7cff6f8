// SPDX-License-Identifier: GPL-3.0-or-later
// The form of the table that the build makes of languages.def.
#ifndef TIXGATE_FILTERS_TEXT_WORDS_TABLE_H
#define TIXGATE_FILTERS_TEXT_WORDS_TABLE_H

#include <stddef.h>

#include <glib.h>

#include "filters/text/words.h"

/* Chains by which phrases are found, by their first two bytes. */
#define PHRASE_CHAINS 256

/* In an index or a chain: nothing here. */
#define TABLE_NONE G_MAXUINT16

/* A word or label: n bytes of the table's text, and what they mean. */
struct table_word {
	guint32 at;
	guint16 n;
	guint16 mean; /* enum word ored */
};

/* Words by their hash: each lies in its slot or in one of those behind it. */
struct table_index {
	const struct table_word *words;
	const guint16 *slots; /* places in words, or TABLE_NONE */
	guint mask;	      /* slots - 1, of which half are empty */
};

/* A phrase. The places of its text count as those of a word. */
struct table_saying {
	guint32 at;   /* of a device: before the asterisk */
	guint32 tail; /* of a device: behind the asterisk */
	guint16 n;
	guint16 tail_n;
	guint16 next;  /* in its chain, or TABLE_NONE */
	guint16 named; /* it has an asterisk */
};

/* Made by words_make.c; nothing of it points into memory that is written. */
struct words {
	const char *text; /* of all words and phrases, folded */
	struct table_index folded;
	struct table_index written; /* labels, as they are written */
	const guint16 *unspaced; /* verbs of scripts without blanks, folded */
	size_t unspaced_n;
	const struct table_saying *sayings;
	guint16 chains[PHRASES_COUNT][PHRASE_CHAINS];
};

/* FNV-1a: a word's first slot, before the mask. */
static inline guint table_hash(const char *text, size_t n)
{
	guint hash = 2166136261U;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (guint)(unsigned char)text[i]) * 16777619U;
	return hash ^ hash >> 15;
}

/* The chain of a phrase that begins so; text ends with NUL. */
static inline guint table_chain(const char *text)
{
	return ((guint)(unsigned char)text[0] * 37U +
		(text[0] == '\0' ? 0U : (guint)(unsigned char)text[1])) %
	       PHRASE_CHAINS;
}

#endif
