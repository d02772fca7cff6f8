// SPDX-License-Identifier: GPL-3.0-or-later
// What stands below a person's text: signature, device, legal footer.
#include "filters/text/tail.h"

#include <stdint.h>
#include <string.h>

#include "filters/text/tail_line.h"
#include "filters/text/utf8.h"

/* What is cut one below the other: a footer, a device, a signature, … */
#define TAIL_ROUNDS_MOST 8

/* Lines from the end up to which a signature or footer may begin. */
#define TAIL_LINES_MOST 60

/* Lines of a signature that are not blank. */
#define SIGNATURE_LINES_MOST 15

/* … below a ruled line, which may as well divide two chapters. */
#define RULED_LINES_MOST 10

/* Paragraphs that may follow the first one of a legal footer. */
#define LEGAL_PARAGRAPHS_MOST 4

/* Bytes of the first line of a further paragraph of a legal footer. */
#define LEGAL_LINE_LEAST 50

static bool is_text(const struct line *line)
{
	return line->fate == FATE_KEPT && !line->blank && line->depth == 0 &&
	       !line_bare(line);
}

/* True if some of the person's own text is kept above line i. */
static bool text_above(const struct tail *tail, size_t i)
{
	return tail->first_text < i;
}

void tail_begin(struct tail *tail, struct lines *lines,
		const struct words *words, const struct signer *signer)
{
	size_t first = 0;

	while (first < lines->n && !is_text(&lines->at[first]))
		first++;
	*tail = (struct tail){lines, words, signer, first};
}

static void cut(struct lines *lines, size_t from, size_t to, enum fate fate)
{
	for (size_t i = from; i <= to; i++) {
		if (lines->at[i].fate == FATE_KEPT)
			lines->at[i].fate = fate;
	}
}

size_t tail_last(const struct lines *lines, size_t to)
{
	for (size_t i = to; i > 0; i--) {
		const struct line *line = &lines->at[i - 1];

		if (line->fate == FATE_KEPT && !line->blank)
			return i - 1;
	}
	return SIZE_MAX;
}

/* Dashes, dots and the like: not ":-)" or "?". */
static bool is_decoration(const struct line *line)
{
	if (line->n > SIGNATURE_LINE_MOST)
		return false;
	for (const char *at = line->text; at < line->text + line->n;
	     at = utf8_next(at)) {
		gunichar c = g_utf8_get_char(at);

		if (c < 0x80 && strchr("-_=*~#+|. ", (int)c) == NULL)
			return false;
		if (c >= 0x80 && (g_unichar_isalnum(c) || c >= 0x2190))
			return c == 0x1427; /* Mailtrack's mark */
	}
	return line->n > 1;
}

static bool is_device(const struct line *line, const struct words *words)
{
	struct fold fold;

	if (line->depth > 0 || line->n > 2 * SIGNATURE_LINE_MOST)
		return false;
	fold_begin(&fold);
	fold_add(&fold, line->text, line->n, 0);
	fold_chop(&fold, "_");
	return words_device(words, &fold);
}

bool tail_closing(const struct line *line, const struct words *words)
{
	struct fold fold;

	fold_text(&fold, line->text, MIN(line->n, (size_t)SIGNATURE_LINE_MOST));
	for (size_t i = fold.n; i > 0; i--) {
		if (!fold_word_ends(&fold, i))
			continue;
		size_t n = i;

		while (n > 0 && strchr(" ,.!", fold.text[n - 1]) != NULL)
			n--;
		if ((words_mean(words, fold.text, n) & WORD_CLOSING) != 0)
			return true;
	}
	return false;
}

/* "-- " and what is below it. */
static bool cut_delimited(const struct tail *tail, size_t last)
{
	struct lines *lines = tail->lines;
	size_t seen = 0, delimiters = 0, found = SIZE_MAX;
	bool asked = false, prose = false;

	for (size_t n = 0; n < TAIL_LINES_MOST && n <= last; n++) {
		const struct line *line = &lines->at[last - n];

		if (line->depth > 0 || seen > SIGNATURE_LINES_MOST)
			break;
		if (line->blank || line->fate != FATE_KEPT)
			continue;
		if (tail_delimiter(line)) {
			found = last - n;
			prose = asked;
		}
		asked = asked || tail_asks(line);
		delimiters +=
			tail_delimiter(line) ||
			(g_str_has_prefix(line->text, "-- ") && line->n > 3);
		seen++;
	}
	/* Several such lines divide a text or are a list. */
	if (found == SIZE_MAX || delimiters > 1 || !text_above(tail, found))
		return false;
	/* Without its blank it may as well divide what a person wrote. */
	if (prose && !tail_has_blank(&lines->at[found]))
		return false;
	cut(lines, found, last, FATE_SIGNATURE);
	return true;
}

/* A ruled line and a few short lines below it. */
static bool cut_ruled(const struct tail *tail, size_t last)
{
	struct lines *lines = tail->lines;
	bool contact = false, list = false;
	size_t seen = 0;

	for (size_t n = 0; n < TAIL_LINES_MOST && n <= last; n++) {
		size_t i = last - n;
		const struct line *line = &lines->at[i];

		if (line->depth > 0 || line->n > SIGNATURE_LINE_MOST)
			return false;
		if (line->blank || line->fate != FATE_KEPT)
			continue;
		if (seen > 0 && text_above(tail, i) &&
		    (line_ruled(line, "_", 5) ||
		     (contact && line_ruled(line, "-=*_", 5)))) {
			cut(lines, i, last,
			    list ? FATE_FOOTER : FATE_SIGNATURE);
			return true;
		}
		contact = contact || tail_contact(line);
		list = list || tail_list(line);
		if (++seen > RULED_LINES_MOST)
			return false;
	}
	return false;
}

