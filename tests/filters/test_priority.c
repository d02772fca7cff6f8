// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter priority.
#include "filters/filter_test.h"

extern const struct filter filter_priority;

static void test_priority_is_the_headers_where_it_is_wanted(void **state)
{
	static const struct {
		const char *name, *value;
		bool wanted;
		const char *priority;
	} rows[] = {
		{"X-Priority", "1 (Highest)", false, "medium"},
		{"X-Priority", "1 (Highest)", true, "high"},
		{"X-Priority", "2", true, "high"},
		{"X-Priority", "3 (Normal)", true, "medium"},
		{"X-Priority", "5 (Lowest)", true, "low"},
		{"X-Priority", "10", true, "medium"},
		{"X-Priority", "-1", true, "medium"},
		{"X-Priority", "", true, "medium"},
		{"Importance", "High", true, "high"},
		{"Importance", "normal", true, "medium"},
		{"Importance", "low", true, "low"},
		{"Priority", "urgent", true, "high"},
		{"Priority", "non-urgent", true, "low"},
		{"X-MSMail-Priority", "High", true, "high"},
		{"X-Other", "High", true, "medium"},
	};
	static const struct option_value yes = {OPTION_BOOL, .truth = true};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct header header = {rows[i].name, rows[i].value,
					      rows[i].value};
		struct filter_test *t = filter_test_new(&filter_priority);

		t->msg.head = (struct head){&header, 1};
		if (rows[i].wanted)
			assert_null(filter_test_set(t, &filter_priority,
						    "headers", &yes));
		filter_test_begin(t);
		filter_priority.run(&t->in, &t->dec);
		same_text(rows[i].value, t->dec.priority, rows[i].priority);
		filter_test_free(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_priority_is_the_headers_where_it_is_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
