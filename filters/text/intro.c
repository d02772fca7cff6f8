// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the line that introduces a quote: "On … wrote:", in any language.
#include "filters/text/intro.h"

#include <stdint.h>
#include <string.h>

#include "filters/text/shape.h"

/* Lines above that are tried where the last line has no colon. */
#define INTRO_BARE_LINES_MOST 2

/* Words of an introduction, and of one that only names a person. */
#define INTRO_WORDS_MOST 40
#define NAME_WORDS_MOST	 8

/* Words of a name that has no address behind it: "schrieb Ann Example:". */
#define BARE_NAME_WORDS_MOST 5

/* Words before the first number where the date begins the introduction. */
#define EARLY_WORDS_MOST 3

/* Bytes of the rest of a broken introduction: "> wrote:". */
#define FRAGMENT_MOST 40

/* Bytes at the end of a line that are folded to see its last word. */
#define LAST_WORD_MOST 40

static bool ends_colon(const struct line *line)
{
	const char *end = line->text + line->n;

	while (end > line->text && strchr("*_ \"", end[-1]) != NULL)
		end--;
	if (end > line->text && end[-1] == ':')
		return true;
	return end - line->text >= 3 &&
	       memcmp(end - 3, "\xef\xbc\x9a", 3) == 0; /* U+FF1A */
}

static bool ends_verb(const struct line *line, const struct words *words)
{
	size_t n = MIN(line->n, LAST_WORD_MOST), at;
	const char *from = line->text + line->n - n;
	struct fold fold;

	while (n > 0 && ((unsigned char)*from & 0xc0) == 0x80) {
		from++;
		n--;
	}
	fold_text(&fold, from, n);
	fold_chop(&fold, "-.");
	at = fold.n;
	while (at > 0 && fold.text[at - 1] != ' ')
		at--;
	return (words_mean(words, fold.text + at, fold.n - at) & WORD_VERB) !=
	       0;
}

/* The end of an address that a mail program broke: ">:" or "> wrote:". */
static bool is_fragment(const struct lines *lines, size_t i)
{
	const struct line *line = &lines->at[i];

	if (i == 0 || line->depth != 1 || line->marked_quote ||
	    line->n > FRAGMENT_MOST || !ends_colon(line) ||
	    line->start[0] != '>')
		return false;
	/* The bracket that it closes was opened in the lines above. */
	int open = 0;

	for (size_t j = i; j > 0 && i - j < 3; j--) {
		const struct line *above = &lines->at[j - 1];
		size_t n = MIN(above->n, INTRO_BYTES_MOST);

		if (above->depth > 0)
			return false;
		for (size_t k = 0; k < n; k++)
			open += (above->text[k] == '<') -
				(above->text[k] == '>');
		if (open > 0)
			return true;
	}
	return false;
}

static bool quoted_below(const struct lines *lines, size_t last)
{
	size_t next = lines_next(lines, last + 1);

	return next < lines->n && lines->at[next].depth > 0 &&
	       lines->at[next].depth > lines->at[last].depth;
}

static bool alone(const struct lines *lines, size_t first, size_t last)
{
	return (first == 0 || lines->at[first - 1].blank) &&
	       (last + 1 >= lines->n || lines->at[last + 1].blank);
}

