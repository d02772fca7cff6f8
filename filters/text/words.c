// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the words of languages.def in folded text.
#include "filters/text/words.h"

#include <string.h>

#include "filters/text/languages.h"

/* Chains by which phrases are found, by their first two bytes. */
#define PHRASE_CHAINS 256

/* Bytes of the name of a device or program: longer ones are a sentence. */
#define DEVICE_NAME_MOST 60

/* Bytes of the longest label that is looked for in the middle of a text. */
#define LABEL_GLUED_MOST 40

struct saying {
	const char *text; /* folded; of a device: before the asterisk */
	size_t n;
	const char *tail; /* of a device: behind the asterisk */
	size_t tail_n;
	bool named; /* it has an asterisk */
	int next;   /* in its chain, -1 for none */
};

struct sayings {
	GArray *all; /* struct saying */
	int chain[PHRASE_CHAINS];
};

struct words {
	GHashTable *mean;    /* folded text -> enum word ored */
	GHashTable *glued;   /* label as written -> enum word ored */
	GPtrArray *unspaced; /* verbs of scripts without blanks */
	struct sayings sayings[PHRASES_COUNT];
	struct pool *pool;
};

static guint chain_of(const char *text)
{
	return ((guint)(unsigned char)text[0] * 37U +
		(text[0] == '\0' ? 0U : (guint)(unsigned char)text[1])) %
	       PHRASE_CHAINS;
}

static void add_meaning(GHashTable *table, const char *key, guint mean)
{
	guint known = GPOINTER_TO_UINT(g_hash_table_lookup(table, key));

	g_hash_table_insert(table, (gpointer)(guintptr)key,
			    GUINT_TO_POINTER(known | mean));
}

static bool unspaced(const char *word)
{
	return g_utf8_get_char(word) >= 0x0e00;
}

static void add_word(struct words *words, const char *written, size_t n,
		     enum word mean)
{
	struct fold fold;

	fold_text(&fold, written, n);
	if (fold.n == 0)
		return;
	const char *key = pool_text_n(words->pool, fold.text, fold.n);

	add_meaning(words->mean, key, mean);
	if (mean == WORD_VERB && unspaced(key))
		g_ptr_array_add(words->unspaced, (gpointer)(guintptr)key);
	if ((mean & WORD_LABEL) != 0)
		add_meaning(words->glued, pool_text_n(words->pool, written, n),
			    mean);
}

static void add_saying(struct words *words, const char *written, size_t n,
		       enum phrase kind)
{
	struct sayings *sayings = &words->sayings[kind];
	struct saying saying = {.next = -1};
	const char *star =
		kind == PHRASE_DEVICE ? memchr(written, '*', n) : NULL;
	struct fold fold;

	fold_text(&fold, written, star == NULL ? n : (size_t)(star - written));
	saying.text = pool_text_n(words->pool, fold.text, fold.n);
	saying.n = fold.n;
	saying.tail = "";
	if (star != NULL) {
		fold_text(&fold, star + 1, n - (size_t)(star - written) - 1);
		saying.tail = pool_text_n(words->pool, fold.text, fold.n);
		saying.tail_n = fold.n;
		saying.named = true;
	}
	guint chain = chain_of(saying.text);

	saying.next = sayings->chain[chain];
	sayings->chain[chain] = (int)sayings->all->len;
	g_array_append_val(sayings->all, saying);
}

/* Calls for each of the choices, which are separated by '|'. */
static void each_word(struct words *words, const char *choices, enum word mean)
{
	while (choices != NULL && choices[0] != '\0') {
		size_t n = strcspn(choices, "|");

		add_word(words, choices, n, mean);
		choices += choices[n] == '|' ? n + 1 : n;
	}
}

static void each_saying(struct words *words, const char *choices,
			enum phrase kind)
{
	while (choices != NULL && choices[0] != '\0') {
		size_t n = strcspn(choices, "|");

		add_saying(words, choices, n, kind);
		choices += choices[n] == '|' ? n + 1 : n;
	}
}

static void add_language(struct words *words, const struct language *language)
{
	each_word(words, language->lead, WORD_LEAD);
	each_word(words, language->verb, WORD_VERB);
	each_word(words, language->verb_first, WORD_VERB);
	each_word(words, language->verb_first, WORD_VERB_FIRST);
	each_word(words, language->from, WORD_FROM);
	each_word(words, language->date, WORD_DATE);
	each_word(words, language->to, WORD_TO);
	each_word(words, language->cc, WORD_CC);
	each_word(words, language->subject, WORD_SUBJECT);
	each_word(words, language->other, WORD_OTHER);
	each_word(words, language->reply_prefix, WORD_REPLY);
	each_word(words, language->forward_prefix, WORD_FORWARD);
	each_word(words, language->closing, WORD_CLOSING);
	each_saying(words, language->forward, PHRASE_FORWARD);
	each_saying(words, language->original, PHRASE_ORIGINAL);
	each_saying(words, language->marker, PHRASE_MARKER);
	each_saying(words, language->legal, PHRASE_LEGAL);
	each_saying(words, language->device, PHRASE_DEVICE);
}

