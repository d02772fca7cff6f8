// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter stranger.
#include "filters/filter_test.h"

extern const struct filter filter_stranger;

static void test_stranger_needs_a_part_in_the_ticket(void **state)
{
	static const struct {
		const char *label, *policy;
		bool found, known, customer, participant;
		const char *gone;
		enum action action;
		const char *first; /* beginning of the first line, or NULL */
	} rows[] = {
		{"no reference", "new", false, false, false, false, "",
		 ACTION_CREATE, NULL},
		{"customer", "new", true, true, true, false, "", ACTION_REPLY,
		 NULL},
		{"customer under hold", "hold", true, true, true, false, "",
		 ACTION_REPLY, NULL},
		{"participant", "new", true, true, false, true, "",
		 ACTION_REPLY, "From Anna <anna@client.example>:"},
		{"stranger, new", "new", true, true, false, false, "",
		 ACTION_CREATE, "This mail refers to ticket #1042, in which"},
		{"stranger, post", "post", true, true, false, false, "",
		 ACTION_REPLY, "From Anna <anna@client.example>, who had no"},
		{"stranger, hold", "hold", true, true, false, false, "",
		 ACTION_HOLD, NULL},
		{"unknown ticket", "new", true, false, false, false, "",
		 ACTION_CREATE, "This mail refers to ticket #1042, which was"},
		{"unknown ticket under hold", "hold", true, false, false, false,
		 "", ACTION_CREATE, "This mail refers to ticket #1042, which"},
		{"merged ticket", "new", true, false, false, false,
		 "merged into another", ACTION_CREATE,
		 "This mail refers to ticket #1042 (merged into another)."},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct option_value policy = {OPTION_TEXT,
						    .text = rows[i].policy};
		struct filter_test *t = filter_test_new(&filter_stranger);
		const char *first;

		assert_null(filter_test_set(t, &filter_stranger, "stranger",
					    &policy));
		filter_test_begin(t);
		t->dec.sender.email = t->from.email;
		t->dec.sender.name = t->from.name;
		t->dec.reference.found = rows[i].found;
		t->dec.reference.number = 1042;
		t->dec.standing.known = rows[i].known;
		t->dec.standing.customer = rows[i].customer;
		t->dec.standing.participant = rows[i].participant;
		t->dec.standing.gone = rows[i].gone;
		filter_stranger.run(&t->in, &t->dec);
		same_number(rows[i].label, t->dec.action, rows[i].action);
		first = filter_test_line(t->dec.first, 0);
		if ((first == NULL) != (rows[i].first == NULL) ||
		    (first != NULL && !g_str_has_prefix(first, rows[i].first)))
			same_text(rows[i].label, first, rows[i].first);
		filter_test_free(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stranger_needs_a_part_in_the_ticket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
