// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses in running text, as bounces name their recipients.
#include "filters/bounce/address.h"

#include <string.h>

#include "mail/address.h"

/* RFC 5321, 4.1.2: an atom; RFC 6531 adds all beyond ASCII. */
static bool in_local(char c)
{
	return g_ascii_isalnum(c) ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.", c) != NULL);
}

static bool in_domain(char c)
{
	return g_ascii_isalnum(c) || (c != '\0' && strchr("-._", c) != NULL);
}

/*
 * Bytes of the character before p that may be part of an address, or 0. Scripts
 * without blanks go on right before and behind an ASCII address, and so a
 * character of three bytes counts only among its like.
 */
static gsize local_before(const char *start, const char *p, bool ascii)
{
	gsize n = 1;

	if (p == start)
		return 0;
	if ((unsigned char)p[-1] < 0x80)
		return in_local(p[-1]);
	while (n < 4 && p - n > start && (p[-(gssize)n] & 0xc0) == 0x80)
		n++;
	return n > 2 && ascii ? 0 : n;
}

static gsize domain_at(const char *p, const char *end, bool ascii)
{
	gsize n = 1;

	if (p >= end)
		return 0;
	if ((unsigned char)*p < 0x80)
		return in_domain(*p);
	while (n < 4 && p + n < end && (p[n] & 0xc0) == 0x80)
		n++;
	return n > 2 && ascii ? 0 : n;
}

/* Where the local part before at begins, or at itself. */
static const char *local_begin(const char *start, const char *at)
{
	const char *p = at;
	gsize n;

	if (p > start && p[-1] == '"') {
		for (p--; p > start && p[-1] != '"';)
			p--;
		return p > start ? p - 1 : at;
	}
	while ((n = local_before(start, p,
				 at > start && (unsigned char)at[-1] < 0x80)) >
	       0)
		p -= n;
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
		gsize n;

		if (*at != '@')
			continue;
		from = local_begin(start, at);
		while ((n = domain_at(to, end,
				      to > at + 1 &&
					      (unsigned char)to[-1] < 0x80 &&
					      to[-1] != '.')) > 0)
			to += n;
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
	/* A file or a pipe that a mail system delivers to is nobody. */
	if (value.n > 0 && strchr("/|", *value.at) != NULL)
		return false;
	return value.n > 0 && value.n <= ADDRESS_EMAIL_MOST;
}
