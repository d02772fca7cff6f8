// SPDX-License-Identifier: GPL-3.0-or-later
// Tells what the sender newly wrote from what a mail program put around it.
#include "filters/text/trim.h"

#include <stdint.h>
#include <string.h>

#include "filters/text/block.h"
#include "filters/text/intro.h"

/* Runs of quoted lines that are told apart; more of them are kept. */
#define RUNS_MOST 1000

/* Bytes of a greeting that may stand above the quote: "Hi Ann,". */
#define GREETING_MOST 30

/* Lines of a closing: "Regards,", a name, a company. */
#define CLOSING_LINES_MOST 3

/* A quoted line of so many bytes may have lost its last words to the next. */
#define WRAPPED_LEAST 60
#define WRAP_MOST     40

struct scan {
	struct lines *lines;
	const struct words *words;
	size_t end;	  /* from this line on nothing is the sender's */
	bool end_known;	  /* by an introduction or headers, not by marks */
	size_t first_own; /* the sender's first line; SIZE_MAX: none yet */
};

/* A run of quoted lines. */
struct run {
	size_t first, last; /* lines; first is that of its introduction */
	bool introduced;
};

static bool own_above(const struct scan *scan, size_t i)
{
	return scan->first_own < i;
}

static void set_fate(struct lines *lines, size_t from, size_t to,
		     enum fate fate)
{
	for (size_t i = from; i < to && i < lines->n; i++)
		lines->at[i].fate = fate;
}

/* Ends the sender's text at line i; lines i to with are of that fate. */
static void end_at(struct scan *scan, size_t i, size_t with, enum fate fate)
{
	bool forward = fate == FATE_FORWARD;

	set_fate(scan->lines, i, scan->lines->n,
		 forward ? FATE_FORWARD : FATE_QUOTE);
	set_fate(scan->lines, i, with, fate);
	scan->end = i;
	scan->end_known = true;
}

/* True if the line that follows a ruled or HTML line is a header with value. */
static bool lone_header(const struct scan *scan, const struct block *block)
{
	const struct line *line = &scan->lines->at[block->first];

	return (block->seen & (1U << BLOCK_FROM)) != 0 &&
	       line->marked_divider &&
	       memchr(line->text, '@', line->n) != NULL;
}

/* Looks for a header block at line i: true if the scan goes on behind it. */
static bool scan_block(struct scan *scan, size_t i, size_t ruled, size_t *next)
{
	struct lines *lines = scan->lines;
	bool divided = ruled < i || lines->at[i].marked_divider;
	struct block block;

	if (!block_read(lines, i, 0, scan->words, &block))
		return false;
	if (!block_convinces(&block, divided) &&
	    !block_exact(lines, &block, scan->words) &&
	    !lone_header(scan, &block)) {
		if (scan->first_own == SIZE_MAX)
			scan->first_own = i;
		*next = block.last + 1;
		return true;
	}
	if (own_above(scan, i)) {
		if (own_above(scan, ruled))
			i = ruled;
		end_at(scan, i, block.last + 1, FATE_INTRO);
	}
	*next = block.last + 1;
	return true;
}

static bool scan_intro(struct scan *scan, size_t i, size_t *next)
{
	struct lines *lines = scan->lines;
	struct intro intro;

	if (!intro_find(lines, i, *next, scan->words, &intro))
		return false;
	if (intro.offset > 0) {
		lines_break(lines, intro.first, intro.offset);
		if (scan->first_own == SIZE_MAX)
			scan->first_own = intro.first;
		intro.first++;
		intro.last++;
	}
	if (scan->first_own >= intro.first)
		scan->first_own = SIZE_MAX;
	if (intro.quoted)
		set_fate(lines, intro.first, intro.last + 1, FATE_INTRO);
	else if (own_above(scan, intro.first))
		end_at(scan, intro.first, intro.last + 1, FATE_INTRO);
	*next = intro.last + 1;
	return true;
}

static bool scan_divider(struct scan *scan, size_t i, enum divider divider,
			 size_t *next)
{
	enum fate fate = divider == DIVIDER_FORWARD ? FATE_FORWARD
			 : divider == DIVIDER_MARKER ? FATE_MARKER
						     : FATE_INTRO;

	if (divider == DIVIDER_NONE || divider == DIVIDER_RULE)
		return false;
	if (own_above(scan, i))
		end_at(scan, i, i + 1, fate);
	*next = i + 1;
	return true;
}

/* Finds where the sender's text ends, and the introductions in it. */
static void scan_lines(struct scan *scan)
{
	struct lines *lines = scan->lines;
	size_t next = 0, ruled = SIZE_MAX, rest;

	for (size_t i = 0; i < lines->n && !scan->end_known; i++) {
		const struct line *line = &lines->at[i];

		if (line->blank || i < next)
			continue;
		if (line->depth > 0) {
			scan_intro(scan, i, &next);
			ruled = SIZE_MAX;
			continue;
		}
		enum divider divider = divider_read(lines, i, scan->words,
						    &rest);

		if (divider == DIVIDER_RULE) {
			ruled = i;
			continue;
		}
		if (!scan_divider(scan, i, divider, &next) &&
		    !scan_block(scan, i, MIN(ruled, i), &next) &&
		    !scan_intro(scan, i, &next) &&
		    scan->first_own == SIZE_MAX)
			scan->first_own = i;
		ruled = SIZE_MAX;
	}
}

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

