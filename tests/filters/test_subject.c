// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter subject.
#include "filters/filter_test.h"

extern const struct filter filter_subject;

static void test_subject_is_made_of_the_first_words(void **state)
{
	static const struct {
		const char *label, *subject, *text, *want;
	} rows[] = {
		{"kept", "Printer", "x", "Printer"},
		{"first line", "", "Hello there\nmore", "Hello there"},
		{"first line with a letter", "", "\n----\n  Hi  \n", "Hi"},
		{"long, at a blank", "",
		 "one two three four five six seven eight nine ten eleven "
		 "twelve",
		 "one two three four five six seven eight nine ten eleven…"},
		{"long, no blank", "",
		 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		 "aaaaaa",
		 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		 "a…"},
		{"other script", "", "助けてください", "助けてください"},
		{"no text", "", "", "(no subject)"},
		{"no letters", "", "...\n---", "(no subject)"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct filter_test *t = filter_test_new(&filter_subject);

		t->msg.subject = rows[i].subject;
		t->msg.text = rows[i].text;
		filter_test_begin(t);
		filter_subject.run(&t->in, &t->dec);
		same_text(rows[i].label, t->dec.subject, rows[i].want);
		same_number(rows[i].label, t->dec.notes->len,
			    *rows[i].subject == '\0');
		filter_test_free(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_subject_is_made_of_the_first_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
