// SPDX-License-Identifier: GPL-3.0-or-later
// Finds where the sender's own text ends, and who is introduced in it.
#include "filters/text/scan.h"

#include <stdint.h>
#include <string.h>

#include "filters/text/block.h"
#include "filters/text/intro.h"

/* Bytes of an introduction that is known by its HTML element alone. */
#define MARKED_INTRO_MOST 200

/* Lines that are broken in two: each time all that follow them move. */
#define BREAKS_MOST 3

/* Bytes of a line in which a marker is looked for. */
#define MARKER_LINE_MOST 400

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
	       line->marked_divider && memchr(line->text, '@', line->n) != NULL;
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

/* Headers with quote marks above a text without: as Hotmail once wrote it. */
static void scan_quoted_block(struct scan *scan, size_t i, size_t *next)
{
	struct lines *lines = scan->lines;
	struct block block;

	if ((i > 1 && lines->at[i - 2].depth > 0) ||
	    !block_read(lines, i, 0, scan->words, &block) ||
	    !block_convinces(&block, false))
		return;
	size_t below = lines_next(lines, block.last + 1);

	/* Without a blank line it is a header that lost its quote mark. */
	if (below < lines->n && below > block.last + 1 &&
	    lines->at[below].depth == 0 && own_above(scan, i)) {
		if (i > 0 && lines->at[i - 1].depth > 0)
			i--;
		end_at(scan, i, block.last + 1, FATE_INTRO);
		*next = block.last + 1;
	}
}

/* What HTML names an introduction, in a language that nobody wrote down. */
static bool marked_intro(const struct lines *lines, size_t i,
			 struct intro *intro)
{
	if (!lines->at[i].marked_intro || lines->at[i].depth > 0)
		return false;
	*intro = (struct intro){.first = i, .last = i};
	while (intro->last + 1 < lines->n &&
	       lines->at[intro->last + 1].marked_intro)
		intro->last++;
	size_t below = lines_next(lines, intro->last + 1);

	intro->quoted = below < lines->n && lines->at[below].depth > 0;
	/* People write their answer into Thunderbird's element, too. */
	const struct line *end = &lines->at[intro->last];
	size_t n = (size_t)(end->text + end->n - lines->at[i].text);

	return intro->quoted && n <= MARKED_INTRO_MOST;
}

static bool scan_intro(struct scan *scan, size_t i, size_t *next)
{
	struct lines *lines = scan->lines;
	struct intro intro;
	const size_t text = intro_run_in(&lines->at[i], scan->words);

	if (text > 0 && scan->breaks < BREAKS_MOST) {
		scan->breaks++;
		lines_break(lines, i, text);
	}
	if (!intro_find(lines, i, *next, scan->words, &intro) &&
	    !marked_intro(lines, i, &intro))
		return false;
	if (intro.offset > 0 && scan->breaks++ >= BREAKS_MOST)
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

/* True if the line is a marker, one of the operator's own or of any desk. */
static bool is_marker(const struct scan *scan, const struct line *line,
		      const struct fold *fold)
{
	if (line->n > MARKER_LINE_MOST)
		return false;
	for (size_t i = 0; scan->markers != NULL && scan->markers[i] != NULL;
	     i++) {
		if (g_strstr_len(line->text, (gssize)line->n,
				 scan->markers[i]) != NULL)
			return true;
	}
	return divider_marker(line, fold, scan->words);
}

/* Looks for a dividing line at line i: true if the scan goes on behind it. */
static bool scan_divider(struct scan *scan, size_t i, size_t *next, bool *ruled)
{
	enum fate fate = FATE_INTRO;
	struct fold fold;
	size_t rest;

	divider_fold(&scan->lines->at[i], &fold);
	enum divider divider =
		divider_read(scan->lines, i, &fold, scan->words, &rest);

	*ruled = divider == DIVIDER_RULE;
	if (divider == DIVIDER_FORWARD)
		fate = FATE_FORWARD;
	else if (is_marker(scan, &scan->lines->at[i], &fold))
		fate = FATE_MARKER;
	else if (divider != DIVIDER_ORIGINAL)
		return false;
	*ruled = false;
	if (own_above(scan, i))
		end_at(scan, i, i + 1, fate);
	*next = i + 1;
	return true;
}

void scan_lines(struct scan *scan)
{
	struct lines *lines = scan->lines;
	size_t next = 0, ruled = SIZE_MAX;
	bool is_rule;

	scan->end = SIZE_MAX;
	scan->end_known = false;
	scan->breaks = 0;
	scan->first_own = SIZE_MAX;
	for (size_t i = 0; i < lines->n && !scan->end_known; i++) {
		const struct line *line = &lines->at[i];

		if (line->blank || i < next)
			continue;
		if (line->depth > 0) {
			if (own_above(scan, i) &&
			    intro_marked(lines, i, scan->words))
				end_at(scan, i, i + 1, FATE_INTRO);
			else if (!scan_intro(scan, i, &next))
				scan_quoted_block(scan, i, &next);
			ruled = SIZE_MAX;
			continue;
		}
		bool found = scan_divider(scan, i, &next, &is_rule);

		if (is_rule) {
			ruled = i;
			continue;
		}
		if (!found && !scan_block(scan, i, MIN(ruled, i), &next) &&
		    !scan_intro(scan, i, &next) && scan->first_own == SIZE_MAX)
			scan->first_own = i;
		ruled = SIZE_MAX;
	}
	scan->end = MIN(scan->end, lines->n);
}
