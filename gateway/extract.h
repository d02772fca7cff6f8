// SPDX-License-Identifier: GPL-3.0-or-later
// Extraction: a mail's attachments as files in a folder, for a person.
#ifndef TIXGATE_EXTRACT_H
#define TIXGATE_EXTRACT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/why.h"
#include "config.h"
#include "state/store.h"

/* What is asked for. */
struct extraction {
	const struct config *config;
	const char *code;    /* the mail's trace code, as its files are named */
	const char *key;     /* of its record; "" if there is none */
	struct store *store; /* with that record; NULL for none */
	const char *folder;  /* where to; made (0700) if it is missing */
	bool json;
	FILE *out;
};

/*
 * Writes the attachments of a mail into the folder: of one that is held or
 * discarded and still kept, out of the whole mail, which is read as any other
 * (mail/read.h); of every other out of the archive, as far as it kept them.
 * Names are filename_safe(); none ever replaces a file or follows a link, but
 * gets a number ("report-2.pdf"). Files are 0600.
 *
 * On out comes a line for each file, harmless for a terminal, and how many
 * there were; with json one object a line: {"name", "file", "type", "size",
 * "sha256"}, where file is the name in the folder, or null if it could not be
 * written, and then "reason" says why. False and a reason if the mail is not
 * kept, or not all could be written; what could is there.
 */
bool extract_files(const struct extraction *with, struct why *why);

#endif
