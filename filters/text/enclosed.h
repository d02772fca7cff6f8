// SPDX-License-Identifier: GPL-3.0-or-later
// A mail that was forwarded as an attachment: message/rfc822.
#ifndef TIXGATE_FILTERS_TEXT_ENCLOSED_H
#define TIXGATE_FILTERS_TEXT_ENCLOSED_H

#include <stdbool.h>

#include "base/pool.h"
#include "filters/decision.h"
#include "mail/message.h"

/*
 * True if msg encloses a whole mail, alone or in a multipart/digest (RFC 2046,
 * 5.1.5 and 5.2.1), outside of any report; fills forwarded from the first one.
 */
bool enclosed_find(const struct message *msg, struct pool *pool,
		   struct forwarded *forwarded);

/* True if the mails are those of a digest, whose text is made of them. */
bool enclosed_digest(const struct message *msg);

#endif
