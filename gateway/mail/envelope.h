// SPDX-License-Identifier: GPL-3.0-or-later
// The envelope: what the mail system said of a mail, outside of the mail.
#ifndef TIXGATE_MAIL_ENVELOPE_H
#define TIXGATE_MAIL_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>

/* How many recipients one run takes; further ones are left out. */
#define ENVELOPE_RECIPIENTS_MOST 100

struct envelope {
	bool sender_known;  /* the mail system told us a sender */
	const char *sender; /* "" for a bounce's null sender, or unknown */
	const char *const *recipients;
	size_t recipients_n;
	const char *const *originals; /* recipients before any rewriting */
	size_t originals_n;
	const char *queue_id; /* "" if unknown */
};

#endif
