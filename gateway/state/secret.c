// SPDX-License-Identifier: GPL-3.0-or-later
// The secret: what makes our codes impossible to guess or forge.
#include "state/secret.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/file.h"

#define SECRET_TEXT (2 * SECRET_BYTES)

static char *read_secret(const char *path, struct why *why)
{
	g_autofree char *text =
		file_read_text(path, SECRET_TEXT + 2, true, why);

	if (text == NULL)
		return NULL;
	if (strlen(text) != SECRET_TEXT ||
	    strspn(text, "0123456789abcdef") != SECRET_TEXT) {
		why_set(why, TROUBLE_CONFIG,
			"%s does not hold a secret; put the right one back, "
			"or remove the file to have a new one made",
			path);
		return NULL;
	}
	return g_steal_pointer(&text);
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
	if (!file_make_folder(folder, why))
		return false;
	if (file_write_durably(folder, name, text, sizeof text, false, why))
		return true;
	/* Another process may have been first: then its secret counts. */
	if (access(path, F_OK) < 0)
		return false;
	*why = (struct why){0};
	return true;
}

char *secret_load(const char *path, bool make, struct why *why)
{
	if (access(path, F_OK) < 0 && errno == ENOENT) {
		if (!make || !make_secret(path, why))
			return NULL;
	}
	return read_secret(path, why);
}
