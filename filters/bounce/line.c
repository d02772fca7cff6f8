// SPDX-License-Identifier: GPL-3.0-or-later
// Lines of a text: stretches of it that are looked at without a copy.
#include "filters/bounce/line.h"

#include <string.h>

struct span span_of(const char *text)
{
	return (struct span){text, strlen(text)};
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct span span_trim(struct span span)
{
	while (span.n > 0 && is_blank(*span.at)) {
		span.at++;
		span.n--;
	}
	while (span.n > 0 && is_blank(span.at[span.n - 1]))
		span.n--;
	return span;
}

struct span span_after(struct span span, gsize n)
{
	n = MIN(n, span.n);
	return (struct span){span.at + n, span.n - n};
}

bool line_next(struct span *rest, struct span *line)
{
	const char *end;

	if (rest->n == 0)
		return false;
	end = memchr(rest->at, '\n', rest->n);
	*line = (struct span){rest->at,
			      end == NULL ? rest->n : (gsize)(end - rest->at)};
	*rest = span_after(*rest, line->n + 1);
	line->n = MIN(line->n, LINE_MOST);
	return true;
}

bool span_begins(struct span span, const char *phrase)
{
	const gsize n = strlen(phrase);

	return span.n >= n && g_ascii_strncasecmp(span.at, phrase, n) == 0;
}

/* The same for letters that differ in case only; others may share it too. */
static guint8 caseless(char c)
{
	return (guint8)c | 0x20;
}

const char *span_find(struct span span, const char *phrase)
{
	const gsize n = strlen(phrase);
	const guint8 first = caseless(*phrase);

	if (n == 0)
		return NULL;
	for (gsize i = 0; i + n <= span.n; i++)
		if (caseless(span.at[i]) == first &&
		    g_ascii_strncasecmp(span.at + i, phrase, n) == 0)
			return span.at + i;
	return NULL;
}

static guint pair_of(const char *p)
{
	return (guint)(caseless(p[0]) * 67 + caseless(p[1])) % PAIRS_SIZE;
}

void pairs_fill(struct pairs *pairs, struct span span)
{
	memset(pairs->bits, 0, sizeof(pairs->bits));
	for (gsize i = 0; i + 1 < span.n; i++) {
		const guint pair = pair_of(span.at + i);

		pairs->bits[pair / 8] |= (guint8)(1 << pair % 8);
	}
}

bool pairs_allow(const struct pairs *pairs, const char *phrase)
{
	for (; phrase[0] != '\0' && phrase[1] != '\0'; phrase++) {
		const guint pair = pair_of(phrase);

		if ((pairs->bits[pair / 8] & 1 << pair % 8) == 0)
			return false;
	}
	return true;
}

bool span_has(struct span span, const char *phrase)
{
	return span_find(span, phrase) != NULL;
}

bool span_has_any(struct span span, const char *const *phrases)
{
	struct pairs pairs;

	pairs_fill(&pairs, span);
	for (gsize i = 0; phrases[i] != NULL; i++)
		if (pairs_allow(&pairs, phrases[i]) &&
		    span_has(span, phrases[i]))
			return true;
	return false;
}
