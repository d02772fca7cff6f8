// SPDX-License-Identifier: GPL-3.0-or-later
// Marks say what mail programs' structure says; ceilings and hostile HTML hold.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mail/html.h"

struct row {
	const char *label, *html, *want;
};

/* The marks as "Q1[text]I0[text]". */
static GString *described(const struct html_text *out)
{
	GString *all = g_string_new(NULL);
	gsize last = 0;

	for (guint i = 0; i < out->marks->len; i++) {
		const struct mark *mark =
			&g_array_index(out->marks, struct mark, i);

		assert_true(mark->from >= last);
		assert_true(mark->from <= mark->to);
		assert_true(mark->to <= out->text->len);
		last = mark->from;
		g_string_append_c(all, "QISD"[mark->kind]);
		g_string_append_printf(all, "%u[", mark->depth);
		g_string_append_len(all, out->text->str + mark->from,
				    (gssize)(mark->to - mark->from));
		g_string_append_c(all, ']');
	}
	return all;
}

static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct html_text out;
		GString *have;

		html_to_text(rows[i].html, strlen(rows[i].html), &out);
		have = described(&out);
		if (strcmp(have->str, rows[i].want) != 0)
			fail_msg("%s: have\n%s\nwant\n%s", rows[i].label,
				 have->str, rows[i].want);
		g_string_free(have, TRUE);
		html_text_clear(&out);
	}
}

