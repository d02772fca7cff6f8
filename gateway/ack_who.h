// SPDX-License-Identifier: GPL-3.0-or-later
// Who gets an acknowledgement: RFC 3834, and what this gateway knows more.
#ifndef TIXGATE_ACK_WHO_H
#define TIXGATE_ACK_WHO_H

#include <stdbool.h>

#include "config.h"
#include "decide.h"
#include "filters/decision.h"

/* Whether a mail's new ticket is acknowledged, and to whom. */
struct ack_choice {
	bool send;
	const char *recipient; /* the address, "" without send */
	const char *reason;    /* one line: why not; "" with send */
};

/*
 * Judges a mail that becomes a new ticket, from what it says and what its
 * envelope says; the state's limits are another matter. Memory is the mail's
 * pool. Whether the mailbox acknowledges at all is the caller's question.
 *
 * RFC 3834, 4: the answer goes to the envelope sender (or the Return-Path that
 * the delivering system wrote), which must be the writer's address, since the
 * number is told to nobody but the ticket's customer. Where the two differ, the
 * writer is written to only if our own host verified him, or a setting says so.
 */
void ack_choose(const struct config *config, const struct letter *letter,
		const struct decision *dec, struct ack_choice *choice);

/* The address that acknowledgements of a mailbox come from, or "". */
const char *ack_from(const struct mailbox *mailbox);

/*
 * That to which answers go: the mailbox's first, or that of From where this
 * comes to the mailbox as well, being of a domain of its; else "".
 */
const char *ack_home(const struct config *config,
		     const struct mailbox *mailbox);

#endif
