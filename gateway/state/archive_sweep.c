// SPDX-License-Identifier: GPL-3.0-or-later
// The end of what has lain in the archive for too long.
#include "state/archive_inside.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Milliseconds that a sweep waits for those who put something there. */
#define WAIT_MS 200

/* Seconds after which nobody writes a file any more. */
#define NEW_MOST 86400

struct sweep {
	const struct archive_sweep *asked;
	int root;
	guint removed;
};

static bool is_over(const struct sweep *sweep)
{
	return sweep->removed >= sweep->asked->most ||
	       deadline_left_ms(sweep->asked->deadline) == 0;
}

static DIR *open_list(int at, const char *name)
{
	const int fd = archive_folder(at, name);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);

	if (list == NULL && fd >= 0)
		(void)close(fd);
	return list;
}

/* The next name, or NULL; the folder and its parent are none. */
static const char *next_name(DIR *list)
{
	const struct dirent *entry;

	while ((entry = readdir(list)) != NULL)
		if (entry->d_name[0] != '.')
			return entry->d_name;
	return NULL;
}

static void remove_old(struct sweep *sweep, DIR *list, time_t before)
{
	const int folder = dirfd(list);
	const char *name;

	while (!is_over(sweep) && (name = next_name(list)) != NULL) {
		struct stat info;

		if (fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
		    !S_ISDIR(info.st_mode) && info.st_mtime < before &&
		    unlinkat(folder, name, 0) == 0)
			sweep->removed++;
	}
}

/* One folder of files at a time, so that nobody waits for long. */
static void sweep_folder(struct sweep *sweep, int at, const char *name)
{
	const gint64 left = deadline_left_ms(sweep->asked->deadline);
	const struct deadline soon = {clock_boot_ms() + MIN(WAIT_MS, left)};
	struct why why = {0};
	DIR *list;

	if (!archive_lock(sweep->root, true, soon, &why))
		return;
	list = open_list(at, name);
	if (list != NULL) {
		remove_old(sweep, list,
			   (time_t)(sweep->asked->before_ms / 1000));
		(void)closedir(list);
		/* Goes only if it is empty. */
		(void)unlinkat(at, name, AT_REMOVEDIR);
	}
	archive_unlock(sweep->root);
}

static void sweep_share(struct sweep *sweep, const char *tree, guint share)
{
	g_autofree char *path =
		g_strdup_printf("%s/%02x", tree, share % ARCHIVE_SHARES);
	DIR *list = open_list(sweep->root, path);
	const char *name;

	if (list == NULL)
		return;
	while (!is_over(sweep) && (name = next_name(list)) != NULL)
		sweep_folder(sweep, dirfd(list), name);
	(void)closedir(list);
}

static void sweep_new(struct sweep *sweep)
{
	DIR *list = open_list(sweep->root, ARCHIVE_NEW);
	const guint removed = sweep->removed;

	if (list == NULL)
		return;
	remove_old(sweep, list, (time_t)(clock_wall_ms() / 1000 - NEW_MOST));
	(void)closedir(list);
	sweep->removed = removed;
}

guint archive_expire(const struct archive_settings *settings,
		     const struct archive_sweep *asked)
{
	struct sweep sweep = {.asked = asked};

	sweep.root = archive_folder(AT_FDCWD, settings->folder);
	if (sweep.root < 0)
		return 0;
	sweep_new(&sweep);
	/* Names first: what is public never is gone before its name. */
	for (guint i = 0; asked->before_ms > 0 && i < asked->n; i++) {
		sweep_share(&sweep, ARCHIVE_PUBLIC, asked->first + i);
		sweep_share(&sweep, ARCHIVE_FILES, asked->first + i);
	}
	(void)close(sweep.root);
	return sweep.removed;
}
