// SPDX-License-Identifier: GPL-3.0-or-later
// Where links truly lead: their targets as browsers understand them.
#include "mail/html_link.h"

#include <string.h>

/* Bytes of a href that are read. */
#define HREF_MOST 8192

/* Wrappers in a wrapper that are taken off. */
#define WRAPPERS_MOST 3

static bool skip_prefix(const char **text, const char *prefix)
{
	gsize size = strlen(prefix);

	if (g_ascii_strncasecmp(*text, prefix, size) != 0)
		return false;
	*text += size;
	return true;
}

/* A character that would end a URL, hide in it or turn it around. */
static bool is_odd(gunichar c)
{
	return c <= 0x20 || c == '<' || c == '>' || c == '"' || c == '\\' ||
	       !g_unichar_isgraph(c) || g_unichar_type(c) == G_UNICODE_FORMAT;
}

/* What stands behind the host, odd characters as %XX. */
static void append_rest(GString *out, const char *text)
{
	while (*text) {
		const char *next = text + g_utf8_skip[(guchar)*text];

		if (!is_odd(g_utf8_get_char(text))) {
			g_string_append_len(out, text, next - text);
		} else {
			for (; text < next; text++)
				g_string_append_printf(out, "%%%02X",
						       (guchar)*text);
		}
		text = next;
	}
}

/* The scheme and slashes as browsers read them: "http:/", "//", "https:". */
static const char *scheme(const char **href)
{
	const char *p = *href;
	const char *is = NULL;

	if (skip_prefix(&p, "https:") || g_str_has_prefix(p, "//"))
		is = "https://";
	else if (skip_prefix(&p, "http:") ||
		 g_ascii_strncasecmp(p, "www.", 4) == 0)
		is = "http://";
	*href = p + strspn(p, "/");
	return is;
}

/* A host as it is, from one that may be written as "%65vil.example". */
static bool append_host(GString *target, const char *text, gsize size)
{
	g_autofree char *host = g_uri_unescape_segment(text, text + size, NULL);

	if (!host || !*host || !g_utf8_validate(host, -1, NULL))
		return false;
	for (const char *p = host; *p; p += g_utf8_skip[(guchar)*p]) {
		if (is_odd(g_utf8_get_char(p)) || strchr("'`{}|^%/?#@", *p))
			return false;
	}
	for (const char *p = host; *p; p++)
		g_string_append_c(target, g_ascii_tolower(*p));
	return true;
}

static bool web_target(const char *href, GString *target)
{
	const char *is = scheme(&href);
	gsize size = strcspn(href, "/?#");
	const char *at;

	if (!is)
		return false;
	/* "https://bank.example@evil.example": the host is the last one. */
	at = g_strrstr_len(href, (gssize)size, "@");
	if (at) {
		size -= (gsize)(at + 1 - href);
		href = at + 1;
	}
	g_string_assign(target, is);
	if (!append_host(target, href, size))
		return false;
	append_rest(target, href + size);
	return true;
}

/* The value of a parameter of a query, decoded; NULL if it is not there. */
static char *parameter(const char *url, const char *name)
{
	const char *p = strchr(url, '?');
	gsize size = strlen(name);

	while (p) {
		p++;
		if (g_str_has_prefix(p, "amp;"))
			p += 4;
		if (strncmp(p, name, size) == 0 && p[size] == '=')
			return g_uri_unescape_segment(
				p + size + 1, p + strcspn(p, "&#"), NULL);
		p = strchr(p, '&');
	}
	return NULL;
}

/* Proofpoint's second version: "https-3A__host_path" is "https://host/path". */
static char *proofpoint(const char *url)
{
	g_autofree char *value = parameter(url, "u");

	if (!value)
		return NULL;
	for (char *p = value; *p; p++)
		*p = *p == '-' ? '%' : *p == '_' ? '/' : *p;
	return g_uri_unescape_string(value, NULL);
}

/* What a mail system's or search engine's wrapper leads to, or NULL. */
static char *unwrapped(const char *url)
{
	const char *host = strstr(url, "://") + 3;
	gsize size = strcspn(host, "/?#");
	const char *path = host + size;
	const char *end;

	if (g_str_has_prefix(host, "urldefense.proofpoint.com/v2/"))
		return proofpoint(url);
	if (g_str_has_prefix(host, "urldefense.com/v3/__")) {
		path += strlen("/v3/__");
		end = strstr(path, "__;");
		return end ? g_strndup(path, (gsize)(end - path)) : NULL;
	}
	if (g_strstr_len(host, (gssize)size,
			 ".safelinks.protection.outlook.com"))
		return parameter(url, "url");
	if (g_str_has_prefix(host, "www.google.") &&
	    g_str_has_prefix(path, "/url?")) {
		char *q = parameter(url, "q");

		return q ? q : parameter(url, "url");
	}
	return NULL;
}

static void unwrap(GString *target)
{
	for (guint i = 0; i < WRAPPERS_MOST; i++) {
		g_autofree char *inner = unwrapped(target->str);
		g_autoptr(GString) plain = g_string_new(NULL);

		if (!inner || !g_utf8_validate(inner, -1, NULL) ||
		    !web_target(inner, plain))
			return;
		g_string_assign(target, plain->str);
	}
}

/* "mailto:" and "tel:" up to their parameters, decoded. */
static bool plain_target(const char *href, GString *target)
{
	g_autofree char *text =
		g_uri_unescape_segment(href, href + strcspn(href, "?"), NULL);

	g_string_truncate(target, 0);
	if (text && g_utf8_validate(text, -1, NULL))
		append_rest(target, g_strstrip(text));
	return target->len > 0;
}

enum link_kind link_target(const char *href, GString *target)
{
	g_autofree char *clean = g_strndup(href, HREF_MOST);
	const char *p = clean;
	bool path = true;
	gsize n = 0;

	/* URL Standard 4.4: tabs and line ends are nothing, "\\" is "/". */
	for (gsize i = 0; clean[i]; i++) {
		path = path && clean[i] != '?' && clean[i] != '#';
		if ((guchar)clean[i] > 0x20 || (n > 0 && clean[i] == ' '))
			clean[n++] = path && clean[i] == '\\' ? '/' : clean[i];
	}
	clean[n] = '\0';
	g_strchomp(clean);
	if (!g_utf8_validate(clean, -1, NULL))
		return LINK_NONE;
	if (skip_prefix(&p, "mailto:"))
		return plain_target(p, target) ? LINK_MAIL : LINK_NONE;
	if (skip_prefix(&p, "tel:"))
		return plain_target(p, target) ? LINK_PHONE : LINK_NONE;
	if (!web_target(p, target))
		return LINK_NONE;
	unwrap(target);
	return LINK_WEB;
}
