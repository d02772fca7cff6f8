// SPDX-License-Identifier: GPL-3.0-or-later
// Tests that the table the build made says what languages.def says, no more.
#include "unit/unit.h"

#include "filters/text/languages.h"
#include "filters/text/words.h"

/* Bytes of the longest word or label that is looked for. */
#define WORD_MOST  79
#define LABEL_MOST 40

struct field {
	size_t offset;
	guint mean;
	enum phrase kind;
};

static const struct field word_fields[] = {
	{.offset = offsetof(struct language, lead), .mean = WORD_LEAD},
	{.offset = offsetof(struct language, verb), .mean = WORD_VERB},
	{.offset = offsetof(struct language, verb_first),
	 .mean = WORD_VERB | WORD_VERB_FIRST},
	{.offset = offsetof(struct language, from), .mean = WORD_FROM},
	{.offset = offsetof(struct language, date), .mean = WORD_DATE},
	{.offset = offsetof(struct language, to), .mean = WORD_TO},
	{.offset = offsetof(struct language, cc), .mean = WORD_CC},
	{.offset = offsetof(struct language, subject), .mean = WORD_SUBJECT},
	{.offset = offsetof(struct language, other), .mean = WORD_OTHER},
	{.offset = offsetof(struct language, reply_prefix), .mean = WORD_REPLY},
	{.offset = offsetof(struct language, forward_prefix),
	 .mean = WORD_FORWARD},
	{.offset = offsetof(struct language, closing), .mean = WORD_CLOSING},
};

static const struct field phrase_fields[] = {
	{.offset = offsetof(struct language, forward), .kind = PHRASE_FORWARD},
	{.offset = offsetof(struct language, original),
	 .kind = PHRASE_ORIGINAL},
	{.offset = offsetof(struct language, marker), .kind = PHRASE_MARKER},
	{.offset = offsetof(struct language, legal), .kind = PHRASE_LEGAL},
	{.offset = offsetof(struct language, device), .kind = PHRASE_DEVICE},
	{.offset = offsetof(struct language, within), .kind = PHRASE_WITHIN},
};

static char **choices_of(size_t language, const struct field *field)
{
	const char *const *text =
		(const void *)((const char *)&languages[language] +
			       field->offset);

	return g_strsplit(*text == NULL ? "" : *text, "|", -1);
}

static void add(GHashTable *means, const char *text, gsize n, guint mean)
{
	g_autofree char *key = g_strndup(text, n);
	guint known = GPOINTER_TO_UINT(g_hash_table_lookup(means, key));

	if (n > 0)
		g_hash_table_insert(means, g_steal_pointer(&key),
				    GUINT_TO_POINTER(known | mean));
}

/* What every word means, folded here; with written, labels as written. */
static GHashTable *all_meanings(bool written)
{
	GHashTable *means =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct fold fold;

	for (size_t i = 0; i < languages_n; i++) {
		for (size_t k = 0; k < G_N_ELEMENTS(word_fields); k++) {
			g_auto(GStrv) all = choices_of(i, &word_fields[k]);

			for (size_t n = 0; all[n] != NULL; n++) {
				fold_text(&fold, all[n], strlen(all[n]));
				if (!written)
					add(means, fold.text, fold.n,
					    word_fields[k].mean);
				else if ((word_fields[k].mean & WORD_LABEL) !=
					 0)
					add(means, all[n], strlen(all[n]),
					    word_fields[k].mean);
			}
		}
	}
	return means;
}

static void test_languages_every_word_has_its_meanings(void **state)
{
	g_autoptr(GHashTable) means = all_meanings(false);
	GHashTableIter iter;
	gpointer key, mean;

	(void)state;
	assert_true(g_hash_table_size(means) > 1000);
	g_hash_table_iter_init(&iter, means);
	while (g_hash_table_iter_next(&iter, &key, &mean)) {
		const char *word = key;

		assert_true(strlen(word) <= WORD_MOST);
		same_number(word, words_mean(&words_all, word, strlen(word)),
			    GPOINTER_TO_UINT(mean));
	}
}

