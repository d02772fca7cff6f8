// SPDX-License-Identifier: GPL-3.0-or-later
// Header blocks inside a text: From, Sent, To, Subject in any language.
#include "filters/text/block.h"

#include <string.h>

#include "filters/text/shape.h"

/* Bytes of a label with its decoration. */
#define LABEL_MOST 60

/* Bytes of a label that no language knows: "Phone", "Order number". */
#define FORM_LABEL_MOST 25

/* Blank lines between two headers, where HTML put each in a paragraph. */
#define BLOCK_BLANKS_MOST 2

/* Lines without a label that one header is folded over. */
#define FOLDED_LINES_MOST 3

/* Colons on one line of glued headers that are looked at. */
#define GLUED_COLONS_MOST 64

/* The colon of a label in text[0..n], and its bytes; NULL if none is near. */
static const char *colon_find(const char *text, size_t n, size_t *size)
{
	const char *end = text + MIN(n, LABEL_MOST);

	for (const char *at = text; at < end; at++) {
		if (*at == ':') {
			*size = 1;
			return at;
		}
		if (end - at >= 3 && memcmp(at, "\xef\xbc\x9a", 3) == 0) {
			*size = 3;
			return at;
		}
	}
	return NULL;
}

static size_t skip_decoration(const char *text, size_t at, size_t n)
{
	while (at < n) {
		if (strchr("*_ \t", text[at]) != NULL)
			at++;
		else if (n - at >= 2 && memcmp(text + at, "\xc2\xa0", 2) == 0)
			at += 2;
		else if (n - at >= 3 &&
			 memcmp(text + at, "\xe2\x80\x8b", 3) == 0)
			at += 3;
		else
			break;
	}
	return at;
}

/* The meaning of the label at text, and where its value begins. */
static guint label_read(const char *text, size_t n, const struct words *words,
			size_t *value)
{
	size_t colon_n;
	const char *colon = colon_find(text, n, &colon_n);
	struct fold fold;

	if (colon == NULL)
		return 0;
	fold_text(&fold, text, (size_t)(colon - text));
	fold_chop(&fold, "_");
	size_t from = 0;

	while (from < fold.n && fold.text[from] == '_')
		from++;
	*value = skip_decoration(text, (size_t)(colon - text) + colon_n, n);
	return words_mean(words, fold.text + from, fold.n - from) & WORD_LABEL;
}

/* "Phone: 123": a label that mail programs do not write. */
static bool form_label(const struct line *line, const struct words *words)
{
	size_t colon_n, value;
	const char *colon =
		colon_find(line->text, MIN(line->n, FORM_LABEL_MOST), &colon_n);

	if (colon == NULL || colon == line->text ||
	    colon + colon_n >= line->text + line->n ||
	    !strchr(" \t*", colon[colon_n]))
		return false;
	if (g_ascii_isdigit(colon[-1]))
		return false;
	return label_read(line->text, line->n, words, &value) == 0;
}

/* The field that a label stands for: the first that is not there yet. */
static int field_of(guint mean, guint seen)
{
	int any = -1;

	for (int field = 0; field < BLOCK_FIELDS; field++) {
		if ((mean & ((guint)WORD_FROM << field)) == 0)
			continue;
		if ((seen & (1U << field)) == 0)
			return field;
		any = any < 0 ? field : any;
	}
	return any;
}

static void see(struct block *block, int field, size_t line, size_t offset,
		size_t n)
{
	if ((block->seen & (1U << field)) == 0) {
		block->value[field] = (struct block_value){
			.line = line, .offset = offset, .n = n};
		if (field != BLOCK_OTHER)
			block->fields++;
	}
	block->seen |= 1U << field;
}

/* True if text opens a bracket that it does not close: a folded address. */
static bool open_bracket(const struct line *line)
{
	size_t n = MIN(line->n, (size_t)FOLD_MOST);
	const char *text = line->text + line->n - n;
	const char *angle = memrchr(text, '<', n);
	const char *square = memrchr(text, '[', n);

	return (angle != NULL &&
		memchr(angle, '>', (size_t)(text + n - angle)) == NULL) ||
	       (square != NULL &&
		memchr(square, ']', (size_t)(text + n - square)) == NULL);
}

