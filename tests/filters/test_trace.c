// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter trace.
#include "filters/filter_test.h"

extern const struct filter filter_trace;

static void test_trace_line_holds_the_code(void **state)
{
	static const struct {
		const char *label, *line, *code, *want; /* NULL: refused */
	} rows[] = {
		{"default shape", "Ref: %s", "AB-1", "Ref: AB-1"},
		{"in the middle", "(mail %s here)", "AB-1", "(mail AB-1 here)"},
		{"turned off", "", "AB-1", ""},
		{"no code yet", "Ref: %s", "", ""},
		{"without a place", "Ref", "AB-1", NULL},
		{"two places", "%s %s", "AB-1", NULL},
		{"another conversion", "%s %d", "AB-1", NULL},
		{"percent before", "100% %s", "AB-1", NULL},
		{"two lines", "a\n%s", "AB-1", NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct option_value line = {OPTION_TEXT,
						  .text = rows[i].line};
		struct filter_test *t = filter_test_new(&filter_trace);
		const char *error =
			filter_test_set(t, &filter_trace, "line", &line);

		same_number(rows[i].label, error == NULL, rows[i].want != NULL);
		if (error == NULL) {
			t->in.trace = rows[i].code;
			filter_test_begin(t);
			filter_trace.run(&t->in, &t->dec);
			same_text(rows[i].label, t->dec.trace_line,
				  rows[i].want);
		}
		filter_test_free(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_trace_line_holds_the_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
