// SPDX-License-Identifier: GPL-3.0-or-later
// Handling: one mail from its bytes to its outcome and its line in the log.
#ifndef TIXGATE_HANDLE_H
#define TIXGATE_HANDLE_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/outcome.h"
#include "base/pool.h"
#include "base/why.h"
#include "config.h"
#include "filters/rule/rule.h"
#include "mail/envelope.h"
#include "mail/read.h"

/* What became of one mail, for who tells a person. */
struct handled {
	gint64 number;			     /* of the ticket, 0 for none */
	char refusal[RULE_REFUSAL_MOST + 1]; /* to be said, with 77 */
	bool unread;	 /* it could not be read: its copy is worth keeping */
	GString *reason; /* the caller's, replaced; NULL */
};

/* What all mails of one run share. */
struct handling {
	const struct config *config;
	int key_fd; /* of TIXALLO_API_KEY's copy, -1 for none */
	struct deadline deadline;
	const char
		*spool; /* what cannot be delivered now is kept there; "": no */
	bool taken;	/* see struct letter */
	const char *released;	 /* see struct letter; NULL */
	struct handled *handled; /* filled; or NULL */
};

/*
 * Handles one mail and logs it. Returns its outcome; with OUTCOME_LATER, and
 * with OUTCOME_SPOOLED, why says the reason. The mail is read before the state
 * is opened and the key is known; both are closed again when it returns.
 */
enum outcome handle_mail(const struct handling *with, const struct spool *mail,
			 const struct envelope *envelope, struct why *why);

/* How every command reads a mail: with the configuration's limits. */
struct read_wish handle_wish(const struct config *config, bool sha256,
			     struct deadline deadline);

/* A line of the log for a mail that never came as far as handle_mail(). */
void handle_failed(const struct envelope *envelope, const struct why *why);

#endif
