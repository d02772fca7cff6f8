// SPDX-License-Identifier: GPL-3.0-or-later
// What the phrases of mail servers mean where no code says it.
#include "filters/bounce/phrases.h"
#include "filters/bounce/status.h"

static const char *meaning_among(const struct phrase *phrases, struct span span)
{
	for (; phrases->phrase != NULL; phrases++)
		if (span_has(span, phrases->phrase))
			return phrases->code;
	return NULL;
}

const char *status_meaning(struct span span)
{
	const char *code = meaning_among(phrases_of_mailboxes, span);

	return code != NULL ? code : meaning_among(phrases_of_servers, span);
}
