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

/*
 * config_include.c: goes into the folder of the file at path, so that names
 * behind @include begin there wherever a mail system starts us: libconfig
 * itself, before 1.7, can do so for relative names or for absolute ones, but
 * not for both. Returns what config_folder_leave() wants to go back, or -1 if
 * there is no way.
 */
int config_folder_enter(const char *path);
void config_folder_leave(int before);

/* That line of the file, from 1 on, harmless to print; "" without one. Free. */
char *config_line(const char *path, int line);

#endif
