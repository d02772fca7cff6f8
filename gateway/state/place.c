// SPDX-License-Identifier: GPL-3.0-or-later
// The place of a database file: what may lie there, and how one is made.
#include "state/place.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <glib.h>

#include "base/file.h"
#include "base/owner.h"

/* Time stamps of files go on in the kernel's ticks: 10 ms at the most. */
#define STAMP_MS 10

/*
 * File systems of other machines. WAL needs memory that all processes share
 * (sqlite.org/wal.html, 1), and their locks fail in silence. FUSE is not among
 * them: most of it is local, and nothing tells the rest apart.
 */
static const struct {
	guint32 magic;
	const char *name;
} remote_systems[] = {
	{NFS_SUPER_MAGIC, "NFS"},     {SMB_SUPER_MAGIC, "SMB"},
	{CIFS_SUPER_MAGIC, "CIFS"},   {SMB2_SUPER_MAGIC, "SMB"},
	{V9FS_MAGIC, "9p"},	      {CEPH_SUPER_MAGIC, "Ceph"},
	{AFS_SUPER_MAGIC, "AFS"},     {AFS_FS_MAGIC, "AFS"},
	{CODA_SUPER_MAGIC, "Coda"},   {0x0bd00bd0, "Lustre"},
	{0x19830326, "BeeGFS"},	      {0x786f4256, "vboxsf"},
	{OCFS2_SUPER_MAGIC, "OCFS2"}, {0x01161970, "GFS2"},
};

/* What SQLite keeps beside a database. */
static const char *const companions[] = {"-wal", "-journal", "-shm"};

/* How many of them hold what is not yet in the database. */
#define LOGS_N 2

static bool there(const char *path, const char *suffix, struct stat *info)
{
	g_autofree char *name = g_strconcat(path, suffix, NULL);

	return lstat(name, info) == 0;
}

bool place_has_log(const char *path)
{
	struct stat info;

	for (size_t i = 0; i < LOGS_N; i++)
		if (there(path, companions[i], &info) && info.st_size > 0)
			return true;
	return false;
}

/* A log alone may be all that is left of a state: it is not written over. */
static enum place look_missing(const char *path, enum store_mode mode,
			       struct why *why)
{
	g_autofree char *folder = g_path_get_dirname(path);
	struct stat info;

	for (size_t i = 0; i < LOGS_N; i++) {
		if (!there(path, companions[i], &info))
			continue;
		why_set(why, TROUBLE_CONFIG,
			"%s is missing, but %s%s is there: put the database "
			"back from a backup, or move that file away to begin "
			"with an empty state",
			path, path, companions[i]);
		return PLACE_BAD;
	}
	if (mode == STORE_WRITE && !owner_fits(folder, why))
		return PLACE_BAD;
	return PLACE_MISSING;
}

static bool is_local(const char *path, struct why *why)
{
	struct statfs info;

	if (statfs(path, &info) < 0)
		return why_errno(why, TROUBLE_CONFIG, "cannot look at %s",
				 path);
	for (size_t i = 0; i < G_N_ELEMENTS(remote_systems); i++) {
		if ((guint32)info.f_type != remote_systems[i].magic)
			continue;
		return why_set(why, TROUBLE_CONFIG,
			       "%s lies on a network file system (%s), on "
			       "which SQLite's locks and shared memory cannot "
			       "be relied on; set state.url to a local one",
			       path, remote_systems[i].name);
	}
	return true;
}

static bool is_usable(const char *path, const struct stat *info,
		      enum store_mode mode, struct why *why)
{
	if (!S_ISREG(info->st_mode))
		return why_set(why, TROUBLE_CONFIG, "%s is no plain file",
			       path);
	/* It is never made empty, so something has emptied it. */
	if (info->st_size == 0)
		return why_set(why, TROUBLE_CONFIG,
			       "%s is empty: put it back from a backup, or "
			       "remove it to begin with an empty state",
			       path);
	if (mode == STORE_READ)
		return true;
	if (info->st_uid != geteuid())
		return owner_wrong(path, info->st_uid, why);
	return is_local(path, why);
}

