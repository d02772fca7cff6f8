// SPDX-License-Identifier: GPL-3.0-or-later
// Proves that trimming and unwrapping take linear time, whatever the text.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "filters/text/trim.h"
#include "filters/text/unwrap.h"

/* Milliseconds that 1 MB of any text may take: trim, and unwrap. */
#define CEILING_MS 50.0

/* Sizes of the texts, in bytes; the last is judged against the second. */
static const size_t sizes[] = {10000, 100000, 1000000, 10000000};

/* How much slower a byte of the longest text may be than of a short one. */
#define GROWTH_MOST 3.0

/* Nanoseconds a byte below which growth is noise of the machine. */
#define FAST_ENOUGH 5.0

/* A hostile text: head once, then piece over and over, then tail once. */
static const struct kind {
	const char *label, *head, *piece, *tail;
} kinds[] = {
	{"prose", "", "The printer does not print, and nobody knows why.\n",
	 ""},
	{"one line", "", "word ", ""},
	{"one word", "", "x", ""},
	{"blank lines", "Hi\n", "\n", "x\n"},
	{"blanks", "Hi\n", " ", "x\n"},
	{"quote marks", "Hi\n", ">", "\n"},
	{"quote marks, spaced", "Hi\n", "> ", "\n"},
	{"quoted lines", "Hi\n", "> old words of the desk\n", ""},
	{"quotes and answers", "Hi\n", "> question?\nanswer\n", ""},
	{"quotes and greetings", "Hi,\n", "> question?\nHi,\n", ""},
	{"quotes and rules", "Hi,\n", "> question?\n--\n", ""},
	{"quotes and closings", "Hi\n", "> question?\nRegards,\n", ""},
	{"introductions", "Hi\n",
	 "On 3 May 2024 at 12:30, Ann <a@b.example> wrote:\n", ""},
	{"introductions, quoted", "Hi\n",
	 "On 3 May 2024 at 12:30, Ann <a@b.example> wrote:\n> x\ny\n", ""},
	{"introductions behind words", "Hi\n",
	 "Yes. On 3 May 2024 at 12:30, Ann <a@b.example> wrote:\n> x\n", ""},
	{"lines that end in a verb", "", "he wrote\n", ""},
	{"lines that end in a colon", "", "x:\n", ""},
	{"address and colon", "", "x a@b.example:\n", ""},
	{"GroupWise introductions", "Hi\n",
	 ">>> Ann <a@b.example> 2024-05-03 12:30 >\n\n", ""},
	{"half introductions", "", "On\nAnn\nExample\nof\nthe\na@b.example:\n",
	 ""},
	{"dates", "", "2024-05-03 12:30 and so on and so forth\n", ""},
	{"digits", "", "1", ""},
	{"digits and dots", "", "1.2.", ""},
	{"signs", "", "a@", ""},
	{"angles", "", "<", ""},
	{"angles, lines", "", "<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<< a@b:\n", ""},
	{"broken address", "Hi\nOn 3 May 2024 Ann <\n", "> wrote:\n", ""},
	{"labels", "Hi\n", "From: a\n", ""},
	{"label pairs", "Hi\n", "Sent: a\nTo: b\n", ""},
	{"labels and folds", "Hi\n", "To: a,\nb,\nc,\n", ""},
	{"labels and blanks", "Hi\n", "To: a\n\n\n", ""},
	{"header blocks on top", "",
	 "From: a@b.example\nDate: 2024-05-03 12:30\nTo: x@y.example\n\n", ""},
	{"glued labels", "---- Forwarded message ---- From: a", "To: a", "\n"},
	{"colons", "---- Forwarded message ---- From: a", ":", "\n"},
	{"glued lines", "", "---- Forwarded message ---- From: a@b.cTo:::::\n",
	 ""},
	{"rules", "Hi\n", "__________\n", ""},
	{"dashes", "Hi\n", "-", "\n"},
	{"delimiters", "Hi\n", "-- \n", ""},
	{"dividers", "", "-----Original Message-----\n", ""},
	{"forward lines", "", "Forwarded message:\n", ""},
	{"markers", "", "please reply above\n", ""},
	{"legal footers", "Hi\n\n", "This email is confidential.\n\n", ""},
	{"devices", "Hi\n", "Sent from my telephone\n", ""},
	{"bars", "Hi\n", "| x\n", ""},
	{"bars, two and two", "Hi\n", "| x\n| y\nz\n", ""},
	{"Thai", "", "ในวันที่", ""},
	{"Chinese", "", "发件人：写道：\n", ""},
	{"zero width", "", "\xe2\x80\x8b", ""},
	{"marks above letters", "a", "\xcc\x81", ""},
};

static char *make(const struct kind *kind, size_t size)
{
	GString *text = g_string_sized_new(size + 256);
	size_t n = strlen(kind->piece);

	g_string_append(text, kind->head);
	while (text->len + n + strlen(kind->tail) <= size)
		g_string_append_len(text, kind->piece, (gssize)n);
	g_string_append(text, kind->tail);
	return g_string_free(text, FALSE);
}

static void once(const char *text)
{
	struct pool *pool = pool_new();
	const struct words *words = &words_all;
	const struct trim_input in = {.text = text,
				      .signer = {"Ann Example", "a@b.example"}};
	const struct unwrap_input fwd = {.text = text, .subject = "Fwd: x"};
	struct trimmed trimmed;
	struct forwarded forwarded;

	trim(&in, words, pool, &trimmed);
	unwrap(&fwd, words, pool, &forwarded);
	pool_free(pool);
}

/* Microseconds of the processor: the machine may have other work. */
static double spent(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* Milliseconds of the fastest of some runs. */
static double measure(const char *text, size_t size)
{
	unsigned runs = size >= 1000000 ? 3 : 5;
	double best = 1e9;

	for (unsigned i = 0; i < runs; i++) {
		double from = spent();

		once(text);
		best = MIN(best, (spent() - from) / 1000.0);
	}
	return best;
}

static bool judge(const struct kind *kind)
{
	double each[G_N_ELEMENTS(sizes)];
	bool good = true;

	printf("%-26s", kind->label);
	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autofree char *text = make(kind, sizes[i]);
		double ms = measure(text, sizes[i]);

		each[i] = ms * 1e6 / (double)sizes[i];
		printf(" %8.1f", each[i]);
		if (sizes[i] == 1000000 && ms > CEILING_MS)
			good = false;
	}
	if (each[3] > FAST_ENOUGH && each[3] > each[1] * GROWTH_MOST)
		good = false;
	printf("%s\n", good ? "" : "  TOO SLOW");
	fflush(stdout);
	return good;
}

int main(int argc, char **argv)
{
	int bad = 0;

	printf("nanoseconds a byte for %-3s     10 kB   100 kB     1 MB"
	       "    10 MB\n",
	       "");
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (argc > 1 && strstr(kinds[i].label, argv[1]) == NULL)
			continue;
		bad += !judge(&kinds[i]);
	}
	printf("%d of %zu kinds too slow\n", bad, G_N_ELEMENTS(kinds));
	return bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