static void free_table(void *table)
{
	g_hash_table_destroy(table);
}

static void free_pointers(void *array)
{
	g_ptr_array_free(array, TRUE);
}

static void free_array(void *array)
{
	g_array_free(array, TRUE);
}

const struct words *words_new(struct pool *pool)
{
	struct words *words = pool_zero(pool, 1, sizeof(*words));

	words->pool = pool;
	words->mean = pool_keep(pool, g_hash_table_new(g_str_hash, g_str_equal),
				free_table);
	words->glued = pool_keep(
		pool, g_hash_table_new(g_str_hash, g_str_equal), free_table);
	words->unspaced = pool_keep(pool, g_ptr_array_new(), free_pointers);
	for (size_t i = 0; i < PHRASES_COUNT; i++) {
		struct sayings *sayings = &words->sayings[i];

		sayings->all = pool_keep(
			pool, g_array_new(FALSE, FALSE, sizeof(struct saying)),
			free_array);
		for (size_t j = 0; j < PHRASE_CHAINS; j++)
			sayings->chain[j] = -1;
	}
	for (size_t i = 0; i < languages_n; i++)
		add_language(words, &languages[i]);
	return words;
}

guint words_mean(const struct words *words, const char *folded, size_t n)
{
	char key[LABEL_GLUED_MOST * 2];

	if (n == 0 || n >= sizeof(key))
		return 0;
	memcpy(key, folded, n);
	key[n] = '\0';
	return GPOINTER_TO_UINT(g_hash_table_lookup(words->mean, key));
}

size_t words_phrase(const struct words *words, enum phrase kind,
		    const struct fold *fold, size_t at)
{
	const struct sayings *sayings = &words->sayings[kind];
	const char *text = fold->text + at;
	size_t left = fold->n - at, longest = 0;

	if (left == 0)
		return 0;
	for (int i = sayings->chain[chain_of(text)]; i >= 0;) {
		const struct saying *saying =
			&g_array_index(sayings->all, struct saying, i);

		if (saying->n > longest && saying->n <= left &&
		    memcmp(text, saying->text, saying->n) == 0 &&
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
		"tablet", "nokia",  "pixel",	  "outlook"};

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

static bool device_matches(const struct saying *saying, const char *text,
			   size_t n)
{
	if (n < saying->n + saying->tail_n ||
	    memcmp(text, saying->text, saying->n) != 0 ||
	    memcmp(text + n - saying->tail_n, saying->tail, saying->tail_n) !=
		    0)
		return false;
	size_t name_n = n - saying->n - saying->tail_n;

	if (!saying->named)
		return name_n == 0;
	return name_n > 0 && names_device(text + saying->n, name_n);
}

bool words_device(const struct words *words, const struct fold *fold)
{
	const struct sayings *sayings = &words->sayings[PHRASE_DEVICE];
	size_t n = fold->n;
	const char *link = memchr(fold->text, '<', n);

	/* The link to the program's page is no part of its name. */
	if (link == NULL)
		link = g_strstr_len(fold->text, (gssize)n, "(http");
	if (link == NULL)
		link = g_strstr_len(fold->text, (gssize)n, "[http");
	if (link != NULL)
		n = (size_t)(link - fold->text);
	while (n > 0 && strchr(" .]!", fold->text[n - 1]) != NULL)
		n--;
	if (n == 0 || n > 2 * DEVICE_NAME_MOST)
		return false;
	/* Phrases that begin with the name are in the chain of "". */
	guint chains[] = {chain_of(fold->text), chain_of("")};

	for (size_t c = 0; c < G_N_ELEMENTS(chains); c++) {
		for (int i = sayings->chain[chains[c]]; i >= 0;) {
			const struct saying *saying =
				&g_array_index(sayings->all, struct saying, i);

			if (device_matches(saying, fold->text, n))
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
	for (guint i = 0; i < words->unspaced->len; i++) {
		const char *verb = g_ptr_array_index(words->unspaced, i);
		size_t verb_n = strlen(verb);

		if (verb_n <= n &&
		    memcmp(fold->text + n - verb_n, verb, verb_n) == 0)
			return true;
	}
	return false;
}

size_t words_label_glued(const struct words *words, const char *from, size_t n,
			 guint *mean)
{
	char key[LABEL_GLUED_MOST + 1];
	size_t most = MIN(n, LABEL_GLUED_MOST);

	for (size_t size = most; size > 0; size--) {
		const char *label = from + n - size;

		if (((unsigned char)label[0] & 0xc0) == 0x80)
			continue;
		memcpy(key, label, size);
		key[size] = '\0';
		*mean = GPOINTER_TO_UINT(
			g_hash_table_lookup(words->glued, key));
		if (*mean != 0)
			return size;
	}
	return 0;
}
