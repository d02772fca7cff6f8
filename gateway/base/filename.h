// SPDX-License-Identifier: GPL-3.0-or-later
// File names that come from outside, made safe for any folder and system.
#ifndef TIXGATE_BASE_FILENAME_H
#define TIXGATE_BASE_FILENAME_H

#include <glib.h>

/* Bytes of a safe name: file systems take 255, and "-123" may be added. */
#define FILENAME_MOST 200

/*
 * A name that says the same as name, by g_free(): no folder, no control
 * character, none that turns the direction of writing, nothing that Windows or
 * a shell takes for something else, no dot or dash in front, no dot or blank at
 * the end; the ending stays where a name is cut. Never "".
 */
char *filename_safe(const char *name);

/* The same name with a number before its ending: "report-2.pdf". */
char *filename_numbered(const char *safe, guint n);

#endif
