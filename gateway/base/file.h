// SPDX-License-Identifier: GPL-3.0-or-later
// Files: the mail as it came in, secrets, and writing what must survive.
#ifndef TIXGATE_BASE_FILE_H
#define TIXGATE_BASE_FILE_H

#include <stdbool.h>

#include <glib.h>

#include "base/why.h"

/* Bytes up to which a mail is kept in a memfd; a larger one goes to a file. */
#define SPOOL_MEMORY_MOST (G_GUINT64_CONSTANT(1) << 20)

/* A mail that was read to its end: a descriptor of its own, nameless. */
struct spool {
	int fd; /* -1 for none; at offset 0 */
	guint64 size;
};

/*
 * Reads fd to its end, even past most bytes, since a mail system counts a mail
 * as delivered when its reader leaves early. A mail of more than most bytes, a
 * read error and a full disk fail with TROUBLE_LATER. The caller ends it with
 * spool_close().
 */
bool spool_read(int fd, guint64 most, struct spool *spool, struct why *why);

/*
 * A place for about that many bytes which others will write: nameless, in
 * memory where they are few. Fails with TROUBLE_LATER.
 */
bool spool_blank(guint64 size, struct spool *spool, struct why *why);

void spool_close(struct spool *spool);

/*
 * The whole of a small file as text without its last line's end, freed by
 * g_free(). With secret, a file that others than its owner can read or write,
 * or that belongs neither to us nor to root, is refused.
 */
char *file_read_text(const char *path, gsize most, bool secret,
		     struct why *why);

/* The same of a descriptor, from its beginning; name is for the reason. */
char *file_read_fd(int fd, const char *name, gsize most, struct why *why);

/*
 * Writes name in folder so that it is there whole or not at all, also after a
 * power cut: temporary name, fsync, rename, fsync of the folder. Mode 0600.
 * Never replaces a file that exists unless replace.
 */
bool file_write_durably(const char *folder, const char *name, const void *data,
			gsize size, bool replace, struct why *why);

/* The same for all that src_fd holds, from its beginning. */
bool file_copy_durably(const char *folder, const char *name, int src_fd,
		       struct why *why);

/*
 * Makes folder (0700) if it is missing, durably, even if somebody else made it
 * just now and did not come so far. Its parent must be there:
 * where even that is missing, a disk is not mounted or a path is wrong, and to
 * make a place of our own would hide it.
 */
bool file_make_folder(const char *folder, struct why *why);

/* Has the names in a folder on the disk when it returns true. */
bool file_sync_folder(const char *folder, struct why *why);

#endif
