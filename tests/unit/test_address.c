// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of address headers and Message-IDs.
#include "unit/unit.h"

#include "base/domain.h"
#include "mail/address.h"

/* "name <email>, …" of what was read, for one comparison a row. */
static char *shown(struct addresses addresses)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < addresses.n; i++)
		g_string_append_printf(text, "%s%s <%s>", i > 0 ? ", " : "",
				       addresses.at[i].name,
				       addresses.at[i].email);
	return g_string_free(text, FALSE);
}

struct row {
	const char *label, *raw, *want;
	bool unsure;
};

static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		g_autoptr(pool_handle) pool = pool_new();
		bool unsure = false;
		g_autofree char *got =
			shown(addresses_read(rows[i].raw, pool, &unsure));

		same_text(rows[i].label, got, rows[i].want);
		same_number(rows[i].label, unsure, rows[i].unsure);
	}
}

static void test_address_of_ordinary_headers(void **state)
{
	static const struct row rows[] = {
		{"bare", "a@one.example", " <a@one.example>", false},
		{"in brackets", "<a@one.example>", " <a@one.example>", false},
		{"name", "Anna Muster <a@one.example>",
		 "Anna Muster <a@one.example>", false},
		{"quoted name", "\"Muster, Anna\" <a@one.example>",
		 "Muster, Anna <a@one.example>", false},
		{"escapes", "\"A \\\"B\\\" C\" <a@one.example>",
		 "A \"B\" C <a@one.example>", false},
		{"two", "A <a@one.example>, b@two.example",
		 "A <a@one.example>,  <b@two.example>", false},
		{"comment as name", "a@one.example (Anna Muster)",
		 "Anna Muster <a@one.example>", false},
		{"nested comment", "a@one.example (Anna (home) M)",
		 "Anna (home) M <a@one.example>", false},
		{"name before comment", "Anna (home) <a@one.example>",
		 "Anna <a@one.example>", false},
		{"address in a comment", "a@one.example (b@two.example)",
		 "b@two.example <a@one.example>", false},
		{"encoded name", "=?utf-8?Q?J=C3=B6rg?= <a@one.example>",
		 "Jörg <a@one.example>", false},
		{"encoded in quotes", "\"=?utf-8?B?SsO2cmc=?=\" <a@b.example>",
		 "Jörg <a@b.example>", false},
		{"comma in a word", "=?utf-8?Q?Muster, Anna?= <a@one.example>",
		 "Muster, Anna <a@one.example>", false},
		{"bracket in a word", "=?utf-8?Q?A <x@y>?= <a@one.example>",
		 "A <x@y> <a@one.example>", false},
		{"plain UTF-8", "Jörg <jörg@bücher.example>",
		 "Jörg <jörg@bücher.example>", false},
		{"quoted local part", "\"a b\"@one.example",
		 " <\"a b\"@one.example>", false},
		{"quoted without need", "\"a.b\"@one.example",
		 " <a.b@one.example>", false},
		{"escaped without need", "A <\"a\\b+c\"@one.example>",
		 "A <ab+c@one.example>", false},
		{"quotes for two dots", "\"a..b\"@one.example",
		 " <\"a..b\"@one.example>", false},
		{"quotes for nothing", "\"\"@one.example",
		 " <\"\"@one.example>", false},
		{"quoted local in brackets", "A <\"a@b\"@one.example>",
		 "A <\"a@b\"@one.example>", false},
		{"literal", "a@[IPv6:2001:db8::1]", " <a@[IPv6:2001:db8::1]>",
		 false},
		{"local user", "root (Cron Daemon)", "Cron Daemon <root>",
		 true},
		{"nothing", "", "", false},
		{"null sender", "<>", "", false},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_address_of_groups_and_routes(void **state)
{
	static const struct row rows[] = {
		{"group", "Team: a@one.example, B <b@two.example>;",
		 " <a@one.example>, B <b@two.example>", false},
		{"empty group", "undisclosed-recipients:;", "", false},
		{"group and more", "T: a@one.example;, c@three.example",
		 " <a@one.example>,  <c@three.example>", false},
		{"semicolons", "a@one.example; b@two.example",
		 " <a@one.example>,  <b@two.example>", false},
		{"route", "<@x.example,@y.example:a@one.example>",
		 " <a@one.example>", false},
		{"mailto", "A <mailto:a@one.example>", "A <a@one.example>",
		 false},
		{"comma in a name", "Muster, Anna <a@one.example>, B <b@b.de>",
		 "Muster, Anna <a@one.example>, B <b@b.de>", false},
		{"title behind a comma", "A. \"B\" C, Ph.D. <a@one.example>",
		 "A. B C, Ph.D. <a@one.example>", false},
		{"encoded half of a name",
		 "=?utf-8?Q?M=C3=BCller?=, Max <a@one.example>",
		 "Müller, Max <a@one.example>", false},
		{"semicolon in a name", "Muster; Anna <a@one.example>",
		 "Muster, Anna <a@one.example>", false},
		{"local users", "root, cron, a@one.example",
		 " <root>,  <cron>,  <a@one.example>", true},
		{"local users at the end", "a@one.example, root",
		 " <a@one.example>,  <root>", true},
		{"colon in a name", "Desk: Anna <a@one.example>",
		 "Desk: Anna <a@one.example>", false},
		{"group of one", "Desk: Anna <a@one.example>;",
		 "Anna <a@one.example>", false},
		{"group without an end", "T: A <a@one.example>, b@two.example",
		 "A <a@one.example>,  <b@two.example>", false},
		{"quotes for a dot at the end", "<\"a.\"@one.example>",
		 " <\"a.\"@one.example>", false},
		{"full name of a domain", "A <a@one.example.>",
		 "A <a@one.example>", false},
		{"empty members", ",, a@one.example ,,", " <a@one.example>",
		 false},
		{"blanks inside", "a @ one.example", " <a@one.example>", false},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_address_that_reads_in_two_ways_is_unsure(void **state)
{
	static const struct row rows[] = {
		{"two at", "a@one.example@two.example",
		 " <a@one.example@two.example>", true},
		{"two brackets", "<a@one.example><b@two.example>",
		 " <a@one.example>,  <b@two.example>", true},
		{"unclosed quote", "\"ceo@victim.example <d@evil.example>",
		 "ceo@victim.example <d@evil.example>", true},
		{"unclosed bracket", "A <a@one.example", "A <a@one.example>",
		 true},
		{"words around", "Anna a@one.example", "Anna <a@one.example>",
		 true},
		{"unclosed comment", "a@one.example (Anna",
		 "Anna <a@one.example>", true},
		{"name only", "Anna Muster", "", true},
		{"address in a word", "=?utf-8?Q?a=40one.example?=", "", true},
		{"line end in a name",
		 "=?utf-8?q?a=40one=3E=0A?= <b@two.example>",
		 "a@one> <b@two.example>", false},
		{"colons", "a:a:a:a:b@two.example", " <b@two.example>", false},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

#define HOSTILE_SIZE ((gsize)1 << 20)

/*
 * What makes other readers slow or deep, and so much of it that one whose time
 * grows with the square outlasts the time limit of the test.
 */
static void test_address_comes_to_an_end(void **state)
{
	static const char *const units[] = {
		"a:", "(",  "<",  "\"\\\"", "@[",    "<@",  "=?", "=?a?q?",
		",",  "<>", " @", "a@b,",   "\"a\"", "(a)", ":;", "=?a?q?b?=",
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		g_autoptr(GString) raw = g_string_new(NULL);
		bool unsure = false;

		while (raw->len < HOSTILE_SIZE)
			g_string_append(raw, units[i]);
		assert_true(addresses_read(raw->str, pool, &unsure).n <=
			    ADDRESS_COUNT_MOST);
		ids_read(raw->str, pool);
	}
}

/* What is too long is no address, rather than the beginning of one. */
static void test_address_too_long_is_left_out(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autofree char *local = g_strnfill(ADDRESS_EMAIL_MOST, 'a');
	g_autofree char *raw =
		g_strdup_printf("%s@one.example, b@two.example", local);
	bool unsure = false;
	const struct addresses got = addresses_read(raw, pool, &unsure);

	(void)state;
	assert_int_equal(got.n, 1);
	assert_string_equal(got.at[0].email, "b@two.example");
	assert_true(unsure);
}

static void test_ids_of_headers(void **state)
{
	static const struct {
		const char *label, *raw, *want;
	} rows[] = {
		{"one", "<a@one.example>", "a@one.example"},
		{"two", "<a@one> <b@two>", "a@one b@two"},
		{"no blank between", "<a@one><b@two>", "a@one b@two"},
		{"phrase", "Your message of \"Mon\" <a@one>", "a@one"},
		{"blank inside", "<a@ one>", "a@one"},
		{"bare", "a@one.example", "a@one.example"},
		{"bare among words", "mail a@one of Monday", "a@one"},
		{"no at", "<abc>", "abc"},
		{"unclosed", "<a@one <b@two>", "a@one b@two"},
		{"encoded", "=?utf-8?q?=3Ca=40one=3E?=", "a@one"},
		{"double stays", "<a@one> <a@one>", "a@one a@one"},
		{"none", "", ""},
		{"empty", "<> < >", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		const struct ids ids = ids_read(rows[i].raw, pool);
		g_autoptr(GString) got = g_string_new(NULL);

		for (size_t k = 0; k < ids.n; k++)
			g_string_append_printf(got, "%s%s", k > 0 ? " " : "",
					       ids.at[k]);
		same_text(rows[i].label, got->str, rows[i].want);
	}
}

/* RFC 5537, 3.4.4: what is left out of References stands in their middle. */
static void test_ids_of_a_long_thread_are_its_ends(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GString) raw = g_string_new(NULL);
	struct ids ids;

	(void)state;
	for (int i = 0; i < 1000; i++)
		g_string_append_printf(raw, " <%d@x>", i);
	ids = ids_read(raw->str, pool);
	assert_int_equal(ids.n, IDS_COUNT_MOST);
	assert_string_equal(ids.at[0], "0@x");
	assert_string_equal(ids.at[1], "801@x");
	assert_string_equal(ids.at[IDS_COUNT_MOST - 1], "999@x");
}

static void test_domain_of_an_address_is_folded(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{"Anna@Example.ORG", "anna@example.org"},
		{"anna@Bücher.example", "anna@xn--bcher-kva.example"},
		{"anna@XN--BCHER-KVA.example", "anna@xn--bcher-kva.example"},
		{"*@*.bücher.example", "*@*.xn--bcher-kva.example"},
		{"@bücher.example", "@xn--bcher-kva.example"},
		{"bücher.example", "xn--bcher-kva.example"},
		{"jörg@example.org", "jörg@example.org"},
		{"*bücher*", "*bücher*"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = domain_folded(rows[i].text);

		same_text(rows[i].text, got, rows[i].want);
	}
}

static void test_address_plausible_and_same(void **state)
{
	static const struct {
		const char *email;
		bool plausible;
	} rows[] = {
		{"a@one.example", true},
		{"a+b@one.example", true},
		{"a@localhost", true},
		{"jörg@bücher.example", true},
		{"a", false},
		{"@one.example", false},
		{"a@", false},
		{"a b@one.example", false},
		{"a@one..example", false},
		{"a@-one.example", false},
		{".a@one.example", false},
		{"a@b@one.example", false},
		{"a@one.example\n", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		same_number(rows[i].email, address_plausible(rows[i].email),
			    rows[i].plausible);
	assert_true(address_same("A@One.example", "a@oNE.Example"));
	assert_true(
		address_same("a@bücher.example", "a@xn--bcher-kva.example"));
	assert_false(address_same("a@one.example", "a@two.example"));
	assert_false(address_same("ab@one.example", "a@one.example"));
	assert_true(address_same("root", "ROOT"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_address_of_ordinary_headers),
		cmocka_unit_test(test_address_of_groups_and_routes),
		cmocka_unit_test(test_address_that_reads_in_two_ways_is_unsure),
		cmocka_unit_test(test_address_comes_to_an_end),
		cmocka_unit_test(test_address_too_long_is_left_out),
		cmocka_unit_test(test_ids_of_headers),
		cmocka_unit_test(test_ids_of_a_long_thread_are_its_ends),
		cmocka_unit_test(test_domain_of_an_address_is_folded),
		cmocka_unit_test(test_address_plausible_and_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
