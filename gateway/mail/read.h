// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a mail safely: the one way from a spooled mail to a message.
#ifndef TIXGATE_MAIL_READ_H
#define TIXGATE_MAIL_READ_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/pool.h"
#include "base/why.h"
#include "mail/message.h"

struct read_wish {
	bool sha256;
	struct deadline deadline;
};

struct read_report {
	bool fallback;
};

bool mail_read(const struct spool *spool, const struct read_wish *wish,
	       struct pool *pool, struct message *msg,
	       struct read_report *report, struct why *why);

#endif
