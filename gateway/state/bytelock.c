// SPDX-License-Identifier: GPL-3.0-or-later
// Locks of the kernel on single bytes of an empty file, one for each key.
#include "state/bytelock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "state/patience.h"

/* The longest sleep between two tries: what a lock's end may go unnoticed. */
#define SLEEP_MOST_US 20000

/* How often a lock file may be replaced under our hands. */
#define REPLACED_MOST 8

struct bytelock {
	char *path;
	int fd;	   /* -1 as long as nothing was locked */
	bool used; /* perhaps a byte is held by it */
};

struct bytelock *bytelock_new(const char *path)
{
	struct bytelock *lock = g_new0(struct bytelock, 1);

	lock->path = g_strdup(path);
	lock->fd = -1;
	return lock;
}

void bytelock_free(struct bytelock *lock)
{
	if (lock == NULL)
		return;
	if (lock->fd >= 0)
		(void)close(lock->fd);
	g_free(lock->path);
	g_free(lock);
}

gint64 bytelock_byte(const char *key)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 digest[32];
	gsize size = sizeof(digest);
	guint64 bits = 0;

	g_checksum_update(sum, (const guchar *)key, -1);
	g_checksum_get_digest(sum, digest, &size);
	for (size_t i = 0; i < sizeof(bits); i++)
		bits = bits << 8 | digest[i];
	return (gint64)(bits >> 2);
}

static bool open_file(struct bytelock *lock, struct why *why)
{
	if (lock->fd >= 0)
		return true;
	lock->fd = open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
			0600);
	if (lock->fd < 0 && (errno == EMFILE || errno == ENFILE ||
			     errno == ENOSPC || errno == EINTR))
		return why_errno(why, TROUBLE_LATER, "cannot open %s",
				 lock->path);
	if (lock->fd < 0)
		return why_errno(why, TROUBLE_CONFIG,
				 "cannot open %s; the user tixgate runs as "
				 "must be able to write it and its folder",
				 lock->path);
	return true;
}

static int set_lock(const struct bytelock *lock, short type, gint64 byte)
{
	struct flock range = {.l_type = type, .l_whence = SEEK_SET};

	range.l_start = byte;
	range.l_len = 1;
	return fcntl(lock->fd, F_OFD_SETLK, &range);
}

/* A lock on a file that has lost its name excludes nobody who comes later. */
static bool has_name(const struct bytelock *lock)
{
	struct stat ours, named;

	return fstat(lock->fd, &ours) == 0 && stat(lock->path, &named) == 0 &&
	       ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
}

static bool take_here(struct bytelock *lock, gint64 byte,
		      struct deadline deadline, struct why *why)
{
	struct patience patience;

	patience_start(&patience, deadline, SLEEP_MOST_US);
	/*
	 * Polled, since F_OFD_SETLKW could only be ended by a signal, and the
	 * mail system may have blocked or ignored all of them.
	 */
	while (set_lock(lock, F_WRLCK, byte) < 0) {
		if (errno != EAGAIN && errno != EACCES && errno != EINTR)
			return why_errno(why, TROUBLE_CONFIG, "cannot lock %s",
					 lock->path);
		if (!patience_wait(&patience))
			return why_set(why, TROUBLE_LATER,
				       "another process works on the same "
				       "thing (its lock in %s is held)",
				       lock->path);
	}
	return true;
}

bool bytelock_take(struct bytelock *lock, gint64 byte, struct deadline deadline,
		   struct why *why)
{
	for (int tries = 0; tries < REPLACED_MOST; tries++) {
		if (!open_file(lock, why) ||
		    !take_here(lock, byte, deadline, why))
			return false;
		if (has_name(lock)) {
			lock->used = true;
			return true;
		}
		if (lock->used)
			break;
		(void)close(lock->fd);
		lock->fd = -1;
	}
	return why_set(why, TROUBLE_LATER,
		       "%s was removed while it was in use; leave it in place",
		       lock->path);
}

void bytelock_give(struct bytelock *lock, gint64 byte)
{
	if (lock->fd >= 0)
		(void)set_lock(lock, F_UNLCK, byte);
}
