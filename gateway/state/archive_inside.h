// SPDX-License-Identifier: GPL-3.0-or-later
// Inside the archive: what archive*.c share.
#ifndef TIXGATE_STATE_ARCHIVE_INSIDE_H
#define TIXGATE_STATE_ARCHIVE_INSIDE_H

#include <stdbool.h>

#include <glib.h>

#include "state/archive.h"

#define ARCHIVE_FILES  "files"
#define ARCHIVE_PUBLIC "public"
#define ARCHIVE_NEW    "new"

/* Opens a folder, no symbolic link, that is there; -1 by errno. */
int archive_folder(int at, const char *name);

/*
 * Waits for the lock of the archive: of many who put something into it, or of
 * one who removes something. It ends with root.
 */
bool archive_lock(int root, bool alone, struct deadline deadline,
		  struct why *why);
void archive_unlock(int root);

#endif
