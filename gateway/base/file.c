// SPDX-License-Identifier: GPL-3.0-or-later
// Files: the mail as it came in, secrets, and writing what must survive.
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/owner.h"

/* Bytes moved at once: a pipe holds as much. */
#define COPY_SIZE 65536

/* Folders in which a large mail may lie, nameless, while it is read. */
static const char *const spool_folders[] = {"/var/tmp", "/tmp"};

static bool write_all(int fd, const char *data, gsize size)
{
	while (size > 0) {
		ssize_t n = write(fd, data, size);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			data += n;
			size -= (gsize)n;
		}
	}
	return true;
}

/* Like read(), but waits where a descriptor was left non-blocking. */
static ssize_t read_some(int fd, char *buffer, gsize size)
{
	for (;;) {
		struct pollfd wait = {.fd = fd, .events = POLLIN};
		ssize_t n = read(fd, buffer, size);

		if (n >= 0)
			return n;
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			(void)poll(&wait, 1, -1);
		else if (errno != EINTR)
			return -1;
	}
}

/*
 * Reads until the buffer is full or there is no more: mail systems write pages
 * of 4 KiB into their pipes, and each write to a file has its price.
 */
static ssize_t read_full(int fd, char *buffer, gsize size)
{
	gsize got = 0;

	while (got < size) {
		ssize_t n = read_some(fd, buffer + got, size - got);

		if (n < 0)
			return -1;
		if (n == 0)
			break;
		got += (gsize)n;
	}
	return (ssize_t)got;
}

static int open_nameless(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(spool_folders); i++) {
		g_autofree char *name = NULL;
		int fd = open(spool_folders[i], O_TMPFILE | O_RDWR | O_CLOEXEC,
			      0600);

		if (fd >= 0)
			return fd;
		/* Some file systems have no O_TMPFILE (overlays of old). */
		name = g_strconcat(spool_folders[i], "/tixgate.XXXXXX", NULL);
		fd = mkostemp(name, O_CLOEXEC);
		if (fd >= 0) {
			(void)unlink(name);
			return fd;
		}
	}
	return -1;
}

/* Moves what a memfd holds into a file: the mail turned out to be large. */
static bool spill(struct spool *spool, char *buffer, struct why *why)
{
	off_t at = 0;
	int fd = open_nameless();

	if (fd < 0)
		return why_errno(why, TROUBLE_LATER,
				 "cannot make a file in /var/tmp for the mail");
	for (;;) {
		ssize_t n = pread(spool->fd, buffer, COPY_SIZE, at);

		if (n == 0)
			break;
		if (n < 0 || !write_all(fd, buffer, (gsize)n)) {
			why_errno(why, TROUBLE_LATER,
				  "cannot write the mail to /var/tmp");
			(void)close(fd);
			return false;
		}
		at += n;
	}
	(void)close(spool->fd);
	spool->fd = fd;
	return true;
}

static bool take(struct spool *spool, char *buffer, gsize n, bool *in_memory,
		 struct why *why)
{
	if (*in_memory && spool->size + n > SPOOL_MEMORY_MOST) {
		g_autofree char *copy = g_malloc(COPY_SIZE);

		if (!spill(spool, copy, why))
			return false;
		*in_memory = false;
	}
	spool->size += n;
	if (!write_all(spool->fd, buffer, n))
		return why_errno(why, TROUBLE_LATER,
				 "cannot write the mail to %s",
				 *in_memory ? "memory" : "/var/tmp");
	return true;
}

static bool read_to_end(int fd, guint64 most, struct spool *spool,
			struct why *why)
{
	g_autofree char *buffer = g_malloc(COPY_SIZE);
	bool in_memory = true;
	bool keep = true;
	guint64 seen = 0;

	for (;;) {
		ssize_t n = read_full(fd, buffer, COPY_SIZE);

		if (n < 0)
			return why_errno(why, TROUBLE_LATER,
					 "cannot read the mail");
		if (n == 0)
			break;
		seen += (guint64)n;
		/* After a failure the rest is still read, and dropped. */
		keep = keep && seen <= most &&
		       take(spool, buffer, (gsize)n, &in_memory, why);
	}
	if (seen > most)
		return why_set(why, TROUBLE_LATER,
			       "the mail has %" G_GUINT64_FORMAT
			       " bytes, more than limits.message_size "
			       "(%" G_GUINT64_FORMAT "); raise it, or the mail "
			       "system's own limit is too high",
			       seen, most);
	return keep;
}

