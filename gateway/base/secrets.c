// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets: what makes our codes impossible to guess, and their use by purpose.
#include "base/secrets.h"

#include <string.h>

static void mac_with(const guint8 *key, size_t key_size, const void *bytes,
		     size_t size, guint8 mac[MAC_BYTES])
{
	g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, key, key_size);
	gsize made = MAC_BYTES;

	g_hmac_update(hmac, bytes, (gssize)size);
	g_hmac_get_digest(hmac, mac, &made);
}

void secret_mac(const char *secret, const char *purpose, const void *bytes,
		size_t size, guint8 mac[MAC_BYTES])
{
	guint8 key[MAC_BYTES];

	mac_with((const guint8 *)secret, strlen(secret), purpose,
		 strlen(purpose), key);
	mac_with(key, sizeof key, bytes, size, mac);
}

gboolean secret_same(const guint8 *a, const guint8 *b, size_t size)
{
	/* Volatile: a compiler may not stop where the first bytes differ. */
	volatile guint8 differ = 0;

	for (size_t i = 0; i < size; i++)
		differ = (guint8)(differ | (a[i] ^ b[i]));
	return differ == 0;
}
