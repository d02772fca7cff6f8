// SPDX-License-Identifier: GPL-3.0-or-later
// What the phrases of mail servers mean where no code says it.
#include <stddef.h>

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
	struct pairs pairs;
	const char *code;

	pairs_fill(&pairs, span);
	code = meaning_among(phrases_of_mailboxes, &pairs, span);
	return code != NULL ? code
			    : meaning_among(phrases_of_servers, &pairs, span);
}
