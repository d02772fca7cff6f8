// SPDX-License-Identifier: GPL-3.0-or-later
// Locks of the kernel on single bytes of an empty file, one for each key.
#ifndef TIXGATE_STATE_BYTELOCK_H
#define TIXGATE_STATE_BYTELOCK_H

#include <stdbool.h>

#include <glib.h>

#include "base/clock.h"
#include "base/why.h"

/* The byte for making the database; those of keys are all below it. */
#define BYTELOCK_MAKING (G_GINT64_CONSTANT(1) << 62)

/*
 * Open file description locks (fcntl(2)): they belong to this opening of the
 * file, so that threads and further openings in one process exclude each other
 * too, and the kernel frees them when its last descriptor is gone, whatever
 * kills the process. A forked child shares them until it ends or execs.
 */
struct bytelock;

/* Names the file; it is made (0600) and opened when the first byte is taken. */
struct bytelock *bytelock_new(const char *path);

/* Gives all bytes back; NULL does nothing. The file stays. */
void bytelock_free(struct bytelock *lock);
typedef struct bytelock bytelock_handle;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(bytelock_handle, bytelock_free)

/* The byte of a key: 62 bits of its SHA-256. */
gint64 bytelock_byte(const char *key);

/*
 * Takes a byte for this process alone, waiting until the deadline; then false
 * with TROUBLE_LATER. A file that cannot be made or locked: TROUBLE_CONFIG.
 */
bool bytelock_take(struct bytelock *lock, gint64 byte, struct deadline deadline,
		   struct why *why);

/* Gives a byte back; one that is not held is left alone. */
void bytelock_give(struct bytelock *lock, gint64 byte);

#endif
