// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a mail safely: the one way from a spooled mail to a message.
#ifndef TIXGATE_MAIL_READ_H
#define TIXGATE_MAIL_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/pool.h"
#include "base/why.h"
#include "mail/child.h"
#include "mail/message.h"

struct read_wish {
	bool sha256; /* compute each attachment's digest */
	bool whole;  /* fill message.whole */
	enum sandbox sandbox;
	struct deadline deadline;
	/*
	 * Takes the attachments' bytes (spool_blank()), which are then packed
	 * and where; the caller trusts neither bytes nor places. NULL: none.
	 */
	const struct spool *files;
};

#define READ_LINES_MOST 2

struct read_report {
	/*
	 * The mail could not be read, and msg is what the reader of last
	 * resort made of it: the mail has to be kept whole as well.
	 */
	bool fallback;
	struct child_report child;
	/* For the log, without bytes of the mail; they live in the pool. */
	const char *lines[READ_LINES_MOST];
	size_t lines_n;
};

/*
 * True if the process that read was killed, which nothing in a mail can bring
 * about: by hand, or by a kernel that is out of memory.
 */
bool read_killed(const struct read_report *report);

/*
 * Reads a spooled mail into msg, whose memory is pool's: in a child that is
 * confined (mail/child.h), after a look at its raw bytes (mail/prescan.h), and
 * where the child does not survive it, by hand (mail/fallback.h); where it was
 * killed, once more before that. To be called before the process knows a key or
 * has the state open.
 *
 * Fails with TROUBLE_LATER where memory, processes, time or the file do, and
 * with TROUBLE_CONFIG where SANDBOX_REQUIRE asks for what the kernel does not
 * have; never for what a mail looks like, an empty one included.
 */
bool mail_read(const struct spool *spool, const struct read_wish *wish,
	       struct pool *pool, struct message *msg,
	       struct read_report *report, struct why *why);

#endif
