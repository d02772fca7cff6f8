// SPDX-License-Identifier: GPL-3.0-or-later
// Holds HTML to the text that a person would have written instead.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mail/html.h"
#include "mail/html_plain.h"

struct row {
	const char *label, *html, *want;
};

static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct html_text out;

		html_to_text(rows[i].html, strlen(rows[i].html), &out);
		if (strcmp(out.text->str, rows[i].want) != 0)
			fail_msg("%s: have\n%s\nwant\n%s", rows[i].label,
				 out.text->str, rows[i].want);
		assert_false(out.bare);
		html_text_clear(&out);
	}
}

static void test_paragraphs_are_parted_by_one_empty_line(void **state)
{
	static const struct row rows[] = {
		{"nothing", "", ""},
		{"only blanks", " \n\t&nbsp; ", ""},
		{"plain text", "Hello  \n there", "Hello there"},
		{"two", "<p>One</p><p>Two</p>", "One\n\nTwo"},
		{"end tags left out", "<p>One<p>Two", "One\n\nTwo"},
		{"lines", "One<br>Two<br/>Three", "One\nTwo\nThree"},
		{"empty line", "One<br><br>Two", "One\n\nTwo"},
		{"never two empty lines", "One<br><br><br><br>Two",
		 "One\n\nTwo"},
		{"div is a line", "<div>One</div><div>Two</div>", "One\nTwo"},
		{"Gmail's empty line",
		 "<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"},
		{"br at a block's end is none", "<div>One<br></div>Two",
		 "One\nTwo"},
		{"nbsp alone is an empty line",
		 "<div>One</div><div>&nbsp;</div><div>Two</div>", "One\n\nTwo"},
		{"heading", "<h2>Title</h2>Text", "Title\n\nText"},
		{"rule", "One<hr>Two", "One\n\n--------\n\nTwo"},
		{"one rule of many", "One<hr><hr>Two",
		 "One\n\n--------\n\nTwo"},
		{"no rule before text", "<hr>One", "One"},
		{"paragraph without margins",
		 "<p style='margin:0'>One</p><p style='margin:0'>Two</p>",
		 "One\nTwo"},
		{"div with a margin",
		 "<div style='margin-bottom:20px'>One</div><div>Two</div>",
		 "One\n\nTwo"},
		{"style sheet",
		 "<style>p{margin:0}</style><p>One</p><p>Two</p>", "One\nTwo"},
		{"sheet in a comment",
		 "<style><!-- p.x {margin:0cm} --></style><p class=x>One"
		 "<p class=x>Two",
		 "One\nTwo"},
		{"sheet of a small screen",
		 "<style>@media (max-width:9px){p{margin:0}}</style><p>One"
		 "<p>Two",
		 "One\n\nTwo"},
		{"inline div", "<div style='display:inline'>One</div> two",
		 "One two"},
		{"block span", "a<span style='display:block'>b</span>c",
		 "a\nb\nc"},
		{"said", "He said <q>yes</q>.", "He said \"yes\"."},
		{"box",
		 "<input type=checkbox checked> A <input type=checkbox> B",
		 "[x] A [ ] B"},
		{"blanks of an empty cell", "<b>a</b> <b></b> <b>b</b>", "a b"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_blanks_stand_where_a_browser_shows_them(void **state)
{
	static const struct row rows[] = {
		{"nbsp counts", "a&nbsp; b", "a  b"},
		{"one at the beginning is a filler", "<p>&nbsp;a", "a"},
		{"more indent", "<div>if</div><div>&nbsp; &nbsp; then</div>",
		 "if\n    then"},
		{"pre", "<pre>\n a  b\n\tc\n\n\nd</pre>e",
		 " a  b\n        c\n\nd\n\ne"},
		{"pre-wrap",
		 "<div style='white-space: pre-wrap'>a   b\nc</div>",
		 "a   b\nc"},
		{"pre-line", "<p style='white-space:pre-line'>a   b\nc",
		 "a b\nc"},
		{"no blanks at an end", "a   <br>  b  ", "a\nb"},
		{"soft hyphen", "Donau&shy;dampf", "Donaudampf"},
		{"joiner in a word", "می\u200cخواهم", "می\u200cخواهم"},
		{"joiners that only fill", "a &zwnj; &zwnj; b", "a b"},
		{"joined emoji", "\U0001F468‍\U0001F469",
		 "\U0001F468‍\U0001F469"},
		{"turned around", "a\u202egpj.exe\u202cb", "agpj.exeb"},
		{"controls", "a\001b&#7;c\x7f", "abc"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_references_become_characters(void **state)
{
	static const struct row rows[] = {
		{"names", "&lt;a&gt; &amp; &eacute;&euro;&hearts;",
		 "<a> & é€♥"},
		{"numbers", "&#65;&#x42;&#X43;&#128512;", "ABC😀"},
		{"windows-1252", "&#128;&#150;&#153;", "€–™"},
		{"without a semicolon", "a &lt b &eacute c &copy 2020",
		 "a < b é c © 2020"},
		{"unknown names", "AT&T &foo; &", "AT&T &foo; &"},
		{"no number", "&# &#x &#xg; &#;", "&# &#x &#xg; &#;"},
		{"impossible numbers", "a&#0;&#xD800;&#x110000;b", "ab"},
		{"less than", "1 < 2 <3 a <= b <", "1 < 2 <3 a <= b <"},
		{"twice", "&amp;lt;b&amp;gt;", "&lt;b&gt;"},
		{"in a value", "<img alt='R&amp;D &quot;x&quot;'>",
		 "[R&D \"x\"]"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_lists_are_bulleted_numbered_and_nested(void **state)
{
	static const struct row rows[] = {
		{"bullets", "A<ul><li>One<li>Two</ul>B",
		 "A\n\n- One\n- Two\n\nB"},
		{"numbers", "<ol><li>One</li><li>Two</li></ol>",
		 "1. One\n2. Two"},
		{"start and value", "<ol start=9><li>a<li>b<li value=20>c</ol>",
		 "9. a\n10. b\n20. c"},
		{"letters", "<ol type=A><li>a<li>b</ol>", "A. a\nB. b"},
		{"Roman numbers", "<ol type=i start=3><li>a<li>b</ol>",
		 "iii. a\niv. b"},
		{"nested", "<ul><li>a<ol><li>b<li>c</ol></li><li>d</ul>",
		 "- a\n  1. b\n  2. c\n- d"},
		{"nested without an item",
		 "<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"},
		{"paragraphs in items",
		 "<ul><li><p>a</p></li><li><p>b</p></ul>", "- a\n- b"},
		{"lines in an item", "<ul><li>a<br>b</li></ul>", "- a\n  b"},
		{"empty item", "<ul><li></li><li>a</li></ul>", "- a"},
		{"definitions", "<dl><dt>a<dd>b<dt>c<dd>d</dl>",
		 "a\n  b\nc\n  d"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_tables_of_data_are_columns(void **state)
{
	static const struct row rows[] = {
		{"columns",
		 "<table><tr><th>Part<th>Price<tr><td>Bolt<td>1.50"
		 "<tr><td>Wheel nut<td>12.00</table>",
		 "Part       Price\nBolt        1.50\nWheel nut  12.00"},
		{"labels",
		 "A<table><tr><td>Name:<td>Ann<tr><td>Town:<td>Ulm"
		 "</table>B",
		 "A\n\nName:  Ann\nTown:  Ulm\n\nB"},
		{"an empty cell",
		 "<table><tr><td>a<td>b<td>c<tr><td>d<td><td>e"
		 "</table>",
		 "a  b  c\nd     e"},
		{"an empty column goes",
		 "<table><tr><td>a<td><td>b<tr><td>c<td><td>d</table>",
		 "a  b\nc  d"},
		{"wide characters",
		 "<table><tr><td>日本<td>x<tr><td>ab<td>y"
		 "</table>",
		 "日本  x\nab    y"},
		{"lines in a cell",
		 "<table><tr><td>Bolt<br>M8<td>2<tr><td>Nut<td>3</table>",
		 "Bolt / M8  2\nNut        3"},
		{"spanning cells",
		 "<table><tr><td>Bolt<td>2<td>1.50<tr><td>Nut<td>3<td>1.00"
		 "<tr><td colspan=2>Sum<td>2.50</table>",
		 "Bolt  2  1.50\nNut   3  1.00\nSum      2.50"},
		{"a cell over two rows",
		 "<table><tr><td rowspan=2>Bolt<td>red<td>1.50<tr><td>grey"
		 "<td>2.00<tr><td>Nut<td>red<td>3.00</table>",
		 "Bolt  red   1.50\n      grey  2.00\nNut   red   3.00"},
		{"a cell beside one over two rows",
		 "<table><tr><td rowspan=2>Bolt<td>red<tr><td>grey</table>",
		 "Bolt  red\n      grey"},
		{"columns of spanning cells alone",
		 "<table><tr><td>a<td colspan=2>b<tr><td>c<td colspan=2>d"
		 "</table>",
		 "a  b\nc  d"},
		{"a heading over all",
		 "<table><tr><td colspan=2>What we have<tr><td>a<td>b</table>",
		 "What we have\na  b"},
		{"too wide",
		 "<table><tr><td>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		 "<td>bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb</table>",
		 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | "
		 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"},
		{"in a list", "<ul><li>a<table><tr><td>b<td>c</table></ul>",
		 "- a\n\n  b  c"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_tables_of_layout_are_lines(void **state)
{
	static const struct row rows[] = {
		{"one column", "<table><tr><td>One<tr><td>Two</table>",
		 "One\nTwo"},
		{"tables in tables",
		 "<table><tr><td><table><tr><td>One</table><td>"
		 "<table><tr><td>Two</table></table>",
		 "One\nTwo"},
		{"blocks of text",
		 "<table><tr><td>a<br>b<br>c<br>d<td>e<br>f<br>g<br>h</table>",
		 "a\nb\nc\nd\n\ne\nf\ng\nh"},
		{"padding parts",
		 "<table><tr><td style='padding:20px'>One"
		 "<tr><td>Two</table>",
		 "One\n\nTwo"},
		{"a cell in a cell", "<table><td>a<ol><td>b</table>", "a\n\nb"},
		{"stray end tags",
		 "<table><tr><td>One</p></div></b><td>Two"
		 "</table>",
		 "One  Two"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_words_html_reads_like_its_document(void **state)
{
	static const struct row rows[] = {
		{"lines and an empty paragraph",
		 "<p class=MsoNormal>One<o:p></o:p></p>"
		 "<p class=MsoNormal>Two<o:p></o:p></p>"
		 "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
		 "<p class=MsoNormal>Three</p>",
		 "One\nTwo\n\nThree"},
		{"bullets",
		 "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>"
		 "<![if !supportLists]><span style='mso-list:Ignore'>·<span "
		 "style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span>"
		 "</span><![endif]>One</p>"
		 "<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'>"
		 "<span style='mso-list:Ignore'>o<span>&nbsp; </span></span>"
		 "Two</p>",
		 "- One\n  - Two"},
		{"numbers",
		 "<p style='mso-list:l1 level1 lfo2'><span "
		 "style='mso-list:Ignore'>10.<span>&nbsp; "
		 "</span></span>Ten</p>",
		 "10. Ten"},
		{"for Word alone",
		 "a<!--[if mso]><p>old</p><![endif]-->"
		 "<!--[if gte mso 9]><xml><o:x>96</o:x></xml><![endif]-->b",
		 "ab"},
		{"for all others", "a<!--[if !mso]><!--> b<!--<![endif]-->",
		 "a b"},
		{"hidden from Outlook", "<a style='mso-hide:all'>Press</a>",
		 "Press"},
		{"a list of its own",
		 "<ol><li class=MsoListParagraph style='mso-list:l0 level1'>"
		 "One</ol>",
		 "1. One"},
		{"its elements",
		 "<st1:place>Ulm</st1:place><v:shape></v:shape>", "Ulm"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_what_is_no_text_is_left_out(void **state)
{
	static const struct row rows[] = {
		{"head", "<head><title>T</title><meta name=x></head>a", "a"},
		{"script and style",
		 "a<script>if (1 < 2) x('</p>')</script>"
		 "<STYLE>p{}</StYlE >b",
		 "ab"},
		{"comment", "a<!-- <p>b -->c<!-->d<!--->e", "acde"},
		{"a comment without end", "a<!-- b> c", "a c"},
		{"instructions", "a<?xml version='1.0'?>b<!DOCTYPE html>c",
		 "abc"},
		{"svg", "a<svg><text>b</text></svg>c", "ac"},
		{"a script without end is text", "a<script>b", "ab"},
		{"an address without escape",
		 "Ann <ann@shop.example>, <https://shop.example/>",
		 "Ann <ann@shop.example>, <https://shop.example/>"},
		{"unknown elements", "<foo>a</foo><x-y>b", "ab"},
		{"a second body", "a</body></html><html><body>b", "a\nb"},
		{"quotes in a tag", "<p title='a>b' lang=\"c>d\">e", "e"},
		{"a quote out of place", "<p a\" b'>c</p>", "c"},
		{"an image's words", "<img src=a.png alt='Sales in May'>",
		 "[Sales in May]"},
		{"a spacer", "a<img alt=spacer><img alt=x width=1>b", "ab"},
		{"a file name", "<img src=http://x.example/a alt=logo-2.png>",
		 ""},
		{"a picture in the mail",
		 "<img src='cid:1' alt='error.png' width=500 height=300>",
		 "[error.png]"},
		{"Word's own words",
		 "<img alt='A dog. Description automatically generated'>", ""},
		{"emoji", "Hi <img class=emoji alt='😀' src=x>", "Hi 😀"},
		{"Outlook's smile",
		 "Hi <span style='font-family:Wingdings'>J</span> "
		 "<font face=\"Wingdings\">&agrave;</font> J",
		 "Hi ☺ → J"},
		{"another font of pictures",
		 "<span style='font-family:\"Wingdings 2\"'>J</span>", "J"},
		{"a word in that font",
		 "<span style='font-family:Wingdings'>Jo <b "
		 "style='font-family:Arial'>K</b></span>",
		 "Jo K"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_without_libxml2_most_is_read(void **state)
{
	static const char html[] =
		"<p>Gr&uuml;&szlig;e &#65;&amp;<p>Two<ul><li>a<li>b</ul>"
		"<a href='https://shop.example/?a&amp;b'>here</a>"
		"<p style='display:none'>hidden</p>";
	struct html_scan scan;
	struct html_text out = {
		.text = g_string_new(NULL),
		.marks = g_array_new(FALSE, FALSE, sizeof(struct mark))};

	(void)state;
	html_scan_start(&scan, html, strlen(html));
	html_plain(&scan, &out);
	assert_string_equal(out.text->str, "Grüße A&\n\nTwo\n\n- a\n- b\n\n"
					   "here <https://shop.example/?a&b>");
	assert_int_equal(out.hidden, 6);
	html_text_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paragraphs_are_parted_by_one_empty_line),
		cmocka_unit_test(test_blanks_stand_where_a_browser_shows_them),
		cmocka_unit_test(test_references_become_characters),
		cmocka_unit_test(test_lists_are_bulleted_numbered_and_nested),
		cmocka_unit_test(test_tables_of_data_are_columns),
		cmocka_unit_test(test_tables_of_layout_are_lines),
		cmocka_unit_test(test_words_html_reads_like_its_document),
		cmocka_unit_test(test_what_is_no_text_is_left_out),
		cmocka_unit_test(test_without_libxml2_most_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
