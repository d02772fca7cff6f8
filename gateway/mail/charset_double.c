// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8 that was taken for windows-1252 and encoded a second time.
#include "mail/charset.h"

#include <string.h>

/* What windows-1252 has at 0x80 … 0x9f; 0 where it has nothing. */
static const guint16 upper[32] = {
	0x20ac, 0,	0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,	0x017d, 0,
	0,	0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,	0x017e, 0x0178,
};

/* The byte of windows-1252 (or of Latin-1 itself) for c, or -1. */
static int byte_of(gunichar c)
{
	if (c < 0x100)
		return (int)c;
	for (gsize i = 0; i < G_N_ELEMENTS(upper); i++)
		if (upper[i] == c)
			return (int)(0x80 + i);
	return -1;
}

/* How many bytes follow a first byte of UTF-8, 0 for none. */
static guint tail_of(guint8 byte)
{
	if (byte >= 0xc2 && byte <= 0xdf)
		return 1;
	if (byte >= 0xe0 && byte <= 0xef)
		return 2;
	return byte >= 0xf0 && byte <= 0xf4 ? 3 : 0;
}

bool charset_undo_double(GString *out, const char *text, gsize size)
{
	const gsize start = out->len;
	const char *end = text + size;
	guint characters = 0, wide = 0, tail = 0;
	gsize done = 0;

	for (const char *p = text; p < end; p += g_utf8_skip[(guchar)*p]) {
		const int byte = byte_of(g_utf8_get_char(p));
		const bool follows = byte >= 0x80 && byte < 0xc0;

		/* Each first byte has its following ones, and no other has. */
		if (byte < 0 || follows != (tail > 0))
			break;
		if (follows) {
			tail--;
		} else if (byte >= 0x80) {
			tail = tail_of((guint8)byte);
			if (tail == 0)
				break;
			characters++;
			wide += tail > 1;
		}
		g_string_append_c(out, (char)byte);
		done += (gsize)g_utf8_skip[(guchar)*p];
	}
	if (done == size && tail == 0 && (characters >= 2 || wide > 0) &&
	    memchr(out->str + start, 0, out->len - start) == NULL &&
	    g_utf8_validate_len(out->str + start, out->len - start, NULL))
		return true;
	g_string_truncate(out, start);
	return false;
}