static void test_languages_labels_are_found_where_text_runs_in(void **state)
{
	g_autoptr(GHashTable) means = all_meanings(true);
	GHashTableIter iter;
	gpointer key, mean;

	(void)state;
	assert_true(g_hash_table_size(means) > 200);
	g_hash_table_iter_init(&iter, means);
	while (g_hash_table_iter_next(&iter, &key, &mean)) {
		const char *label = key;
		size_t n = strlen(label);
		guint got = 0;

		if (n > LABEL_MOST)
			continue;
		same_number(
			label,
			(gint64)words_label_glued(&words_all, label, n, &got),
			(gint64)n);
		same_number(label, got, GPOINTER_TO_UINT(mean));
	}
}

/* A word with a letter more or less is none, unless the table has it too. */
static void test_languages_other_words_mean_nothing(void **state)
{
	g_autoptr(GHashTable) means = all_meanings(false);
	GHashTableIter iter;
	gpointer key;

	(void)state;
	g_hash_table_iter_init(&iter, means);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		g_autofree char *more = g_strconcat(key, "x", NULL);
		g_autofree char *less = g_strndup(key, strlen(key) - 1);
		const char *const others[] = {more, less};

		for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
			same_number(others[i],
				    words_mean(&words_all, others[i],
					       strlen(others[i])),
				    GPOINTER_TO_UINT(g_hash_table_lookup(
					    means, others[i])));
	}
	same_number("nothing", words_mean(&words_all, "", 0), 0);
}

static void check_phrase(const char *phrase, enum phrase kind)
{
	g_auto(GStrv) halves = g_strsplit(phrase, "*", -1);
	g_autofree char *whole = g_strjoinv("Thing", halves);
	g_autofree char *other = g_strconcat("q ", whole, NULL);
	struct fold fold;

	if (kind == PHRASE_DEVICE) {
		fold_text(&fold, whole, strlen(whole));
		same_number(phrase, words_device(&words_all, &fold), true);
		return;
	}
	fold_text(&fold, phrase, strlen(phrase));
	same_number(phrase, (gint64)words_phrase(&words_all, kind, &fold, 0),
		    (gint64)fold.n);
	fold_text(&fold, other, strlen(other));
	same_number(other, words_phrase_within(&words_all, kind, &fold), true);
}

static void test_languages_every_phrase_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < languages_n; i++) {
		for (size_t k = 0; k < G_N_ELEMENTS(phrase_fields); k++) {
			g_auto(GStrv) all = choices_of(i, &phrase_fields[k]);

			for (size_t n = 0; all[n] != NULL; n++)
				check_phrase(all[n], phrase_fields[k].kind);
		}
	}
}

static void test_languages_other_phrases_are_not_found(void **state)
{
	static const struct {
		const char *label, *text;
		enum phrase kind;
	} rows[] = {
		{"of another kind", "original message", PHRASE_FORWARD},
		{"only its beginning", "forwarded", PHRASE_FORWARD},
		{"in a word", "disclaimers", PHRASE_LEGAL},
		{"nothing", "", PHRASE_MARKER},
	};
	struct fold fold;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		fold_text(&fold, rows[i].text, strlen(rows[i].text));
		same_number(
			rows[i].label,
			words_phrase_within(&words_all, rows[i].kind, &fold),
			false);
	}
	fold_text(&fold, "bring me a thing", 16);
	same_number("no device", words_device(&words_all, &fold), false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_languages_every_word_has_its_meanings),
		cmocka_unit_test(
			test_languages_labels_are_found_where_text_runs_in),
		cmocka_unit_test(test_languages_other_words_mean_nothing),
		cmocka_unit_test(test_languages_every_phrase_is_found),
		cmocka_unit_test(test_languages_other_phrases_are_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
