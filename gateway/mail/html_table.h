// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of data as columns; tables that are layout stay the lines they are.
#ifndef TIXGATE_MAIL_HTML_TABLE_H
#define TIXGATE_MAIL_HTML_TABLE_H

#include <stdbool.h>

#include <glib.h>

#include "mail/html_flow.h"

/* Ceilings of a table that is made columns; beyond them it stays lines. */
#define TABLE_CELLS_MOST   4096
#define TABLE_COLUMNS_MOST 16
#define TABLE_TEXT_MOST	   ((gsize)64 << 10)

struct table {
	guint depth;  /* tables that are open */
	bool leaf;    /* the innermost one may still become columns */
	bool in_cell; /* one of its cells is open */
	guint marks;  /* there were so many when it began */
	gsize from;   /* where its text begins */
	guint breaks; /* that were due there */
	guint row;    /* 1 for the first */
	guint column; /* of the next cell */
	guint until[TABLE_COLUMNS_MOST]; /* last row of a cell from above */
	gsize row_from;			 /* where the row's text begins */
	GArray *cells;			 /* struct table_cell */
};

void table_init(struct table *table);
void table_clear(struct table *table);

void table_open(struct table *table, struct flow *flow);
void table_close(struct table *table, struct flow *flow);

void table_row_open(struct table *table, struct flow *flow);
void table_row_close(struct table *table, struct flow *flow);

/* columns, rows: how many it spans. */
void table_cell_open(struct table *table, struct flow *flow, guint columns,
		     guint rows);
void table_cell_close(struct table *table, struct flow *flow);

#endif
