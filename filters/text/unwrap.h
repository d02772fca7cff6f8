// SPDX-License-Identifier: GPL-3.0-or-later
// Finds a mail that was forwarded inside the text of another.
#ifndef TIXGATE_FILTERS_TEXT_UNWRAP_H
#define TIXGATE_FILTERS_TEXT_UNWRAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "filters/decision.h"
#include "filters/text/words.h"
#include "mail/message.h"

struct unwrap_input {
	const char *text;
	const struct mark *marks;
	size_t marks_n;
	const char *subject; /* of the mail around it, decoded */
};

/*
 * True if text holds a forwarded mail: below a line that says so, or, where
 * the subject says so, below a header block or an introduction. Fills
 * forwarded with what the forward says; what it does not say is "". Of mails
 * inside one another it is the outermost. Time is linear in the size.
 */
bool unwrap(const struct unwrap_input *input, const struct words *words,
	    struct pool *pool, struct forwarded *forwarded);

#endif
