// SPDX-License-Identifier: GPL-3.0-or-later
// File names that come from outside, made safe for any folder and system.
#include "base/filename.h"

#include <string.h>

#include "base/text.h"

/* Bytes behind the last dot that are an ending, and not part of a name. */
#define ENDING_MOST 16

/* Where the ending begins, with its dot; the end where there is none. */
static const char *ending_of(const char *name)
{
	const char *end = name + strlen(name);
	const char *dot = strrchr(name, '.');

	return dot == NULL || dot == name || end - dot > ENDING_MOST ? end
								     : dot;
}

/* Bytes of the longest beginning of at most most bytes: whole characters. */
static gsize whole(const char *text, gsize size, gsize most)
{
	if (size <= most)
		return size;
	while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80)
		most--;
	return most;
}

char *filename_safe(const char *name)
{
	g_autoptr(GString) line = g_string_new(NULL);
	g_autoptr(GString) safe = g_string_new(NULL);
	const char *slash = strrchr(name, '/');
	const char *start, *ending;
	gsize stem, tail;

	if (slash != NULL)
		name = slash + 1;
	text_line(line, name, strlen(name));
	for (gsize i = 0; i < line->len; i++)
		if (strchr("/\\:*?\"<>|", line->str[i]) != NULL)
			line->str[i] = '_';
	while (line->len > 0 && strchr(". ", line->str[line->len - 1]) != NULL)
		g_string_truncate(line, line->len - 1);
	start = line->str + strspn(line->str, ".-~ ");
	if (*start == '\0')
		return g_strdup("file");
	ending = ending_of(start);
	stem = (gsize)(ending - start);
	tail = strlen(ending);
	g_string_append_len(safe, start,
			    (gssize)whole(start, stem, FILENAME_MOST - tail));
	g_string_append(safe, ending);
	return g_string_free(g_steal_pointer(&safe), FALSE);
}

char *filename_numbered(const char *safe, guint n)
{
	const char *ending = ending_of(safe);

	return g_strdup_printf("%.*s-%u%s", (int)(ending - safe), safe, n,
			       ending);
}
