// SPDX-License-Identifier: GPL-3.0-or-later
// Domains: internationalised ones as A-labels.
#include "base/domain.h"

#include <string.h>

#include <glib.h>
#include <idn2.h>

char *domain_to_ascii(const char *domain)
{
	char *labels = NULL;
	char *ascii;

	if (strlen(domain) > DOMAIN_RAW_MOST ||
	    !g_utf8_validate(domain, -1, NULL))
		return NULL;
	if (g_str_is_ascii(domain))
		return g_strdup(domain);
	if (idn2_to_ascii_8z(domain, &labels,
			     IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return NULL;
	ascii = g_strdup(labels);
	idn2_free(labels);
	return ascii;
}

char *domain_folded(const char *address)
{
	const char *at = strrchr(address, '@');
	const char *domain = at == NULL ? address : at + 1;
	g_autofree char *ascii = domain_to_ascii(domain);
	g_autofree char *whole = NULL;

	if (ascii == NULL)
		return g_ascii_strdown(address, -1);
	whole = g_strdup_printf("%.*s%s", (int)(domain - address), address,
				ascii);
	return g_ascii_strdown(whole, -1);
}