static void test_quotes_of_mail_programs_are_marked(void **state)
{
	static const struct row rows[] = {
		{"Gmail",
		 "Hi<div class=gmail_quote><div class=gmail_attr>On x, A wrote:"
		 "<br></div><blockquote class=gmail_quote>Q</blockquote></div>",
		 "I0[On x, A wrote:]Q1[Q]"},
		{"Gmail of old",
		 "Hi<div class=gmail_quote>On x, A wrote:<br><blockquote "
		 "class=gmail_quote>Q</blockquote></div>",
		 "I0[On x, A wrote:]Q1[Q]"},
		{"an answer between Gmail's quotes",
		 "<div class=gmail_quote><blockquote class=gmail_quote>Q"
		 "</blockquote>No<blockquote class=gmail_quote>R</blockquote>"
		 "</div>",
		 "Q1[Q]Q1[R]"},
		{"Gmail's forward",
		 "<div class=gmail_quote>---- Forwarded<br>From: A<br>Q</div>",
		 "Q1[---- Forwarded\nFrom: A\nQ]"},
		{"Thunderbird",
		 "<div class=moz-cite-prefix>Am x schrieb A:<br></div>"
		 "<blockquote type=cite>Q<blockquote type=cite>R</blockquote>"
		 "</blockquote><pre class=moz-signature>-- \nB</pre>",
		 "I0[Am x schrieb A:]Q1[Q\n\nR]Q2[R]S0[--\nB]"},
		{"Outlook",
		 "Hi<div style='border:none;border-top:solid #E1E1E1 1.0pt;"
		 "padding:3.0pt 0in 0in 0in'><p class=MsoNormal><b>From:</b> A"
		 "<br><b>Sent:</b> x</p></div>Q",
		 "D0[From: A\nSent: x]"},
		{"a line that parts other things",
		 "<div style='border:none;border-top:solid red 1px'>Bye</div>",
		 ""},
		{"Outlook's blue line",
		 "<div style='border:none;border-left:solid blue "
		 "1.5pt'>Q</div>",
		 "Q1[Q]"},
		{"Outlook on the web",
		 "Hi<hr><div id=divRplyFwdMsg><b>From:</b> A</div><div>Q</div>",
		 "D0[--------]D0[From: A]"},
		{"the same, quoted", "<div id=x_x_divRplyFwdMsg>From: A</div>",
		 "D0[From: A]"},
		{"Yahoo",
		 "Hi<div class='ydp1f2e3d4cyahoo_quoted'><div>On x, A wrote:"
		 "</div>Q</div>",
		 "Q1[On x, A wrote:\nQ]"},
		{"web.de",
		 "Hi<div name=quote>Von: A<div "
		 "name=quoted-content>Q</div></div>",
		 "I0[Von: A]Q1[Q]"},
		{"Zimbra",
		 "Hi<hr id=zwchr data-marker=__DIVIDER__>"
		 "<div data-marker=__QUOTED_TEXT__>Q</div>",
		 "D0[--------]Q1[Q]"},
		{"Proton",
		 "<div class=protonmail_signature_block>B</div><div "
		 "class=protonmail_quote>On x<br><blockquote type=cite>Q"
		 "</blockquote></div>",
		 "S0[B]I0[On x]Q1[Q]"},
		{"Apple's signature", "Hi<div id=AppleMailSignature>B</div>",
		 "S0[B]"},
		{"quotes of the author's", "He said<blockquote>Q<br>R",
		 "Q1[> Q\n> R]"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_quotes_that_are_none_are_not_marked(void **state)
{
	static const struct row rows[] = {
		{"an indentation is none",
		 "<blockquote style='margin:0 0 0 40px;border:none'>Q", ""},
		{"empty elements",
		 "<blockquote type=cite></blockquote><div id=appendonsend>"
		 "</div>a",
		 ""},
		{"hidden quotes",
		 "<div style='display:none'><blockquote type=cite>Q", ""},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

/* n times unit, with tail behind it. */
static GString *repeated(const char *unit, gsize n, const char *tail)
{
	GString *html = g_string_sized_new(n * strlen(unit) + 16);

	for (gsize i = 0; i < n; i++)
		g_string_append(html, unit);
	return g_string_append(html, tail);
}

static void test_an_introduction_as_long_as_a_letter_is_none(void **state)
{
	GString *html = g_string_new("<div class=moz-cite-prefix>");
	struct html_text out;

	(void)state;
	for (int i = 0; i < 300; i++)
		g_string_append(html, "word ");
	html_to_text(html->str, html->len, &out);
	assert_int_equal(out.marks->len, 0);
	assert_true(out.text->len > 1000);
	html_text_clear(&out);
	g_string_free(html, TRUE);
}

static void test_text_below_the_deepest_element_is_kept(void **state)
{
	GString *html = repeated("<div>", 100000, "deep");
	struct html_text out;

	(void)state;
	g_string_append(html, "<p>er<td>est</td></p>");
	html_to_text(html->str, html->len, &out);
	assert_string_equal(out.text->str, "deep\ner\nest");
	assert_true(out.cut);
	html_text_clear(&out);
	g_string_free(html, TRUE);
}

static void test_a_tag_that_is_too_long_has_no_attributes(void **state)
{
	GString *html = g_string_new("a<p hidden ");
	struct html_text out;

	(void)state;
	for (int i = 0; i < 50000; i++)
		g_string_append_printf(html, "x%d=y ", i);
	g_string_append(html, ">b</p>");
	html_to_text(html->str, html->len, &out);
	assert_string_equal(out.text->str, "a\n\nb");
	assert_true(out.cut);
	html_text_clear(&out);
	g_string_free(html, TRUE);
}

static void test_ceilings_end_text_and_marks(void **state)
{
	GString *html = repeated("word ", HTML_TEXT_MOST / 4, "");
	struct html_text out;

	(void)state;
	html_to_text(html->str, html->len, &out);
	assert_true(out.cut);
	assert_true(out.text->len <= HTML_TEXT_MOST);
	assert_true(out.text->len > HTML_TEXT_MOST - 16);
	html_text_clear(&out);
	g_string_free(html, TRUE);

	html = repeated("<blockquote type=cite>a</blockquote>",
			HTML_MARKS_MOST + 1, "end");
	html_to_text(html->str, html->len, &out);
	assert_true(out.cut);
	assert_int_equal(out.marks->len, HTML_MARKS_MOST);
	assert_true(g_str_has_suffix(out.text->str, "end"));
	html_text_clear(&out);
	g_string_free(html, TRUE);

	html = repeated(" ", HTML_SIZE_MOST, "end");
	html_to_text(html->str, html->len, &out);
	assert_true(out.cut);
	assert_string_equal(out.text->str, "");
	html_text_clear(&out);
	g_string_free(html, TRUE);
}

static void test_bytes_that_are_no_utf8_are_replaced(void **state)
{
	struct html_text out;

	(void)state;
	html_to_text("a\xff<b\0>b\xc3", 8, &out);
	assert_true(
		g_utf8_validate(out.text->str, (gssize)out.text->len, NULL));
	assert_true(g_str_has_prefix(out.text->str, "a\uFFFD"));
	assert_int_equal(strlen(out.text->str), out.text->len);
	html_text_clear(&out);
}

/*
 * A megabyte of each: one that takes a time that grows with the square
 * outlasts the time limit of the test. What they take stands in tests/bench.
 */
static void test_hostile_html_comes_to_an_end(void **state)
{
	static const char *const units[] = {
		"<",
		"<a ",
		"<div>",
		"&",
		"&a;",
		"&nbsp",
		"<a href=\"",
		"<a b=\"><a c='>",
		"<!-- ",
		"<!",
		"<?",
		"</",
		"</div>",
		"<p>x",
		"<table><tr><td>x",
		"<table><tr><td>a<td>b</table>",
		"<ul><li>x",
		"<blockquote>x",
		"<div class=gmail_quote>x",
		"<div class=gmail_quote><blockquote>x</blockquote></div>",
		"<a href=http://a.example>www.b.example</a> ",
		"<body>",
		"x<hr>",
		"<style>.a{display:none}</style><p class=a>x",
		"<style>",
		"<title>",
		"<script>a</scrip ",
		"<i></i></b>",
		"<td colspan=999>x",
		"\001",
		"\xff",
		"&zwnj;&nbsp;",
		"<br>",
		"<img alt=abc>",
		"<q>",
		"<p style='mso-list:l9'><i style='mso-list:Ignore'>1.</i>x",
	};

	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
		GString *html = repeated(
			units[i], ((gsize)1 << 20) / strlen(units[i]), "");
		struct html_text out;

		html_to_text(html->str, html->len, &out);
		if (out.text->len > HTML_TEXT_MOST ||
		    out.marks->len > HTML_MARKS_MOST ||
		    !g_utf8_validate(out.text->str, (gssize)out.text->len,
				     NULL))
			fail_msg("%s: %d bytes, %d marks", units[i],
				 (int)out.text->len, (int)out.marks->len);
		html_text_clear(&out);
		g_string_free(html, TRUE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quotes_of_mail_programs_are_marked),
		cmocka_unit_test(test_quotes_that_are_none_are_not_marked),
		cmocka_unit_test(
			test_an_introduction_as_long_as_a_letter_is_none),
		cmocka_unit_test(test_text_below_the_deepest_element_is_kept),
		cmocka_unit_test(test_a_tag_that_is_too_long_has_no_attributes),
		cmocka_unit_test(test_ceilings_end_text_and_marks),
		cmocka_unit_test(test_bytes_that_are_no_utf8_are_replaced),
		cmocka_unit_test(test_hostile_html_comes_to_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
