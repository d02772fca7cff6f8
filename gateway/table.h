// SPDX-License-Identifier: GPL-3.0-or-later
// Tables for people: aligned columns of harmless text on a terminal.
#ifndef TIXGATE_TABLE_H
#define TIXGATE_TABLE_H

#include <stdio.h>

#include <glib.h>

/* Columns that one table may have. */
#define TABLE_COLUMNS_MOST 8

struct table_column {
	const char *head;
	glong most; /* how wide it may become; 0 for the rest of the line */
};

struct table;

/* columns live as long as the table. */
struct table *table_new(const struct table_column *columns, size_t n);
void table_free(struct table *table);
typedef struct table table_handle;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(table_handle, table_free)

/* A row of n texts, NULL for "?": made harmless, and cut where too wide. */
void table_add(struct table *table, const char *const *texts);

/*
 * Writes the heads and all rows. No line is wider than width columns: the last
 * cell is cut there; 0 for any width.
 */
void table_print(const struct table *table, glong width, FILE *out);

/* Columns of a terminal that a character takes, and a text. */
glong table_width_of(gunichar c);
glong table_width(const char *text);

/* A harmless line of at most so many columns (0: any), by g_free(). */
char *table_cell(const char *text, glong most);

/* How wide out is: a terminal's width, else TABLE_WIDTH_USUAL. */
#define TABLE_WIDTH_USUAL 80
glong table_room(FILE *out);

#endif
