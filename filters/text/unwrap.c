// SPDX-License-Identifier: GPL-3.0-or-later
// Finds a mail that was forwarded inside the text of another.
#include "filters/text/unwrap.h"

#include <stdint.h>
#include <string.h>

#include "filters/text/block.h"
#include "filters/text/intro.h"
#include "filters/text/people.h"
#include "filters/text/prefix.h"

/* Columns by which a program indents a mail that it forwards. */
#define INDENT_MOST 8

/* Bytes of a label whose language is not known. */
#define UNKNOWN_LABEL_MOST 60

/* Bytes of an unfolded value; the rest is left out. */
#define VALUE_MOST ((size_t)8 << 10)

/* A quoted line of so many bytes may have lost its last words to the next. */
#define WRAPPED_LEAST 60

struct search {
	struct lines lines;
	const struct words *words;
	struct pool *pool;
	struct prefix prefix;
	size_t above;  /* the forwarder's own lines end here */
	size_t below;  /* the first line of the forwarded text */
	bool answered; /* the line above it is that of a reply */
	bool written;  /* the forwarder wrote something above it */
};

/* The value of a header as one line, "" if it is not there. */
static const char *block_text(const struct lines *lines,
			      const struct block *block, enum block_field field,
			      struct pool *pool)
{
	const struct block_value *value = &block->value[field];
	g_autoptr(GString) text = g_string_new(NULL);

	if ((block->seen & (1U << field)) == 0)
		return "";
	const char *from = lines->at[value->line].text + value->offset;
	size_t n = MIN(value->n, VALUE_MOST);

	while (n > 0 && n < value->n && ((unsigned char)from[n] & 0xc0) == 0x80)
		n--;
	g_string_append_len(text, from, (gssize)n);
	for (size_t i = 1; i <= value->more; i++) {
		const struct line *line = &lines->at[value->line + i];

		if (text->len + line->n > VALUE_MOST)
			break;
		g_string_append_c(text, ' ');
		g_string_append_len(text, line->text, (gssize)line->n);
	}
	g_strstrip(text->str);
	return pool_text(pool, text->str);
}

/* A line without the quote marks that the whole forward has. */
static void append_line(GString *text, const struct line *line, unsigned depth,
			unsigned indent)
{
	const char *from = line->start, *end = line->text + line->n;

	if (line->marked_quote || depth == 0)
		depth = 0;
	while (depth > 0 && from < line->text) {
		if (*from == '>')
			depth--;
		from++;
		if (depth == 0 && from < line->text && *from == ' ')
			from++;
	}
	while (indent > 0 && from < end && *from == ' ') {
		from++;
		indent--;
	}
	if (end > from)
		g_string_append_len(text, from, (gssize)(end - from));
	g_string_append_c(text, '\n');
}

static unsigned common_indent(const struct lines *lines, size_t from)
{
	unsigned least = INDENT_MOST;

	for (size_t i = from; i < lines->n && least > 0; i++) {
		const struct line *line = &lines->at[i];
		unsigned n = 0;

		if (line->blank || line->depth > 0)
			continue;
		while (n < least && line->start[n] == ' ')
			n++;
		least = n;
	}
	return least;
}

/* Where a forward with quote marks ends: at the first line without. */
static size_t body_end(const struct lines *lines, size_t from, guint16 depth)
{
	for (size_t i = from; depth > 0 && i < lines->n; i++) {
		const struct line *line = &lines->at[i], *above = line - 1;

		if (line->blank || line->depth >= depth)
			continue;
		if (above->blank || above->n < WRAPPED_LEAST)
			return i;
	}
	return lines->n;
}

static const char *body_text(const struct search *search, guint16 depth)
{
	const struct lines *lines = &search->lines;
	size_t end = body_end(lines, search->below, depth);
	unsigned indent = depth > 0 ? 0 : common_indent(lines, search->below);
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = lines_next(lines, search->below); i < end; i++)
		append_line(text, &lines->at[i], depth, indent);
	g_strstrip(text->str);
	return pool_text(search->pool, text->str);
}

