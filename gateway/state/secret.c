// SPDX-License-Identifier: GPL-3.0-or-later
// The secret file: made once, read by all, renewed by its owner.
#include "state/secret.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/file.h"
#include "base/owner.h"

/* Bytes of a secret file: two lines. */
#define SECRET_FILE_MOST (2 * (SECRET_TEXT + 2))

static bool is_secret(const char *line)
{
	return strlen(line) == SECRET_TEXT &&
	       strspn(line, "0123456789abcdef") == SECRET_TEXT;
}

static bool read_secrets(const char *path, struct secrets *secrets,
			 struct why *why)
{
	g_autofree char *text =
		file_read_text(path, SECRET_FILE_MOST, true, why);
	g_auto(GStrv) lines = NULL;
	guint n;

	if (text == NULL)
		return false;
	lines = g_strsplit(g_strchomp(text), "\n", 0);
	n = g_strv_length(lines);
	for (guint i = 0; i < n; i++)
		(void)g_strchomp(lines[i]);
	if (n < 1 || n > 2 || !is_secret(lines[0]) ||
	    (n == 2 && !is_secret(lines[1])))
		return why_set(why, TROUBLE_CONFIG,
			       "%s does not hold a secret, or one and the one "
			       "before it; put the right one back, or remove "
			       "the file to have a new one made",
			       path);
	g_strlcpy(secrets->newest, lines[0], sizeof secrets->newest);
	if (n == 2)
		g_strlcpy(secrets->older, lines[1], sizeof secrets->older);
	return true;
}

static bool make_secret(const char *path, struct why *why)
{
	static const char digits[] = "0123456789abcdef";
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *name = g_path_get_basename(path);
	unsigned char bytes[SECRET_BYTES];
	char text[SECRET_TEXT + 1];

	if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
		return why_errno(why, TROUBLE_LATER, "no random bytes");
	for (size_t i = 0; i < SECRET_BYTES; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	text[SECRET_TEXT] = '\n';
	if (!owner_fits(folder, why) || !file_make_folder(folder, why))
		return false;
	if (file_write_durably(folder, name, text, sizeof text, false, why))
		return true;
	/* Another process may have been first: then its secret counts. */
	if (access(path, F_OK) < 0)
		return false;
	*why = (struct why){0};
	return true;
}

bool secrets_load(const char *path, bool make, struct secrets *secrets,
		  struct why *why)
{
	*secrets = (struct secrets){0};
	if (access(path, F_OK) < 0 && errno == ENOENT) {
		if (!make)
			return true;
		if (!make_secret(path, why))
			return false;
	}
	return read_secrets(path, secrets, why);
}