/* True if line i goes on with the value of field, which ends above it. */
static bool continues(const struct lines *lines, size_t i, int field)
{
	const struct line *line = &lines->at[i], *above = &lines->at[i - 1];
	char last = above->n > 0 ? above->text[above->n - 1] : '\0';
	bool indented = line->depth == 0 && line->text > line->start;

	if (line->blank || line->depth != above->depth)
		return false;
	if (field == BLOCK_SUBJECT)
		return indented && above->text == above->start;
	if (open_bracket(above))
		return true;
	if (field == BLOCK_OTHER || field == BLOCK_DATE)
		return indented && above->text == above->start;
	return last == ',' || last == ';' || line->text[0] == '<' ||
	       (indented && above->text == above->start &&
		memchr(line->text, '@', line->n) != NULL);
}

/*
 * Headers that stand on one line, each directly behind the value of the one
 * before: "From: a@example.comTo: b@example.comSent: … CETSubject: …".
 */
static void read_glued(const struct lines *lines, size_t i, size_t offset,
		       const struct words *words, struct block *block)
{
	const struct line *line = &lines->at[i];
	size_t n = MIN(line->n, (size_t)FOLD_MOST * 4), value_at = 0;
	unsigned colons = 0;
	int field = -1;

	for (size_t at = offset; at <= n; at++) {
		guint mean = 0;
		size_t end = at, label = 0;

		if (at < n &&
		    (line->text[at] != ':' || ++colons > GLUED_COLONS_MOST))
			continue;
		if (at < n) {
			while (end > offset && line->text[end - 1] == ' ')
				end--;
			label = words_label_glued(words, line->text + offset,
						  end - offset, &mean);
			if (label == 0 || field_of(mean, block->seen) < 0 ||
			    (block->seen &
			     (1U << field_of(mean, block->seen))) != 0)
				continue;
			end -= label;
		}
		if (field >= 0)
			block->value[field].n = end - value_at;
		if (at >= n)
			break;
		field = field_of(mean, block->seen);
		value_at = skip_decoration(line->text, at + 1, n);
		see(block, field, i, value_at, 0);
	}
	block->last = i;
	block->rest = line->n;
}

/* The next line that could be a header, over the blank ones between. */
static size_t next_header(const struct lines *lines, size_t i,
			  const struct block *block, bool *spaced)
{
	size_t next = lines_next(lines, i);
	unsigned seen = block->fields + ((block->seen >> BLOCK_OTHER) & 1U);

	if (next == i)
		return *spaced && seen > 1 ? lines->n : i;
	/* Once two headers stood together, a blank line ends the block. */
	if (next - i > BLOCK_BLANKS_MOST || (seen > 1 && !*spaced))
		return lines->n;
	*spaced = true;
	return next;
}

/* Takes line i into the block: false if it is no part of it. */
static bool take_line(const struct lines *lines, size_t i, size_t offset,
		      const struct words *words, struct block *block)
{
	const struct line *line = &lines->at[i];
	size_t value;
	guint mean = label_read(line->text + offset, line->n - offset, words,
				&value);
	int field = mean == 0 ? -1 : field_of(mean, block->seen);

	if (field < 0)
		return false;
	bool again = (block->seen & (1U << field)) != 0;

	if (again && (field == BLOCK_FROM || field == BLOCK_SUBJECT))
		return false;
	see(block, field, i, offset + value, line->n - offset - value);
	block->last = i;
	block->rest = line->n;
	for (size_t more = 1; more < BLOCK_VALUE_LINES_MOST; more++) {
		size_t ignored;

		if (i + more >= lines->n ||
		    !continues(lines, i + more, field) ||
		    label_read(lines->at[i + more].text, lines->at[i + more].n,
			       words, &ignored) != 0)
			break;
		if (!again)
			block->value[field].more = more;
		block->last = i + more;
		block->rest = lines->at[i + more].n;
	}
	return true;
}

/*
 * Lines without a label between two headers belong to the upper one: the next
 * header close below, 0 if there is none. A label that is no mail program's
 * makes it a form instead.
 */
