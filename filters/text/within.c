// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps a quote of Outlook's into which the sender says he wrote his answers.
#include "filters/text/within.h"

#include "filters/text/block.h"
#include "filters/text/intro.h"

/* Lines of the sender's text, from its end up, in which he says so. */
#define SAYING_LINES_MOST 30

/* Bytes of such a line that are looked at. */
#define SAYING_LINE_MOST 400

static bool says_within(const struct scan *scan)
{
	const struct lines *lines = scan->lines;
	size_t seen = 0;

	for (size_t i = scan->end; i > 0 && seen < SAYING_LINES_MOST; i--) {
		const struct line *line = &lines->at[i - 1];
		struct fold fold;

		if (line->blank || line->depth > 0 || line->fate != FATE_KEPT)
			continue;
		seen++;
		fold_text(&fold, line->text,
			  MIN(line->n, (size_t)SAYING_LINE_MOST));
		if (words_phrase_within(scan->words, PHRASE_WITHIN, &fold))
			return true;
	}
	return false;
}

/* The headers of a mail at line i, which may be any: false if none are. */
static bool headers_at(const struct scan *scan, size_t i, bool divided,
		       size_t *last)
{
	struct block block;

	if (!block_read(scan->lines, i, 0, scan->words, &block) ||
	    (!block_convinces(&block, divided) &&
	     !block_exact(scan->lines, &block, scan->words)))
		return false;
	*last = block.last;
	return true;
}

/* The first line from i on of the next older mail's headers. */
static size_t next_mail(const struct scan *scan, size_t i)
{
	const struct lines *lines = scan->lines;
	const size_t floor = i;
	struct intro intro;
	struct fold fold;
	size_t rest, last;

	for (; i < lines->n; i++) {
		if (lines->at[i].blank)
			continue;
		divider_fold(&lines->at[i], &fold);
		switch (divider_read(lines, i, &fold, scan->words, &rest)) {
		case DIVIDER_ORIGINAL:
		case DIVIDER_FORWARD:
			return i;
		case DIVIDER_NONE:
		case DIVIDER_RULE:
			break;
		}
		if (headers_at(scan, i, lines->at[i].marked_divider, &last))
			return i;
		if (intro_find(lines, i, floor, scan->words, &intro))
			return intro.first;
	}
	return i;
}

void within_keep(struct scan *scan)
{
	struct lines *lines = scan->lines;
	size_t from = scan->end, last, to;

	if (!scan->end_known || from >= lines->n ||
	    lines->at[from].fate != FATE_INTRO || !says_within(scan))
		return;
	while (from < lines->n && lines->at[from].fate == FATE_INTRO)
		from++;
	from = lines_next(lines, from);
	/* "--- Original message ---" stands above headers. */
	if (from < lines->n && headers_at(scan, from, true, &last))
		from = lines_next(lines, last + 1);
	if (from >= lines->n || lines->at[from].depth > 0)
		return;
	to = next_mail(scan, from);
	for (size_t i = scan->end; i < from; i++)
		lines->at[i].fate = FATE_INTRO;
	for (size_t i = from; i < to; i++)
		lines->at[i].fate = FATE_KEPT;
}
