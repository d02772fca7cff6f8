// SPDX-License-Identifier: GPL-3.0-or-later
// URLs of the configuration: what may be asked, and over which way.
#ifndef TIXGATE_DESK_URL_H
#define TIXGATE_DESK_URL_H

#include <stdbool.h>

#include "base/why.h"

/* Bytes of a URL in the configuration. */
#define URL_MOST 2048

/*
 * For the desk's base URL: https://HOST[:PORT][/PATH], where HOST is a name of
 * letters, digits, dots and hyphens, an IPv4 address or an IPv6 address in
 * brackets, or http:// and the same with a loopback host. No user, query,
 * fragment, blank or backslash: then no two parsers can disagree about the
 * host. Slashes at the end are harmless. The reason goes on after `"URL" `.
 */
bool url_check(const char *url, struct why *why);

/* For a proxy: "" or http, https, socks4a, socks5 or socks5h://HOST[:PORT]. */
bool url_check_proxy(const char *url, struct why *why);

/*
 * True for a URL that passed url_check() and whose host is this machine:
 * 127.0.0.0/8 in four numbers, [::1] or localhost.
 */
bool url_is_loopback(const char *url);

#endif