/* True if the line ends inside a link: "(http://example.com/a". */
static bool open_link(const struct line *line)
{
	size_t n = MIN(line->n, (size_t)FOLD_MOST);
	const char *text = line->text + line->n - n;
	const char *link = g_strrstr_len(text, (gssize)n, "http");

	return link != NULL && link > text &&
	       strchr("(<[", link[-1]) != NULL &&
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
static size_t cut_trailing(struct scan *scan, const GArray *runs,
			   const struct signer *signer)
{
	bool known = scan->end_known;
	size_t n = runs->len, end = scan->end;

	tail_cut(scan->lines, end, scan->words, signer);
	while (n > 0) {
		const struct run *run =
			&g_array_index(runs, struct run, n - 1);

		if ((known && !run->introduced) ||
		    (own_between(scan->lines, run->last + 1, end) &&
		     (!run->introduced ||
		      !own_between(scan->lines, 0, run->first) ||
		      !only_closing(scan, run->last + 1, end))))
			break;
		cut_run(scan->lines, run);
		known = known || run->introduced;
		end = run->first;
		n--;
		tail_cut(scan->lines, end, scan->words, signer);
	}
	return n;
}

static void judge_runs(struct scan *scan, const struct signer *signer)
{
	g_autoptr(GArray) runs = find_runs(scan);
	size_t n = cut_trailing(scan, runs, signer);
	const struct run *run = &g_array_index(runs, struct run, 0);

	/* One quote on top, introduced: the answer is all below it. */
	if (n == 1 && run->introduced &&
	    !own_between(scan->lines, 0, run->first))
		cut_run(scan->lines, run);
}

static bool has_text(const struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		const struct line *line = &lines->at[i];

		if (line->fate == FATE_KEPT && !line->blank &&
		    !line_bare(line))
			return true;
	}
	return false;
}

/* Nothing would be left: gives back the signature, then all. */
static void give_back(struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		enum fate fate = lines->at[i].fate;

		if (fate == FATE_SIGNATURE || fate == FATE_DEVICE ||
		    fate == FATE_FOOTER || fate == FATE_DIVIDER)
			lines->at[i].fate = FATE_KEPT;
	}
	if (!has_text(lines))
		set_fate(lines, 0, lines->n, FATE_KEPT);
}

static const char *fate_name(enum fate fate)
{
	switch (fate) {
	case FATE_KEPT:
		return "kept";
	case FATE_QUOTE:
		return "quote";
	case FATE_INTRO:
		return "intro";
	case FATE_FORWARD:
		return "forward";
	case FATE_SIGNATURE:
		return "signature";
	case FATE_DEVICE:
		return "device";
	case FATE_FOOTER:
		return "footer";
	case FATE_MARKER:
		return "marker";
	case FATE_DIVIDER:
		return "divider";
	}
	return "";
}

/* The stretch of one fate that begins at line i; *next is behind it. */
static const char *stretch(const struct lines *lines, size_t i, bool rest,
			   struct pool *pool, size_t *next)
{
	enum fate fate = lines->at[i].fate;
	size_t last = i, at = i;

	for (; at < lines->n; at++) {
		const struct line *line = &lines->at[at];

		if (line->blank && line->fate == FATE_KEPT)
			continue;
		if (line->fate != fate && !(rest && line->fate != FATE_KEPT))
			break;
		last = at;
	}
	*next = at;
	const struct line *line = &lines->at[last];

	return pool_text_n(pool, lines->at[i].start,
			   (size_t)(line->start + line->whole -
				    lines->at[i].start));
}

static void gather_removed(const struct lines *lines, struct pool *pool,
			   struct trimmed *out)
{
	g_autoptr(GArray) all =
		g_array_new(FALSE, FALSE, sizeof(struct removed));

	for (size_t i = 0, next; i < lines->n; i = next) {
		enum fate fate = lines->at[i].fate;
		bool rest = all->len + 1 >= TRIM_REMOVED_MOST;

		next = i + 1;
		if (fate == FATE_KEPT || all->len >= TRIM_REMOVED_MOST)
			continue;
		struct removed removed = {.kind = fate_name(fate)};

		removed.text = stretch(lines, i, rest, pool, &next);
		g_array_append_val(all, removed);
		if (fate == FATE_QUOTE || fate == FATE_FORWARD)
			out->quoted_lines += next - i;
	}
	out->removed_n = all->len;
	struct removed *copy = pool_zero(pool, MAX(all->len, 1),
					 sizeof(*copy));

	if (all->len > 0)
		memcpy(copy, all->data, all->len * sizeof(*copy));
	out->removed = copy;
}

static const char *gather_visible(const struct lines *lines,
				  struct pool *pool)
{
	g_autoptr(GString) text = g_string_new(NULL);
	size_t blanks = 0;

	for (size_t i = 0; i < lines->n; i++) {
		const struct line *line = &lines->at[i];

		if (line->fate != FATE_KEPT)
			continue;
		if (line->blank && line->depth == 0) {
			blanks++;
			continue;
		}
		if (text->len > 0) {
			for (size_t j = 0; j < blanks + 1; j++)
				g_string_append_c(text, '\n');
		}
		blanks = 0;
		g_string_append_len(text, line->start,
				    (gssize)(line->text + line->n -
					     line->start));
	}
	return pool_text_n(pool, text->str, text->len);
}

void trim(const struct trim_input *input, const struct words *words,
	  struct pool *pool, struct trimmed *out)
{
	struct lines lines;
	struct scan scan = {.words = words, .first_own = SIZE_MAX};

	*out = (struct trimmed){.visible = input->text};
	lines_split(&lines, input->text, input->marks, input->marks_n);
	scan.lines = &lines;
	scan.end = SIZE_MAX;
	scan_lines(&scan);
	scan.end = MIN(scan.end, lines.n);
	judge_runs(&scan, &input->signer);
	head_cut(&lines, scan.end, words);
	if (!has_text(&lines))
		give_back(&lines);
	gather_removed(&lines, pool, out);
	if (out->removed_n > 0)
		out->visible = gather_visible(&lines, pool);
	lines_clear(&lines);
}
