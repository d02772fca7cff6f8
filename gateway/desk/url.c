// SPDX-License-Identifier: GPL-3.0-or-later
// URLs of the configuration: what may be asked, and over which way.
#include "desk/url.h"

#include <arpa/inet.h>
#include <string.h>

#include <glib.h>

/*
 * Parsers of URLs differ in what they make of odd bytes, and the one that
 * checks is not the one that connects: so no odd byte passes.
 */
static bool plain_url(const char *url)
{
	return strlen(url) <= URL_MOST &&
	       url[strspn(url, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz"
			       "0123456789-._~:/[]%@!$&'()*+,;=?#")] == '\0';
}

/* Inside the brackets, which GLib takes away. */
static bool is_ipv6(const char *host)
{
	struct in6_addr addr;

	return inet_pton(AF_INET6, host, &addr) == 1;
}

static bool is_host(const char *host)
{
	return host != NULL && *host != '\0' &&
	       (is_ipv6(host) || host[strspn(host, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
						   "abcdefghijklmnopqrstuvwxyz"
						   "0123456789-.")] == '\0');
}

static bool is_loopback(const char *host)
{
	struct in_addr addr;

	/* "127.1" and "0x7f.1" are refused: inet_pton wants four numbers. */
	if (inet_pton(AF_INET, host, &addr) == 1)
		return ntohl(addr.s_addr) >> 24 == 127;
	return strcmp(host, "::1") == 0 ||
	       g_ascii_strcasecmp(host, "localhost") == 0;
}

static GUri *parse(const char *url)
{
	if (!plain_url(url))
		return NULL;
	return g_uri_parse(url, G_URI_FLAGS_ENCODED, NULL);
}

bool url_is_loopback(const char *url)
{
	g_autoptr(GUri) uri = parse(url);

	return uri != NULL && g_uri_get_host(uri) != NULL &&
	       is_loopback(g_uri_get_host(uri));
}

bool url_check(const char *url, struct why *why)
{
	g_autoptr(GUri) uri = parse(url);
	const char *scheme = uri == NULL ? "" : g_uri_get_scheme(uri);

	if (uri == NULL || !is_host(g_uri_get_host(uri)))
		return why_set(why, TROUBLE_CONFIG,
			       "is not a URL like https://HOST/PATH");
	if (g_uri_get_userinfo(uri) != NULL || g_uri_get_query(uri) != NULL ||
	    g_uri_get_fragment(uri) != NULL || strchr(url, '@') != NULL)
		return why_set(why, TROUBLE_CONFIG,
			       "has a user, a query or a fragment; give only "
			       "https://HOST/PATH");
	if (strcmp(scheme, "https") == 0)
		return true;
	if (strcmp(scheme, "http") != 0)
		return why_set(why, TROUBLE_CONFIG, "is not an https:// URL");
	if (is_loopback(g_uri_get_host(uri)))
		return true;
	return why_set(why, TROUBLE_CONFIG,
		       "would send the key unencrypted; http:// is for "
		       "127.0.0.1, [::1] and localhost only, use https://");
}

bool url_check_proxy(const char *url, struct why *why)
{
	static const char *const schemes[] = {"http",	"https",   "socks4a",
					      "socks5", "socks5h", NULL};
	g_autoptr(GUri) uri = NULL;

	if (*url == '\0')
		return true;
	uri = parse(url);
	if (uri != NULL && is_host(g_uri_get_host(uri)) &&
	    g_strv_contains(schemes, g_uri_get_scheme(uri)) &&
	    strlen(g_uri_get_path(uri)) <= 1 && g_uri_get_query(uri) == NULL &&
	    g_uri_get_fragment(uri) == NULL)
		return true;
	return why_set(why, TROUBLE_CONFIG,
		       "is not a proxy like http://HOST:PORT or "
		       "socks5h://HOST:PORT");
}