bool spool_read(int fd, guint64 most, struct spool *spool, struct why *why)
{
	*spool = (struct spool){.fd = -1};
	spool->fd = memfd_create("mail", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (spool->fd < 0)
		spool->fd = open_nameless();
	if (spool->fd < 0)
		return why_errno(why, TROUBLE_LATER,
				 "cannot make a place for the mail");
	if (!read_to_end(fd, most, spool, why)) {
		spool_close(spool);
		return false;
	}
	if (lseek(spool->fd, 0, SEEK_SET) < 0) {
		why_errno(why, TROUBLE_LATER, "cannot read the mail again");
		spool_close(spool);
		return false;
	}
	return true;
}

bool spool_blank(guint64 size, struct spool *spool, struct why *why)
{
	*spool = (struct spool){.fd = -1};
	if (size <= SPOOL_MEMORY_MOST)
		spool->fd = memfd_create("files", MFD_CLOEXEC);
	if (spool->fd < 0)
		spool->fd = open_nameless();
	return spool->fd >= 0 ||
	       why_errno(why, TROUBLE_LATER,
			 "cannot make a file in /var/tmp for attachments");
}

void spool_close(struct spool *spool)
{
	if (spool->fd >= 0)
		(void)close(spool->fd);
	spool->fd = -1;
}

static bool secret_safe(int fd, const char *path, struct why *why)
{
	struct stat info;

	if (fstat(fd, &info) < 0)
		return why_errno(why, TROUBLE_CONFIG, "%s", path);
	if (info.st_uid != 0 && info.st_uid != geteuid())
		return owner_wrong(path, info.st_uid, why);
	/* A group may read what root owns: how packages hand out a key. */
	if ((info.st_mode & 07) != 0 || (info.st_mode & 020) != 0 ||
	    ((info.st_mode & 040) != 0 && info.st_uid != 0))
		return why_set(why, TROUBLE_CONFIG,
			       "%s can be read or written by others; "
			       "run: chmod 600 %s",
			       path, path);
	return true;
}

char *file_read_fd(int fd, const char *path, gsize most, struct why *why)
{
	g_autofree char *text = g_malloc(most + 2);
	gsize size = 0;

	while (size <= most) {
		ssize_t n =
			pread(fd, text + size, most + 1 - size, (off_t)size);

		if (n < 0) {
			why_errno(why, TROUBLE_CONFIG, "cannot read %s", path);
			return NULL;
		}
		if (n == 0)
			break;
		size += (gsize)n;
	}
	if (size > most) {
		why_set(why, TROUBLE_CONFIG, "%s has more than %zu bytes", path,
			(size_t)most);
		return NULL;
	}
	while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == '\r'))
		size--;
	text[size] = '\0';
	return g_steal_pointer(&text);
}

char *file_read_text(const char *path, gsize most, bool secret, struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	char *text = NULL;

	if (fd < 0) {
		why_errno(why, TROUBLE_CONFIG, "cannot read %s", path);
		return NULL;
	}
	if (!secret || secret_safe(fd, path, why))
		text = file_read_fd(fd, path, most, why);
	(void)close(fd);
	return text;
}

bool file_sync_folder(const char *folder, struct why *why)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good;

	if (fd < 0)
		return why_errno(why, TROUBLE_LATER, "cannot open %s", folder);
	good = fsync(fd) == 0;
	if (!good)
		why_errno(why, TROUBLE_LATER, "cannot sync %s", folder);
	(void)close(fd);
	return good;
}

/* Where the bytes of a durable file come from: a buffer, or a descriptor. */
struct source {
	const char *data;
	gsize size;
	int fd;
};

static bool fill(int fd, const struct source *source)
{
	g_autofree char *buffer = NULL;
	off_t at = 0;

	if (source->data != NULL)
		return write_all(fd, source->data, source->size);
	buffer = g_malloc(COPY_SIZE);
	for (;;) {
		ssize_t n = pread(source->fd, buffer, COPY_SIZE, at);

		if (n <= 0)
			return n == 0;
		if (!write_all(fd, buffer, (gsize)n))
			return false;
		at += n;
	}
}

/* Gives the finished temporary file its name. */
static bool settle(const char *from, const char *to, bool replace)
{
	if (replace)
		return rename(from, to) == 0;
	/* link() never replaces, and leaves no moment without a name. */
	if (link(from, to) < 0)
		return false;
	(void)unlink(from);
	return true;
}

static bool write_durably(const char *folder, const char *name,
			  const struct source *source, bool replace,
			  struct why *why)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *temporary = g_strconcat(path, ".XXXXXX", NULL);
	int fd = mkostemp(temporary, O_CLOEXEC);
	bool good;

	if (fd < 0)
		return why_errno(why, TROUBLE_LATER, "cannot write in %s",
				 folder);
	good = fill(fd, source) && fsync(fd) == 0;
	if (!good)
		why_errno(why, TROUBLE_LATER, "cannot write %s", path);
	if (close(fd) < 0 && good)
		good = why_errno(why, TROUBLE_LATER, "cannot write %s", path);
	if (good && !settle(temporary, path, replace))
		good = why_errno(why, TROUBLE_LATER, "cannot make %s", path);
	if (!good) {
		(void)unlink(temporary);
		return false;
	}
	return file_sync_folder(folder, why);
}

bool file_write_durably(const char *folder, const char *name, const void *data,
			gsize size, bool replace, struct why *why)
{
	const struct source source = {.data = data, .size = size, .fd = -1};

	return write_durably(folder, name, &source, replace, why);
}

bool file_copy_durably(const char *folder, const char *name, int src_fd,
		       struct why *why)
{
	const struct source source = {.fd = src_fd};

	return write_durably(folder, name, &source, false, why);
}

bool file_make_folder(const char *folder, struct why *why)
{
	g_autofree char *above = g_path_get_dirname(folder);
	const bool made = mkdir(folder, 0700) == 0;

	if (!made && errno != EEXIST)
		return why_errno(why, TROUBLE_LATER, "cannot make %s", folder);
	/* Who made it may have died before it lasted. */
	if (!made && access(above, R_OK) < 0)
		return true;
	return file_sync_folder(above, why);
}
