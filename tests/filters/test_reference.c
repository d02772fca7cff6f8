// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter reference.
#include "filters/filter_test.h"

extern const struct filter filter_reference;

static void test_reference_is_found_in_the_subject(void **state)
{
	static const struct {
		const char *label, *subject;
		gint64 number;
		const char *id, *text;
	} rows[] = {
		{"bracketed", "Re: [#1042] Printer", 1042, "", "[#1042]"},
		{"ticket in brackets", "AW: [Ticket #1042] x", 1042, "",
		 "[Ticket #1042]"},
		{"ticket with colon", "[Ticket: 77] x", 77, "", "[Ticket: 77]"},
		{"ticket glued", "Re: Ticket#1042", 1042, "", "Ticket#1042"},
		{"ticket, blank", "re: ticket #1042 again", 1042, "",
		 "ticket #1042"},
		{"product's own prefix", "[#TIX-1042] x", 1042, "",
		 "[#TIX-1042]"},
		{"parentheses", "Printer (#1042)", 1042, "", "(#1042)"},
		{"UUID", "Re: 0b0f4d7e-1c2a-4f7e-9d3b-5a6c7d8e9f00", 0,
		 "0b0f4d7e-1c2a-4f7e-9d3b-5a6c7d8e9f00",
		 "0b0f4d7e-1c2a-4f7e-9d3b-5a6c7d8e9f00"},
		{"UUID in capitals", "0B0F4D7E-1C2A-4F7E-9D3B-5A6C7D8E9F00", 0,
		 "0b0f4d7e-1c2a-4f7e-9d3b-5a6c7d8e9f00",
		 "0B0F4D7E-1C2A-4F7E-9D3B-5A6C7D8E9F00"},
		{"brackets before parentheses", "(#7) [#8]", 8, "", "[#8]"},
		{"first of two", "[#7] [#8]", 7, "", "[#7]"},
		{"bare number", "Order 1042", 0, "", NULL},
		{"hash alone", "Invoice #1042", 0, "", NULL},
		{"zero", "[#0]", 0, "", NULL},
		{"too long", "[#12345678901234567890]", 0, "", NULL},
		{"no digits", "[#abc]", 0, "", NULL},
		{"empty", "", 0, "", NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct filter_test *t = filter_test_new(&filter_reference);
		const struct reference *ref = &t->dec.reference;

		t->msg.subject = rows[i].subject;
		filter_test_begin(t);
		filter_reference.run(&t->in, &t->dec);
		same_number(rows[i].label, ref->found, rows[i].text != NULL);
		same_number(rows[i].label, ref->number, rows[i].number);
		same_text(rows[i].label, ref->id, rows[i].id);
		if (ref->found) {
			same_text(rows[i].label, ref->text, rows[i].text);
			same_text(rows[i].label, ref->source, "subject");
		}
		filter_test_free(t);
	}
}

static void test_reference_names_each_ticket_once(void **state)
{
	static const struct {
		const char *label, *subject, *also;
	} rows[] = {
		{"one", "[#7] x", ""},
		{"two", "[#7] Re: [#8] x", "[#8] "},
		{"side by side", "[#7][#8]", "[#8] "},
		{"the same twice", "[#7] [#7] ticket #7", ""},
		{"in two forms", "[#7] ticket #8", "ticket #8 "},
		{"none, then one", "[#0] [#8]", ""},
		{"more than are taken", "[#1] [#2] [#3] [#4] [#5] [#6] [#7]",
		 "[#2] [#3] [#4] [#5] "},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct filter_test *t = filter_test_new(&filter_reference);
		g_autoptr(GString) also = g_string_new(NULL);

		t->msg.subject = rows[i].subject;
		filter_test_begin(t);
		filter_reference.run(&t->in, &t->dec);
		same_number(rows[i].label, t->dec.reference.found, true);
		for (size_t k = 0; k < t->dec.also_n; k++)
			g_string_append_printf(also, "%s ",
					       t->dec.also[k].text);
		same_text(rows[i].label, also->str, rows[i].also);
		filter_test_free(t);
	}
}

static void test_reference_ends_where_a_pattern_matches_nothing(void **state)
{
	static const char *const own[] = {"(?=([0-9]+))", NULL};
	const struct option_value value = {OPTION_LIST, .list = own};
	struct filter_test *t = filter_test_new(&filter_reference);

	(void)state;
	assert_null(filter_test_set(t, &filter_reference, "subject", &value));
	t->msg.subject = "Case 22 33";
	filter_test_begin(t);
	filter_reference.run(&t->in, &t->dec);
	assert_int_equal(t->dec.reference.number, 22);
	filter_test_free(t);
}

static void test_reference_patterns_are_the_operators(void **state)
{
	static const char *const own[] = {"case-([0-9]+)", NULL};
	static const char *const bad[] = {"case-([0-9]+", NULL};
	const struct option_value good = {OPTION_LIST, .list = own};
	const struct option_value wrong = {OPTION_LIST, .list = bad};
	struct filter_test *t = filter_test_new(&filter_reference);

	(void)state;
	assert_non_null(
		filter_test_set(t, &filter_reference, "subject", &wrong));
	assert_null(filter_test_set(t, &filter_reference, "subject", &good));
	t->msg.subject = "[#1] CASE-22";
	filter_test_begin(t);
	filter_reference.run(&t->in, &t->dec);
	assert_int_equal(t->dec.reference.number, 22);
	filter_test_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reference_is_found_in_the_subject),
		cmocka_unit_test(test_reference_names_each_ticket_once),
		cmocka_unit_test(
			test_reference_ends_where_a_pattern_matches_nothing),
		cmocka_unit_test(test_reference_patterns_are_the_operators),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
