// SPDX-License-Identifier: GPL-3.0-or-later
// Tells tables of data from layout, and writes the former as columns.
#include "mail/html_table.h"

#include <string.h>

/* Columns of the screen that a table may fill. */
#define TABLE_WIDTH_MOST 78

/* Bytes of a cell of data; longer ones are paragraphs side by side. */
#define TABLE_CELL_MOST 160

/* Lines of a cell that a reader takes for one entry. */
#define CELL_LINES_MOST 3

/* Bytes of a row from which on it is a paragraph to a reader. */
#define TABLE_ROW_LONG 80

#define CELL_UNSET G_MAXSIZE

struct table_cell {
	guint row, column;
	guint span;	/* columns, 1 for most */
	bool beside;	/* a cell of a row above reaches down to its left */
	gsize from, to; /* of its text; from is CELL_UNSET without a word */
};

/* A table on its way to columns. */
struct grid {
	const struct table_cell *cells;
	guint n;
	char **texts;			 /* of the cells, "" for none */
	guint width[TABLE_COLUMNS_MOST]; /* of the screen */
	guint words[TABLE_COLUMNS_MOST]; /* cells that are no numbers */
	guint numbers[TABLE_COLUMNS_MOST];
	bool wide; /* does not fit: "|" stands between the cells */
};

void table_init(struct table *table)
{
	table->cells = g_array_new(FALSE, TRUE, sizeof(struct table_cell));
}

void table_clear(struct table *table)
{
	g_array_free(table->cells, TRUE);
}

static struct table_cell *cell_at(const struct table *table, guint n)
{
	return &g_array_index(table->cells, struct table_cell, n);
}

void table_open(struct table *table, struct flow *flow)
{
	table->depth++;
	/* What is in a bullet's line cannot be written anew. */
	table->leaf = !*flow->bullet;
	table->marks = flow->out->marks->len;
	table->from = flow->out->text->len;
	table->breaks = flow->breaks;
	table->row = table->column = 0;
	memset(table->until, 0, sizeof(table->until));
	table->in_cell = false;
	flow->cell_waits = false;
	flow->cells_cut = false;
	flow->cells_to = 0;
	g_array_set_size(table->cells, 0);
}

void table_row_open(struct table *table, struct flow *flow)
{
	table->row++;
	table->column = 0;
	table->row_from = flow->out->text->len;
}

void table_row_close(struct table *table, struct flow *flow)
{
	/* A row as long as a paragraph is parted from the next one. */
	if (flow->out->text->len > table->row_from + TABLE_ROW_LONG)
		flow_break(flow, 2);
	table->row_from = flow->out->text->len;
}

/* Passes the columns that cells of the rows above take up; true if any. */
static bool pass_spans(struct table *table)
{
	const guint from = table->column;

	while (table->column < TABLE_COLUMNS_MOST && table->row > 0 &&
	       table->until[table->column] >= table->row)
		table->column++;
	return table->column > from;
}

void table_cell_open(struct table *table, struct flow *flow, guint columns,
		     guint rows)
{
	const bool beside = pass_spans(table);
	struct table_cell cell = {table->row, table->column, columns,
				  beside,     CELL_UNSET,    CELL_UNSET};

	table->column += MIN(columns, TABLE_COLUMNS_MOST);
	for (guint i = cell.column;
	     i < MIN(table->column, TABLE_COLUMNS_MOST) && rows > 1; i++)
		table->until[i] = table->row + rows - 1;
	if (!table->leaf)
		return;
	if (table->in_cell || table->cells->len >= TABLE_CELLS_MOST ||
	    table->column > TABLE_COLUMNS_MOST) {
		table->leaf = false;
		return;
	}
	g_array_append_val(table->cells, cell);
	flow->cell_waits = true;
	table->in_cell = true;
}

void table_cell_close(struct table *table, struct flow *flow)
{
	struct table_cell *cell;

	if (!table->leaf || !table->in_cell)
		return;
	table->in_cell = false;
	cell = cell_at(table, table->cells->len - 1);
	if (!flow->cell_waits) {
		cell->from = flow->cell_from;
		cell->to = flow->cells_to = flow->out->text->len;
		/* A block of lines is parted from the one beside it. */
		if (memchr(flow->out->text->str + cell->from, '\n',
			   cell->to - cell->from))
			flow_break(flow, 2);
	}
	flow->cell_waits = false;
}