enum place place_look(const char *path, enum store_mode mode, struct why *why)
{
	struct stat info;

	if (stat(path, &info) == 0)
		return is_usable(path, &info, mode, why) ? PLACE_THERE
							 : PLACE_BAD;
	if (errno == ENOENT)
		return look_missing(path, mode, why);
	why_errno(why, TROUBLE_CONFIG, "cannot look at %s", path);
	return PLACE_BAD;
}

static bool look_at(const char *path, struct place_stamp *stamp)
{
	struct stat info;

	if (stat(path, &info) < 0)
		return false;
	stamp->device = info.st_dev;
	stamp->inode = info.st_ino;
	stamp->size = info.st_size;
	stamp->changed_ns =
		(gint64)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
	return true;
}

bool place_stamp(const char *path, struct place_stamp *stamp, bool *settled,
		 struct why *why)
{
	gint64 age_ms;

	if (!look_at(path, stamp))
		return why_errno(why, TROUBLE_LATER, "cannot look at %s", path);
	age_ms = clock_wall_ms() - stamp->changed_ns / 1000000;
	*settled = age_ms < 0 || age_ms > STAMP_MS;
	return true;
}

bool place_same(const char *path, const struct place_stamp *stamp)
{
	struct place_stamp now;

	return look_at(path, &now) && now.device == stamp->device &&
	       now.inode == stamp->inode && now.size == stamp->size &&
	       now.changed_ns == stamp->changed_ns;
}

/* What an earlier try, killed half-way, has left. */
static void clear(const char *temporary)
{
	(void)unlink(temporary);
	for (size_t i = 0; i < G_N_ELEMENTS(companions); i++) {
		g_autofree char *name =
			g_strconcat(temporary, companions[i], NULL);

		(void)unlink(name);
	}
}

static bool reserve(const char *temporary, struct why *why)
{
	int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool good = fd >= 0 && fchmod(fd, 0600) == 0 && close(fd) == 0;

	if (good)
		return true;
	return why_errno(why,
			 errno == ENOSPC || errno == EDQUOT ? TROUBLE_LATER
							    : TROUBLE_CONFIG,
			 "cannot make %s", temporary);
}

static bool sync_path(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		(void)close(fd);
	return good;
}

/* Gives the finished file its name, and never takes it from another. */
static bool settle(const char *temporary, const char *path, const char *folder,
		   struct why *why)
{
	int done;

	if (!sync_path(temporary, O_RDWR))
		return why_errno(why, TROUBLE_LATER, "cannot write %s",
				 temporary);
	done = renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE);
	/* Not all file systems know NOREPLACE; the lock keeps others away. */
	if (done < 0 && errno == EINVAL)
		done = rename(temporary, path);
	if (done < 0)
		return why_errno(why, TROUBLE_LATER, "cannot make %s", path);
	if (!sync_path(folder, O_RDONLY | O_DIRECTORY))
		return why_errno(why, TROUBLE_LATER, "cannot sync %s", folder);
	return true;
}

bool place_make(const char *path, struct bytelock *lock,
		struct deadline deadline,
		bool (*make)(const char *temporary, struct why *why),
		struct why *why)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *temporary = g_strconcat(path, ".new", NULL);
	enum place place;
	bool good = true;

	if (!file_make_folder(folder, why) || !is_local(folder, why) ||
	    !bytelock_take(lock, BYTELOCK_MAKING, deadline, why))
		return false;
	/* Another process may have made it while this one waited. */
	place = place_look(path, STORE_WRITE, why);
	if (place == PLACE_MISSING) {
		clear(temporary);
		good = reserve(temporary, why) && make(temporary, why) &&
		       settle(temporary, path, folder, why);
	}
	bytelock_give(lock, BYTELOCK_MAKING);
	return good && place != PLACE_BAD;
}
