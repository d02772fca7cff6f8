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
#include "mail/envelope.h"
#include "mail/read.h"

/* What all mails of one run share. */
struct handling {
	const struct config *config;
	int key_fd; /* of TIXALLO_API_KEY's copy, -1 for none */
	struct deadline deadline;
	const char
		*spool; /* what cannot be delivered now is kept there; "": no */
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
