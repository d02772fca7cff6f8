// SPDX-License-Identifier: GPL-3.0-or-later
// The acknowledgement as a mail, header and text.
#include "ack_mail.h"

#include <string.h>

#include "mail/encode.h"

/* RFC 5322, 3.6.4: without References, what In-Reply-To names alone. */
static void add_references(GString *out, const struct message *answers)
{
	const struct ids *before = &answers->references;
	const char *ids[ACK_REFERENCES_MOST + 1];
	size_t n = 0;
	size_t from;

	if (before->n == 0 && answers->in_reply_to.n == 1)
		before = &answers->in_reply_to;
	from = before->n > ACK_REFERENCES_MOST ? before->n - ACK_REFERENCES_MOST
					       : 0;
	for (size_t i = from; i < before->n; i++)
		ids[n++] = before->at[i];
	ids[n++] = answers->message_id;
	encode_ids(out, "In-Reply-To", &answers->message_id, 1);
	encode_ids(out, "References", ids, n);
}

GString *ack_mail_write(const struct ack_mail *mail)
{
	GString *out = g_string_new(NULL);

	encode_mailbox(out, "From", mail->name, mail->from);
	encode_mailbox(out, "To", "", mail->to);
	if (*mail->reply_to != '\0')
		encode_mailbox(out, "Reply-To", "", mail->reply_to);
	encode_text(out, "Subject", mail->subject);
	encode_date(out, "Date", mail->at_ms);
	encode_ids(out, "Message-ID", &mail->message_id, 1);
	add_references(out, mail->answers);
	/* RFC 3834, 3.1.7, and how Exchange says the same. */
	g_string_append(out, "Auto-Submitted: auto-replied\n"
			     "X-Auto-Response-Suppress: All\n");
	if (*mail->loop != '\0')
		encode_text(out, "X-Loop", mail->loop);
	if (*mail->precedence != '\0')
		encode_text(out, "Precedence", mail->precedence);
	encode_body(out, mail->text);
	return out;
}
