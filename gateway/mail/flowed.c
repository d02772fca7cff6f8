// SPDX-License-Identifier: GPL-3.0-or-later
// format=flowed (RFC 3676): lines that were broken for transport only.
#include "mail/flowed.h"

#include <string.h>

/* One line of the text as RFC 3676, 4.1 takes it apart. */
struct flowed_line {
	gsize depth; /* of quotes */
	const char *at;
	gsize size;
	bool soft; /* its end is no end */
	bool signature;
};

static struct flowed_line line_read(const char *p, gsize size)
{
	struct flowed_line line = {0};
	const char *end = p + size;

	while (p < end && *p == '>') {
		line.depth++;
		p++;
	}
	if (p < end && *p == ' ')
		p++;
	line.at = p;
	line.size = (gsize)(end - p);
	line.signature = line.size == 3 && memcmp(p, "-- ", 3) == 0;
	line.soft = line.size > 0 && end[-1] == ' ' && !line.signature;
	return line;
}

static void append_quotes(GString *out, gsize depth)
{
	for (gsize i = 0; i < depth; i++)
		g_string_append_c(out, '>');
	if (depth > 0)
		g_string_append_c(out, ' ');
}

void flowed_undo(GString *text, bool delsp)
{
	GString *out = g_string_sized_new(text->len + 1);
	const char *p = text->str;
	const char *end = p + text->len;
	bool open = false; /* the last line's end was soft */
	gsize depth = 0;

	while (p < end) {
		const char *lf = memchr(p, '\n', (gsize)(end - p));
		const char *to = lf == NULL ? end : lf;
		struct flowed_line line = line_read(p, (gsize)(to - p));

		/* A paragraph ends where the depth of quotes changes (4.5). */
		if (open && (line.depth != depth || line.signature)) {
			g_string_append_c(out, '\n');
			open = false;
		}
		if (!open)
			append_quotes(out, line.depth);
		if (line.soft && delsp)
			line.size--;
		g_string_append_len(out, line.at, (gssize)line.size);
		if (!line.soft && lf != NULL)
			g_string_append_c(out, '\n');
		open = line.soft;
		depth = line.depth;
		p = to + (lf != NULL);
	}
	g_string_assign(text, out->str);
	g_string_free(out, TRUE);
}