/* The last byte at or behind at, a line's end, that is not a word's. */
static gsize line_begin(const char *text, gsize at, gsize to, gsize prefix)
{
	for (gsize i = 0; i < prefix && at + 1 < to; i++) {
		if (text[at + 1] == '\n')
			break;
		at++;
	}
	while (at + 1 < to && text[at + 1] == ' ')
		at++;
	return at;
}

/* A cell's text in one line; NULL if it is no entry of a table. */
static char *cell_text(const GString *text, const struct table_cell *cell,
		       gsize prefix)
{
	g_autoptr(GString) line = g_string_new(NULL);
	guint lines = 1;

	if (cell->from == CELL_UNSET)
		return g_strdup("");
	if (cell->to - cell->from > TABLE_CELL_MOST)
		return NULL;
	for (gsize i = cell->from; i < cell->to; i++) {
		if (text->str[i] != '\n') {
			g_string_append_c(line, text->str[i]);
			continue;
		}
		i = line_begin(text->str, i, cell->to, prefix);
		if (g_str_has_suffix(line->str, " / "))
			continue;
		g_string_append(line, " / ");
		lines++;
	}
	if (lines > CELL_LINES_MOST)
		return NULL;
	return g_strdup(line->str);
}

/* The columns of a screen that text takes. */
static guint screen_width(const char *text)
{
	guint width = 0;

	for (; *text; text += g_utf8_skip[(guchar)*text]) {
		gunichar c = g_utf8_get_char(text);

		width += g_unichar_iszerowidth(c) ? 0
			 : g_unichar_iswide(c)	  ? 2
						  : 1;
	}
	return width;
}

/* "1,234.50", "-3 %", "EUR 12": digits, and hardly a letter. */
static bool is_number(const char *text)
{
	guint digits = 0, letters = 0;

	for (; *text; text++) {
		digits += g_ascii_isdigit(*text);
		letters += g_ascii_isalpha(*text);
		if (strchr(":/@<", *text))
			return false;
	}
	return digits > 0 && letters <= 3;
}

/* The cells of the row from first on; told: with words, or in from above. */
static guint row_cells(const struct grid *grid, guint first, guint *told)
{
	guint n = first;

	*told = grid->cells[first].beside;
	for (; n < grid->n && grid->cells[n].row == grid->cells[first].row; n++)
		*told += *grid->texts[n] != '\0';
	return n - first;
}

/* Columns of the screen for a cell that may span some of the table's. */
static guint span_width(const struct grid *grid, const struct table_cell *cell)
{
	guint width = 0;

	for (guint i = 0; i < MIN(cell->span, TABLE_COLUMNS_MOST); i++) {
		guint column = cell->column + i;

		if (column >= TABLE_COLUMNS_MOST || grid->width[column] == 0)
			continue;
		width += grid->width[column] + (width > 0 ? 2 : 0);
	}
	return width;
}

/* Makes room in a row for cells that are wider than what they span. */
static void widen(struct grid *grid, guint first, guint n)
{
	for (guint i = first; i < first + n; i++) {
		const struct table_cell *cell = &grid->cells[i];
		guint is = screen_width(grid->texts[i]);
		guint width = span_width(grid, cell);

		if (cell->span > 1 && is > width)
			grid->width[cell->column] += is - width;
	}
}

/* Measures the columns; false if this is no table of data. */
static bool measure(struct grid *grid)
{
	guint full = 0, single = 0, told, width = 0, columns = 0;

	for (guint i = 0, n; i < grid->n; i += n) {
		n = row_cells(grid, i, &told);
		full += told > 1;
		single += told == 1;
		for (guint k = i; k < i + n && told > 1; k++) {
			guint column = grid->cells[k].column;
			guint is = screen_width(grid->texts[k]);

			if (grid->cells[k].span == 1)
				grid->width[column] =
					MAX(grid->width[column], is);
			/* The first row may be a head of words. */
			if (is > 0 && is_number(grid->texts[k]))
				grid->numbers[column]++;
			else if (is > 0 && i > 0)
				grid->words[column]++;
		}
	}
	/* A row of one cell is a heading, which needs no column. */
	for (guint i = 0, n; i < grid->n; i += n) {
		n = row_cells(grid, i, &told);
		if (told > 1)
			widen(grid, i, n);
	}
	for (guint i = 0; i < TABLE_COLUMNS_MOST; i++) {
		width += grid->width[i] > 0 ? grid->width[i] + 2 : 0;
		columns += grid->width[i] > 0;
	}
	grid->wide = width > TABLE_WIDTH_MOST + 2;
	return columns > 1 && full > 0 && full >= single;
}

