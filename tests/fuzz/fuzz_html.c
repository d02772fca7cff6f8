// SPDX-License-Identifier: GPL-3.0-or-later
// Feeds HTML to html_to_text() and holds what comes out to its contract.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mail/html.h"
#include "mail/html_plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool is)
{
	if (!is)
		abort();
}

/* No line ends in a blank, none is empty twice, none begins or ends all. */
static void check_lines(const GString *text)
{
	const char *s = text->str;

	need(text->len == 0 || (s[0] != '\n' && s[text->len - 1] != '\n'));
	need(!strstr(s, " \n") && !strstr(s, "\n\n\n"));
	need(text->len == 0 || s[text->len - 1] != ' ');
	for (gsize i = 0; i < text->len; i++)
		need((guchar)s[i] >= 0x20 || s[i] == '\n');
}

static void check(const struct html_text *out)
{
	gsize last = 0;

	need(strlen(out->text->str) == out->text->len);
	need(g_utf8_validate(out->text->str, -1, NULL));
	need(out->marks->len <= HTML_MARKS_MOST);
	/* Indentation and a bullet may come on top of the last word. */
	need(out->text->len <= HTML_TEXT_MOST + 128);
	check_lines(out->text);
	for (guint i = 0; i < out->marks->len; i++) {
		const struct mark *mark =
			&g_array_index(out->marks, struct mark, i);

		need(mark->from >= last && mark->from <= mark->to);
		need(mark->to <= out->text->len);
		need((mark->kind == MARK_QUOTE) == (mark->depth > 0));
		last = mark->from;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *html = (const char *)data;
	struct html_text out;

	html_to_text(html, size, &out);
	check(&out);
	html_text_clear(&out);
	html_to_whole(html, size, &out);
	check(&out);
	need(out.hidden == 0);
	html_text_clear(&out);
	if (g_utf8_validate_len(html, size, NULL)) {
		struct html_scan scan;

		memset(&out, 0, sizeof(out));
		out.text = g_string_new(NULL);
		out.marks = g_array_new(FALSE, FALSE, sizeof(struct mark));
		html_scan_start(&scan, html, size);
		html_plain(&scan, &out);
		check(&out);
		html_text_clear(&out);
	}
	return 0;
}
