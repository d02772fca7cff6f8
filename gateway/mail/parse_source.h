// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a mail once, as it stands in a source.
#ifndef TIXGATE_MAIL_PARSE_SOURCE_H
#define TIXGATE_MAIL_PARSE_SOURCE_H

#include <stdbool.h>

#include "mail/parse.h"
#include "mail/source.h"
#include "mail/unwrap.h"

/*
 * Reads what source holds into msg, as parse_mail() promises. out is what was
 * wrapped up in it, laid open, to be read in its turn; its mail is NULL if
 * there was nothing. To be ended by unwrap_clear(), also where this fails.
 */
bool parse_source(struct source *source, const struct parse_wish *wish,
		  struct pool *pool, struct message *msg, struct unwrapped *out,
		  struct why *why);

#endif
