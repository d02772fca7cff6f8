// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are uuencoded in the middle of a text.
#ifndef TIXGATE_MAIL_UUENCODE_H
#define TIXGATE_MAIL_UUENCODE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* Files that are taken out of one text. */
#define UUENCODE_FILES_MOST 100

struct uuencoded {
	char *name;
	GByteArray *bytes;
};

/*
 * Takes each "begin 644 NAME … end" out of text (LF line ends), appending a
 * struct uuencoded to files, which the caller ends with uuencoded_clear(). One
 * that lacks its end is taken if the text ends in it; what only looks like a
 * beginning stays text. Linear.
 */
void uuencode_take(GString *text, GArray *files);

void uuencoded_clear(void *file);

/*
 * Appends what one line without its end stands for: a length, then four
 * characters for three bytes. False, and nothing appended, if it is no such
 * line.
 */
bool uuencode_line(GByteArray *bytes, const char *line, gsize size);

#endif
