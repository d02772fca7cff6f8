// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzes what reads addresses and Message-IDs.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mail/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *text, size_t most)
{
	if (!g_utf8_validate(text, -1, NULL) || strlen(text) > most)
		abort();
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autofree char *raw = g_strndup((const char *)data, size);
	bool unsure = false;
	struct addresses addresses;
	struct ids ids;

	/* Headers are valid UTF-8 by the time that they come here. */
	if (!g_utf8_validate(raw, -1, NULL))
		return 0;
	addresses = addresses_read(raw, pool, &unsure);
	if (addresses.n > ADDRESS_COUNT_MOST)
		abort();
	for (size_t i = 0; i < addresses.n; i++) {
		check(addresses.at[i].email, ADDRESS_EMAIL_MOST);
		check(addresses.at[i].name, G_MAXSIZE);
		address_plausible(addresses.at[i].email);
		if (!address_same(addresses.at[i].email, addresses.at[i].email))
			abort();
	}
	ids = ids_read(raw, pool);
	if (ids.n > IDS_COUNT_MOST)
		abort();
	for (size_t i = 0; i < ids.n; i++)
		check(ids.at[i], IDS_ID_MOST);
	return 0;
}
