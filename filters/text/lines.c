// SPDX-License-Identifier: GPL-3.0-or-later
// A text as lines: how deep each is quoted, and what HTML says of it.
#include "filters/text/lines.h"

#include <string.h>

#include "filters/text/utf8.h"

/* Letters before a quote mark: the initials of whom is quoted ("JD> …"). */
#define INITIALS_MOST 4

/* Lines with a bar before them that make a quote. */
#define BARS_LEAST 3

/* Bytes of a line that are looked at to tell whether it is a ruled one. */
#define RULED_MOST 400

/* Bytes of a blank at text, 0 if there is none: tab, space, NBSP, BOM … */
static size_t blank_size(const char *text, const char *end)
{
	if (text >= end)
		return 0;
	if (*text == ' ' || *text == '\t' || *text == '\r' || *text == '\f')
		return 1;
	if ((unsigned char)*text < 0x80)
		return 0;
	gunichar c = g_utf8_get_char(text);

	if (c == 0xfeff || (c >= 0x200b && c <= 0x200f) ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) ||
	    g_unichar_isspace(c))
		return (size_t)(utf8_next(text) - text);
	return 0;
}

static const char *skip_blanks(const char *text, const char *end)
{
	size_t size;

	while ((size = blank_size(text, end)) > 0)
		text += size;
	return text;
}

/* Bytes of a quote mark at text, 0 if there is none. */
static size_t mark_size(const char *text, const char *end, bool first)
{
	size_t letters = 0;

	if (text >= end)
		return 0;
	if (*text == '>') {
		/* "><" and ">http" are fine; ">=" and "->" are not quotes. */
		return text + 1 < end && text[1] == '=' ? 0 : 1;
	}
	if (g_str_has_prefix(text, "\xef\xbc\x9e")) /* U+FF1E */
		return 3;
	while (first && letters < INITIALS_MOST && text + letters < end &&
	       g_ascii_isupper(text[letters]))
		letters++;
	if (letters > 0 && text + letters < end && text[letters] == '>')
		return letters + 1;
	return 0;
}

static void measure(struct line *line)
{
	const char *end = line->start + line->whole, *text = line->start;
	size_t size;

	text = skip_blanks(text, end);
	while (line->depth < LINES_DEPTH_MOST &&
	       (size = mark_size(text, end, line->depth == 0)) > 0) {
		line->depth++;
		text = skip_blanks(text + size, end);
	}
	while (end > text) {
		const char *last = g_utf8_prev_char(end);

		if (blank_size(last, end) == 0)
			break;
		end = last;
	}
	line->text = text;
	line->n = (guint32)(end - text);
	line->blank = line->n == 0;
}

/* A line that begins with a bar and has no other: no row of a table. */
static bool has_bar(const struct line *line)
{
	return line->depth == 0 && line->n > 0 && line->text[0] == '|' &&
	       memchr(line->text + 1, '|', line->n - 1) == NULL;
}

/* Some programs quote with bars; fewer lines may be anything. */
static void apply_bars(struct lines *lines)
{
	size_t from = 0;

	for (size_t i = 0; i <= lines->n; i++) {
		if (i < lines->n && has_bar(&lines->at[i]))
			continue;
		bool quoted = i - from >= BARS_LEAST;

		for (; quoted && from < i; from++) {
			struct line *line = &lines->at[from];

			line->depth = 1;
			line->text++;
			line->n--;
			while (line->n > 0 && *line->text == ' ') {
				line->text++;
				line->n--;
			}
			line->blank = line->n == 0;
		}
		from = i + 1;
	}
}

static void apply_mark(struct line *line, const struct mark *mark)
{
	switch (mark->kind) {
	case MARK_QUOTE:
		line->marked_quote = true;
		line->depth = (guint16)MAX(
			line->depth,
			MIN(MAX(mark->depth, 1), (guint32)LINES_DEPTH_MOST));
		break;
	case MARK_INTRO:
		line->marked_intro = true;
		break;
	case MARK_SIGNATURE:
		line->marked_signature = true;
		break;
	case MARK_DIVIDER:
		line->marked_divider = true;
		break;
	}
}

/* The first line that begins at or behind the byte, by halving. */
static size_t line_at(const struct lines *lines, const char *text)
{
	size_t low = 0, high = lines->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (lines->at[middle].text < text)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * Marks nest, so a line is visited once for each kind and depth at most: a
 * mark of the same kind that lies in what was marked before is skipped over,
 * except where it quotes deeper.
 */
static void apply_marks(struct lines *lines, const char *text,
			const struct mark *marks, size_t marks_n)
{
	size_t visits = 0, most = LINES_MOST * 8;

	for (size_t i = 0; i < marks_n && visits < most; i++) {
		const char *to = text + marks[i].to;
		size_t at = line_at(lines, text + marks[i].from);
		bool one = marks[i].kind == MARK_DIVIDER;

		if (one) {
			at = lines_next(lines, at);
			if (at < lines->n)
				apply_mark(&lines->at[at], &marks[i]);
			continue;
		}
		for (; at < lines->n && visits < most; at++, visits++) {
			if (lines->at[at].text >= to)
				break;
			apply_mark(&lines->at[at], &marks[i]);
		}
	}
}

void lines_split(struct lines *lines, const char *text,
		 const struct mark *marks, size_t marks_n)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct line));

	for (const char *at = text; *at != '\0';) {
		struct line line = {.start = at};
		const char *end = strchr(at, '\n');

		if (end == NULL || all->len + 1 >= LINES_MOST)
			end = at + strlen(at);
		line.whole = (guint32)(end - at);
		measure(&line);
		g_array_append_val(all, line);
		at = *end == '\n' ? end + 1 : end;
	}
	lines->n = all->len;
	lines->at = (struct line *)(void *)g_array_free(all, FALSE);
	apply_bars(lines);
	apply_marks(lines, text, marks, marks_n);
}

void lines_clear(struct lines *lines)
{
	g_free(lines->at);
	lines->at = NULL;
	lines->n = 0;
}

size_t lines_next(const struct lines *lines, size_t i)
{
	while (i < lines->n && lines->at[i].blank)
		i++;
	return i;
}

void lines_break(struct lines *lines, size_t i, size_t at)
{
	struct line *line;

	lines->at = g_renew(struct line, lines->at, lines->n + 1);
	memmove(lines->at + i + 1, lines->at + i,
		(lines->n - i) * sizeof(struct line));
	lines->n++;
	line = &lines->at[i];
	line[1].start = line->text + at;
	line[1].whole = line->whole - (guint32)(line[1].start - line->start);
	line->whole -= line[1].whole;
	line->n = (guint32)at;
	while (line->n > 0 && line->text[line->n - 1] == ' ')
		line->n--;
	line->whole = (guint32)(line->text + line->n - line->start);
	line[1].text = line[1].start;
	line[1].n -= (guint32)at;
}

bool line_ruled(const struct line *line, const char *marks, size_t least)
{
	size_t count = 0;

	if (line->n > RULED_MOST)
		return false;
	for (size_t i = 0; i < line->n; i++) {
		if (strchr(marks, line->text[i]) != NULL)
			count++;
		else if (line->text[i] != ' ')
			return false;
	}
	return count >= least;
}

bool line_bare(const struct line *line)
{
	if (line->blank || line->n > RULED_MOST)
		return false;
	for (const char *at = line->text; at < line->text + line->n;
	     at = utf8_next(at)) {
		gunichar c = g_utf8_get_char(at);

		/* Emoji and other symbols are an answer; dashes are none. */
		if (g_unichar_isalnum(c) || c >= 0x2190)
			return false;
	}
	return true;
}
