// SPDX-License-Identifier: GPL-3.0-or-later
// The archive: attachments on disk, each once, and public names for them.
#include "state/archive_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes that are copied at once. */
#define COPY_SIZE 65536

/* Milliseconds between two looks whether the lock is free. */
#define LOCK_EVERY_MS 20

/* Seconds after which a file's time is renewed when it is put there again. */
#define RENEW_AFTER 3600

struct archive {
	const char *path; /* for reasons */
	bool shared;	  /* a web server's group may read */
	int root, files, public, new;
	guint n; /* of temporary names */
};

bool archive_is_hex(const char *text, gsize digits)
{
	return strlen(text) == digits &&
	       strspn(text, "0123456789abcdef") == digits;
}

int archive_folder(int at, const char *name)
{
	return openat(at, name,
		      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static mode_t folder_mode(const struct archive *archive, bool public)
{
	return archive->shared && public ? 0750 : 0700;
}

/*
 * Opens a folder, and makes it if it is missing. The set-group-ID bit comes
 * from the folder around it; a chmod() would take it away again.
 */
static int make_folder(int at, const char *name, mode_t mode)
{
	const mode_t mask = umask(0);
	const int made = mkdirat(at, name, mode);
	const int error = errno;

	(void)umask(mask);
	if (made < 0 && error != EEXIST) {
		errno = error;
		return -1;
	}
	return archive_folder(at, name);
}

bool archive_lock(int root, bool alone, struct deadline deadline,
		  struct why *why)
{
	while (flock(root, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return why_errno(why, TROUBLE_LATER,
					 "cannot lock the archive");
		if (!deadline_sleep(deadline, LOCK_EVERY_MS))
			return why_set(why, TROUBLE_LATER,
				       "the archive is being swept");
	}
	return true;
}

void archive_unlock(int root)
{
	(void)flock(root, LOCK_UN);
}

static bool open_folders(struct archive *archive, struct why *why)
{
	const mode_t own = folder_mode(archive, false);
	const mode_t seen = folder_mode(archive, true);

	archive->root = make_folder(AT_FDCWD, archive->path, seen);
	if (archive->root < 0)
		return why_errno(why, TROUBLE_LATER, "cannot open %s",
				 archive->path);
	archive->files = make_folder(archive->root, ARCHIVE_FILES, own);
	archive->new = make_folder(archive->root, ARCHIVE_NEW, own);
	if (archive->files >= 0 && archive->new >= 0)
		archive->public =
			make_folder(archive->root, ARCHIVE_PUBLIC, seen);
	return archive->public >= 0 ||
	       why_errno(why, TROUBLE_LATER, "cannot make folders in %s",
			 archive->path);
}

struct archive *archive_open(const struct archive_settings *settings,
			     struct deadline deadline, struct why *why)
{
	struct archive *archive = g_new(struct archive, 1);

	*archive = (struct archive){
		.path = settings->folder,
		.shared = *settings->url != '\0',
		.root = -1,
		.files = -1,
		.public = -1,
		.new = -1,
	};
	if (open_folders(archive, why) &&
	    archive_lock(archive->root, false, deadline, why))
		return archive;
	archive_close(archive);
	return NULL;
}

static void close_one(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

void archive_close(struct archive *archive)
{
	if (archive == NULL)
		return;
	close_one(archive->files);
	close_one(archive->public);
	close_one(archive->new);
	close_one(archive->root);
	g_free(archive);
}

static bool copy_bytes(int to, const struct archive_item *item)
{
	g_autofree char *block = g_malloc(COPY_SIZE);
	guint64 done = 0;

	while (done < item->size) {
		const gsize want = (gsize)MIN(item->size - done, COPY_SIZE);
		const ssize_t n =
			pread(item->fd, block, want, (off_t)(item->at + done));
		gsize written = 0;

		if (n == 0)
			errno = EIO;
		if (n <= 0)
			return false;
		while (written < (gsize)n) {
			const ssize_t put =
				write(to, block + written, (gsize)n - written);

			if (put < 0 && errno != EINTR)
				return false;
			written += put > 0 ? (gsize)put : 0;
		}
		done += (guint64)n;
	}
	return true;
}

static int make_file(const struct archive *archive, const char *name)
{
	const mode_t mask = umask(0);
	const int fd =
		openat(archive->new, name,
		       O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		       archive->shared ? 0640 : 0600);
	const int error = errno;

	(void)umask(mask);
	errno = error;
	return fd;
}

/* Writes the bytes under a temporary name, and to the disk; then renames. */
static bool write_file(struct archive *archive, const struct archive_item *item,
		       int folder, const char *name, struct why *why)
{
	char temporary[64];
	bool good;
	int fd;

	g_snprintf(temporary, sizeof temporary, "%ld-%08x-%u", (long)getpid(),
		   g_random_int(), archive->n++);
	fd = make_file(archive, temporary);
	if (fd < 0)
		return why_errno(why, TROUBLE_LATER,
				 "cannot write in the archive %s",
				 archive->path);
	good = copy_bytes(fd, item) && fsync(fd) == 0;
	if (!good)
		why_errno(why, TROUBLE_LATER, "cannot write in the archive %s",
			  archive->path);
	if (close(fd) < 0 && good)
		good = why_errno(why, TROUBLE_LATER,
				 "cannot write in the archive %s",
				 archive->path);
	if (good && renameat(archive->new, temporary, folder, name) < 0)
		good = why_errno(why, TROUBLE_LATER,
				 "cannot name a file in the archive %s",
				 archive->path);
	if (!good)
		(void)unlinkat(archive->new, temporary, 0);
	return good;
}

/* True if name is the item's file, which then counts as new again. */
static bool is_there(const struct archive *archive, int folder,
		     const char *name, guint64 size)
{
	struct stat info;

	if (fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) < 0 ||
	    !S_ISREG(info.st_mode) || (guint64)info.st_size != size)
		return false;
	if (info.st_mtime < clock_wall_ms() / 1000 - RENEW_AFTER)
		(void)utimensat(folder, name, NULL, AT_SYMLINK_NOFOLLOW);
	/* It may have been kept before there was a URL. */
	return !archive->shared || (info.st_mode & 040) != 0 ||
	       fchmodat(folder, name, 0640, 0) == 0;
}

/* The folder in which a digest's or a tag's file is, two levels down. */
struct shelf {
	int above, folder;
};

static bool open_shelf(struct archive *archive, int root, const char *first,
		       const char *second, bool public, struct shelf *shelf,
		       struct why *why)
{
	const mode_t mode = folder_mode(archive, public);

	*shelf = (struct shelf){-1, -1};
	shelf->above = make_folder(root, first, mode);
	if (shelf->above >= 0)
		shelf->folder = make_folder(shelf->above, second, mode);
	return shelf->folder >= 0 ||
	       why_errno(why, TROUBLE_LATER, "cannot make folders in %s",
			 archive->path);
}

/* Another process may have made a name and not yet have it on the disk. */
static bool close_shelf(struct shelf *shelf, bool good, struct why *why)
{
	if (good && (fsync(shelf->folder) < 0 || fsync(shelf->above) < 0))
		good = why_errno(why, TROUBLE_LATER, "cannot sync the archive");
	close_one(shelf->folder);
	close_one(shelf->above);
	return good;
}

static bool publish(struct archive *archive, const struct archive_item *item,
		    const struct shelf *file, struct why *why)
{
	const char first[3] = {item->tag[0], item->tag[1], '\0'};
	struct shelf shelf;
	bool good;

	good = open_shelf(archive, archive->public, first, item->tag + 2, true,
			  &shelf, why);
	if (good && !is_there(archive, shelf.folder, item->name, item->size)) {
		/* What is there and of another size is no use to anybody. */
		(void)unlinkat(shelf.folder, item->name, 0);
		if (linkat(file->folder, item->digest, shelf.folder, item->name,
			   0) < 0 &&
		    errno != EEXIST)
			/* Too many links, or none at all: a copy does. */
			good = write_file(archive, item, shelf.folder,
					  item->name, why);
	}
	return close_shelf(&shelf, good, why);
}

bool archive_put(struct archive *archive, const struct archive_item *item,
		 struct why *why)
{
	const char first[3] = {item->digest[0], item->digest[1], '\0'};
	const char second[3] = {item->digest[2], item->digest[3], '\0'};
	struct shelf shelf;
	bool good;

	good = open_shelf(archive, archive->files, first, second, false, &shelf,
			  why) &&
	       (is_there(archive, shelf.folder, item->digest, item->size) ||
		write_file(archive, item, shelf.folder, item->digest, why)) &&
	       (item->tag == NULL || publish(archive, item, &shelf, why));
	return close_shelf(&shelf, good, why);
}

bool archive_sync(struct archive *archive, struct why *why)
{
	g_autofree char *above = g_path_get_dirname(archive->path);
	const int fd = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const bool good =
		fsync(archive->files) == 0 && fsync(archive->public) == 0 &&
		fsync(archive->root) == 0 && fd >= 0 && fsync(fd) == 0;

	if (!good)
		why_errno(why, TROUBLE_LATER, "cannot sync the archive %s",
			  archive->path);
	close_one(fd);
	return good;
}

int archive_read(const struct archive_settings *settings, const char *digest,
		 struct why *why)
{
	g_autofree char *path = NULL;
	int fd;

	if (*settings->folder == '\0' ||
	    !archive_is_hex(digest, ARCHIVE_DIGEST)) {
		why_set(why, TROUBLE_LATER, "there is no archive");
		return -1;
	}
	path = g_strdup_printf("%s/%s/%.2s/%.2s/%s", settings->folder,
			       ARCHIVE_FILES, digest, digest + 2, digest);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		why_errno(why, TROUBLE_LATER, "cannot open %s", path);
	return fd;
}
