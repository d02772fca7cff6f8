// SPDX-License-Identifier: GPL-3.0-or-later
// The lines that divide mails in a text: "--- Original message ---".
#include <string.h>

#include "filters/text/block.h"

/* Bytes of a line that may divide; a forward's headers may stand behind it. */
#define DIVIDER_MOST 200

/* Characters of which such lines are drawn. */
#define DIVIDER_MARKS "-_=~+#*<> "

/* Dashes of a line that divides by itself. */
#define RULE_LEAST 5

/* Dashes around words that divide. */
#define DASHES_LEAST 2

static size_t count_marks(const struct fold *fold, size_t at)
{
	size_t n = at;

	while (n < fold->n && strchr(DIVIDER_MARKS, fold->text[n]) != NULL)
		n++;
	return n - at;
}

static size_t count_dashes(const struct fold *fold, size_t from, size_t to)
{
	size_t count = 0;

	for (size_t i = from; i < to; i++) {
		if (strchr("-_=~+#", fold->text[i]) != NULL)
			count++;
	}
	return count;
}

/* What stands behind the phrase: nothing, a colon, dashes, a name and dashes.
 */
static bool ends_well(const struct fold *fold, size_t at, bool dashed)
{
	size_t end = fold->n;

	while (at < end && strchr(" :", fold->text[at]) != NULL)
		at++;
	if (at >= end)
		return true;
	if (at + count_marks(fold, at) >= end)
		return true;
	/* "--- Forwarded by Ann/Example on 3/5/2016 ---" */
	return dashed && fold->n <= DIVIDER_MOST && fold->text[end - 1] == '-';
}

/* A header block that goes on behind "--- Forwarded message ---". */
static size_t headers_behind(const struct fold *fold, size_t at,
			     const struct words *words)
{
	size_t marks = count_marks(fold, at), end;

	if (marks == 0 || count_dashes(fold, at, at + marks) < DASHES_LEAST)
		return 0;
	at += marks;
	end = at;
	while (end < fold->n && fold->text[end] != ':')
		end++;
	if (end >= fold->n)
		return 0;
	size_t n = end - at;

	while (n > 0 && fold->text[at + n - 1] == ' ')
		n--;
	return (words_mean(words, fold->text + at, n) & WORD_LABEL) == 0
		       ? 0
		       : fold->at[at];
}

/* True if a header block follows line i, with blank lines at most between. */
static bool headers_follow(const struct lines *lines, size_t i,
			   const struct words *words)
{
	size_t next = lines_next(lines, i + 1);
	struct block block;

	return next < lines->n && block_read(lines, next, 0, words, &block) &&
	       block_convinces(&block, true);
}

static bool phrase_divides(const struct lines *lines, size_t i,
			   const struct fold *fold, enum phrase kind,
			   const struct words *words, size_t *rest)
{
	size_t marks = count_marks(fold, 0);
	bool dashed = count_dashes(fold, 0, marks) >= DASHES_LEAST ||
		      (i > 0 && line_ruled(&lines->at[i - 1], "-_=*", 3));
	size_t n = words_phrase(words, kind, fold, marks);

	if (n == 0)
		return false;
	size_t behind = marks + n;

	if (dashed && kind == PHRASE_FORWARD) {
		*rest = headers_behind(fold, behind, words);
		if (*rest > 0)
			return true;
	}
	if (fold->n > DIVIDER_MOST || !ends_well(fold, behind, dashed))
		return false;
	if (dashed)
		return true;
	if (fold->text[fold->n - 1] == ':' || behind >= fold->n)
		return headers_follow(lines, i, words);
	return false;
}

void divider_fold(const struct line *line, struct fold *fold)
{
	fold_begin(fold);
	fold_add(fold, line->text, MIN(line->n, (size_t)DIVIDER_MOST), 0);
	fold_chop(fold, "");
}

enum divider divider_read(const struct lines *lines, size_t i,
			  const struct fold *fold, const struct words *words,
			  size_t *rest)
{
	const struct line *line = &lines->at[i];

	*rest = 0;
	if (fold->n == 0)
		return DIVIDER_NONE;
	if (line_ruled(line, "-_=*~", RULE_LEAST))
		return DIVIDER_RULE;
	if (phrase_divides(lines, i, fold, PHRASE_FORWARD, words, rest))
		return DIVIDER_FORWARD;
	if (phrase_divides(lines, i, fold, PHRASE_ORIGINAL, words, rest))
		return DIVIDER_ORIGINAL;
	return DIVIDER_NONE;
}

bool divider_marker(const struct line *line, const struct fold *fold,
		    const struct words *words)
{
	/* A question about the marker is none. */
	return line->n <= DIVIDER_MOST && line->depth == 0 &&
	       memchr(fold->text, '?', fold->n) == NULL &&
	       words_phrase_within(words, PHRASE_MARKER, fold);
}
