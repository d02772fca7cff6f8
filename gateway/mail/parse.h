// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a mail: from a descriptor to a message.
#ifndef TIXGATE_MAIL_PARSE_H
#define TIXGATE_MAIL_PARSE_H

#include <stdbool.h>

#include "base/pool.h"
#include "base/why.h"
#include "mail/message.h"
#include "mail/pack.h"

struct parse_wish {
	bool sha256; /* compute each attachment's digest: costs its decoding */
	bool whole;  /* fill message.whole: costs reading HTML twice */
	struct pack *pack; /* takes each attachment's bytes; NULL for none */
};

/*
 * Reads the mail that fd holds (a regular file or memfd, from its beginning)
 * into msg, whose memory is pool's. Never takes the whole mail into memory.
 * Whatever a mail looks like, it is read as well as can be, with msg->defects
 * saying what was wrong. Fails with TROUBLE_INPUT only where there is nothing
 * to read: no byte, or no header line at all; with TROUBLE_LATER where
 * reading itself fails.
 */
bool parse_mail(int fd, const struct parse_wish *wish, struct pool *pool,
		struct message *msg, struct why *why);

#endif
