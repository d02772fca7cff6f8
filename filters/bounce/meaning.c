// SPDX-License-Identifier: GPL-3.0-or-later
// What the phrases of mail servers mean where no code says it.
#include <glib.h>

#include "filters/bounce/phrases.h"
#include "filters/bounce/status.h"

static const char *meaning_among(const struct phrase *phrases,
				 const struct pairs *pairs, struct span span)
{
	for (; phrases->phrase != NULL; phrases++) {
		if (pairs_allow(pairs, phrases->phrase) &&
		    span_has(span, phrases->phrase))
			return phrases->code;
	}
	return NULL;
}

const char *status_meaning(struct span span)
{
	static const struct phrase *const tables[] = {phrases_that_are_clear,
						      phrases_of_mailboxes,
						      phrases_of_servers};
	struct pairs pairs;
	const char *code = NULL;

	pairs_fill(&pairs, span);
	for (size_t i = 0; i < G_N_ELEMENTS(tables) && code == NULL; i++)
		code = meaning_among(tables[i], &pairs, span);
	return code;
}
