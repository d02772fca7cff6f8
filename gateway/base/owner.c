// SPDX-License-Identifier: GPL-3.0-or-later
// Owners: whose a file is, where it has to be that of the user who runs us.
#include "base/owner.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

/* The name of a user, or the number of one without a name. */
static char *user_name(uid_t id)
{
	const struct passwd *user = getpwuid(id);

	return user != NULL ? g_strdup(user->pw_name)
			    : g_strdup_printf("%u", id);
}

bool owner_wrong(const char *path, uid_t owner, struct why *why)
{
	g_autofree char *theirs = user_name(owner);
	g_autofree char *ours = user_name(geteuid());

	return why_set(why, TROUBLE_CONFIG,
		       "%s belongs to user %s, but tixgate runs as user %s; "
		       "run it as the owner, or chown it",
		       path, theirs, ours);
}

bool owner_fits(const char *folder, struct why *why)
{
	struct stat info;

	if (geteuid() != 0 || stat(folder, &info) < 0 || info.st_uid == 0)
		return true;
	return owner_wrong(folder, info.st_uid, why);
}