static void pad(GString *line, guint n)
{
	for (; n > 0; n--)
		g_string_append_c(line, ' ');
}

/*
 * Adds a cell; due: blanks that its column's place still asks for, or not 0
 * where a bar is due.
 */
static void add_cell(const struct grid *grid, guint n, GString *line,
		     guint *due)
{
	guint column = grid->cells[n].column;
	guint is = screen_width(grid->texts[n]);
	guint width = span_width(grid, &grid->cells[n]);
	guint free = width - MIN(is, width);
	bool right = grid->numbers[column] > 1 && grid->words[column] == 0;

	if (width == 0)
		return;
	if (grid->wide) {
		g_string_append(line, *due > 0 ? " | " : "");
		g_string_append(line, grid->texts[n]);
		*due = 1;
		return;
	}
	if (is > 0) {
		pad(line, *due + (right ? free : 0));
		g_string_append(line, grid->texts[n]);
		*due = 2 + (right ? 0 : free);
	} else {
		*due += free + 2;
	}
}

/* Blanks for the columns before cell n that cells from above take up. */
static guint passed(const struct grid *grid, guint n, guint column)
{
	guint width = 0;

	for (; column < grid->cells[n].column && !grid->wide; column++)
		width += grid->width[column] > 0 ? grid->width[column] + 2 : 0;
	return width;
}

static void write_rows(const struct grid *grid, struct flow *flow)
{
	for (guint i = 0, n; i < grid->n; i += n) {
		g_autoptr(GString) line = g_string_new(NULL);
		guint told, due = 0, column = 0;

		n = row_cells(grid, i, &told);
		for (guint k = i; k < i + n; k++) {
			due += told > 1 ? passed(grid, k, column) : 0;
			column = grid->cells[k].column + grid->cells[k].span;
			if (told > 1)
				add_cell(grid, k, line, &due);
			else
				g_string_append(line, grid->texts[k]);
		}
		while (g_str_has_suffix(line->str, " | "))
			g_string_truncate(line, line->len - 3);
		flow_break(flow, 1);
		if (told > 0)
			flow_words(flow, line->str);
	}
}

/* The texts of all cells, freed with g_strfreev(); NULL: no entries. */
static char **cell_texts(const struct table *table, const struct flow *flow)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < table->cells->len; i++) {
		char *one = cell_text(flow->out->text, cell_at(table, i),
				      flow->prefix->len);

		if (!one)
			return NULL;
		g_ptr_array_add(texts, one);
	}
	g_ptr_array_add(texts, NULL);
	return (char **)g_ptr_array_steal(texts, NULL);
}

/* Writes a table of data anew, as columns; anything else stays as it is. */
static void rewrite(const struct table *table, struct flow *flow)
{
	const GString *text = flow->out->text;
	struct grid grid = {.n = table->cells->len};
	g_auto(GStrv) texts = NULL;

	if (!table->leaf || table->cells->len < 2 || flow->full ||
	    flow->cells_cut || table->marks != flow->out->marks->len ||
	    text->len - table->from > TABLE_TEXT_MOST)
		return;
	texts = cell_texts(table, flow);
	grid.texts = texts;
	grid.cells = (const struct table_cell *)(void *)table->cells->data;
	if (!texts || !measure(&grid))
		return;
	flow_cut(flow, table->from);
	flow->breaks = table->breaks;
	flow_break(flow, 2);
	write_rows(&grid, flow);
	flow_break(flow, 2);
}

void table_close(struct table *table, struct flow *flow)
{
	rewrite(table, flow);
	table->leaf = false;
	table->depth -= table->depth > 0;
	flow->cell_waits = false;
}
