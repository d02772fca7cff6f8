// SPDX-License-Identifier: GPL-3.0-or-later
// Domains: internationalised ones as A-labels.
#ifndef TIXGATE_BASE_DOMAIN_H
#define TIXGATE_BASE_DOMAIN_H

/* Bytes of a domain that is looked at; a longer one is none. */
#define DOMAIN_RAW_MOST 1024

/*
 * The domain in ASCII, its case kept where it was ASCII already: labels beyond
 * it become A-labels (RFC 5891, with the mapping of UTS 46, as browsers do
 * it). NULL for what is no domain in this sense. Freed by g_free().
 */
char *domain_to_ascii(const char *domain);

/*
 * An address, or a pattern for some, as it is compared: its domain, which is
 * all of it where there is no "@", as A-labels, and ASCII letters in lower
 * case. What is no domain stays as it is. Freed by g_free().
 */
char *domain_folded(const char *address);

#endif
