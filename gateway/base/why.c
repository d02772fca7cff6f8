// SPDX-License-Identifier: GPL-3.0-or-later
// A reason: what was tried, why it did not work, and what that asks for.
#include "base/why.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

/* Copies text, cut at a character boundary with "..." where it is too long. */
static void keep(struct why *why, const char *text)
{
	gsize size = strlen(text);

	if (size < WHY_SIZE) {
		memcpy(why->text, text, size + 1);
		return;
	}
	size = WHY_SIZE - sizeof "...";
	/* A byte 10xxxxxx goes on a character that began before it. */
	while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80)
		size--;
	memcpy(why->text, text, size);
	strcpy(why->text + size, "...");
}

bool why_set(struct why *why, enum trouble trouble, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	why->trouble = trouble;
	keep(why, text);
	return false;
}

/* Takes text, and gives it back with the user's name behind it. */
static char *named(char *text)
{
	g_autofree char *before = text;

	return g_strdup_printf("%s (as user %s)", before, g_get_user_name());
}

bool why_errno(struct why *why, enum trouble trouble, const char *format, ...)
{
	int number = errno;
	g_autofree char *what = NULL;
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	what = g_strdup_vprintf(format, args);
	va_end(args);
	text = g_strdup_printf("%s: %s", what, g_strerror(number));
	/* What tixgate may do is most often a matter of who runs it. */
	if (number == EACCES)
		text = named(g_steal_pointer(&text));
	why->trouble = trouble;
	keep(why, text);
	return false;
}

bool why_at(struct why *why, const char *format, ...)
{
	g_autofree char *where = NULL;
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	where = g_strdup_vprintf(format, args);
	va_end(args);
	text = g_strdup_printf("%s: %s", where, why->text);
	keep(why, text);
	return false;
}
