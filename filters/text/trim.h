// SPDX-License-Identifier: GPL-3.0-or-later
// Tells what the sender newly wrote from what a mail program put around it.
#ifndef TIXGATE_FILTERS_TEXT_TRIM_H
#define TIXGATE_FILTERS_TEXT_TRIM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "filters/decision.h"
#include "filters/text/tail.h"
#include "filters/text/words.h"
#include "mail/message.h"

/* Stretches that are told apart; what follows joins the last. */
#define TRIM_REMOVED_MOST 500

struct trim_input {
	const char *text;	  /* valid UTF-8, lines end with LF */
	const struct mark *marks; /* what HTML said of it */
	size_t marks_n;
	const struct body *html; /* the same mail as HTML, or NULL */
	struct signer signer;
	/* Further lines above which one answers, NULL-terminated; or NULL. */
	const char *const *markers;
	bool footers_only; /* takes nothing but footers out of visible */
};

/* All memory is the pool's. */
struct trimmed {
	const char *visible;	       /* never blank unless the text is */
	const struct removed *removed; /* in the order of the text */
	size_t removed_n;
	size_t quotes_n;     /* how many of them are quotes or forwards */
	size_t quoted_lines; /* … and how many lines these have */
};

/*
 * Takes quotes, their introductions, forwarded mails, signatures and footers
 * out of a text. Answers between quotes stay with the lines that they answer.
 * If nothing would be left, nothing is taken. Time is linear in the size.
 */
void trim(const struct trim_input *input, const struct words *words,
	  struct pool *pool, struct trimmed *out);

#endif
