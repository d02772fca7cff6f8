// SPDX-License-Identifier: GPL-3.0-or-later
// Room: whether the disk of a folder takes what is still to be written.
#include "base/room.h"

#include <errno.h>
#include <sys/statvfs.h>

#include <glib.h>

/* Folders above a missing path that are looked for. */
#define ABOVE_MOST 3

static bool find(const char *path, struct statvfs *disk)
{
	g_autofree char *at = g_strdup(path);

	for (guint i = 0; i <= ABOVE_MOST; i++) {
		g_autofree char *below = g_steal_pointer(&at);

		if (statvfs(below, disk) == 0)
			return true;
		if (errno != ENOENT)
			return false;
		at = g_path_get_dirname(below);
	}
	return false;
}

bool room_left(const char *path, struct why *why)
{
	struct statvfs disk;
	guint64 bytes;

	/* One that counts no blocks is no disk. */
	if (!find(path, &disk) || disk.f_blocks == 0)
		return true;
	if ((disk.f_flag & ST_RDONLY) != 0)
		return why_set(why, TROUBLE_LATER,
			       "the disk of %s is mounted read-only", path);
	if (disk.f_files > 0 && disk.f_favail == 0)
		return why_set(why, TROUBLE_LATER,
			       "the disk of %s takes no more files", path);
	bytes = (guint64)disk.f_bavail * disk.f_frsize;
	if (bytes >= ROOM_LEAST)
		return true;
	return why_set(why, TROUBLE_LATER,
		       "the disk of %s has only %" G_GUINT64_FORMAT
		       " KiB left; free some space, since mail has to wait "
		       "where there is none",
		       path, bytes >> 10);
}
