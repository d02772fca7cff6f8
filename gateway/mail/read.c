// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a mail: the one way from a spooled mail to a message.
#include "mail/read.h"

#include "mail/parse.h"

bool mail_read(const struct spool *spool, const struct read_wish *wish,
	       struct pool *pool, struct message *msg,
	       struct read_report *report, struct why *why)
{
	const struct parse_wish parse = {.sha256 = wish->sha256};

	*report = (struct read_report){0};
	return parse_mail(spool->fd, &parse, pool, msg, why);
}
