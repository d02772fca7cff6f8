// SPDX-License-Identifier: GPL-3.0-or-later
// Links in plain text that was made from HTML: each target said once.
#include "mail/plain_links.h"

#include <string.h>

#include "mail/html_link.h"

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
