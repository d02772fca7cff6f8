// SPDX-License-Identifier: GPL-3.0-or-later
// Parts that are wrapped up where a MIME parser does not look: laid open.
#ifndef TIXGATE_MAIL_UNWRAP_H
#define TIXGATE_MAIL_UNWRAP_H

#include <stdbool.h>

#include <glib.h>

#include "mail/message.h"
#include "mail/source.h"
#include "mail/tree.h"

/* Bytes of a mail with what was wrapped up in it; a larger one stays so. */
#define UNWRAP_SIZE_MOST ((gsize)64 << 20)

/* Parts of one mail that are laid open, and how often one after another. */
#define UNWRAP_PARTS_MOST  20
#define UNWRAP_ROUNDS_MOST 3

/* What was laid open. */
struct unwrapped {
	GString *mail; /* the mail without the wraps */
	guint signs;   /* parts of it that were signed (S/MIME) */
	guint coded;   /* messages that were coded, against RFC 2046, 5.2.1 */
};

/*
 * Writes the mail once more with S/MIME signed-data replaced by what is signed
 * (RFC 8551, 3.5.2), and with messages that were sent in base64 or
 * quoted-printable decoded. msg is what was read of tree so far: its parts tell
 * which they are. False if there is none, or if the mail is too large or cannot
 * be read again; to be ended by unwrap_clear() in either case.
 */
bool unwrap_mail(const struct tree *tree, const struct source *source,
		 const struct message *msg, struct unwrapped *out);

void unwrap_clear(struct unwrapped *out);

#endif
