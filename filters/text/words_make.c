// SPDX-License-Identifier: GPL-3.0-or-later
// Makes the table of words of languages.def, as C, when the program is built.
/*
 * Some 3 000 words, folded and hashed, took 4 million instructions of every
 * mail's time; as constant data they take none, and no memory of a process.
 */
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "filters/text/fold.h"
#include "filters/text/languages.h"
#include "filters/text/words_table.h"

/* Bytes of text, and numbers, in one line of what is made. */
#define TEXT_LINE    64
#define NUMBERS_LINE 12

/* Words that are found by one index. */
struct list {
	GHashTable *known; /* text -> its place in words + 1 */
	GArray *words;	   /* struct table_word */
};

struct maker {
	GString *text;
	GHashTable *places; /* text -> its place in text + 1 */
	struct list folded, written;
	GArray *unspaced; /* guint16, places in folded.words */
	GArray *sayings;  /* struct table_saying */
	guint16 chains[PHRASES_COUNT][PHRASE_CHAINS];
};

static const struct {
	size_t offset;
	guint mean;
} word_fields[] = {
	{offsetof(struct language, lead), WORD_LEAD},
	{offsetof(struct language, verb), WORD_VERB},
	{offsetof(struct language, verb_first), WORD_VERB | WORD_VERB_FIRST},
	{offsetof(struct language, from), WORD_FROM},
	{offsetof(struct language, date), WORD_DATE},
	{offsetof(struct language, to), WORD_TO},
	{offsetof(struct language, cc), WORD_CC},
	{offsetof(struct language, subject), WORD_SUBJECT},
	{offsetof(struct language, other), WORD_OTHER},
	{offsetof(struct language, reply_prefix), WORD_REPLY},
	{offsetof(struct language, forward_prefix), WORD_FORWARD},
	{offsetof(struct language, closing), WORD_CLOSING},
};

static const struct {
	size_t offset;
	enum phrase kind;
} phrase_fields[] = {
	{offsetof(struct language, forward), PHRASE_FORWARD},
	{offsetof(struct language, original), PHRASE_ORIGINAL},
	{offsetof(struct language, marker), PHRASE_MARKER},
	{offsetof(struct language, legal), PHRASE_LEGAL},
	{offsetof(struct language, device), PHRASE_DEVICE},
	{offsetof(struct language, within), PHRASE_WITHIN},
};

/* Where text lies in the table's text; what is there already is used again. */
static guint32 place_of(struct maker *maker, const char *text)
{
	gsize at = GPOINTER_TO_SIZE(g_hash_table_lookup(maker->places, text));

	if (at == 0) {
		at = maker->text->len + 1;
		g_string_append_len(maker->text, text,
				    (gssize)strlen(text) + 1);
		g_hash_table_insert(maker->places, g_strdup(text),
				    GSIZE_TO_POINTER(at));
	}
	return (guint32)(at - 1);
}

/* Its place in the list. */
static guint16 list_add(struct maker *maker, struct list *list,
			const char *text, guint mean)
{
	gsize at = GPOINTER_TO_SIZE(g_hash_table_lookup(list->known, text));

	if (at == 0) {
		struct table_word word = {.at = place_of(maker, text),
					  .n = (guint16)strlen(text)};

		g_array_append_val(list->words, word);
		at = list->words->len;
		g_hash_table_insert(list->known, g_strdup(text),
				    GSIZE_TO_POINTER(at));
	}
	g_array_index(list->words, struct table_word, at - 1).mean |=
		(guint16)mean;
	return (guint16)(at - 1);
}

static void add_word(struct maker *maker, const char *written, guint mean)
{
	struct fold fold;
	guint16 at;

	fold_text(&fold, written, strlen(written));
	if (fold.n == 0)
		return;
	at = list_add(maker, &maker->folded, fold.text, mean);
	if ((mean & WORD_VERB) != 0 &&
	    g_utf8_get_char(fold.text) >= FOLD_UNSPACED)
		g_array_append_val(maker->unspaced, at);
	if ((mean & WORD_LABEL) != 0)
		list_add(maker, &maker->written, written, mean);
}

static void add_saying(struct maker *maker, const char *written,
		       enum phrase kind)
{
	const char *star = kind == PHRASE_DEVICE ? strchr(written, '*') : NULL;
	struct table_saying saying = {.named = star != NULL};
	struct fold fold;
	guint16 *chain;

	fold_text(&fold, written,
		  star == NULL ? strlen(written) : (size_t)(star - written));
	saying.at = place_of(maker, fold.text);
	saying.n = (guint16)fold.n;
	chain = &maker->chains[kind][table_chain(fold.text)];
	fold_text(&fold, star == NULL ? "" : star + 1,
		  star == NULL ? 0 : strlen(star + 1));
	saying.tail = place_of(maker, fold.text);
	saying.tail_n = (guint16)fold.n;
	saying.next = *chain;
	*chain = (guint16)maker->sayings->len;
	g_array_append_val(maker->sayings, saying);
}

/* The choices of one field of a language, which may have none. */
static char **choices_of(const struct language *language, size_t offset)
{
	const char *const *field =
		(const void *)((const char *)language + offset);

	return g_strsplit(*field == NULL ? "" : *field, "|", -1);
}

static void add_language(struct maker *maker, const struct language *language)
{
	for (size_t i = 0; i < G_N_ELEMENTS(word_fields); i++) {
		g_auto(GStrv) all = choices_of(language, word_fields[i].offset);

		for (size_t k = 0; all[k] != NULL; k++)
			add_word(maker, all[k], word_fields[i].mean);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(phrase_fields); i++) {
		g_auto(GStrv) all =
			choices_of(language, phrase_fields[i].offset);

		for (size_t k = 0; all[k] != NULL; k++)
			if (*all[k] != '\0')
				add_saying(maker, all[k],
					   phrase_fields[i].kind);
	}
}

