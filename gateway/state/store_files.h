// SPDX-License-Identifier: GPL-3.0-or-later
// The state: which attachments a mail had, and which images came before.
#ifndef TIXGATE_STATE_STORE_FILES_H
#define TIXGATE_STATE_STORE_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "base/why.h"

struct store;

/* Most attachments and images that are remembered of one mail. */
#define STORE_FILES_MOST 1000

/* An attachment that the archive keeps. */
struct store_file {
	const char *digest; /* SHA-256, 64 hex digits */
	const char *name;   /* as the mail has it, one line */
	const char *type;
	gint64 size;
};

/* What is remembered of a mail's attachments, at its end. */
struct store_files {
	const struct store_file *kept; /* in the archive */
	size_t kept_n;
	const char *sender;	   /* who sent the images; "": not remembered */
	const char *const *images; /* digests of what is shown in the text */
	size_t images_n;
};

/*
 * The attachments of the mail with that key which the archive keeps, in their
 * order: a GArray of struct store_file, the caller's. They are forgotten with
 * the mail.
 */
bool store_files_of(struct store *store, const char *key, GArray **files,
		    struct why *why);

/*
 * True in *is if an earlier mail of that sender had the same image in its
 * text. ASCII letters of an address count the same in either case.
 */
bool store_image_seen(struct store *store, const char *workspace,
		      const char *sender, const char *digest, bool *is,
		      struct why *why);

#endif
