// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are uuencoded in the middle of a text.
#include "mail/uuencode.h"

#include <stdbool.h>
#include <string.h>

/* Bytes of a file's name. */
#define NAME_MOST 255

void uuencoded_clear(void *file)
{
	struct uuencoded *one = file;

	g_free(one->name);
	g_byte_array_free(one->bytes, TRUE);
}

static gsize line_size(const char *p, const char *end)
{
	const char *lf = memchr(p, '\n', (gsize)(end - p));

	return (gsize)((lf == NULL ? end : lf) - p);
}

/* "begin MODE NAME": where the name stands, or NULL. */
static const char *begin_name(const char *p, gsize size)
{
	gsize i = 6;

	if (size < 9 || memcmp(p, "begin ", 6) != 0)
		return NULL;
	while (i < size && p[i] >= '0' && p[i] <= '7')
		i++;
	if (i < 9 || i > 11 || (i < size && p[i] != ' '))
		return NULL;
	return p + MIN(i + 1, size);
}

static guint sextet(char c)
{
	return (guint)(c - ' ') & 0x3f;
}

/*
 * Mail systems have cut the blanks at its end, so what is missing is zeros; one
 * character more is a checksum of old encoders.
 */
bool uuencode_line(GByteArray *bytes, const char *p, gsize size)
{
	const gsize length = sextet(p[0]);
	const gsize full = (length + 2) / 3 * 4;
	gsize left = length;

	if (p[0] < ' ' || p[0] > '`' || size > full + 3)
		return false;
	/* All of it missing is rather a line of text. */
	if (length == 0 || size < 2)
		return false;
	for (gsize i = 1; i < size; i++)
		if (p[i] < ' ' || p[i] > '`')
			return false;
	for (gsize i = 1; left > 0; i += 4) {
		guint group = 0;
		guint8 three[3];

		for (gsize k = i; k < i + 4; k++)
			group = group << 6 | (k < size ? sextet(p[k]) : 0);
		three[0] = (guint8)(group >> 16);
		three[1] = (guint8)(group >> 8);
		three[2] = (guint8)group;
		g_byte_array_append(bytes, three, (guint)MIN(left, 3));
		left -= MIN(left, 3);
	}
	return true;
}

static bool is_end(const char *p, gsize size)
{
	return size >= 3 && memcmp(p, "end", 3) == 0 &&
	       strspn(p + 3, " \t") >= size - 3;
}

/*
 * Reads what follows a "begin" line into bytes. Where the text goes on, or
 * NULL if this is no file.
 */
static const char *read_file(GByteArray *bytes, const char *p, const char *end)
{
	while (p < end) {
		const gsize size = line_size(p, end);
		const char *next = MIN(p + size + 1, end);

		if (is_end(p, size))
			return next;
		/* The line of length 0 before the end, also if cut to "". */
		if (size <= 1 && (size == 0 || sextet(*p) == 0)) {
			p = next;
			continue;
		}
		if (!uuencode_line(bytes, p, size))
			return NULL;
		p = next;
	}
	return bytes->len > 0 ? end : NULL;
}

void uuencode_take(GString *text, GArray *files)
{
	const char *p = text->str;
	const char *end = p + text->len;
	GString *rest;

	if (strstr(text->str, "begin ") == NULL)
		return;
	rest = g_string_sized_new(text->len + 1);
	while (p < end) {
		const gsize size = line_size(p, end);
		const char *next = MIN(p + size + 1, end);
		const char *name = begin_name(p, size);

		if (name != NULL && files->len < UUENCODE_FILES_MOST) {
			struct uuencoded file = {
				g_strndup(name, MIN((gsize)(p + size - name),
						    NAME_MOST)),
				g_byte_array_new()};
			const char *after = read_file(file.bytes, next, end);

			if (after != NULL) {
				g_array_append_val(files, file);
				p = after;
				continue;
			}
			uuencoded_clear(&file);
		}
		g_string_append_len(rest, p, next - p);
		p = next;
	}
	g_string_assign(text, rest->str);
	g_string_free(rest, TRUE);
}
