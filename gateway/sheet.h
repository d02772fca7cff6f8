// SPDX-License-Identifier: GPL-3.0-or-later
// Sheets: what is known of one thing, as labelled lines or as a JSON object.
#ifndef TIXGATE_SHEET_H
#define TIXGATE_SHEET_H

#include <stdbool.h>
#include <stdio.h>

#include <glib.h>
#include <json-c/json.h>

/* The column in which values begin. */
#define SHEET_LABEL_WIDTH 13

/*
 * Everything that is put is made harmless. Lines are broken at blanks so that
 * none is wider than width columns. With an object its members are put instead,
 * and nothing is printed.
 */
struct sheet {
	FILE *out;
	glong width;
	struct json_object *object; /* NULL: lines are printed */
};

/* A sheet for lines on out, or with json for an object; see sheet_end(). */
struct sheet sheet_begin(FILE *out, bool json);

/* Prints the object, on one line, and frees it. */
void sheet_end(struct sheet *sheet);

/* A text; a line is left out where it is "". */
void sheet_text(const struct sheet *sheet, const char *label, const char *key,
		const char *value);

/* A path: in one piece, however long, for who copies it from the screen. */
void sheet_path(const struct sheet *sheet, const char *label, const char *key,
		const char *path);

/* A number; a line is left out where it is 0. */
void sheet_number(const struct sheet *sheet, const char *label, const char *key,
		  gint64 number);

/* A time of the wall clock: milliseconds in JSON; left out where it is 0. */
void sheet_time(const struct sheet *sheet, const char *label, const char *key,
		gint64 at_ms);

/* "2026-11-23 13:45:27 UTC", by g_free(). */
char *sheet_clock(gint64 at_ms);

/* "143 ms", "1.2 s", "3 min", by g_free(). */
char *sheet_span(gint64 ms);

/* Members of any object, made harmless as well. */
void sheet_add_text(struct json_object *object, const char *key,
		    const char *value);
void sheet_add_number(struct json_object *object, const char *key,
		      gint64 number);

/* The object as one line. */
void sheet_print(struct json_object *object, FILE *out);

#endif
