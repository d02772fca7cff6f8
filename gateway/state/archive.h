// SPDX-License-Identifier: GPL-3.0-or-later
// The archive: attachments on disk, each once, and names by which a web
// server hands them out.
#ifndef TIXGATE_STATE_ARCHIVE_H
#define TIXGATE_STATE_ARCHIVE_H

#include <stdbool.h>

#include <glib.h>

#include "base/clock.h"
#include "base/option.h"
#include "base/why.h"

/* Settings of the group `attachments`. */
struct archive_settings {
	const char *folder; /* absolute; "" for no archive */
	const char *url;    /* where FOLDER/public is served; "" for nowhere */
	gint64 keep_days;   /* 0: for ever */
	gint64 size_most;   /* bytes of one attachment; 0: any */
	/* Kinds that are not kept: patterns of names, of types with a "/". */
	const char *const *refuse;
};

extern const struct option archive_options[];

/* Letters of a tag: 160 bits in hexadecimal. */
#define ARCHIVE_TAG 40

/* Letters of a digest. */
#define ARCHIVE_DIGEST 64

/*
 * FOLDER/files/AA/BB/DIGEST is an attachment; AA and BB are the digest's first
 * letters. FOLDER/public/TT/AG…/NAME is the same file once more (a hard link),
 * where TT and AG… are the tag: whoever knows neither tag nor name cannot
 * find it, and a web server needs to see nothing but public.
 *
 * Files are 0600 and folders 0700. With a URL, files are 0640 and FOLDER and
 * public 0750, for the web server's group: FOLDER is given to that group with
 * the set-group-ID bit, which folders and files then inherit.
 */
struct archive;

/*
 * Makes what is missing of the folders but FOLDER's parent, which must be
 * there. Until archive_close() nothing is removed from the archive. Waits for
 * that until the deadline; TROUBLE_LATER where it fails.
 */
struct archive *archive_open(const struct archive_settings *settings,
			     struct deadline deadline, struct why *why);
void archive_close(struct archive *archive);
typedef struct archive archive_handle;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(archive_handle, archive_close)

/* What is put into it: bytes of fd. */
struct archive_item {
	int fd;
	guint64 at, size;
	const char *digest; /* SHA-256 of these bytes, 64 hex digits */
	const char *tag;    /* ARCHIVE_TAG hex digits; NULL: not public */
	const char *name;   /* filename_safe(); with a tag */
};

/*
 * Keeps an item: temporary name, fsync, rename. One that is there already is
 * not written again. It survives a power cut once archive_sync() is true.
 */
bool archive_put(struct archive *archive, const struct archive_item *item,
		 struct why *why);

/* Has all that was put on the disk when it returns true. */
bool archive_sync(struct archive *archive, struct why *why);

/* Opens an attachment for reading; -1 if it is not there (any more). */
int archive_read(const struct archive_settings *settings, const char *digest,
		 struct why *why);

/* A share of the archive, by the first two letters of digests and tags. */
#define ARCHIVE_SHARES 256

/*
 * Removes what nobody has put there since that wall clock time, in n shares
 * from first on, at most most files, until the deadline; what cannot be
 * removed now stays. Also what a process that was killed left unfinished.
 * Returns how many attachments and links went.
 */
struct archive_sweep {
	gint64 before_ms;
	guint first, n;
	guint most;
	struct deadline deadline;
};
guint archive_expire(const struct archive_settings *settings,
		     const struct archive_sweep *sweep);

/* True if a text can be the name of a file in the archive. */
bool archive_is_hex(const char *text, gsize digits);

#endif
