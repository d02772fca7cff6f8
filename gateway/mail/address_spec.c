// SPDX-License-Identifier: GPL-3.0-or-later
// One address of a header, made what it would be if it were well written.
#include "mail/address_spec.h"

#include <string.h>

#include <glib.h>

#include "base/text.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* RFC 5322, 3.2.3: what needs no quotes. */
static bool is_dot_atom(const char *text)
{
	if (*text == '\0' || *text == '.' || g_str_has_suffix(text, ".") ||
	    strstr(text, "..") != NULL)
		return false;
	for (; *text != '\0'; text++)
		if (!g_ascii_isalnum(*text) && (guchar)*text < 0x80 &&
		    strchr("!#$%&'*+-/=?^_`{|}~.", *text) == NULL)
			return false;
	return true;
}

/* RFC 5321, 4.1.2: quotes that are not needed make no other mailbox. */
static void drop_quotes(GString *email)
{
	const char *at = strrchr(email->str, '@');
	g_autoptr(GString) local = g_string_new(NULL);

	if (*email->str != '"' || at == NULL || at < email->str + 2 ||
	    at[-1] != '"')
		return;
	for (const char *p = email->str + 1; p < at - 1; p++) {
		p += *p == '\\' && p + 1 < at - 1;
		g_string_append_c(local, *p);
	}
	if (!is_dot_atom(local->str))
		return;
	g_string_append(local, at);
	g_string_assign(email, local->str);
}

/* The dot that ends a domain's full name (RFC 1034, 3.1). */
static void drop_last_dot(GString *email)
{
	const gsize n = email->len;

	if (n > 2 && email->str[n - 1] == '.' &&
	    g_ascii_isalnum(email->str[n - 2]))
		g_string_truncate(email, n - 1);
}

const char *spec_clean(const char *spec, struct pool *pool)
{
	g_autoptr(GString) line = g_string_new(NULL);
	g_autoptr(GString) email = g_string_new(NULL);
	bool quoted = false;

	text_line(line, spec, strlen(spec));
	for (gsize i = 0; i < line->len; i++) {
		if (line->str[i] == '"')
			quoted = !quoted;
		if (quoted || line->str[i] != ' ')
			g_string_append_c(email, line->str[i]);
	}
	drop_quotes(email);
	drop_last_dot(email);
	return pool_text_n(pool, email->str, email->len);
}

const char *spec_without_route(const char *spec)
{
	static const char *const schemes[] = {"mailto:", "smtp:"};

	while (is_blank(*spec) || *spec == '<')
		spec++;
	if (*spec == '@' && strchr(spec, ':') != NULL)
		spec = strchr(spec, ':') + 1;
	for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++)
		if (g_ascii_strncasecmp(spec, schemes[i], strlen(schemes[i])) ==
		    0)
			spec += strlen(schemes[i]);
	return spec;
}

const char *spec_at(const char *spec)
{
	bool quoted = false;

	for (; *spec != '\0'; spec++) {
		if (*spec == '"')
			quoted = !quoted;
		if (*spec == '@' && !quoted)
			return spec;
	}
	return NULL;
}

bool spec_has_one_at(const char *spec)
{
	const char *at = spec_at(spec);

	return at != NULL && spec_at(at + 1) == NULL;
}
