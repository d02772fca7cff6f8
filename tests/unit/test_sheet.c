// SPDX-License-Identifier: GPL-3.0-or-later
// What people are shown: lines and columns that fit, and nothing to obey.
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "sheet.h"
#include "table.h"

#define WIDE "\u6f22" /* a character of two columns */

/* What is put on a sheet of so many columns, by free(). */
static char *shown(glong width, const char *label, const char *value)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	const struct sheet sheet = {.out = out, .width = width};

	assert_non_null(out);
	sheet_text(&sheet, label, "key", value);
	assert_int_equal(fclose(out), 0);
	return text;
}

static const struct {
	const char *label;
	glong width;
	const char *value, *want;
} lines[] = {
	{"short", 40, "a value", "Label        a value\n"},
	{"nothing", 40, "", ""},
	{"only blanks", 40, " \n ", ""},
	{"it fits to the last column", 20, "seven77", "Label        seven77\n"},
	{"broken at the last blank", 20, "one two three",
	 "Label        one two\n             three\n"},
	{"a long word is cut", 20, "abcdefghij",
	 "Label        abcdefg\n             hij\n"},
	{"wide characters count twice", 20, WIDE WIDE WIDE WIDE,
	 "Label        " WIDE WIDE WIDE "\n             " WIDE "\n"},
	{"no room for one", 14, WIDE WIDE,
	 "Label        " WIDE "\n             " WIDE "\n"},
	{"a line's end is none", 40, "one\ntwo\rthree",
	 "Label        one two three\n"},
	{"nothing to obey", 40,
	 "\x1b[2J\x07x\xc2\x9b"
	 "1m\u202ey",
	 "Label        [2J x 1my\n"},
	{"no UTF-8", 40, "a\xff", "Label        a\ufffd\n"},
};

static void test_sheet_breaks_lines_and_obeys_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		char *got = shown(lines[i].width, "Label", lines[i].value);

		same_text(lines[i].label, got, lines[i].want);
		free(got);
	}
}

static void test_sheet_of_json_is_one_line(void **state)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct sheet sheet = sheet_begin(out, true);

	(void)state;
	sheet_text(&sheet, "Subject", "subject", "a\x1b[2J \"b\"\nc");
	sheet_number(&sheet, "Ticket", "ticket", 0);
	sheet_time(&sheet, "Ended", "ended_ms", 1795442180404);
	sheet_end(&sheet);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text, "{\"subject\":\"a [2J \\\"b\\\" c\","
				  "\"ticket\":0,\"ended_ms\":1795442180404}\n");
	free(text);
}

static const struct {
	gint64 ms;
	const char *want;
} spans[] = {
	{0, "0 ms"},	   {999, "999 ms"},	{1000, "1.0 s"},
	{61950, "61.9 s"}, {119999, "119.9 s"}, {120000, "2 min"},
};

static void test_spans_are_short(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(spans); i++) {
		g_autofree char *got = sheet_span(spans[i].ms);

		same_text(spans[i].want, got, spans[i].want);
	}
}

static void test_table_is_aligned_and_cut_at_its_width(void **state)
{
	static const struct table_column columns[] = {
		{"A", 4},
		{"B", 0},
	};
	static const char *const rows[][2] = {
		{"x", "short"},
		{"too long", "this is cut"},
		{WIDE WIDE WIDE, NULL},
		{"\x1b", "\x1b[2J"},
	};
	g_autoptr(table_handle) table = table_new(columns, 2);
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		table_add(table, rows[i]);
	table_print(table, 12, out);
	assert_int_equal(fclose(out), 0);
	same_text("table", text,
		  "A     B\n"
		  "x     short\n"
		  "too\u2026  this \u2026\n" WIDE "\u2026   ?\n"
		  "      [2J\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sheet_breaks_lines_and_obeys_nothing),
		cmocka_unit_test(test_sheet_of_json_is_one_line),
		cmocka_unit_test(test_spans_are_short),
		cmocka_unit_test(test_table_is_aligned_and_cut_at_its_width),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
