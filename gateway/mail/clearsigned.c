// SPDX-License-Identifier: GPL-3.0-or-later
// Text that PGP signed or encrypted within the text of a mail.
#include "mail/clearsigned.h"

#include <string.h>

#define BEGIN_TEXT "-----BEGIN PGP SIGNED MESSAGE-----"
#define BEGIN_SIGN "-----BEGIN PGP SIGNATURE-----"
#define END_SIGN   "-----END PGP SIGNATURE-----"

#define BEGIN_SEAL "-----BEGIN PGP MESSAGE-----"
#define END_SEAL   "-----END PGP MESSAGE-----"

static const char *next_line(const char *line)
{
	const char *lf = strchr(line, '\n');

	return lf == NULL ? line + strlen(line) : lf + 1;
}

/* The first line from line on that is mark, blanks behind it aside, or NULL. */
static const char *find_line(const char *line, const char *mark)
{
	const gsize size = strlen(mark);

	for (; *line != '\0'; line = next_line(line)) {
		const char *end = line + size;

		if (!g_str_has_prefix(line, mark))
			continue;
		end += strspn(end, " \t");
		if (*end == '\n' || *end == '\0')
			return line;
	}
	return NULL;
}

static bool is_blank(const char *line)
{
	line += strspn(line, " \t");
	return *line == '\n' || *line == '\0';
}

/* Where the signed text begins: behind "Hash: …" and a blank line. */
static const char *after_headers(const char *line, const char *end)
{
	while (line < end && !is_blank(line))
		line = next_line(line);
	return line < end ? next_line(line) : line;
}

static void append_signed(GString *out, const char *line, const char *end)
{
	while (line < end) {
		const char *next = next_line(line);

		if (g_str_has_prefix(line, "- "))
			line += 2;
		g_string_append_len(out, line, next - line);
		line = next;
	}
}

bool clearsigned_undo(GString *text)
{
	g_autoptr(GString) out = NULL;
	const char *at = text->str;

	for (;;) {
		const char *begin = find_line(at, BEGIN_TEXT);
		const char *sign =
			begin == NULL ? NULL : find_line(begin, BEGIN_SIGN);
		const char *end =
			sign == NULL ? NULL : find_line(sign, END_SIGN);

		if (end == NULL)
			break;
		if (out == NULL)
			out = g_string_sized_new(text->len);
		g_string_append_len(out, at, begin - at);
		append_signed(out, after_headers(next_line(begin), sign), sign);
		at = next_line(end);
	}
	if (out == NULL)
		return false;
	g_string_append(out, at);
	g_string_assign(text, out->str);
	return true;
}

bool clearsigned_mark(GString *text)
{
	const char *begin = find_line(text->str, BEGIN_SEAL);

	if (begin == NULL || find_line(begin, END_SEAL) == NULL)
		return false;
	g_string_insert(text, begin - text->str,
			"[What follows is encrypted (PGP): it cannot be read "
			"here.]\n\n");
	return true;
}
