// SPDX-License-Identifier: GPL-3.0-or-later
// Authorities: where the system keeps the certificates that it trusts.
#include "desk/authorities.h"

#include <dirent.h>
#include <string.h>

#include <glib.h>

/* Entries of a folder that are looked at to see whether it is hashed. */
#define LOOK_MOST 4096

/* openssl-rehash(1): HHHHHHHH.N, the subject's hash and a number. */
static bool is_hash_name(const char *name)
{
	return strspn(name, "0123456789abcdef") == 8 && name[8] == '.' &&
	       g_ascii_isdigit(name[9]);
}

bool authorities_hashed(const char *folder)
{
	DIR *dir = opendir(folder);
	bool found = false;

	if (dir == NULL)
		return false;
	for (int i = 0; i < LOOK_MOST && !found; i++) {
		const struct dirent *entry = readdir(dir);

		if (entry == NULL)
			break;
		found = is_hash_name(entry->d_name);
	}
	closedir(dir);
	return found;
}

const char *authorities_find(void)
{
	static const char *const folders[] = {
		"/etc/ssl/certs", /* Debian, Alpine, Arch, SUSE */
		"/etc/pki/ca-trust/extracted/pem/directory-hash", /* Fedora */
		"/etc/pki/tls/certs",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
		if (authorities_hashed(folders[i]))
			return folders[i];
	return NULL;
}
