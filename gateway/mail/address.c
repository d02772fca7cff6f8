// SPDX-License-Identifier: GPL-3.0-or-later
// Address headers: mailboxes, groups and comments, however they are written.
#include "mail/address.h"

#include <string.h>

#include "base/text.h"
#include "mail/address_spec.h"
#include "mail/words.h"

/* Bytes of one header that are read. */
#define ADDRESS_HEADER_MOST ((gsize)64 << 10)

/* What one mailbox is made of while it is read. */
struct item {
	GString *phrase;  /* what stands outside of <> and () */
	GString *spec;	  /* what stands in the first <> */
	GString *comment; /* what stands in () */
	bool angle;	  /* there was a <> */
	bool at;	  /* phrase has an "@" */
};

struct reader {
	const char *p;
	const char *end;
	struct pool *pool;
	GArray *found; /* struct address */
	struct item item;
	GString *held; /* words that ended at a comma, for the next name */
	bool unclosed; /* a quote had no end: quotes mean nothing any more */
	bool unsure;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void item_clear(struct item *item)
{
	g_string_truncate(item->phrase, 0);
	g_string_truncate(item->spec, 0);
	g_string_truncate(item->comment, 0);
	item->angle = item->at = false;
}

static const char *decoded_line(const char *raw, struct pool *pool)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) line = g_string_new(NULL);

	words_decode(text, raw, strlen(raw), "");
	text_line(line, text->str, text->len);
	return pool_text_n(pool, line->str, line->len);
}

static void add(struct reader *r, const char *spec, const char *phrase)
{
	struct address address;

	if (r->found->len >= ADDRESS_COUNT_MOST)
		return;
	address.email = spec_clean(spec_without_route(spec), r->pool);
	/* A part of an address would be another address. */
	if (strlen(address.email) > ADDRESS_EMAIL_MOST) {
		r->unsure = true;
		return;
	}
	address.name = decoded_line(phrase, r->pool);
	if (!spec_has_one_at(address.email))
		r->unsure = true;
	g_array_append_val(r->found, address);
}

/*
 * A mailbox without <>: its address is the word with the "@"; what stands
 * around it is a name. Blanks around "@" and "." belong to the address (RFC
 * 5322, 4.4, as old programs write it).
 */
static void add_bare(struct reader *r, const char *phrase, const char *comment)
{
	const char *at = spec_at(phrase);
	const char *from, *to;

	if (at == NULL) {
		/* A local user, as cron and old mail systems write one. */
		if (strpbrk(phrase, " \t\"=") == NULL)
			add(r, phrase, comment);
		else
			r->unsure = true;
		return;
	}
	for (from = at; from > phrase && is_blank(from[-1]);)
		from--;
	if (from > phrase && from[-1] == '"') {
		for (from--; from > phrase && from[-1] != '"';)
			from--;
		from -= from > phrase;
	}
	while (from > phrase && !is_blank(from[-1]))
		from--;
	for (to = at + 1; is_blank(*to);)
		to++;
	while (*to != '\0' && !is_blank(*to))
		to++;
	g_autofree char *spec = g_strndup(from, (gsize)(to - from));
	g_autofree char *name =
		g_strdup_printf("%.*s %s", (int)(from - phrase), phrase, to);

	g_strstrip(name);
	if (*name != '\0')
		r->unsure = true;
	add(r, spec, *name != '\0' ? name : comment);
}

/* Held words that no name followed are local users. */
static void held_end(struct reader *r)
{
	g_auto(GStrv) words = g_strsplit(r->held->str, ",", -1);

	g_string_truncate(r->held, 0);
	for (gsize i = 0; words[i] != NULL; i++)
		if (*g_strstrip(words[i]) != '\0')
			add_bare(r, words[i], "");
}

static void item_end(struct reader *r)
{
	struct item *item = &r->item;

	g_strstrip(item->phrase->str);
	item->phrase->len = strlen(item->phrase->str);
	if (item->angle && r->held->len > 0) {
		g_string_prepend(item->phrase, r->held->str);
		g_string_truncate(r->held, 0);
	}
	held_end(r);
	if (item->angle) {
		if (*spec_without_route(item->spec->str) != '\0')
			add(r, item->spec->str,
			    item->phrase->len > 0 ? item->phrase->str
						  : item->comment->str);
	} else if (item->phrase->len > 0) {
		add_bare(r, item->phrase->str, item->comment->str);
	}
	item_clear(item);
}

/*
 * At a comma, or a semicolon, which does the same for Outlook. Words without an
 * address are the first half of a name that its writer forgot to quote, if a
 * name and its <> follow: "Doe, Jane <jane@…>".
 */
static void item_part(struct reader *r)
{
	struct item *item = &r->item;

	if (item->angle || item->at || item->comment->len > 0 ||
	    strchr(item->phrase->str, ',') != NULL) {
		item_end(r);
		return;
	}
	g_strstrip(item->phrase->str);
	if (*item->phrase->str != '\0')
		g_string_append_printf(r->held, "%s, ", item->phrase->str);
	item_clear(item);
}

/*
 * True if the colon at p belongs to a name: "Desk: Ann <a@…>". A group has
 * several members, bare ones, or its semicolon.
 */
static bool is_name_colon(const struct reader *r)
{
	const char *p = r->p + 1;

	p += strcspn(p, "<@,;:");
	if (*p != '<' || !is_blank(r->p[1]) || r->item.phrase->len == 0)
		return false;
	p += strcspn(p, ">,;");
	if (*p == '>')
		p++;
	while (is_blank(*p))
		p++;
	return *p == '\0';
}