static void print_text(const GString *text)
{
	printf("static const char text[] =");
	for (gsize i = 0; i < text->len; i++) {
		const unsigned char c = (unsigned char)text->str[i];

		if (i % TEXT_LINE == 0)
			printf("%s\n\t\"", i == 0 ? "" : "\"");
		if (g_ascii_isalnum((char)c) || c == ' ')
			(void)putchar(c);
		else
			printf("\\%03o", (unsigned)c);
	}
	printf("\";\n\n");
}

static void print_numbers(const char *name, const guint16 *numbers, gsize n)
{
	printf("static const guint16 %s[] = {", name);
	for (gsize i = 0; i < n; i++)
		printf("%s%u,", i % NUMBERS_LINE == 0 ? "\n\t" : " ",
		       (unsigned)numbers[i]);
	printf("\n};\n\n");
}

/* NAME_words and NAME_slots. */
static gsize print_list(const struct maker *maker, const struct list *list,
			const char *name)
{
	const struct table_word *words = (const void *)(list->words->data);
	g_autofree char *slots_name = g_strdup_printf("%s_slots", name);
	g_autofree guint16 *slots = NULL;
	gsize n = 1;

	while (n < 2 * (gsize)list->words->len)
		n *= 2;
	slots = g_new(guint16, n);
	memset(slots, 0xff, n * sizeof(*slots));
	printf("static const struct table_word %s_words[] = {\n", name);
	for (guint i = 0; i < list->words->len; i++) {
		gsize slot =
			table_hash(maker->text->str + words[i].at, words[i].n) &
			(n - 1);

		while (slots[slot] != TABLE_NONE)
			slot = (slot + 1) & (n - 1);
		slots[slot] = (guint16)i;
		printf("\t{%u, %u, %u},\n", words[i].at, words[i].n,
		       words[i].mean);
	}
	printf("};\n\n");
	print_numbers(slots_name, slots, n);
	return n;
}

static void print_sayings(const struct maker *maker)
{
	printf("static const struct table_saying sayings[] = {\n");
	for (guint i = 0; i < maker->sayings->len; i++) {
		const struct table_saying *saying =
			&g_array_index(maker->sayings, struct table_saying, i);

		printf("\t{%u, %u, %u, %u, %u, %u},\n", saying->at,
		       saying->tail, saying->n, saying->tail_n, saying->next,
		       saying->named);
	}
	printf("};\n\n");
}

static void print_chains(const struct maker *maker)
{
	printf("\t.chains = {");
	for (size_t i = 0; i < PHRASES_COUNT; i++) {
		printf("\n\t{");
		for (size_t k = 0; k < PHRASE_CHAINS; k++)
			printf("%s%u,", k % NUMBERS_LINE == 0 ? "\n\t" : " ",
			       (unsigned)maker->chains[i][k]);
		printf("\n\t},");
	}
	printf("\n\t},\n");
}

static void print_all(const struct maker *maker)
{
	gsize folded, written;

	printf("/* Made of languages.def by words_make.c. */\n"
	       "#include \"filters/text/words_table.h\"\n\n");
	print_text(maker->text);
	folded = print_list(maker, &maker->folded, "folded");
	written = print_list(maker, &maker->written, "written");
	print_numbers("unspaced", (const void *)maker->unspaced->data,
		      maker->unspaced->len);
	print_sayings(maker);
	printf("const struct words words_all = {\n"
	       "\t.text = text,\n"
	       "\t.folded = {folded_words, folded_slots, %zu},\n"
	       "\t.written = {written_words, written_slots, %zu},\n"
	       "\t.unspaced = unspaced,\n"
	       "\t.unspaced_n = %u,\n"
	       "\t.sayings = sayings,\n",
	       folded - 1, written - 1, maker->unspaced->len);
	print_chains(maker);
	printf("};\n");
}

static void begin(struct maker *maker)
{
	struct list *const lists[] = {&maker->folded, &maker->written};

	maker->text = g_string_new(NULL);
	maker->places =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
		lists[i]->known = g_hash_table_new_full(g_str_hash, g_str_equal,
							g_free, NULL);
		lists[i]->words =
			g_array_new(FALSE, FALSE, sizeof(struct table_word));
	}
	maker->unspaced = g_array_new(FALSE, FALSE, sizeof(guint16));
	maker->sayings = g_array_new(FALSE, FALSE, sizeof(struct table_saying));
	memset(maker->chains, 0xff, sizeof(maker->chains));
}

static void end(struct maker *maker)
{
	g_string_free(maker->text, TRUE);
	g_hash_table_destroy(maker->places);
	g_hash_table_destroy(maker->folded.known);
	g_hash_table_destroy(maker->written.known);
	g_array_free(maker->folded.words, TRUE);
	g_array_free(maker->written.words, TRUE);
	g_array_free(maker->unspaced, TRUE);
	g_array_free(maker->sayings, TRUE);
}

int main(void)
{
	struct maker maker;
	bool fits;

	begin(&maker);
	for (size_t i = 0; i < languages_n; i++)
		add_language(&maker, &languages[i]);
	fits = maker.folded.words->len < TABLE_NONE &&
	       maker.written.words->len < TABLE_NONE &&
	       maker.sayings->len < TABLE_NONE;
	if (fits)
		print_all(&maker);
	else
		fprintf(stderr, "words_make: languages.def has too many words "
				"for 16 bits\n");
	end(&maker);
	return fits && fflush(stdout) == 0 ? 0 : 1;
}
