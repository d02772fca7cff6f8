// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses in running text, as bounces name their recipients.
#include "filters/bounce/address.h"

#include <string.h>

#include "mail/address.h"

/* RFC 5321, 4.1.2: an atom; RFC 6531 adds all beyond ASCII. */
static bool in_local(char c)
{
	return g_ascii_isalnum(c) || (unsigned char)c >= 0x80 ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.", c) != NULL);
}

static bool in_domain(char c)
{
	return g_ascii_isalnum(c) || (unsigned char)c >= 0x80 ||
	       (c != '\0' && strchr("-._", c) != NULL);
}

/* Where the local part before at begins, or at itself. */
static const char *local_begin(const char *start, const char *at)
{
	const char *p = at;

	if (p > start && p[-1] == '"') {
		for (p--; p > start && p[-1] != '"';)
			p--;
		return p > start ? p - 1 : at;
	}
	while (p > start && in_local(p[-1]))
		p--;
	/* A quote or a hyphen before the address, "SMTP=" of X.400. */
	for (const char *q = p; q < at; q++)
		if (*q == '=' && q > p && g_ascii_isalpha(q[-1]) &&
		    q - p >= 4 && g_ascii_strncasecmp(q - 4, "SMTP", 4) == 0)
			return q + 1;
	while (p < at && strchr("'`-*=.|/", *p) != NULL)
		p++;
	return p;
}

bool address_next(struct span *rest, struct span *address)
{
	const char *start = rest->at;
	const char *end = rest->at + rest->n;
	const char *at = rest->at;

	for (; at < end; at++) {
		const char *from;
		const char *to = at + 1;

		if (*at != '@')
			continue;
		from = local_begin(start, at);
		while (to < end && in_domain(*to))
			to++;
		while (to > at + 1 && strchr(".-_", to[-1]) != NULL)
			to--;
		start = to;
		if (from == at || to == at + 1 ||
		    memchr(at, '.', (gsize)(to - at)) == NULL ||
		    (gsize)(to - from) > ADDRESS_EMAIL_MOST)
			continue;
		*address = (struct span){from, (gsize)(to - from)};
		*rest = (struct span){to, (gsize)(end - to)};
		return true;
	}
	*rest = (struct span){end, 0};
	return false;
}

bool address_of_field(struct span value, struct span *address)
{
	const char *semicolon = memchr(value.at, ';', value.n);
	struct span rest = value;

	if (address_next(&rest, address))
		return true;
	/* A local name: what it is worth is all that the report says. */
	if (semicolon != NULL)
		value = span_after(value, (gsize)(semicolon + 1 - value.at));
	value = span_trim(value);
	while (value.n > 0 && strchr("<\"'", *value.at) != NULL)
		value = span_after(value, 1);
	while (value.n > 0 && strchr(">\"'", value.at[value.n - 1]) != NULL)
		value.n--;
	*address = value;
	return value.n > 0 && value.n <= ADDRESS_EMAIL_MOST;
}
