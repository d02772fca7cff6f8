// SPDX-License-Identifier: GPL-3.0-or-later
// Decides which of the quoted lines among a sender's own lines go.
#include "filters/text/runs.h"

#include <stdint.h>
#include <string.h>

/* Runs of quoted lines that are told apart; more of them are kept. */
#define RUNS_MOST 1000

/* Bytes of a greeting that may stand above the quote: "Hi Ann,". */
#define GREETING_MOST 30

/* Lines of a closing: "Regards,", a name, a company. */
#define CLOSING_LINES_MOST 3

/* A quoted line of so many bytes may have lost its last words to the next. */
#define WRAPPED_LEAST 60
#define WRAP_MOST     40

/* A run of quoted lines. */
struct run {
	size_t first, last; /* lines; first is that of its introduction */
	bool introduced;
};

/* "Hi Ann," or "Hello": nothing that a quote below it could divide. */
static bool is_greeting(const struct line *line)
{
	size_t words = 1;

	if (line->n > GREETING_MOST)
		return false;
	for (size_t i = 0; i < line->n; i++) {
		if (line->text[i] == ' ')
			words++;
	}
	return words <= 4 && strchr(",!:", line->text[line->n - 1]) != NULL;
}

static bool is_own(const struct line *line)
{
	return line->fate == FATE_KEPT && !line->blank && line->depth == 0;
}

static bool own_between(const struct lines *lines, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (is_own(&lines->at[i]) && !is_greeting(&lines->at[i]))
			return true;
	}
	return false;
}

/* True if all that stands below a quote is "Regards, Ann". */
static bool only_closing(const struct scan *scan, size_t from, size_t to)
{
	const struct lines *lines = scan->lines;
	size_t count = 0;

	for (size_t i = from; i < to; i++) {
		const struct line *line = &lines->at[i];

		if (!is_own(line))
			continue;
		if (line->n > GREETING_MOST || count >= CLOSING_LINES_MOST)
			return false;
		if (count++ == 0 && !tail_closing(line, scan->words))
			return false;
	}
	return count > 0;
}

/* True if the last quote stands between the answer and its closing. */
static bool closed_below(const struct scan *scan, const struct run *run,
			 size_t end)
{
	return run->introduced && own_between(scan->lines, 0, run->first) &&
	       only_closing(scan, run->last + 1, end);
}

/* True if the line ends inside a link: "(http://example.com/a". */
static bool open_link(const struct line *line)
{
	size_t n = MIN(line->n, (size_t)FOLD_MOST);
	const char *text = line->text + line->n - n;
	const char *link = g_strrstr_len(text, (gssize)n, "http");

	return link != NULL && link > text && strchr("(<[", link[-1]) != NULL &&
	       strcspn(link, ")>] \n") >= (size_t)(text + n - link);
}

/* A short line between quoted ones is what a long line above it lost. */
static bool is_wrapped(const struct lines *lines, size_t i)
{
	const struct line *line = &lines->at[i], *above = line - 1;

	if (i == 0 || !is_own(line) || above->depth == 0 || above->blank ||
	    above->marked_quote)
		return false;
	if (open_link(above))
		return true;
	return i + 1 < lines->n && lines->at[i + 1].depth > 0 &&
	       above->n >= WRAPPED_LEAST && line->n <= WRAP_MOST;
}

/* All runs of quoted lines above the end, in their order. */
static GArray *find_runs(const struct scan *scan)
{
	struct lines *lines = scan->lines;
	GArray *runs = g_array_new(FALSE, FALSE, sizeof(struct run));
	struct run run = {.first = SIZE_MAX};

	for (size_t i = 0; i < scan->end; i++) {
		const struct line *line = &lines->at[i];
		bool intro = line->fate == FATE_INTRO;

		if (line->blank && line->depth == 0)
			continue;
		if (line->depth == 0 && !intro && !is_wrapped(lines, i)) {
			if (run.first != SIZE_MAX && runs->len < RUNS_MOST)
				g_array_append_val(runs, run);
			run.first = SIZE_MAX;
			continue;
		}
		if (run.first == SIZE_MAX)
			run = (struct run){.first = i, .introduced = intro};
		else if (intro && !run.introduced && runs->len < RUNS_MOST) {
			g_array_append_val(runs, run);
			run = (struct run){.first = i, .introduced = true};
		}
		run.last = i;
	}
	if (run.first != SIZE_MAX && runs->len < RUNS_MOST)
		g_array_append_val(runs, run);
	return runs;
}

static void cut_run(struct lines *lines, const struct run *run)
{
	for (size_t i = run->first; i <= run->last; i++) {
		if (lines->at[i].fate == FATE_KEPT)
			lines->at[i].fate = FATE_QUOTE;
	}
}

/*
 * Takes out the runs below the sender's last own line. The program's own
 * quote comes last and has an introduction: what the sender quoted by hand
 * above it stays.
 */
static size_t cut_trailing(const struct scan *scan, const GArray *runs,
			   const struct signer *signer)
{
	bool known = scan->end_known;
	size_t n = runs->len, end = scan->end;
	struct tail tail;

	tail_begin(&tail, scan->lines, scan->words, signer);
	tail_cut(&tail, end);
	while (n > 0) {
		const struct run *run = &g_array_index(runs, struct run, n - 1);

		if (known && !run->introduced)
			break;
		if (own_between(scan->lines, run->last + 1, end) &&
		    (n < runs->len || !closed_below(scan, run, end)))
			break;
		cut_run(scan->lines, run);
		known = known || run->introduced;
		end = run->first;
		n--;
		tail_cut(&tail, end);
	}
	return n;
}

void runs_judge(const struct scan *scan, const struct signer *signer)
{
	g_autoptr(GArray) runs = find_runs(scan);
	size_t n = cut_trailing(scan, runs, signer);

	if (n != 1)
		return;
	/* One quote on top, introduced: the answer is all below it. */
	const struct run *run = &g_array_index(runs, struct run, 0);

	if (run->introduced && !own_between(scan->lines, 0, run->first))
		cut_run(scan->lines, run);
}