/* What stands above the forward, a ruled line left out; NULL for nothing. */
static const char *message_text(const struct search *search)
{
	const struct lines *lines = &search->lines;
	size_t end = search->above;
	g_autoptr(GString) text = g_string_new(NULL);

	while (end > 0 && (lines->at[end - 1].blank ||
			   line_ruled(&lines->at[end - 1], "-_=*~", 3)))
		end--;
	for (size_t i = lines_next(lines, 0); i < end; i++)
		append_line(text, &lines->at[i], 0, 0);
	while (text->len > 0 && text->str[text->len - 1] == '\n')
		g_string_truncate(text, text->len - 1);
	if (text->len == 0)
		return NULL;
	return pool_text_n(search->pool, text->str, text->len);
}

static void fill_block(struct search *search, const struct block *block,
		       struct forwarded *out)
{
	const struct lines *lines = &search->lines;
	struct pool *pool = search->pool;
	const char *from = block_text(lines, block, BLOCK_FROM, pool);
	struct addresses senders = people_read(from, pool);

	if (senders.n > 0)
		out->from = senders.at[0];
	out->to = people_read(block_text(lines, block, BLOCK_TO, pool), pool);
	out->cc = people_read(block_text(lines, block, BLOCK_CC, pool), pool);
	out->subject = block_text(lines, block, BLOCK_SUBJECT, pool);
	out->date = block_text(lines, block, BLOCK_DATE, pool);
	search->below = block->last + 1;
}

/*
 * A reply may have a stray prefix in its subject. Where a line of replies
 * stands above the block and own words above that, or where the block does
 * not give the author's address, the body keeps the headers: then nothing is
 * missing for who reads it.
 */
static bool keeps_headers(const struct search *search,
			  const struct forwarded *out)
{
	return (search->answered && out->message != NULL) ||
	       *out->from.email == '\0';
}

/* Missive puts quote marks before the body, but not before the headers. */
static guint16 body_depth(const struct search *search,
			  const struct block *block)
{
	const struct lines *lines = &search->lines;
	guint16 depth = lines->at[block->first].depth, least = G_MAXUINT16;

	for (size_t i = search->below; i < lines->n && least > depth; i++) {
		if (!lines->at[i].blank)
			least = MIN(least, lines->at[i].depth);
	}
	return least == G_MAXUINT16 ? depth : MAX(depth, least);
}

static bool take_block(struct search *search, const struct block *block,
		       struct forwarded *out)
{
	fill_block(search, block, out);
	out->message = message_text(search);
	if (keeps_headers(search, out))
		search->below = block->first;
	out->body = body_text(search, body_depth(search, block));
	return true;
}

/* "On … wrote:", as Outlook's light edition introduces what it forwards. */
static bool take_intro(struct search *search, const struct intro *intro,
		       struct forwarded *out)
{
	const struct lines *lines = &search->lines;
	const struct line *first = &lines->at[intro->first];
	const struct line *last = &lines->at[intro->last];
	const char *text =
		pool_text_n(search->pool, first->text,
			    (size_t)(last->text + last->n - first->text));
	size_t next = lines_next(lines, intro->last + 1);

	out->from = people_introduced(text, search->words, search->pool);
	if (*out->from.email == '\0' || next >= lines->n)
		return false;
	out->subject = search->prefix.bare;
	search->above = intro->first;
	search->below = next;
	out->message = message_text(search);
	out->body = body_text(search, lines->at[next].depth);
	return true;
}

/*
 * The first header of a language whose word for From nobody wrote down yet: a
 * label with an address, and a block without From below it.
 */
