// SPDX-License-Identifier: GPL-3.0-or-later
// Looking up: which ticket a mail means, and what its writer is to it.
#ifndef TIXGATE_LOOKUP_H
#define TIXGATE_LOOKUP_H

#include <stdbool.h>

#include "decide.h"
#include "filters/filter.h"

/*
 * Fills dec->standing, and dec->reference where there is stronger evidence than
 * what a filter found in subject or text: a token, or a Message-ID that the
 * state knows. Where nothing else is found, what only hints at a ticket counts
 * for a person who has a part in it. In this order, and no further
 * than needed: the state; the newest tickets, for a number; the ticket itself,
 * for its customer. So a reply to a known ticket by its customer asks nothing.
 */
bool lookup(const struct deciding *with, const struct letter *letter,
	    const struct filter_input *in, struct decision *dec,
	    struct why *why);

#endif
