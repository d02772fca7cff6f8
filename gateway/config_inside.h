// SPDX-License-Identifier: GPL-3.0-or-later
// Inside the configuration: what config*.c share. Only they include it.
#ifndef TIXGATE_CONFIG_INSIDE_H
#define TIXGATE_CONFIG_INSIDE_H

#include <stdbool.h>

#include "base/why.h"
#include "config.h"
#include "mailboxes.h"
#include "rulebook.h"
#include "sections.h"

/* The configuration and what it is made of. */
struct loaded {
	struct config config;
	struct sections *sections;
	struct mailboxes *mailboxes;
	struct rulebook *rulebook;
	char *path;
};

/*
 * config_file.c: reads the file at loaded->path into what loaded is made of.
 * False with a reason that begins `FILE:LINE: SETTING: ` where it can.
 */
bool config_file_read(struct loaded *loaded, struct why *why);

#endif
