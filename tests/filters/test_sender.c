// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter sender.
#include "filters/filter_test.h"

extern const struct filter filter_sender;

struct who_row {
	const char *label, *from, *reply_to, *envelope;
	bool unsure;
	const char *email, *source;
};

static const char *const forms[] = {"*@forms.example", "tea@shop.example",
				    NULL};

static void same_sender(const struct who_row *row)
{
	const struct option_value value = {OPTION_LIST, .list = forms};
	struct filter_test *t = filter_test_new(&filter_sender);

	assert_null(filter_test_set(t, &filter_sender, "reply_to", &value));
	t->from = (struct address){row->from, ""};
	t->msg.from.n = *row->from != '\0';
	t->reply_to = (struct address){row->reply_to, "R"};
	t->msg.reply_to =
		(struct addresses){&t->reply_to, *row->reply_to != '\0'};
	t->msg.from_unsure = row->unsure;
	t->envelope.sender = row->envelope;
	filter_test_begin(t);
	filter_sender.run(&t->in, &t->dec);
	same_text(row->label, t->dec.sender.email, row->email);
	same_text(row->label, t->dec.sender.source, row->source);
	same_number(row->label, t->dec.sender.unsure, row->unsure);
	filter_test_free(t);
}

static void test_sender_is_who_really_wrote(void **state)
{
	static const struct who_row rows[] = {
		{"plain", "a@x.example", "", "bounce@x.example", false,
		 "a@x.example", "from"},
		{"Reply-To alone does not count", "a@x.example", "b@y.example",
		 "", false, "a@x.example", "from"},
		{"listed form", "info@forms.example", "b@y.example", "", false,
		 "b@y.example", "reply-to"},
		{"listed form in other case", "Info@FORMS.example",
		 "b@y.example", "", false, "b@y.example", "reply-to"},
		{"listed address", "tea@shop.example", "b@y.example", "", false,
		 "b@y.example", "reply-to"},
		{"neighbour of a listed address", "tea2@shop.example",
		 "b@y.example", "", false, "tea2@shop.example", "from"},
		{"listed form without Reply-To", "info@forms.example", "", "",
		 false, "info@forms.example", "from"},
		{"own address", "support@help.example", "b@y.example", "",
		 false, "b@y.example", "reply-to"},
		{"own address both", "support@help.example",
		 "support@help.example", "", false, "support@help.example",
		 "from"},
		{"no From", "", "", "e@z.example", false, "e@z.example",
		 "envelope"},
		{"nobody at all", "", "", "", false, "", "none"},
		{"unsure with envelope", "a@x.example", "", "e@z.example", true,
		 "e@z.example", "envelope"},
		{"unsure without envelope", "a@x.example", "", "", true,
		 "a@x.example", "from"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		same_sender(&rows[i]);
}

static void test_sender_is_whom_a_program_names(void **state)
{
	static const struct who_row rows[] = {
		{"program", "shop_robot@x.example", "b@y.example", "", false,
		 "b@y.example", "reply-to"},
		{"program by a number", "WWW2@x.example", "b@y.example", "",
		 false, "b@y.example", "reply-to"},
		{"noreply", "no-reply+f7@x.example", "b@y.example", "", false,
		 "b@y.example", "reply-to"},
		{"a word within a word", "webster.toolan@x.example",
		 "b@y.example", "", false, "webster.toolan@x.example", "from"},
		{"a host is no word", "a@web.example", "b@y.example", "", false,
		 "a@web.example", "from"},
		{"program that names a program", "www@x.example",
		 "noreply@x.example", "", false, "www@x.example", "from"},
		{"program that names us", "www@x.example",
		 "support@help.example", "", false, "www@x.example", "from"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		same_sender(&rows[i]);
}

static void test_sender_name_with_an_address_is_left_out(void **state)
{
	static const struct {
		const char *label, *name, *want;
		guint notes;
	} rows[] = {
		{"plain", "Anna", "Anna", 0},
		{"another address", "ceo@victim.example", "", 1},
		{"address within", "Boss (boss@victim.example)", "", 1},
		{"its own address", "a@x.example", "", 0},
		{"in quotes", "'Anna Muster'", "Anna Muster", 0},
		{"in double quotes", "\"Anna Muster\"", "Anna Muster", 0},
		{"address in quotes", "'a@x.example'", "", 0},
		{"a quoted word", "'Anna' Muster", "'Anna' Muster", 0},
		{"two quoted words", "'Anna' 'Muster'", "'Anna' 'Muster'", 0},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct filter_test *t = filter_test_new(&filter_sender);

		t->from = (struct address){"a@x.example", rows[i].name};
		filter_test_begin(t);
		filter_sender.run(&t->in, &t->dec);
		same_text(rows[i].label, t->dec.sender.name, rows[i].want);
		same_number(rows[i].label, t->dec.notes->len, rows[i].notes);
		filter_test_free(t);
	}
}

static void test_sender_behind_a_list_is_who_it_passed_on(void **state)
{
	static const struct {
		const char *label, *name, *reply_to, *original, *list;
		const char *email, *source;
	} rows[] = {
		{"Mailman", "Anna via Team", "anna@x.example", "", "<t.l>",
		 "anna@x.example", "reply-to"},
		{"Google Groups", "'Anna' via Team", "anna@x.example",
		 "Anna <anna@x.example>", "<t.l>", "anna@x.example",
		 "original-from"},
		{"both differ", "'Anna' via Team", "anna@x.example",
		 "Bob <bob@x.example>", "<t.l>", "team@l.example", "from"},
		{"no Reply-To", "Anna via Team", "", "", "<t.l>",
		 "team@l.example", "from"},
		{"no list", "Anna via Team", "anna@x.example", "anna@x.example",
		 "", "team@l.example", "from"},
		{"list without via", "Team", "anna@x.example", "", "<t.l>",
		 "team@l.example", "from"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct header headers[] = {
			{"X-Original-From", rows[i].original, rows[i].original},
			{"List-Id", rows[i].list, rows[i].list},
		};
		struct filter_test *t = filter_test_new(&filter_sender);
		const bool original = *rows[i].original != '\0';

		t->from = (struct address){"team@l.example", rows[i].name};
		t->reply_to = (struct address){rows[i].reply_to, ""};
		t->msg.reply_to = (struct addresses){&t->reply_to,
						     *rows[i].reply_to != '\0'};
		t->msg.head = (struct head){
			original ? headers : headers + 1,
			(original ? 1u : 0u) +
				(*rows[i].list != '\0' ? 1u : 0u)};
		filter_test_begin(t);
		filter_sender.run(&t->in, &t->dec);
		same_text(rows[i].label, t->dec.sender.email, rows[i].email);
		same_text(rows[i].label, t->dec.sender.source, rows[i].source);
		filter_test_free(t);
	}
}

static void test_sender_who_is_named_by_one_of_ours_is_vouched_for(void **state)
{
	static const struct {
		const char *label, *from, *list;
		bool vouched;
	} rows[] = {
		{"own", "support@help.example", "", true},
		{"listed", "tea@shop.example", "", true},
		{"program", "www@x.example", "", false},
		{"list", "team@l.example", "<t.l>", false},
		{"own group", "support@help.example", "<t.l>", true},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct option_value value = {OPTION_LIST, .list = forms};
		const struct header header = {"List-Id", rows[i].list,
					      rows[i].list};
		struct filter_test *t = filter_test_new(&filter_sender);

		assert_null(
			filter_test_set(t, &filter_sender, "reply_to", &value));
		t->from = (struct address){rows[i].from, "Anna via Team"};
		t->reply_to = (struct address){"anna@x.example", ""};
		t->msg.reply_to = (struct addresses){&t->reply_to, 1};
		t->msg.head = (struct head){&header, *rows[i].list != '\0'};
		filter_test_begin(t);
		filter_sender.run(&t->in, &t->dec);
		same_text(rows[i].label, t->dec.sender.source, "reply-to");
		same_number(rows[i].label, t->dec.sender.vouched,
			    rows[i].vouched);
		filter_test_free(t);
	}
}

static void test_sender_is_from_where_programs_are_not_judged(void **state)
{
	const struct option_value value = {OPTION_BOOL, .truth = false};
	struct filter_test *t = filter_test_new(&filter_sender);

	(void)state;
	assert_null(filter_test_set(t, &filter_sender, "programs", &value));
	t->from = (struct address){"www@x.example", ""};
	t->reply_to = (struct address){"anna@x.example", ""};
	t->msg.reply_to = (struct addresses){&t->reply_to, 1};
	filter_test_begin(t);
	filter_sender.run(&t->in, &t->dec);
	assert_string_equal(t->dec.sender.email, "www@x.example");
	filter_test_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sender_is_who_really_wrote),
		cmocka_unit_test(test_sender_is_whom_a_program_names),
		cmocka_unit_test(
			test_sender_who_is_named_by_one_of_ours_is_vouched_for),
		cmocka_unit_test(
			test_sender_is_from_where_programs_are_not_judged),
		cmocka_unit_test(test_sender_name_with_an_address_is_left_out),
		cmocka_unit_test(test_sender_behind_a_list_is_who_it_passed_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
