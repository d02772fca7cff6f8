// SPDX-License-Identifier: GPL-3.0-or-later
// The reader of last resort: for mails that the real one cannot read.
#ifndef TIXGATE_MAIL_FALLBACK_H
#define TIXGATE_MAIL_FALLBACK_H

#include <stdbool.h>

#include "base/pool.h"
#include "base/why.h"
#include "mail/message.h"

/* What it takes of a mail. */
#define FALLBACK_HEADERS_MOST 200
#define FALLBACK_VALUE_MOST   ((gsize)2 << 10)	/* bytes of one header */
#define FALLBACK_BODY_MOST    ((gsize)64 << 10) /* … of the body, looked at */
#define FALLBACK_TEXT_MOST    ((gsize)4 << 10)	/* … of it that are shown */
#define FALLBACK_LIST_MOST    50		/* addresses or Message-IDs */

/*
 * Reads of the mail that fd holds what can be read by hand: headers, not
 * decoded, so that it is known whom it is from and that no person wrote what
 * no person wrote; the first lines of the body that look like text; the
 * digest, the same as reading it would give. From is unsure unless there is
 * just one header with one plain address. msg->defects says that the mail
 * could not be read, and reason, one line without a mail's bytes, why.
 *
 * No MIME parser, no recursion, no memory that grows with the mail. Fails with
 * TROUBLE_LATER where reading the file does; never for what a mail looks like.
 */
bool fallback_read(int fd, const char *reason, struct pool *pool,
		   struct message *msg, struct why *why);

#endif
