// SPDX-License-Identifier: GPL-3.0-or-later
// Tables for people: aligned columns of harmless text on a terminal.
#include "table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "command.h"

/* What terminals are between, whatever they say. */
#define WIDTH_LEAST 60
#define WIDTH_MOST  400

/* Blanks between two columns. */
#define GAP 2

/* A row: harmless texts, by g_free(). */
struct row {
	char *cells[TABLE_COLUMNS_MOST];
};

struct table {
	const struct table_column *columns;
	size_t n;
	GPtrArray *rows; /* of struct row */
};

glong table_width_of(gunichar c)
{
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

glong table_width(const char *text)
{
	glong n = 0;

	for (; *text != '\0'; text = g_utf8_next_char(text))
		n += table_width_of(g_utf8_get_char(text));
	return n;
}

char *table_cell(const char *text, glong most)
{
	g_autofree char *line = command_printable(text);
	const char *end = line;
	glong n = 0;

	if (most == 0 || table_width(line) <= most)
		return g_steal_pointer(&line);
	/* It is too wide, so this ends before the text does. */
	for (;; end = g_utf8_next_char(end)) {
		n += table_width_of(g_utf8_get_char(end));
		if (n >= most)
			break;
	}
	return g_strdup_printf("%.*s\u2026", (int)(end - line), line);
}

glong table_room(FILE *out)
{
	struct winsize size = {0};

	if (!isatty(fileno(out)) || ioctl(fileno(out), TIOCGWINSZ, &size) < 0 ||
	    size.ws_col == 0)
		return TABLE_WIDTH_USUAL;
	return CLAMP(size.ws_col, WIDTH_LEAST, WIDTH_MOST);
}

static void row_free(gpointer data)
{
	struct row *row = data;

	for (size_t i = 0; i < TABLE_COLUMNS_MOST; i++)
		g_free(row->cells[i]);
	g_free(row);
}

struct table *table_new(const struct table_column *columns, size_t n)
{
	struct table *table = g_new0(struct table, 1);

	table->columns = columns;
	table->n = MIN(n, TABLE_COLUMNS_MOST);
	table->rows = g_ptr_array_new_with_free_func(row_free);
	return table;
}

void table_free(struct table *table)
{
	if (table == NULL)
		return;
	g_ptr_array_unref(table->rows);
	g_free(table);
}

void table_add(struct table *table, const char *const *texts)
{
	struct row *row = g_new0(struct row, 1);

	for (size_t i = 0; i < table->n; i++)
		row->cells[i] = table_cell(texts[i] != NULL ? texts[i] : "?",
					   table->columns[i].most);
	g_ptr_array_add(table->rows, row);
}

static void print_row(const struct table *table, const char *const *cells,
		      const glong *widths, glong width, FILE *out)
{
	g_autofree char *last = NULL;
	glong room = width;

	for (size_t i = 0; i + 1 < table->n; i++) {
		fprintf(out, "%s%*s", cells[i],
			(int)(widths[i] - table_width(cells[i]) + GAP), "");
		room -= widths[i] + GAP;
	}
	last = table_cell(cells[table->n - 1], width == 0 ? 0 : MAX(room, 1));
	fprintf(out, "%s\n", last);
}

void table_print(const struct table *table, glong width, FILE *out)
{
	const char *heads[TABLE_COLUMNS_MOST];
	glong widths[TABLE_COLUMNS_MOST];

	for (size_t i = 0; i < table->n; i++) {
		heads[i] = table->columns[i].head;
		widths[i] = table_width(heads[i]);
		for (guint j = 0; j < table->rows->len; j++) {
			const struct row *row = table->rows->pdata[j];

			widths[i] = MAX(widths[i], table_width(row->cells[i]));
		}
	}
	print_row(table, heads, widths, width, out);
	for (guint j = 0; j < table->rows->len; j++) {
		const struct row *row = table->rows->pdata[j];

		print_row(table, (const char *const *)row->cells, widths, width,
			  out);
	}
}
