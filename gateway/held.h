// SPDX-License-Identifier: GPL-3.0-or-later
// Held mail on a terminal: what list and show of the command share.
#ifndef TIXGATE_HELD_H
#define TIXGATE_HELD_H

#include <stdbool.h>
#include <stdio.h>

#include "base/why.h"
#include "config.h"

/* A folder of kept mails, and how it is called in a sentence. */
struct held_folder {
	const struct config *config;
	const char *path;
	const char *word; /* "held" or "discarded" */
};

/*
 * Writes a line for each mail, the oldest first, or with json an object a
 * line. A mail whose note cannot be read is listed as such, and makes the
 * result false. Nothing of a mail is written that a terminal would obey.
 */
bool held_list(const struct held_folder *folder, bool json, FILE *out,
	       struct why *why);

/* Writes what is known of one mail, and its text, harmless for a terminal. */
bool held_show(const struct held_folder *folder, const char *code, FILE *out,
	       struct why *why);

/* Writes the mail byte for byte. */
bool held_show_raw(const struct held_folder *folder, const char *code,
		   FILE *out, struct why *why);

/*
 * The code of the mail that a person means by typed, in whatever case, by
 * g_free(); NULL and a reason if the folder has none.
 */
char *held_find(const struct held_folder *folder, const char *typed,
		struct why *why);

/* "3 h" for the time since then, by g_free(). */
char *held_age(gint64 at_ms);

#endif
