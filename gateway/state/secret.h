// SPDX-License-Identifier: GPL-3.0-or-later
// The secret: what makes our codes impossible to guess or forge.
#ifndef TIXGATE_STATE_SECRET_H
#define TIXGATE_STATE_SECRET_H

#include <stdbool.h>

#include "base/why.h"

/* Random bytes of a secret; its file holds twice as many hex digits. */
#define SECRET_BYTES 32

/*
 * The secret in the file at path, as text; freed by g_free(). A file that is
 * missing gives NULL without a reason, or with make is made (0600, whole or
 * not at all, also where two processes make it at once). A file that others
 * can read, or that holds no secret, is an error.
 */
char *secret_load(const char *path, bool make, struct why *why);

#endif
