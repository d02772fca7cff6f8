// SPDX-License-Identifier: GPL-3.0-or-later
// Owners: whose a file is, where it has to be that of the user who runs us.
#ifndef TIXGATE_BASE_OWNER_H
#define TIXGATE_BASE_OWNER_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/why.h"

/* Fails, and says whose path is, who runs, and what to do. */
bool owner_wrong(const char *path, uid_t owner, struct why *why);

/*
 * False and a reason where root would make the gateway's first file in a folder
 * of another user, who could not read it then: most often a person who forgot
 * to become that user. True where there is no folder.
 */
bool owner_fits(const char *folder, struct why *why);

#endif
