// SPDX-License-Identifier: GPL-3.0-or-later
// Links tell where they lead, and what nobody sees is left out and counted.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mail/html.h"

struct row {
	const char *label, *html, *want;
	gsize hidden;
};

static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct html_text out;

		html_to_text(rows[i].html, strlen(rows[i].html), &out);
		if (strcmp(out.text->str, rows[i].want) != 0)
			fail_msg("%s: have\n%s\nwant\n%s", rows[i].label,
				 out.text->str, rows[i].want);
		if (out.hidden != rows[i].hidden)
			fail_msg("%s: %zu hidden, want %zu", rows[i].label,
				 out.hidden, rows[i].hidden);
		html_text_clear(&out);
	}
}

#define A(href, text) "<a href=\"" href "\">" text "</a>"

static void test_links_show_their_target_where_the_text_does_not(void **state)
{
	static const struct row rows[] = {
		{"words",
		 "See " A("https://shop.example/a?b=1&amp;c=2", "this") ".",
		 "See this <https://shop.example/a?b=1&c=2>.", 0},
		{"the same",
		 A("https://shop.example/a", "https://shop.example/a"),
		 "https://shop.example/a", 0},
		{"but for the scheme",
		 A("https://shop.example/", "shop.example"), "shop.example", 0},
		{"but for www", A("http://www.shop.example", "shop.example/"),
		 "shop.example/", 0},
		{"an international name",
		 A("https://xn--mller-kva.example/", "www.müller.example"),
		 "www.müller.example", 0},
		{"the text is its beginning",
		 A("https://shop.example/a/b?c", "https://shop.example/a…"),
		 "https://shop.example/a/b?c", 0},
		{"another path",
		 A("https://shop.example/x", "https://shop.example/y"),
		 "https://shop.example/y <https://shop.example/x>", 0},
		{"lines", A("https://shop.example/", "One<br>Two"),
		 "One\nTwo <https://shop.example/>", 0},
		{"blanks stay outside",
		 "a " A("https://b.example/", " c ") " d",
		 "a c <https://b.example/> d", 0},
		{"image", A("https://b.example/", "<img alt='Our shop'>"),
		 "[Our shop] <https://b.example/>", 0},
		{"image without words", A("https://b.example/", "<img src=x>"),
		 "<https://b.example/>", 0},
		{"tracking dot", A("https://b.example/", "<img src=x width=1>"),
		 "", 0},
		{"no text", "a" A("https://b.example/", " ") "b", "a b", 0},
		{"said once",
		 A("https://b.example/", "One") " " A("https://b.example/",
						      "two"),
		 "One <https://b.example/> two", 0},
		{"block around",
		 "<div>" A("https://b.example/", "<div>One</div>") "</div>Two",
		 "One <https://b.example/>\nTwo", 0},
		{"never closed",
		 "<a href='https://b.example/'>x <a "
		 "href='https://c.example/'>y",
		 "x <https://b.example/> y <https://c.example/>", 0},
		{"a file's name",
		 A("https://b.example/files/report.pdf", "report.pdf"),
		 "report.pdf <https://b.example/files/report.pdf>", 0},
		{"its last part", A("https://b.example/x/read.me", "read.me"),
		 "read.me <https://b.example/x/read.me>", 0},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_links_that_deceive_show_their_true_target(void **state)
{
	static const struct row rows[] = {
		{"another host", A("https://evil.example/", "www.bank.example"),
		 "<https://evil.example/> [shown as \"www.bank.example\"]", 0},
		{"a whole URL",
		 A("http://evil.example/x", "https://bank.example/login"),
		 "<http://evil.example/x> "
		 "[shown as \"https://bank.example/login\"]",
		 0},
		{"split by elements",
		 A("https://evil.example/", "bank<b>.</b>example"),
		 "<https://evil.example/> [shown as \"bank.example\"]", 0},
		{"the name before @",
		 A("https://bank.example@evil.example/", "here"),
		 "here <https://evil.example/>", 0},
		{"a host below",
		 A("https://bank.example.evil.example/", "bank.example"),
		 "<https://bank.example.evil.example/> "
		 "[shown as \"bank.example\"]",
		 0},
		{"backslashes", A("https:\\\\evil.example\\x", "here"),
		 "here <https://evil.example/x>", 0},
		{"no slashes", A("https:evil.example/x", "here"),
		 "here <https://evil.example/x>", 0},
		{"a host in disguise",
		 A("https://%65vil.EXAMPLE:8080/%61", "here"),
		 "here <https://evil.example:8080/%61>", 0},
		{"no host at all", A("https://a%2Fb.example/", "here"), "here",
		 0},
		{"line ends", A("ht\ntps://ev\til.example/a b", "here"),
		 "here <https://evil.example/a%20b>", 0},
		{"no scheme", A("//evil.example/x", "here"),
		 "here <https://evil.example/x>", 0},
		{"an end in the middle",
		 A("https://a.example/&gt; see", "here"),
		 "here <https://a.example/%3E%20see>", 0},
		{"turned around", A("https://a.example/\u202ex", "here"),
		 "here <https://a.example/%E2%80%AEx>", 0},
		{"another address",
		 A("mailto:ann@evil.example", "pay@bank.example"),
		 "<ann@evil.example> [shown as \"pay@bank.example\"]", 0},
		{"script", A("javascript:alert(1)", "here"), "here", 0},
		{"script in disguise", A(" java\nscript:alert(1)", "here"),
		 "here", 0},
		{"data", A("data:text/html,x", "here"), "here", 0},
		{"a file", A("file:///etc/passwd", "here"), "here", 0},
		{"a place in the mail", A("#top", "here"), "here", 0},
		{"no host", A("https:///", "here"), "here", 0},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_wrapped_links_show_what_they_wrap(void **state)
{
	static const struct row rows[] = {
		{"Outlook's",
		 A("https://eur01.safelinks.protection.outlook.com/?url="
		   "https%3A%2F%2Fshop.example%2Fa&amp;data=05",
		   "shop.example/a"),
		 "shop.example/a", 0},
		{"Proofpoint's third",
		 A("https://urldefense.com/v3/__https://shop.example/a__;!!x",
		   "here"),
		 "here <https://shop.example/a>", 0},
		{"Proofpoint's second",
		 A("https://urldefense.proofpoint.com/v2/url?u="
		   "https-3A__shop.example_a&amp;d=x",
		   "here"),
		 "here <https://shop.example/a>", 0},
		{"Google's",
		 A("https://www.google.com/url?q="
		   "https://shop.example/&amp;sa=D",
		   "here"),
		 "here <https://shop.example/>", 0},
		{"a wrapped script stays wrapped",
		 A("https://www.google.com/url?q=javascript:x", "here"),
		 "here <https://www.google.com/url?q=javascript:x>", 0},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_addresses_and_numbers_are_not_said_twice(void **state)
{
	static const struct row rows[] = {
		{"address", A("mailto:Ann@shop.example", "ann@shop.example"),
		 "ann@shop.example", 0},
		{"name", A("mailto:ann@shop.example?subject=Hi", "Ann"),
		 "Ann <ann@shop.example>", 0},
		{"name and address",
		 A("mailto:ann@shop.example", "Ann (ann@shop.example)"),
		 "Ann (ann@shop.example)", 0},
		{"number", A("tel:+4973112345678", "0731 / 12 34 56 78"),
		 "0731 / 12 34 56 78", 0},
		{"another number", A("tel:+4973112345678", "0731 99 99 99"),
		 "0731 99 99 99 <+4973112345678>", 0},
		{"words", A("tel:+4973112345678", "Call us"),
		 "Call us <+4973112345678>", 0},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_long_targets_end_in_an_ellipsis(void **state)
{
	g_autoptr(GString) html = g_string_new("<a href='https://a.example/");
	struct html_text out;

	(void)state;
	for (int i = 0; i < 1000; i++)
		g_string_append(html, "ä");
	g_string_append(html, "'>here</a>");
	html_to_text(html->str, html->len, &out);
	assert_true(out.text->len < 400);
	assert_true(g_str_has_suffix(out.text->str, "ä…>"));
	assert_true(g_utf8_validate(out.text->str, -1, NULL));
	html_text_clear(&out);
}

#define HIDDEN(style) "a<span style='" style "'>secret</span>b"

static void test_what_nobody_sees_is_left_out_and_counted(void **state)
{
	static const struct row rows[] = {
		{"display", HIDDEN("display:none"), "ab", 6},
		{"important", HIDDEN("display : NONE !important"), "ab", 6},
		{"said last counts", HIDDEN("display:none;display:inline"),
		 "asecretb", 0},
		{"visibility", HIDDEN("visibility:hidden"), "ab", 6},
		{"shown inside",
		 "<p style='visibility:hidden'>a<b style='visibility:visible'>"
		 "b</b>",
		 "b", 1},
		{"font of nothing", HIDDEN("font-size:0"), "ab", 6},
		{"font of one pixel", HIDDEN("font-size:1px"), "ab", 6},
		{"font in short", HIDDEN("font:0/0 serif"), "ab", 6},
		{"a font inside",
		 "<td style='font-size:0'><p style='font-size:14px'>a", "a", 0},
		{"opacity", HIDDEN("opacity:0"), "ab", 6},
		{"no height", HIDDEN("max-height:0;overflow:hidden"), "ab", 6},
		{"no height that is cut", HIDDEN("max-height:0"), "asecretb",
		 0},
		{"moved away", HIDDEN("text-indent:-9999px"), "ab", 6},
		{"clear", HIDDEN("color:transparent"), "ab", 6},
		{"white on white", HIDDEN("color:#fff;background:#FFFFFF"),
		 "ab", 6},
		{"nearly", HIDDEN("color:#fefefe;background-color:white"), "ab",
		 6},
		{"rgb", HIDDEN("color:rgb(1, 2, 3);background:rgb(1 2 3)"),
		 "ab", 6},
		{"an opaque colour", HIDDEN("color:rgb(34, 34, 34)"),
		 "asecretb", 0},
		{"old attributes",
		 "<table bgcolor=white><tr><td><font color=ffffff>a</font>b",
		 "b", 1},
		{"a picture below", HIDDEN("color:#fff;background:#fff url(x)"),
		 "asecretb", 0},
		{"white on nothing said", HIDDEN("color:#fff"), "asecretb", 0},
		{"attribute", "a<p hidden>b</p>c", "ac", 1},
		{"class",
		 "<style>.pre, p.x:hover {display:none}</style>"
		 "<p class='x pre'>a</p><p class=x>b</p>",
		 "b", 1},
		{"filler", "<p style='display:none'>&nbsp;&zwnj;&#847;</p>a",
		 "a", 0},
		{"link and image",
		 "<div style='display:none'><a href='https://x.example/'>a"
		 "<img alt=b></a><hr></div>c",
		 "c", 1},
		{"an unclosed one ends with its cell",
		 "<table><tr><td><p style='display:none'>a<td>b</table>", "b",
		 1},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_the_whole_has_all_text_and_no_targets(void **state)
{
	static const struct {
		const char *label, *html, *want;
	} rows[] = {
		{"a link", "See " A("https://a.example/b", "this") ".",
		 "See this."},
		{"one that deceives",
		 A("https://evil.example/", "https://bank.example/"),
		 "<https://evil.example/> [shown as "
		 "\"https://bank.example/\"]"},
		{"an address that deceives",
		 A("mailto:a@evil.example", "a@bank.example"),
		 "<a@evil.example> [shown as \"a@bank.example\"]"},
		{"not displayed", "a <span style=\"display:none\">b</span> c",
		 "a b c"},
		{"invisible", "a <i style=\"visibility:hidden\">b</i> c",
		 "a b c"},
		{"without a size", "a <i style=\"font-size:0\">b</i> c",
		 "a b c"},
		{"white on white",
		 "<p style=\"background:#fff;color:#fff\">b</p>", "b"},
		{"a script is no text", "a <script>b</script> c", "a c"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct html_text out;

		html_to_whole(rows[i].html, strlen(rows[i].html), &out);
		if (strcmp(out.text->str, rows[i].want) != 0)
			fail_msg("%s: have\n%s\nwant\n%s", rows[i].label,
				 out.text->str, rows[i].want);
		html_text_clear(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_links_show_their_target_where_the_text_does_not),
		cmocka_unit_test(
			test_links_that_deceive_show_their_true_target),
		cmocka_unit_test(test_wrapped_links_show_what_they_wrap),
		cmocka_unit_test(test_addresses_and_numbers_are_not_said_twice),
		cmocka_unit_test(test_long_targets_end_in_an_ellipsis),
		cmocka_unit_test(test_the_whole_has_all_text_and_no_targets),
		cmocka_unit_test(test_what_nobody_sees_is_left_out_and_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
