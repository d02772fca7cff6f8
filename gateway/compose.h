// SPDX-License-Identifier: GPL-3.0-or-later
// Composing: from a decision to the texts that the desk will be sent.
#ifndef TIXGATE_COMPOSE_H
#define TIXGATE_COMPOSE_H

#include <stddef.h>

#include <glib.h>

#include "decide.h"
#include "desk/desk.h"

/* What will be sent, in full. Memory is the mail's pool. */
struct plan {
	enum action action;
	const char *reason;
	const char *ticket_id;	 /* ACTION_REPLY: where to; else "" */
	struct desk_draft draft; /* ACTION_CREATE; text is parts[0] */
	/*
	 * The text in one or more parts, each within the desk's limit and each
	 * with the trace line at its end. The first makes the ticket, or is a
	 * message; all further ones are messages.
	 */
	const char *const *parts;
	size_t parts_n;
};

/*
 * Fills the plan. A mail whose writer the desk cannot take as a customer goes
 * to the mailbox's fallback_customer, with the true address in the first line;
 * without one the plan is ACTION_HOLD, and says so.
 */
void compose(const struct config *config, const struct letter *letter,
	     const struct decision *dec, const struct desk_limits *limits,
	     struct plan *plan);

/*
 * A reply that the desk did not take, because its ticket is gone (as gone
 * says: "merged into another", "not to be found"), becomes a new ticket.
 */
void compose_detour(const struct config *config, const struct letter *letter,
		    const struct decision *dec,
		    const struct desk_limits *limits, const char *gone,
		    struct plan *plan);

/* Says in part n's first line that it may be a second copy. */
void compose_doubt(const struct letter *letter, size_t n, struct plan *plan);

/* The line that ends part n of a text (0 is the first); "" for none. */
const char *compose_trace(const struct letter *letter,
			  const struct decision *dec, size_t n);

#endif
