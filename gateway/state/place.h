// SPDX-License-Identifier: GPL-3.0-or-later
// The place of a database file: what may lie there, and how one is made.
#ifndef TIXGATE_STATE_PLACE_H
#define TIXGATE_STATE_PLACE_H

#include <stdbool.h>

#include <sys/types.h>

#include <glib.h>

#include "base/clock.h"
#include "base/why.h"
#include "state/bytelock.h"
#include "state/store.h"

/* What was found where the database should be. */
enum place {
	PLACE_BAD,     /* nothing that may be used: why says what to do */
	PLACE_MISSING, /* nothing at all */
	PLACE_THERE,   /* a file that may be opened */
};

/*
 * Looks without opening anything (closing a descriptor of the database would
 * drop SQLite's locks). Bad are: what is no plain file, an empty file, a
 * database that is missing while its log is still there, and for STORE_WRITE
 * one of another user or on a network file system, or a missing one that root
 * would make in a folder of another user.
 */
enum place place_look(const char *path, enum store_mode mode, struct why *why);

/* True if there is a log with something in it beside the database. */
bool place_has_log(const char *path);

/* A file as it was at one time. */
struct place_stamp {
	dev_t device;
	ino_t inode;
	off_t size;
	gint64 changed_ns;
};

/*
 * Notes how the file is now. *settled is false if it was written so lately
 * that a further write might leave the same time behind.
 */
bool place_stamp(const char *path, struct place_stamp *stamp, bool *settled,
		 struct why *why);

/* True if nobody has written to the file since. */
bool place_same(const char *path, const struct place_stamp *stamp);

/*
 * Makes the database so that it is there complete or not at all: make() fills
 * a file under another name, which then is renamed. Only one process does so
 * at a time, and nothing that is there is ever replaced. The folder is made
 * (0700) if it is missing, the file has mode 0600.
 */
bool place_make(const char *path, struct bytelock *lock,
		struct deadline deadline,
		bool (*make)(const char *temporary, struct why *why),
		struct why *why);

#endif
