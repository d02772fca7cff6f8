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

/*
 * Takes off quotes that a local part does not need (RFC 5321, 4.1.2: then both
 * are one mailbox), and the dot that ends a domain's full name.
 */
static void make_plain(GString *email)
{
	static const char *const marks = "!#$%&'*+-/=?^_`{|}~.";
	const char *text = email->str;
	gsize i = 1;

	if (email->len > 2 && text[email->len - 1] == '.' &&
	    g_ascii_isalnum(text[email->len - 2]))
		g_string_truncate(email, email->len - 1);
	if (text[0] != '"' || text[1] == '.')
		return;
	while (g_ascii_isalnum(text[i]) ||
	       (text[i] != '\0' && strchr(marks, text[i]) != NULL &&
		(text[i] != '.' || text[i + 1] != '.')))
		i++;
	if (i > 1 && text[i] == '"' && text[i + 1] == '@' &&
	    text[i - 1] != '.') {
		g_string_erase(email, (gssize)i, 1);
		g_string_erase(email, 0, 1);
	}
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
	make_plain(email);
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
