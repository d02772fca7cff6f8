// SPDX-License-Identifier: GPL-3.0-or-later
// Room: whether the disk of a folder takes what is still to be written.
#ifndef TIXGATE_BASE_ROOM_H
#define TIXGATE_BASE_ROOM_H

#include <stdbool.h>

#include "base/why.h"

/* Bytes that must be free on a disk, lest mail has to wait before long. */
#define ROOM_LEAST ((guint64)16 << 20)

/*
 * True if the file system of path can be written to and has room for this user.
 * Of a path that is missing it is that of the folder in which it would be made.
 * What cannot be found out is no reason: true.
 */
bool room_left(const char *path, struct why *why);

#endif
