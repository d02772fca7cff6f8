// SPDX-License-Identifier: GPL-3.0-or-later
// A part in a ticket: what a mail's writer is to it, as far as it is known.
#ifndef TIXGATE_PART_H
#define TIXGATE_PART_H

#include <stdbool.h>

#include "decide.h"
#include "state/store.h"

/*
 * Fills in standing whether the writer is the ticket's customer, has been
 * accepted on it, or was in copy. A writer who is named in two ways, or not at
 * all, is none of it. Without a state only a customer is known.
 */
bool part_read(struct store *store, const char *workspace,
	       const struct store_ticket *ticket, const struct writer *writer,
	       struct standing *standing, struct why *why);

/*
 * The customer of a ticket of which only the number is known, if another ticket
 * of his names him.
 */
bool part_customer(struct store *store, const char *workspace,
		   struct store_ticket *ticket, struct why *why);

/*
 * True in *has if the writer may answer on the ticket: as its customer, or as
 * one who has been accepted on it. The ticket's customer is filled in.
 */
bool part_has(struct store *store, const char *workspace,
	      struct store_ticket *ticket, const struct writer *writer,
	      bool *has, struct why *why);

/*
 * The ticket to which an answered mail is tied: *answered is that mail's id, or
 * NULL for none. Of several it is the newest in which the writer has a part:
 * whom somebody answered that has none goes on with his own ticket.
 */
bool part_answered(struct store *store, const char *workspace,
		   const struct message *msg, const struct writer *writer,
		   struct store_ticket *ticket, const char **answered,
		   struct why *why);

#endif