/* True if what was read is an introduction; see the tests for one of each. */
static bool accepts(const struct lines *lines, size_t first, size_t last,
		    const struct shape *s)
{
	bool quoted = quoted_below(lines, last);
	bool dated = s->date || s->time;
	bool early = s->number_words <= EARLY_WORDS_MOST;
	bool final = s->verb && s->verb_words == 0;
	bool verb = final || (s->verb && s->verb_first &&
			      (s->address || quoted ||
			       s->verb_words <= BARE_NAME_WORDS_MOST));

	if (s->words > INTRO_WORDS_MOST)
		return false;
	/* "On 3 May 2016 at 12:30, Ann <ann@…> wrote:" */
	if (verb && dated && (s->lead || early) && (s->colon || final) &&
	    (s->lead || (s->date && s->time) || s->address || quoted))
		return true;
	/* "Am 3.5.16 um 12:30 schrieb Ann", without a colon */
	if (verb && s->lead && s->date && s->time &&
	    s->words <= INTRO_WORDS_MOST / 2)
		return true;
	/* "Ann <ann@…> schrieb am …:" and "ann@example.com wrote:" */
	if (verb && s->address && (s->colon || quoted))
		return true;
	/* "2016-05-03 12:30 GMT+02:00 Ann <ann@…>:" */
	if (dated && (s->bracketed || (s->address && quoted)) && s->colon &&
	    (s->lead || early) && s->words <= INTRO_WORDS_MOST / 2)
		return true;
	/* "Ann schrieb am 3.5.2016 um 12:30:", "Ann wrote on 2016-05-03 12:30:"
	 */
	if ((verb || s->verb_dated) && s->date && s->time && s->colon)
		return true;
	/* "Message of Ann <ann@…> of 3 May 2016 at 12:30:", without a verb */
	if (s->bracketed && s->date && s->time && s->colon)
		return true;
	if (quoted && dated && early && (s->address || (s->colon && s->time)))
		return true;
	/* "Ann wrote:", and the quote below */
	if (quoted && final && s->colon && s->words <= NAME_WORDS_MOST)
		return true;
	/* "2016-05-03 12:30 GMT+02:00 Ann", with no verb or colon at all */
	return s->iso && s->time && s->zone && !s->colon &&
	       s->words <= NAME_WORDS_MOST * 2 && alone(lines, first, last);
}

static void fold_lines(const struct lines *lines, size_t first, size_t last,
		       struct fold *fold)
{
	fold_begin(fold);
	for (size_t i = first; i <= last; i++) {
		const struct line *line = &lines->at[i];
		bool fragment = i > first && line->depth > 0;
		const char *text = fragment ? line->start : line->text;
		size_t n = (size_t)(line->text + line->n - text);

		fold_add(fold, text, MIN(n, INTRO_BYTES_MOST), 0);
	}
}

/* The line above first that may belong to the same introduction. */
static bool above(const struct lines *lines, size_t floor, size_t *first)
{
	const struct line *line = &lines->at[*first];
	bool broken = line->text[0] == '<' || line->start[0] == '>';

	if (*first <= floor)
		return false;
	size_t i = *first - 1;

	if (lines->at[i].blank && broken && i > floor)
		i--;
	if (lines->at[i].blank || lines->at[i].depth > 0 ||
	    ends_colon(&lines->at[i]))
		return false;
	*first = i;
	return true;
}

/* "---- Ann wrote ----": how some telephones write it. */
static bool ruled_name(const struct line *line, const struct words *words)
{
	struct fold fold;
	struct shape shape;

	if (line->n > INTRO_BYTES_MOST || line->n < 8 ||
	    strncmp(line->text, "--", 2) != 0 ||
	    strncmp(line->text + line->n - 2, "--", 2) != 0)
		return false;
	fold_text(&fold, line->text, line->n);
	fold_chop(&fold, "-:");
	shape_read(&fold, words, &shape);
	return shape.verb && shape.words <= INTRO_WORDS_MOST / 2 &&
	       (shape.verb_words == 0 || shape.date || shape.time);
}

static bool could_end(const struct lines *lines, size_t last,
		      const struct words *words, size_t *lines_most)
{
	const struct line *line = &lines->at[last];

	*lines_most = INTRO_LINES_MOST;
	if (line->n > INTRO_BYTES_MOST)
		return false;
	if (line->depth > 0)
		return is_fragment(lines, last);
	if (ends_colon(line))
		return true;
	*lines_most = INTRO_BARE_LINES_MOST;
	if (ends_verb(line, words))
		return true;
	/* With neither, it has a number and stands at the end of a paragraph.
	 */
	*lines_most = 1;
	if (last + 1 < lines->n && !lines->at[last + 1].blank &&
	    lines->at[last + 1].depth == 0 &&
	    memchr(lines->at[last + 1].text, ':',
		   MIN(lines->at[last + 1].n, LAST_WORD_MOST)) == NULL)
		return false;
	for (size_t i = 0; i < MIN(line->n, 24); i++) {
		if (g_ascii_isdigit(line->text[i]))
			return true;
	}
	return false;
}

/* True if line i is one part of an introduction: it has an address or verb. */
static bool is_part(const struct lines *lines, size_t i,
		    const struct words *words)
{
	struct fold fold;
	struct shape shape;

	if (lines->at[i].n > INTRO_BYTES_MOST)
		return false;
	fold_lines(lines, i, i, &fold);
	shape_read(&fold, words, &shape);
	return shape.address || shape.verb;
}

