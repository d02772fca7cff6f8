// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets: what makes our codes impossible to guess, and their use by purpose.
#ifndef TIXGATE_BASE_SECRETS_H
#define TIXGATE_BASE_SECRETS_H

#include <stddef.h>

#include <glib.h>

/* Random bytes of a secret; its text is twice as many hex digits. */
#define SECRET_BYTES 32
#define SECRET_TEXT  (2 * SECRET_BYTES)

/* Bytes of what secret_mac() makes. */
#define MAC_BYTES 32

/*
 * The secrets of one installation. What is made is made with the newest; what
 * comes back is accepted with the older one as well, so that a secret can be
 * changed while mails with the old one's codes are under way.
 */
struct secrets {
	char newest[SECRET_TEXT + 1]; /* "" if there is none yet */
	char older[SECRET_TEXT + 1];  /* "" if there is but one */
};

/*
 * HMAC-SHA-256 of size bytes, by a key that is the secret's for one purpose:
 * so what is made for one never counts for another, whatever its bytes. The
 * purpose is a few words; codes stay right only as long as they stay the same.
 */
void secret_mac(const char *secret, const char *purpose, const void *bytes,
		size_t size, guint8 mac[MAC_BYTES]);

/* True if both are the same; takes as long wherever they differ. */
gboolean secret_same(const guint8 *a, const guint8 *b, size_t size);

#endif
