// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the desk in a file, so that a restarted sandbox finds its tickets.
#ifndef SANDBOX_SAVE_H
#define SANDBOX_SAVE_H

#include <stdbool.h>

#include "desk.h"

/* What a state file may have. */
#define SAVE_FILE_MAX ((gsize)1 << 30)

/* Replaces the file at once; a reader sees the old or the new one, whole. */
bool desk_save(const struct desk *desk, const char *file, GError **error);

/* Fills an empty desk. A file that is not there is an empty desk too. */
bool desk_load(struct desk *desk, const char *file, GError **error);

/* Microseconds since 1970 of an ISO 8601 time (UTC unless it says), or 0. */
gint64 time_read(const char *text);

#endif