/* True if nothing that belongs to the introduction can stand above it. */
static bool whole(const struct shape *shape)
{
	return (shape->verb || shape->address) &&
	       (shape->lead || shape->number_words <= EARLY_WORDS_MOST);
}

/* Where the introduction begins if its first line holds other text too. */
static size_t offset_of(const struct lines *lines, size_t first, size_t last,
			const struct words *words)
{
	const struct line *line = &lines->at[first];
	struct fold fold;
	struct shape shape;

	fold_begin(&fold);
	fold_add(&fold, line->text, MIN(line->n, INTRO_BYTES_MOST), 0);
	shape_read(&fold, words, &shape);
	if (shape.lead || shape.number_words <= 1 ||
	    shape.lead_at == SIZE_MAX || shape.lead_at == 0 ||
	    !quoted_below(lines, last))
		return 0;
	/* It begins a sentence, or it is a word of one. */
	size_t at = fold.at[shape.lead_at];

	return g_unichar_isupper(g_utf8_get_char(line->text + at)) ? at : 0;
}

bool intro_find(const struct lines *lines, size_t last, size_t floor,
		const struct words *words, struct intro *intro)
{
	size_t first = last, found = SIZE_MAX, lines_most;
	bool found_dated = false;
	struct fold fold;
	struct shape shape;

	intro->quoted = quoted_below(lines, last);
	intro->offset = 0;
	intro->first = intro->last = last;
	if (lines->at[last].depth == 0 && !lines->at[last].blank &&
	    ruled_name(&lines->at[last], words))
		return true;
	if (!could_end(lines, last, words, &lines_most))
		return false;
	for (size_t n = 0; n < lines_most; n++) {
		fold_lines(lines, first, last, &fold);
		if (fold.n > INTRO_BYTES_MOST)
			break;
		shape_read(&fold, words, &shape);
		if (n == 0 && lines->at[last].depth == 0 && !shape.verb &&
		    !shape.address && !shape.date && !shape.time)
			break;
		bool dated = shape.date || shape.time;

		if ((found == SIZE_MAX || dated) &&
		    accepts(lines, first, last, &shape)) {
			found = first;
			found_dated = dated;
			if (dated && whole(&shape))
				break;
		}
		if (!above(lines, floor, &first) ||
		    (found != SIZE_MAX && found_dated &&
		     !is_part(lines, first, words)))
			break;
	}
	if (found == SIZE_MAX)
		return false;
	intro->first = found;
	intro->offset = offset_of(lines, found, last, words);
	return true;
}

size_t intro_run_in(const struct line *line, const struct words *words)
{
	size_t n = MIN(line->n, INTRO_BYTES_MOST), text = 0;
	struct fold fold;
	struct shape s;

	for (size_t i = 1; i + 2 < n && text == 0; i++) {
		if (line->text[i] == ':' && line->text[i + 1] == ' ' &&
		    line->text[i + 2] == ' ')
			text = i + 1;
	}
	if (text == 0 || line->depth > 0 ||
	    memchr(line->text, '>', text) == NULL)
		return 0;
	fold_text(&fold, line->text, text);
	shape_read(&fold, words, &s);
	if (!s.verb || s.verb_words > 0 || !s.bracketed || !s.date || !s.time)
		return 0;
	while (text < line->n && line->text[text] == ' ')
		text++;
	return text < line->n ? text : 0;
}

bool intro_marked(const struct lines *lines, size_t i,
		  const struct words *words)
{
	const struct line *line = &lines->at[i];
	size_t below = lines_next(lines, i + 1);
	struct fold fold;
	struct shape shape;

	if (line->depth == 0 || line->marked_quote ||
	    line->n > INTRO_BYTES_MOST || below >= lines->n ||
	    lines->at[below].depth > 0 || (i > 0 && !lines->at[i - 1].blank))
		return false;
	fold_text(&fold, line->text, line->n);
	bool ruled = line->depth >= 3 && g_str_has_suffix(fold.text, ">>>");

	fold_chop(&fold, "> ");
	shape_read(&fold, words, &shape);
	if (shape.words > INTRO_WORDS_MOST / 2 || !shape.date)
		return false;
	return (ruled && shape.time) ||
	       (shape.verb && shape.verb_words == 0 && shape.colon &&
		(shape.time || shape.address));
}
