// SPDX-License-Identifier: GPL-3.0-or-later
// Returned mail: a bounce that an id of ours ties to a ticket is told there.
#ifndef TIXGATE_RETURNED_H
#define TIXGATE_RETURNED_H

#include <stdbool.h>

#include "decide.h"
#include "filters/filter.h"

/* Recipients that one message on a ticket names. */
#define RETURNED_NAMED_MOST 20

/*
 * If dec says that it is a bounce (dec->bounced) whose verdict nobody but the
 * filter class has given: looks for a token of ours in the headers of the mail
 * that came back (Message-ID, Reply-To, From, Sender, Return-Path, In-Reply-To,
 * References), then where evidence_token() does: in what the bounce itself
 * answers (Exim and Exchange say so) and in the addresses that it came to.
 *
 * Nothing else ties a bounce to a ticket. A Message-ID that the state knows is
 * no proof: everybody who saw a customer's mail knows it, and could forge a
 * bounce of it. Who has a token may post on the ticket in any case.
 *
 * With a token *tied is true, dec->reference and dec->standing name the ticket,
 * and dec is a reply with dec->summary: one line for each recipient to whom it
 * could not be delivered, and who was not told of on this ticket today (the
 * day of UTC). Whom this mail names is claimed for it in the state if
 * with->remember. Where nobody is left dec is ACTION_DISCARD. A mail that came
 * before keeps what it has claimed, on whatever day it comes again. One that a
 * person has released tells of all whom it names.
 *
 * Fails (TROUBLE_LATER) where the state does, and while another mail that
 * claimed the same recipient today has not ended: who of them tells of it is
 * not known yet.
 */
bool returned_lookup(const struct deciding *with, const struct letter *letter,
		     const struct filter_input *in, struct decision *dec,
		     bool *tied, struct why *why);

#endif
