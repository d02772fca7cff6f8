// SPDX-License-Identifier: GPL-3.0-or-later
// The secret file: made once, read by all, renewed by its owner.
#ifndef TIXGATE_STATE_SECRET_H
#define TIXGATE_STATE_SECRET_H

#include <stdbool.h>

#include "base/secrets.h"
#include "base/why.h"

/*
 * The secrets in the file at path: a line of hex digits with the newest, and
 * perhaps a second with the one before it. A missing file leaves *secrets
 * empty, and with make is made (0600, whole or not at all, also where two
 * processes make it at once). A file that others can read, or that holds
 * anything else, is an error.
 */
bool secrets_load(const char *path, bool make, struct secrets *secrets,
		  struct why *why);

#endif