static bool unknown_from(const struct lines *lines, size_t at,
			 const struct words *words, struct block *block)
{
	const struct line *line = &lines->at[at];
	size_t n = MIN(line->n, (size_t)UNKNOWN_LABEL_MOST);
	const char *colon = memchr(line->text, ':', n);
	size_t width = 1;

	if (colon == NULL) {
		colon = g_strstr_len(line->text, (gssize)n, "\xef\xbc\x9a");
		width = 3;
	}
	if (colon == NULL || memchr(line->text, '@', line->n) == NULL ||
	    at + 1 >= lines->n || lines->at[at + 1].blank ||
	    !block_read(lines, at + 1, 0, words, block) ||
	    (block->seen & (1U << BLOCK_FROM)) != 0 || block->fields < 2)
		return false;
	size_t offset = (size_t)(colon - line->text) + width;

	block->first = at;
	block->seen |= 1U << BLOCK_FROM;
	block->fields++;
	block->value[BLOCK_FROM] = (struct block_value){
		.line = at, .offset = offset, .n = line->n - offset};
	return true;
}

/* The header block below "Forwarded message", or on the same line. */
static bool below_divider(struct search *search, size_t i, size_t rest,
			  struct forwarded *out)
{
	const struct lines *lines = &search->lines;
	size_t at = rest > 0 ? i : lines_next(lines, i + 1);
	struct block block;

	search->above = i;
	if (at >= lines->n)
		return false;
	if (block_read(lines, at, rest, search->words, &block)
		    ? block_convinces(&block, true)
		    : unknown_from(lines, at, search->words, &block))
		return take_block(search, &block, out);
	return false;
}

/* A header block with no line of words above it. */
static bool lone_block(struct search *search, size_t i, bool divided,
		       struct forwarded *out, size_t *next)
{
	struct block block;

	if (!block_read(&search->lines, i, 0, search->words, &block))
		return false;
	*next = block.last + 1;
	search->above = i;
	if (!block_convinces(&block, divided) &&
	    !block_exact(&search->lines, &block, search->words))
		return false;
	/* A mail that begins with headers is a forward with any prefix. */
	if (!search->prefix.forwarded &&
	    (search->prefix.replied || search->written))
		return false;
	return take_block(search, &block, out);
}

static bool look(struct search *search, struct forwarded *out)
{
	const struct lines *lines = &search->lines;
	bool told = search->prefix.forwarded, divided = false;
	size_t next = 0, rest;

	for (size_t i = 0; i < lines->n; i++) {
		struct intro intro;

		if (lines->at[i].blank || i < next)
			continue;
		struct fold fold;

		divider_fold(&lines->at[i], &fold);
		enum divider divider =
			divider_read(lines, i, &fold, search->words, &rest);

		if (divider == DIVIDER_FORWARD &&
		    below_divider(search, i, rest, out))
			return true;
		search->answered = divider == DIVIDER_ORIGINAL;
		if (told && search->answered &&
		    below_divider(search, i, rest, out))
			return true;
		divided = divided || lines->at[i].marked_divider;
		if (lone_block(search, i, divided, out, &next))
			return true;
		divided =
			divider == DIVIDER_RULE || divider == DIVIDER_ORIGINAL;
		search->written = search->written || divider != DIVIDER_RULE;
		/* Without a subject that says so, this is a reply's quote. */
		if (told && intro_find(lines, i, next, search->words, &intro) &&
		    intro.offset == 0 && take_intro(search, &intro, out))
			return true;
	}
	return false;
}

bool unwrap(const struct unwrap_input *input, const struct words *words,
	    struct pool *pool, struct forwarded *forwarded)
{
	struct search search = {.words = words, .pool = pool};

	*forwarded = (struct forwarded){
		.from = {"", ""},
		.subject = "",
		.date = "",
		.body = "",
	};
	prefix_read(input->subject, words, &search.prefix);
	lines_split(&search.lines, input->text, input->marks, input->marks_n);
	bool found = look(&search, forwarded);

	lines_clear(&search.lines);
	return found;
}