static bool begins_legal(const struct line *line, const struct words *words)
{
	struct fold fold;
	size_t at = 0;

	fold_begin(&fold);
	fold_add(&fold, line->text, MIN(line->n, (size_t)SIGNATURE_LINE_MOST),
		 0);
	while (at < fold.n && strchr("-_=#[(\"' ", fold.text[at]) != NULL)
		at++;
	return words_phrase(words, PHRASE_LEGAL, &fold, at) > 0;
}

/* The paragraphs about confidentiality that companies append. */
static bool cut_legal(const struct tail *tail, size_t last)
{
	struct lines *lines = tail->lines;
	size_t found = SIZE_MAX, paragraphs = 0;

	for (size_t n = 0; n < TAIL_LINES_MOST && n <= last; n++) {
		size_t i = last - n;
		const struct line *line = &lines->at[i];
		bool begins = i == 0 || lines->at[i - 1].blank ||
			      line_bare(&lines->at[i - 1]);

		if (line->depth > 0)
			break;
		if (line->blank || line->fate != FATE_KEPT || !begins)
			continue;
		if (paragraphs++ > LEGAL_PARAGRAPHS_MOST)
			break;
		if (begins_legal(line, tail->words))
			found = i;
		else if (line->n < LEGAL_LINE_LEAST && !tail_contact(line))
			break; /* a person writes shorter lines */
	}
	if (found == SIZE_MAX || !text_above(tail, found))
		return false;
	cut(lines, found, last, FATE_FOOTER);
	return true;
}

/* True if the line begins with the sender's full name, or is about it. */
static bool names_signer(const struct line *line, const struct signer *signer)
{
	struct fold name, text;
	size_t words = 0, at = 0;

	if (line->n > SIGNATURE_LINE_MOST / 2 ||
	    strchr(".?!", line->text[line->n - 1]) != NULL)
		return false;
	fold_text(&name, signer->name,
		  MIN(strlen(signer->name), (size_t)SIGNATURE_LINE_MOST));
	fold_text(&text, line->text, line->n);
	while (at < name.n) {
		size_t n = strcspn(name.text + at, " ,\"'.");

		if (n > 1) {
			name.text[at + n] = '\0';
			const char *found = strstr(text.text, name.text + at);

			if (found == NULL ||
			    (words == 0 && found > text.text + 4 &&
			     strchr(name.text, ',') == NULL))
				return false;
			words++;
		}
		at += n + 1;
	}
	return words >= 2;
}

/*
 * A last paragraph that is the sender's name with a title, company or number:
 * the unmarked signature. A name alone ends a letter and stays.
 */
static bool cut_named(const struct tail *tail, size_t last)
{
	struct lines *lines = tail->lines;
	size_t first = last;

	while (first > 0 && !lines->at[first - 1].blank &&
	       last - first < SIGNATURE_LINES_MOST)
		first--;
	for (size_t i = first; i <= last; i++) {
		const struct line *line = &lines->at[i];

		if (line->depth > 0 || line->n > SIGNATURE_LINE_MOST)
			return false;
	}
	if (first == last || !text_above(tail, first) ||
	    !names_signer(&lines->at[first], tail->signer))
		return false;
	cut(lines, first, last, FATE_SIGNATURE);
	return true;
}

/* What HTML names a signature, from its first line on. */
static bool cut_marked(const struct tail *tail, size_t last)
{
	struct lines *lines = tail->lines;
	size_t from = last;

	if (!lines->at[last].marked_signature)
		return false;
	while (from > 0 && (lines->at[from - 1].marked_signature ||
			    (lines->at[from - 1].blank && from > 1 &&
			     lines->at[from - 2].marked_signature)))
		from--;
	if (!text_above(tail, from))
		return false;
	cut(lines, from, last, FATE_SIGNATURE);
	return true;
}

static bool cut_line(const struct tail *tail, size_t last)
{
	struct lines *lines = tail->lines;
	struct line *line = &lines->at[last];

	if (is_device(line, tail->words) && text_above(tail, last)) {
		line->fate = FATE_DEVICE;
		return true;
	}
	if (!is_decoration(line) || !text_above(tail, last))
		return false;
	for (size_t i = last + 1; i > 0; i--) {
		line = &lines->at[i - 1];
		if (!line->blank && (line->depth > 0 || !is_decoration(line)))
			break;
		if (!line->blank && line->fate == FATE_KEPT)
			line->fate = FATE_DIVIDER;
	}
	return true;
}

void tail_cut(const struct tail *tail, size_t to)
{
	for (unsigned round = 0; round < TAIL_ROUNDS_MOST; round++) {
		size_t last = tail_last(tail->lines, to);

		if (last == SIZE_MAX || tail->lines->at[last].depth > 0)
			return;
		if (!cut_line(tail, last) && !cut_marked(tail, last) &&
		    !cut_legal(tail, last) && !cut_delimited(tail, last) &&
		    !cut_ruled(tail, last) && !cut_named(tail, last))
			return;
	}
}

void head_cut(struct lines *lines, size_t to, const struct words *words)
{
	size_t first = lines_next(lines, 0);

	if (first < to && lines->at[first].fate == FATE_KEPT &&
	    is_device(&lines->at[first], words))
		lines->at[first].fate = FATE_DEVICE;
}
