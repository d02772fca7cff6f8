// SPDX-License-Identifier: GPL-3.0-or-later
// Plain text that was HTML says the target of a link once.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mail/plain_links.h"

static void test_a_target_that_was_said_is_taken_out(void **state)
{
	static const struct {
		const char *label, *text, *want;
	} rows[] = {
		{"Outlook", "Web: www.example.com<http://www.example.com/>\n",
		 "Web: www.example.com\n"},
		{"with a blank",
		 "see https://example.com/a <https://example.com/a> there",
		 "see https://example.com/a there"},
		{"twice in a line",
		 "a.example<http://a.example/> | b.example<http://b.example/>",
		 "a.example | b.example"},
		{"in brackets", "(a.example<https://a.example>)",
		 "(a.example)"},
		{"another host", "bank.example <https://evil.example/>",
		 "bank.example <https://evil.example/>"},
		{"another path", "a.example <https://a.example/login>",
		 "a.example <https://a.example/login>"},
		{"words", "click here <https://a.example/>",
		 "click here <https://a.example/>"},
		{"an address", "jane@a.example <mailto:jane@a.example>",
		 "jane@a.example <mailto:jane@a.example>"},
		{"alone", "<https://a.example/>", "<https://a.example/>"},
		{"after a line end", "a.example\n<http://a.example/>",
		 "a.example\n<http://a.example/>"},
		{"without an end", "a.example <http://a.example/",
		 "a.example <http://a.example/"},
		{"a blank in it", "a.example <http://a.example/ b>",
		 "a.example <http://a.example/ b>"},
		{"the target again",
		 "a.example <http://a.example/> <http://a.example/>",
		 "a.example <http://a.example/>"},
		{"nothing", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) text = g_string_new(rows[i].text);

		plain_links_once(text);
		if (strcmp(text->str, rows[i].want) != 0)
			fail_msg("%s: have\n%s\nwant\n%s", rows[i].label,
				 text->str, rows[i].want);
	}
}

#define SAFE(url)                                                  \
	"https://eur01.safelinks.protection.outlook.com/?url=" url \
	"&data=05%7C02%7Cabc&reserved=0"

static void test_a_wrapper_of_a_mail_system_is_taken_off(void **state)
{
	static const struct {
		const char *label, *text, *want;
	} rows[] = {
		{"bare", "See " SAFE("https%3A%2F%2Fa.example%2Fx") ".",
		 "See https://a.example/x."},
		{"behind words", "here<" SAFE("http%3A%2F%2Fa.example%2F") ">",
		 "here<http://a.example/>"},
		{"Proofpoint's",
		 "(https://urldefense.com/v3/__https://a.example/x__;!!b!c$)",
		 "(https://a.example/x)"},
		{"two",
		 SAFE("https%3A%2F%2Fa.example") "\n" SAFE(
			 "https%3A%2F%2Fb.example"),
		 "https://a.example\nhttps://b.example"},
		{"of no web page", SAFE("javascript%3Aalert(1)"),
		 SAFE("javascript%3Aalert(1)")},
		{"the name in a path",
		 "https://evil.example/" SAFE("https%3A%2F%2Fa.example"),
		 "https://evil.example/" SAFE("https%3A%2F%2Fa.example")},
		{"another URL",
		 "https://a.example/?url=https%3A%2F%2Fb.example",
		 "https://a.example/?url=https%3A%2F%2Fb.example"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) text = g_string_new(rows[i].text);

		plain_links_unwrap(text);
		if (strcmp(text->str, rows[i].want) != 0)
			fail_msg("%s: have\n%s\nwant\n%s", rows[i].label,
				 text->str, rows[i].want);
	}
}

static void test_many_links_take_linear_time(void **state)
{
	g_autoptr(GString) text = g_string_new(NULL);

	(void)state;
	while (text->len < (gsize)1 << 20)
		g_string_append(text, "a.example/<http");
	plain_links_once(text);
	assert_true(text->len >= (gsize)1 << 20);
	g_string_truncate(text, 0);
	while (text->len < (gsize)1 << 20)
		g_string_append(text, "a.example<http://a.example/>\n");
	plain_links_once(text);
	assert_null(strchr(text->str, '<'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_target_that_was_said_is_taken_out),
		cmocka_unit_test(test_a_wrapper_of_a_mail_system_is_taken_off),
		cmocka_unit_test(test_many_links_take_linear_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
