// SPDX-License-Identifier: GPL-3.0-or-later
// What the phrases of mail servers mean where no code says it.
#include <string.h>

#include "filters/bounce/phrases.h"
#include "filters/bounce/status.h"

/*
 * Pairs of bytes that stand in a text, hashed: most of some hundred phrases are
 * known by it not to be there, without a search.
 */
#define PAIRS_SIZE 4096

struct pairs {
	guint8 bits[PAIRS_SIZE / 8];
};

static guint pair_of(const char *p)
{
	const guint first = (guint8)g_ascii_tolower(p[0]);
	const guint second = (guint8)g_ascii_tolower(p[1]);

	return (first * 67 + second) % PAIRS_SIZE;
}

static void pairs_fill(struct pairs *pairs, struct span span)
{
	memset(pairs->bits, 0, sizeof(pairs->bits));
	for (gsize i = 0; i + 1 < span.n; i++) {
		const guint pair = pair_of(span.at + i);

		pairs->bits[pair / 8] |= (guint8)(1 << pair % 8);
	}
}

static bool pairs_have(const struct pairs *pairs, const char *p)
{
	const guint pair = pair_of(p);

	return pairs->bits[pair / 8] & 1 << pair % 8;
}

static const char *meaning_among(const struct phrase *phrases,
				 const struct pairs *pairs, struct span span)
{
	for (; phrases->phrase != NULL; phrases++) {
		const char *phrase = phrases->phrase;
		const gsize n = strlen(phrase);

		if (pairs_have(pairs, phrase) &&
		    pairs_have(pairs, phrase + n - 2) &&
		    pairs_have(pairs, phrase + n / 2 - 1) &&
		    span_has(span, phrase))
			return phrases->code;
	}
	return NULL;
}

const char *status_meaning(struct span span)
{
	struct pairs pairs;
	const char *code;

	pairs_fill(&pairs, span);
	code = meaning_among(phrases_of_mailboxes, &pairs, span);
	return code != NULL ? code
			    : meaning_among(phrases_of_servers, &pairs, span);
}
