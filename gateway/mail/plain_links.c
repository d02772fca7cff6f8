// SPDX-License-Identifier: GPL-3.0-or-later
// Links in plain text that was made from HTML: each target said once.
#include "mail/plain_links.h"

#include <string.h>

#include "mail/html_link.h"

/* Bytes of a URL in which its host and what tells a wrapper stand. */
#define WRAPPER_MOST ((gsize)100)

/* Bytes of the target that begins at text, behind its "<"; 0 for none. */
static gsize target_size(const char *text)
{
	gsize n = 0;

	if (!g_str_has_prefix(text, "http://") &&
	    !g_str_has_prefix(text, "https://"))
		return 0;
	while (n < PLAIN_LINK_MOST && (guchar)text[n] > ' ' && text[n] != '<' &&
	       text[n] != '>')
		n++;
	return text[n] == '>' ? n : 0;
}

/* Bytes of the word that ends at end, which may be a URL or host. */
static gsize word_size(const GString *text, gsize end)
{
	gsize n = 0;

	while (n < end && n < PLAIN_LINK_MOST &&
	       (guchar)text->str[end - n - 1] > ' ' &&
	       strchr("<>()[]\"", text->str[end - n - 1]) == NULL)
		n++;
	return n;
}

/* True if a reader of shown knows the target already. */
static bool says(const char *shown, const char *target)
{
	g_autoptr(GString) plain = g_string_new(NULL);
	g_autoptr(GString) written = g_string_new(NULL);
	const enum link_kind kind = link_target(target, plain);

	if (kind != LINK_WEB)
		return false;
	link_write(kind, plain->str, shown, written);
	return strcmp(written->str, shown) == 0;
}

void plain_links_once(GString *text)
{
	g_autoptr(GString) out = NULL;
	gsize from = 0;

	if (strstr(text->str, "<http") == NULL)
		return;
	out = g_string_sized_new(text->len);
	for (gsize i = 0; i < text->len; i++) {
		const gsize size = text->str[i] == '<'
					   ? target_size(text->str + i + 1)
					   : 0;
		gsize end = i;
		g_autofree char *shown = NULL;
		g_autofree char *target = NULL;

		if (size == 0)
			continue;
		if (end > from && text->str[end - 1] == ' ')
			end--;
		shown = g_strndup(text->str + end - word_size(text, end),
				  word_size(text, end));
		target = g_strndup(text->str + i + 1, size);
		if (*shown != '\0' && says(shown, target)) {
			g_string_append_len(out, text->str + from,
					    (gssize)(end - from));
			from = i + size + 2;
		}
		i += size + 1;
	}
	g_string_append_len(out, text->str + from, (gssize)(text->len - from));
	g_string_assign(text, out->str);
}

/*
 * Bytes of the URL at text, up to a mark of the sentence; 0 if it is too long.
 * *passed: bytes in which no other one is looked for.
 */
static gsize url_size(const char *text, gsize *passed)
{
	gsize n = 0;

	while (n < PLAIN_LINK_MOST && (guchar)text[n] > ' ' &&
	       strchr("<>\"", text[n]) == NULL)
		n++;
	*passed = n;
	if (n == PLAIN_LINK_MOST)
		return 0;
	while (n > 0 && strchr(".,;:!?)]'", text[n - 1]) != NULL)
		n--;
	return n;
}

/* True if the URL's host is one of the mail systems' that rewrite links. */
static bool is_wrapped(const char *url)
{
	static const char *const hosts[] = {
		".safelinks.protection.outlook.com/", "/urldefense.com/v3/",
		"/urldefense.proofpoint.com/v2/"};
	const gsize most = MIN(strlen(url), WRAPPER_MOST);

	for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++)
		if (g_strstr_len(url, (gssize)most, hosts[i]) != NULL)
			return true;
	return false;
}

void plain_links_unwrap(GString *text)
{
	g_autoptr(GString) out = NULL;
	const char *from = text->str;
	const char *p = from;

	if (strstr(from, ".safelinks.protection.outlook.com/") == NULL &&
	    strstr(from, "//urldefense.") == NULL)
		return;
	out = g_string_sized_new(text->len);
	while ((p = strstr(p, "https://")) != NULL) {
		gsize passed;
		const gsize size = url_size(p, &passed);
		g_autofree char *url = g_strndup(p, size);
		g_autoptr(GString) target = g_string_new(NULL);

		if (size > 0 && is_wrapped(url) &&
		    link_target(url, target) == LINK_WEB &&
		    !is_wrapped(target->str)) {
			g_string_append_len(out, from, p - from);
			g_string_append(out, target->str);
			from = p + size;
		}
		p += passed;
	}
	g_string_append(out, from);
	g_string_assign(text, out->str);
}
