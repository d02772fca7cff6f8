// SPDX-License-Identifier: GPL-3.0-or-later
// Names and addresses as mail programs show them to people.
#include "filters/text/people.h"

#include <string.h>

/* Bytes of an introduction that are read. */
#define INTRODUCED_MOST 1000

/* Characters around a name or an address that belong to neither. */
#define WRAPPERS " \t\"'<>()[]*_,;:"

static bool in_address(char c)
{
	return (unsigned char)c > ' ' && strchr("<>()[]\",;:", c) == NULL;
}

/* The first address in text[0..n]; its bytes in *size, NULL for none. */
static const char *address_find(const char *text, size_t n, size_t *size)
{
	for (const char *sign = memchr(text, '@', n); sign != NULL;
	     sign = memchr(sign + 1, '@', n - (size_t)(sign + 1 - text))) {
		const char *from = sign, *to = sign + 1;

		while (from > text && in_address(from[-1]) &&
		       sign - from < ADDRESS_EMAIL_MOST)
			from--;
		while (to < text + n && in_address(*to) &&
		       to - sign < ADDRESS_EMAIL_MOST)
			to++;
		/* The ceiling may have cut a character in two. */
		while (from < sign && ((unsigned char)*from & 0xc0) == 0x80)
			from++;
		while (to > sign + 1 && to < text + n &&
		       ((unsigned char)*to & 0xc0) == 0x80)
			to--;
		while (to > sign + 1 && strchr(".'*_", to[-1]) != NULL)
			to--;
		while (from < sign && strchr("'*", *from) != NULL)
			from++;
		if (from < sign && to > sign + 1 &&
		    memchr(from, '@', (size_t)(sign - from)) == NULL) {
			*size = (size_t)(to - from);
			return from;
		}
	}
	return NULL;
}

/* text[0..n] without what wraps it: quotes, brackets, blanks. */
static const char *unwrapped(const char *text, size_t n, struct pool *pool)
{
	g_autofree char *name = g_strndup(text, n);
	static const char *const quotes[] = {
		"\xe2\x80\x9e", "\xe2\x80\x9c", "\xe2\x80\x9d", "\xc2\xab",
		"\xc2\xbb",	"\xe2\x80\x98", "\xe2\x80\x99", "\xc2\xa0",
		"\xe2\x80\x8e", "\xe2\x80\x8f"};
	char *from = name, *to = name + strlen(name);

	for (bool more = true; more;) {
		more = false;
		while (from < to && strchr(WRAPPERS, *from) != NULL)
			from++;
		while (to > from && strchr(WRAPPERS, to[-1]) != NULL)
			to--;
		for (size_t i = 0; i < G_N_ELEMENTS(quotes); i++) {
			size_t size = strlen(quotes[i]);

			if ((size_t)(to - from) < size)
				continue;
			if (memcmp(from, quotes[i], size) == 0) {
				from += size;
				more = true;
			} else if (memcmp(to - size, quotes[i], size) == 0) {
				to -= size;
				more = true;
			}
		}
	}
	return pool_text_n(pool, from, (size_t)(to - from));
}

/* One person out of text[0..n]. */
static struct address person(const char *text, size_t n, struct pool *pool)
{
	struct address who = {"", ""};
	size_t size = 0;
	const char *email = address_find(text, n, &size);

	if (email == NULL) {
		who.name = unwrapped(text, n, pool);
		return who;
	}
	const char *end = email;
	const char *link =
		g_strstr_len(text, (gssize)(email - text), "mailto:");

	if (link != NULL)
		end = link;
	who.email = pool_text_n(pool, email, size);
	who.name = unwrapped(text, (size_t)(end - text), pool);
	return who;
}

/* A comma ends a person only where an address came before it. */
static bool ends_person(char c, bool addressed)
{
	return c == ';' || (c == ',' && addressed);
}

struct addresses people_read(const char *text, struct pool *pool)
{
	struct address *all = pool_zero(pool, ADDRESS_COUNT_MOST, sizeof(*all));
	struct addresses people = {all, 0};
	const char *from = text;
	bool addressed = false, quoted = false;

	for (const char *at = text; people.n < ADDRESS_COUNT_MOST; at++) {
		if (*at == '"')
			quoted = !quoted;
		addressed = addressed || *at == '@';
		if (*at != '\0' && (quoted || !ends_person(*at, addressed)))
			continue;
		struct address who = person(from, (size_t)(at - from), pool);

		if (*who.email != '\0' || *who.name != '\0')
			all[people.n++] = who;
		addressed = false;
		from = at + 1;
		if (*at == '\0')
			break;
	}
	return people;
}

static size_t word_end(const char *text, size_t at, size_t n)
{
	while (at < n && strchr(" ,\t\n", text[at]) == NULL)
		at++;
	return at;
}

/* True if the word has a digit or belongs to the date: "PM", "CET", "Uhr". */
static bool is_dating(const char *word, size_t n, bool dated)
{
	bool capitals = true;

	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)word[i] < 0x80 && g_ascii_isdigit(word[i]))
			return true;
		capitals = capitals && g_ascii_isupper(word[i]);
	}
	return dated && ((capitals && n >= 2 && n <= 4) ||
			 (n == 3 && memcmp(word, "Uhr", 3) == 0));
}

/* The byte of text where the name before the address begins. */
static size_t name_begin(const char *text, size_t n, const struct words *words)
{
	size_t begin = 0;
	bool dated = false, named = false;

	for (size_t at = 0; at < n;) {
		size_t end = word_end(text, at, n);
		struct fold fold;

		if (end == at) {
			at++;
			continue;
		}
		fold_text(&fold, text + at, end - at);
		guint mean = words_mean(words, fold.text, fold.n);

		dated = is_dating(text + at, end - at, dated);
		gunichar first = g_utf8_get_char(text + at);

		if (dated || (mean & (WORD_LEAD | WORD_VERB)) != 0) {
			begin = end;
			named = false;
		} else if (!named && g_unichar_islower(first)) {
			begin = end;
		} else {
			named = true;
		}
		at = end;
	}
	return begin;
}

struct address people_introduced(const char *text, const struct words *words,
				 struct pool *pool)
{
	size_t n = MIN(strlen(text), INTRODUCED_MOST), size = 0;
	const char *email = address_find(text, n, &size);
	struct address who = {"", ""};

	if (email == NULL)
		return who;
	size_t before = (size_t)(email - text);
	const char *link = g_strstr_len(text, (gssize)before, "mailto:");

	if (link != NULL)
		before = (size_t)(link - text);
	size_t begin = name_begin(text, before, words);

	/* A name that has no capital: all of what is behind the date. */
	who.email = pool_text_n(pool, email, size);
	who.name = unwrapped(text + begin, before - begin, pool);
	return who;
}