/*
 * Where the quote ends that begins at p, or NULL. After one that has no end
 * none is looked for again: that keeps it linear.
 */
static const char *quote_end(struct reader *r, const char *p)
{
	for (p++; p < r->end && !r->unclosed; p++) {
		if (*p == '\\' && p + 1 < r->end)
			p++;
		else if (*p == '"')
			return p;
	}
	r->unclosed = r->unsure = true;
	return NULL;
}

/* Quoted text goes to the name unquoted, to a local part as it is. */
static void read_quoted(struct reader *r)
{
	GString *phrase = r->item.phrase;
	const char *last = quote_end(r, r->p);

	if (last == NULL) {
		r->p++;
		return;
	}
	if (last + 1 < r->end && last[1] == '@') {
		g_string_append_len(phrase, r->p, last + 1 - r->p);
	} else {
		for (const char *p = r->p + 1; p < last; p++) {
			if (*p == '\\' && p + 1 < last)
				p++;
			g_string_append_c(phrase, *p);
		}
	}
	r->p = last + 1;
}

/* Comments nest (RFC 5322, 3.2.2). */
static void read_comment(struct reader *r)
{
	GString *comment = r->item.comment;
	const char *p = r->p + 1;
	gsize depth = 1;

	if (comment->len > 0)
		g_string_append_c(comment, ' ');
	for (; p < r->end; p++) {
		if (*p == '\\' && p + 1 < r->end)
			p++;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
			break;
		g_string_append_c(comment, *p);
	}
	if (depth > 0)
		r->unsure = true;
	r->p = p < r->end ? p + 1 : p;
}

/* What stands in <>: to the last ">" of several, as in "<<a@b>>". */
static void read_angle(struct reader *r)
{
	GString *spec = r->item.spec;
	const char *p = r->p + 1;

	/* A second one without a comma: another mailbox. */
	if (r->item.angle) {
		r->unsure = true;
		item_end(r);
	}
	r->item.angle = true;
	while (p < r->end && *p != '>' && *p != ',' && *p != ';') {
		const char *last = *p == '"' ? quote_end(r, p) : NULL;

		if (last != NULL) {
			g_string_append_len(spec, p, last + 1 - p);
			p = last + 1;
		} else if (*p == '@' && spec->len == 0) {
			/* A route, whose domains stand between commas. */
			const char *colon = memchr(p, ':', (gsize)(r->end - p));
			const char *close = memchr(p, '>', (gsize)(r->end - p));

			if (colon == NULL || (close != NULL && close < colon))
				g_string_append_c(spec, *p++);
			else
				p = colon + 1;
		} else {
			g_string_append_c(spec, *p++);
		}
	}
	if (p >= r->end || *p != '>')
		r->unsure = true;
	while (p < r->end && *p == '>')
		p++;
	r->p = p;
}

/* An address literal, whose colons and brackets are not ours (RFC 5321). */
static void read_literal(struct reader *r)
{
	const char *close = memchr(r->p, ']', (gsize)(r->end - r->p));
	const char *stop = close == NULL ? r->p + 1 : close + 1;

	g_string_append_len(r->item.phrase, r->p, stop - r->p);
	r->p = stop;
}

static void read_one(struct reader *r)
{
	GString *phrase = r->item.phrase;
	const char c = *r->p;
	const gsize word =
		c == '=' ? words_size(r->p, (gsize)(r->end - r->p)) : 0;

	if (word > 0) {
		g_string_append_len(phrase, r->p, (gssize)word);
		r->p += word;
	} else if (c == '"') {
		read_quoted(r);
	} else if (c == '(') {
		read_comment(r);
	} else if (c == '<') {
		read_angle(r);
	} else if (c == '[' && phrase->len > 0 &&
		   phrase->str[phrase->len - 1] == '@') {
		read_literal(r);
	} else if (c == ',' || c == ';') {
		item_part(r);
		r->p++;
	} else if (c == ':' && !r->item.angle && !r->item.at &&
		   !is_name_colon(r)) {
		/* A group's name: its members are what counts. */
		g_string_truncate(phrase, 0);
		r->p++;
	} else {
		if (c != '>')
			g_string_append_c(phrase, c);
		r->item.at |= c == '@';
		r->p++;
	}
}

struct addresses addresses_read(const char *raw, struct pool *pool,
				bool *unsure)
{
	struct reader r = {.p = raw, .pool = pool};
	struct addresses result;

	r.end = raw + MIN(strlen(raw), ADDRESS_HEADER_MOST);
	r.found = g_array_new(FALSE, FALSE, sizeof(struct address));
	r.item.phrase = g_string_new(NULL);
	r.item.spec = g_string_new(NULL);
	r.item.comment = g_string_new(NULL);
	r.held = g_string_new(NULL);
	while (r.p < r.end && r.found->len < ADDRESS_COUNT_MOST)
		read_one(&r);
	item_end(&r);
	g_string_free(r.item.phrase, TRUE);
	g_string_free(r.item.spec, TRUE);
	g_string_free(r.item.comment, TRUE);
	g_string_free(r.held, TRUE);
	*unsure |= r.unsure;
	result.n = r.found->len;
	result.at = pool_keep(pool, g_array_free(r.found, FALSE), g_free);
	return result;
}
