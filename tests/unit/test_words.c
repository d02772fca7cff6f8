// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of encoded words and of the parameters of Content-* headers.
#include "unit/unit.h"

#include "mail/params.h"
#include "mail/words.h"

struct row {
	const char *label, *raw, *hint, *want;
};

static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		g_autoptr(GString) got = g_string_new(NULL);

		words_decode(got, rows[i].raw, strlen(rows[i].raw),
			     rows[i].hint);
		same_text(rows[i].label, got->str, rows[i].want);
	}
}

static void test_words_as_they_should_be(void **state)
{
	static const struct row rows[] = {
		{"none", "Hello", "", "Hello"},
		{"q", "=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "", "Grüße"},
		{"b", "=?UTF-8?B?R3LDvMOfZQ==?=", "", "Grüße"},
		{"underscore", "=?utf-8?q?a_b?=", "", "a b"},
		{"between", "a =?utf-8?q?b?= c", "", "a b c"},
		{"adjacent", "=?utf-8?q?a?= =?utf-8?q?b?=", "", "ab"},
		{"folded", "=?utf-8?q?a?=\r\n =?utf-8?q?b?=", "", "ab"},
		{"fold between text", "a\r\n b", "", "a b"},
		{"language", "=?utf-8*en?q?a?=", "", "a"},
		{"latin", "=?iso-8859-1?Q?M=FCller?=", "", "Müller"},
		{"cp1252 called latin", "=?iso-8859-1?Q?a=93b=94?=", "",
		 "a“b”"},
		{"japanese", "=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "", "日本"},
		{"empty",
		 "=?utf-8?Q?"
		 "?= x",
		 "", " x"},
		{"both", "=?utf-8?q?a?= =?iso-8859-1?q?=FC?=", "", "aü"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_words_as_programs_break_them(void **state)
{
	static const struct row rows[] = {
		{"encoded twice",
		 "=?utf-8?B?PT91dGYtOD9RP0dyPUMzPUJDbj89?=", "", "Grün"},
		{"encoded twice, two words",
		 "=?utf-8?Q?=3D=3Futf-8=3FQ=3Fa=3F=3D?=\r\n "
		 "=?utf-8?Q?_=3D=3Futf-8=3FQ=3Fb=3F=3D?=",
		 "", "ab"},
		{"a word among words",
		 "=?utf-8?Q?why_=3D=3Futf-8=3FQ=3Fa=3F=3D?=", "",
		 "why =?utf-8?Q?a?="},
		{"blank inside q", "=?utf-8?Q?a b?=", "", "a b"},
		{"no blank between", "=?utf-8?q?a?==?utf-8?q?b?=", "", "ab"},
		{"glued to text", "x=?utf-8?q?a?=y", "", "xay"},
		{"character over two", "=?utf-8?Q?=C3?= =?utf-8?Q?=BC?=", "",
		 "ü"},
		{"group over two", "=?utf-8?B?w7z?= =?utf-8?B?DvA==?=", "",
		 "üü"},
		{"padding missing", "=?utf-8?B?w7w?=", "", "ü"},
		{"end missing", "=?utf-8?Q?Gr=C3=BC", "", "Grü"},
		{"end missing before next", "=?utf-8?Q?a =?utf-8?q?b?=", "",
		 "a b"},
		{"question mark inside",
		 "=?utf-8?Q?really?"
		 "?=",
		 "", "really?"},
		{"end mark inside", "=?utf-8?Q?a?=3Db?=", "", "a?=b"},
		{"equals at the end", "=?utf-8?Q?a=?=", "", "a="},
		{"half an escape", "=?utf-8?Q?a=C?=", "", "a=C"},
		{"blanks in the head", "=? utf-8 ? Q ?a?=", "", "a"},
		{"url-safe base64", "=?utf-8?B?4oCT_w==?=", "",
		 "–\xef\xbf\xbd"},
		{"unknown charset", "=?x-nonsense?Q?Gr=C3=BC?=", "", "Grü"},
		{"no encoding of that name", "=?utf-8?X?a?=", "",
		 "=?utf-8?X?a?="},
		{"no word", "a =? b", "", "a =? b"},
		{"raw latin", "M\xfcller", "", "Müller"},
		{"raw cyrillic by hint", "\xf0\xd2\xc9\xd7\xc5\xd4", "koi8-r",
		 "Привет"},
		{"raw utf-8 whatever the hint", "Grüße Ä", "koi8-r", "Grüße Ä"},
		{"raw utf-7 by hint", "Fr+APY-sche", "utf-7", "Frösche"},
		{"plus without hint", "Fr+APY-sche", "", "Fr+APY-sche"},
		{"raw inside a word", "=?iso-8859-1?Q?M\xfcller?=", "",
		 "Müller"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_params_of_content_headers(void **state)
{
	static const struct {
		const char *label, *raw, *value, *name, *want;
	} rows[] = {
		{"plain", "text/plain; charset=utf-8", "text/plain", "charset",
		 "utf-8"},
		{"case", "Text/HTML; CharSet=\"UTF-8\"", "text/html", "charset",
		 "UTF-8"},
		{"comment", "text/plain; charset=us-ascii (Plain text)",
		 "text/plain", "charset", "us-ascii"},
		{"no semicolon", "multipart/mixed boundary=\"x\"",
		 "multipart/mixed", "boundary", "x"},
		{"no semicolon between", "text/plain; charset=a format=flowed",
		 "text/plain", "format", "flowed"},
		{"bare blanks", "a/b; name=My File (1).pdf; x=y", "a/b", "name",
		 "My File (1).pdf"},
		{"bare semicolon", "attachment; filename=a 1;2.pdf",
		 "attachment", "filename", "a 1;2.pdf"},
		{"escapes", "a/b; name=\"a \\\"b\\\" c\"", "a/b", "name",
		 "a \"b\" c"},
		{"windows folder", "a/b; name=\"C:\\x\\y.pdf\"", "a/b", "name",
		 "C:\\x\\y.pdf"},
		{"2231", "attachment; filename*=utf-8''%C3%BC%20b.pdf",
		 "attachment", "filename", "ü b.pdf"},
		{"2231 pieces",
		 "a/b; name*1=\"b.\"; name*0*=iso-8859-1''%FC; name*2=pdf",
		 "a/b", "name", "üb.pdf"},
		{"2231 beside the old", "a/b; name=old; name*=utf-8''n%C3%BC",
		 "a/b", "name", "nü"},
		{"2231 in quotes", "a/b; name*=\"utf-8''%C3%BC\"", "a/b",
		 "name", "ü"},
		{"2047", "a/b; name=\"=?utf-8?Q?=C3=BC.pdf?=\"", "a/b", "name",
		 "ü.pdf"},
		{"2047 bare", "a/b; name==?utf-8?Q?=C3=BC;.pdf?=; x=y", "a/b",
		 "name", "ü;.pdf"},
		{"raw", "a/b; name=\"\xfc.pdf\"", "a/b", "name", "ü.pdf"},
		{"unclosed quote", "a/b; name=\"x.pdf", "a/b", "name", "x.pdf"},
		{"line end", "a/b; name*=utf-8''a%0D%0Ab", "a/b", "name",
		 "a b"},
		{"value missing", "; filename=x", "", "filename", "x"},
		{"none", "inline", "inline", "filename", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		const struct params params = params_read(rows[i].raw, "", pool);

		same_text(rows[i].label, params.value, rows[i].value);
		same_text(rows[i].label, params_get(&params, rows[i].name),
			  rows[i].want);
	}
}

static void test_params_file_names_lose_their_folders(void **state)
{
	static const struct {
		const char *name, *want;
	} rows[] = {
		{"a.pdf", "a.pdf"},	   {"/etc/passwd", "passwd"},
		{"../../x", "x"},	   {"C:\\Temp\\a.pdf", "a.pdf"},
		{"\\\\host\\dir\\a", "a"}, {"a\\b", "a\\b"},
	};
	g_autoptr(pool_handle) pool = pool_new();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		same_text(rows[i].name, params_file_name(rows[i].name, pool),
			  rows[i].want);
}

#define HOSTILE_SIZE ((gsize)1 << 20)

/*
 * What makes other readers slow, and so much of it that one whose time grows
 * with the square outlasts the time limit of the test.
 */
static void test_words_and_params_come_to_an_end(void **state)
{
	static const char *const units[] = {
		"=?a?q?", "=?a?q?b?=", "=?", " ",   ";",      "; ", "a=",
		"a=\"",	  "(",	       "'",  "a*=", "a*0=b;", "%",  "?=",
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		g_autoptr(GString) raw = g_string_new("a/b; name=");
		g_autoptr(GString) out = g_string_new(NULL);

		while (raw->len < HOSTILE_SIZE)
			g_string_append(raw, units[i]);
		words_decode(out, raw->str, raw->len, "");
		params_read(raw->str, "", pool);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_as_they_should_be),
		cmocka_unit_test(test_words_as_programs_break_them),
		cmocka_unit_test(test_params_of_content_headers),
		cmocka_unit_test(test_params_file_names_lose_their_folders),
		cmocka_unit_test(test_words_and_params_come_to_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
