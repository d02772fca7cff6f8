// SPDX-License-Identifier: GPL-3.0-or-later
// The acknowledgement as a mail, header and text.
#ifndef TIXGATE_ACK_MAIL_H
#define TIXGATE_ACK_MAIL_H

#include <glib.h>

#include "mail/message.h"

/* Message-IDs that References takes over, beside the mail's own. */
#define ACK_REFERENCES_MOST 10

/* What is written; no text is NULL, and "" leaves the header out. */
struct ack_mail {
	const struct message *answers; /* the mail that it answers */
	const char *from, *name;
	const char *to;
	const char *reply_to;
	const char *subject;
	const char *text;
	const char *message_id; /* without angle brackets */
	const char *loop;	/* of X-Loop */
	const char *precedence;
	gint64 at_ms; /* wall clock */
};

/* The mail with LF, as sendmail(1) takes it (RFC 3834, 3). */
GString *ack_mail_write(const struct ack_mail *mail);

#endif
