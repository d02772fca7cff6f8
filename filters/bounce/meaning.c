// SPDX-License-Identifier: GPL-3.0-or-later
// What the phrases of mail servers mean where no code says it.
#include <glib.h>

#include "filters/bounce/phrases.h"
#include "filters/bounce/sentence.h"
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
	static const struct {
		const struct phrase *phrases;
		const struct sentence *sentences;
	} steps[] = {
		{phrases_that_are_clear, sentences_of_states},
		{phrases_of_mailboxes, sentences_of_nobody},
		{phrases_of_servers, sentences_of_refusals},
	};
	g_autoptr(GPtrArray) sentences = sentences_read(span);
	struct pairs pairs;
	const char *code = NULL;

	pairs_fill(&pairs, span);
	for (size_t i = 0; i < G_N_ELEMENTS(steps) && code == NULL; i++) {
		code = meaning_among(steps[i].phrases, &pairs, span);
		if (code == NULL)
			code = sentences_meaning(sentences, steps[i].sentences);
	}
	return code;
}