static size_t skip_folded(const struct lines *lines, size_t at,
			  const struct words *words, struct block *block)
{
	if (block->fields == 0 || block->fields >= 4)
		return 0;
	for (size_t i = at; i < lines->n && i <= at + FOLDED_LINES_MOST; i++) {
		const struct line *line = &lines->at[i];
		size_t value;
		guint mean;

		if (line->blank || line->depth != lines->at[at].depth)
			return 0;
		mean = label_read(line->text, line->n, words, &value);
		if (mean != 0) {
			int field = field_of(mean, block->seen);

			return (block->seen & (1U << field)) != 0 ? 0 : i;
		}
		if (form_label(line, words))
			return 0;
	}
	return 0;
}

/* "Subject: … 2023Sender: … To: …": several headers on one line. */
static bool read_crowded(const struct lines *lines, size_t i,
			 const struct words *words, struct block *block)
{
	const struct line *line = &lines->at[i];
	struct block crowded = {.first = i, .last = i};
	unsigned colons = 0;

	for (size_t at = 0; at < MIN(line->n, (size_t)FOLD_MOST); at++)
		colons += line->text[at] == ':';
	if (colons < 3)
		return false;
	read_glued(lines, i, 0, words, &crowded);
	if (crowded.fields < 3 || (crowded.seen & (1U << BLOCK_FROM)) == 0)
		return false;
	*block = crowded;
	return true;
}

/* What the value of a header has: a date, an address. */
static void value_shape(const struct lines *lines, const struct block *block,
			const struct words *words, enum block_field field,
			struct shape *shape)
{
	const struct block_value *value = &block->value[field];
	struct fold fold;

	*shape = (struct shape){0};
	if ((block->seen & (1U << field)) == 0)
		return;
	fold_text(&fold, lines->at[value->line].text + value->offset,
		  MIN(value->n, (size_t)FOLD_MOST / 2));
	shape_read(&fold, words, shape);
}

bool block_read(const struct lines *lines, size_t i, size_t offset,
		const struct words *words, struct block *block)
{
	guint16 depth = lines->at[i].depth;
	bool spaced = false;

	*block = (struct block){.first = i, .last = i};
	if (offset > 0) {
		read_glued(lines, i, offset, words, block);
		return block->fields > 0;
	}
	for (size_t at = i; at < lines->n && at < i + BLOCK_LINES_MOST;) {
		if (lines->at[at].depth != depth)
			break;
		if (take_line(lines, at, 0, words, block)) {
			at = next_header(lines, block->last + 1, block,
					 &spaced);
			continue;
		}
		at = skip_folded(lines, at, words, block);
		if (at == 0)
			break;
	}
	if (block->seen == 0)
		return false;
	if (block->fields == 1 && read_crowded(lines, i, words, block))
		return true;
	if (block->fields > 1) {
		struct shape date;

		value_shape(lines, block, words, BLOCK_DATE, &date);
		block->dated = date.date || date.time;
	}
	block->form = (i > 0 && form_label(&lines->at[i - 1], words)) ||
		      (block->last + 1 < lines->n &&
		       form_label(&lines->at[block->last + 1], words) &&
		       block->fields < 4);
	return true;
}

bool block_exact(const struct lines *lines, const struct block *block,
		 const struct words *words)
{
	struct shape date, from, to;

	if (block->form || !block->dated)
		return false;
	value_shape(lines, block, words, BLOCK_DATE, &date);
	value_shape(lines, block, words, BLOCK_FROM, &from);
	value_shape(lines, block, words, BLOCK_TO, &to);
	return date.date && date.time && (from.address || to.address);
}

bool block_convinces(const struct block *block, bool divided)
{
	bool from = (block->seen & (1U << BLOCK_FROM)) != 0;
	bool date = (block->seen & (1U << BLOCK_DATE)) != 0;

	if (divided)
		return block->fields >= 2 && (from || date);
	return block->fields >= 3 && from && !block->form &&
	       (block->dated || (block->seen & (1U << BLOCK_SUBJECT)) != 0);
}
