// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter link.
#include "filters/filter_test.h"

extern const struct filter filter_link;

#define UUID "0b5a1c2e-3d4f-4a6b-8c7d-9e0f1a2b3c4d"

static void test_link_names_its_ticket(void **state)
{
	static const struct {
		const char *label, *text;
		gint64 number; /* 0 for none */
		const char *id;
	} rows[] = {
		{"none", "Nothing here.", 0, ""},
		{"number", "See https://desk.example/tickets/1042.", 1042, ""},
		{"by UUID", "<https://desk.example/app/tickets/" UUID "?x=1>",
		 0, UUID},
		{"in capitals", "HTTPS://DESK.EXAMPLE/Ticket/1042 says", 1042,
		 ""},
		{"a host below", "https://acme.desk.example/t/ticket/#1042",
		 1042, ""},
		{"with a port", "http://desk.example:8080/tickets/7/edit", 7,
		 ""},
		{"in a query", "https://desk.example/inbox?ticket=1042&a=b",
		 1042, ""},
		{"twice the same",
		 "https://desk.example/tickets/7 "
		 "https://desk.example/tickets/7#m2",
		 7, ""},
		{"several tickets",
		 "https://desk.example/tickets/7 "
		 "https://desk.example/tickets/8",
		 0, ""},
		{"another host", "https://desk.example.net/tickets/7", 0, ""},
		{"a host that ends alike", "https://mydesk.example/tickets/7",
		 0, ""},
		{"the host in the path",
		 "https://evil.example/desk.example/tickets/7", 0, ""},
		{"the host as a user",
		 "https://desk.example@evil.example/"
		 "tickets/7",
		 0, ""},
		{"no host", "https:///tickets/7", 0, ""},
		{"no number", "https://desk.example/tickets/new", 0, ""},
		{"more than a number", "https://desk.example/tickets/7up", 0,
		 ""},
		{"too many digits",
		 "https://desk.example/tickets/1234567890123456789", 0, ""},
		{"behind another link",
		 "https://example.org/ https://desk.example/tickets/7", 7, ""},
		{"a bare scheme", "://", 0, ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct filter_test *t = filter_test_new(&filter_link);

		t->msg.text = rows[i].text;
		filter_test_begin(t);
		filter_link.run(&t->in, &t->dec);
		same_number(rows[i].label, t->dec.reference.found,
			    rows[i].number != 0 || *rows[i].id != '\0');
		same_number(rows[i].label, t->dec.reference.number,
			    rows[i].number);
		same_text(rows[i].label, t->dec.reference.id, rows[i].id);
		if (t->dec.reference.found)
			same_text(rows[i].label, t->dec.reference.source,
				  "body");
		filter_test_free(t);
	}
}

static void test_link_counts_less_than_the_subject(void **state)
{
	struct filter_test *t = filter_test_new(&filter_link);

	(void)state;
	t->msg.text = "https://desk.example/tickets/7";
	filter_test_begin(t);
	t->dec.reference = (struct reference){
		.found = true, .number = 8, .id = "", .source = "subject"};
	filter_link.run(&t->in, &t->dec);
	same_number("number", t->dec.reference.number, 8);
	same_text("source", t->dec.reference.source, "subject");
	filter_test_free(t);
}

static void test_link_hosts_replace_the_desks(void **state)
{
	static const char *const hosts[] = {"help.example", NULL};
	const struct option_value value = {OPTION_LIST, .list = hosts};
	static const struct {
		const char *text;
		bool found;
	} rows[] = {
		{"https://help.example/tickets/7", true},
		{"https://www.help.example/tickets/7", true},
		{"https://desk.example/tickets/7", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct filter_test *t = filter_test_new(&filter_link);

		assert_null(
			filter_test_set(t, &filter_link, "link_hosts", &value));
		t->msg.text = rows[i].text;
		filter_test_begin(t);
		filter_link.run(&t->in, &t->dec);
		same_number(rows[i].text, t->dec.reference.found,
			    rows[i].found);
		filter_test_free(t);
	}
}

/* Hundreds of links, and one without an end, take no time and find nothing. */
static void test_links_without_number_have_a_ceiling(void **state)
{
	struct filter_test *t = filter_test_new(&filter_link);
	g_autoptr(GString) text = g_string_new(NULL);

	(void)state;
	for (int i = 0; i < 100000; i++)
		g_string_append(text, "https://desk.example/a ");
	for (int i = 0; i < 100000; i++)
		g_string_append(text, "https://");
	g_string_append(text, " https://desk.example/tickets/7");
	t->msg.text = text->str;
	filter_test_begin(t);
	filter_link.run(&t->in, &t->dec);
	assert_false(t->dec.reference.found);
	filter_test_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_link_names_its_ticket),
		cmocka_unit_test(test_link_counts_less_than_the_subject),
		cmocka_unit_test(test_link_hosts_replace_the_desks),
		cmocka_unit_test(test_links_without_number_have_a_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
