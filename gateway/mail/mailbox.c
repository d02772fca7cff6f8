// SPDX-License-Identifier: GPL-3.0-or-later
// Whether an address could be mailed to, and whether two are the same.
#include <string.h>

#include <glib.h>

#include "base/domain.h"
#include "mail/address.h"

/* RFC 5321, 4.5.3.1. */
#define LOCAL_MOST  64
#define DOMAIN_MOST 255

/* One label of a domain: letters, digits, hyphens, or beyond ASCII. */
static bool label_plausible(const char *label, gsize size)
{
	if (size == 0 || size > 63 || label[0] == '-' || label[size - 1] == '-')
		return false;
	for (gsize i = 0; i < size; i++)
		if (!g_ascii_isalnum(label[i]) && label[i] != '-' &&
		    label[i] != '_' && (unsigned char)label[i] < 0x80)
			return false;
	return true;
}

static bool domain_plausible(const char *domain)
{
	gsize labels = 0;

	if (strlen(domain) > DOMAIN_MOST)
		return false;
	for (;;) {
		const gsize n = strcspn(domain, ".");

		if (!label_plausible(domain, n))
			return false;
		labels++;
		if (domain[n] == '\0')
			return labels > 0;
		domain += n + 1;
	}
}

static bool local_plausible(const char *local, gsize size)
{
	if (size == 0 || size > LOCAL_MOST || local[0] == '.' ||
	    local[size - 1] == '.')
		return false;
	for (gsize i = 0; i < size; i++) {
		const unsigned char c = (unsigned char)local[i];

		if (c <= ' ' || c == 0x7f || strchr("()<>[]:;@\\,\"", c))
			return false;
		if (c == '.' && local[i + 1] == '.')
			return false;
	}
	return true;
}

bool address_plausible(const char *email)
{
	const char *at = strrchr(email, '@');

	return at != NULL && g_utf8_validate(email, -1, NULL) &&
	       local_plausible(email, (gsize)(at - email)) &&
	       domain_plausible(at + 1);
}

/* The domain as A-labels in lower case; as it is where it is no domain. */
static char *domain_plain(const char *domain)
{
	g_autofree char *ascii = domain_to_ascii(domain);

	return g_ascii_strdown(ascii != NULL ? ascii : domain, -1);
}

bool address_same(const char *a, const char *b)
{
	const char *at_a = strrchr(a, '@');
	const char *at_b = strrchr(b, '@');
	g_autofree char *domain_a = NULL;
	g_autofree char *domain_b = NULL;

	if (at_a == NULL || at_b == NULL)
		return g_ascii_strcasecmp(a, b) == 0;
	if (at_a - a != at_b - b ||
	    g_ascii_strncasecmp(a, b, (gsize)(at_a - a)) != 0)
		return false;
	domain_a = domain_plain(at_a + 1);
	domain_b = domain_plain(at_b + 1);
	return strcmp(domain_a, domain_b) == 0;
}
