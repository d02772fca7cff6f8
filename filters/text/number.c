// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers: what of a mail's words can name a ticket.
#include "filters/text/number.h"

#include <string.h>

/* Digits of a ticket's number: what 64 bits surely hold. */
#define NUMBER_DIGITS_MOST 15

bool number_read(struct pool *pool, const char *value, struct reference *found)
{
	*found = (struct reference){.id = "", .source = "", .text = ""};
	if (g_uuid_string_is_valid(value)) {
		found->id = pool_keep(pool, g_ascii_strdown(value, -1), g_free);
	} else {
		if (strlen(value) > NUMBER_DIGITS_MOST ||
		    strspn(value, "0123456789") != strlen(value))
			return false;
		found->number = g_ascii_strtoll(value, NULL, 10);
	}
	found->found = *found->id != '\0' || found->number > 0;
	return found->found;
}
