// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of charsets under right and wrong names, and of format=flowed.
#include "unit/unit.h"

#include "mail/charset.h"
#include "mail/flowed.h"

static void test_charset_names_mean_what_senders_mean(void **state)
{
	static const struct {
		const char *declared, *want;
	} rows[] = {
		{"utf-8", "UTF-8"},
		{"\"UTF8\"", "UTF-8"},
		{"iso-8859-1", "CP1252"},
		{"latin1", "CP1252"},
		{"ISO_8859-1:1987", "CP1252"},
		{"windows-1252", "CP1252"},
		{"cp-1251", "CP1251"},
		{"win-1250", "CP1250"},
		{"x-cp1250", "CP1250"},
		{"gb2312", "GB18030"},
		{"GBK", "GB18030"},
		{"ks_c_5601-1987", "CP949"},
		{"euc-kr", "CP949"},
		{"shift_jis", "CP932"},
		{"x-sjis", "CP932"},
		{"windows-31j", "CP932"},
		{"big5", "BIG5-HKSCS"},
		{"koi8-r", "KOI8-R"},
		{"iso-8859-15", "ISO-8859-15"},
		{"iso8859-2", "ISO-8859-2"},
		{"iso-2022-jp", "ISO-2022-JP"},
		{"unicode-1-1-utf-7", "UTF-7"},
		{"us-ascii", ""},
		{"unknown-8bit", ""},
		{"x-unknown", ""},
		{"", ""},
		{"x-no-such-thing", ""},
		{"utf-8//IGNORE", ""},
		{"../../x", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		same_text(rows[i].declared, charset_known(rows[i].declared),
			  rows[i].want);
	assert_string_equal(charset_known(NULL), "");
}

static const struct {
	const char *label, *bytes, *declared, *hint, *want;
	bool right;
} samples[] = {
	{"ascii", "abc", "us-ascii", "", "abc", true},
	{"utf-8", "Grüße", "utf-8", "", "Grüße", true},
	{"latin-1",
	 "Gr\xfc\xdf"
	 "e",
	 "iso-8859-1", "", "Grüße", true},
	{"quotes of cp1252",
	 "\x93"
	 "a\x94 \x80",
	 "iso-8859-1", "", "“a” €", true},
	{"gb18030 called gb2312", "\x88\x42", "gb2312", "", "圔", true},
	{"cp949 called ks_c", "\x8c\x63", "ks_c_5601-1987", "", "똠", true},
	{"cp932 called shift_jis", "\x87\x40", "shift_jis", "", "①", true},
	{"iso-2022-jp", "\x1b$BF|K\\\x1b(B!", "iso-2022-jp", "", "日本!", true},
	{"iso-2022-jp with nec row 13", "\x1b$B-!\x1b(B", "iso-2022-jp", "",
	 "①", true},
	{"iso-2022-jp kana", "\x1b(I1\x1b(B", "iso-2022-jp", "", "ｱ", true},
	{"iso-2022-jp undeclared", "\x1b$BF|K\\\x1b(B", "", "", "日本", false},
	{"hz", "~{VPND~} ~~", "hz-gb-2312", "", "中文 ~", true},
	{"utf-7", "Gr+APw-+AN8-e", "utf-7", "", "Grüße", true},
	{"utf-8 called latin-1", "Grüße", "iso-8859-1", "", "Grüße", false},
	{"one pair stays latin-1", "a\xc3\xbc", "iso-8859-1", "", "aÃ¼", true},
	{"utf-8 undeclared", "Grüße", "", "", "Grüße", true},
	{"latin-1 undeclared",
	 "Gr\xfc\xdf"
	 "e",
	 "", "", "Grüße", false},
	{"koi8-r by hint", "\xf0\xd2\xc9", "", "koi8-r", "При", false},
	{"latin-1 called utf-8",
	 "Gr\xfc\xdf"
	 "e",
	 "utf-8", "", "Grüße", false},
	{"surrogate pair", "a \xed\xa0\xbd\xed\xb8\x80 b", "utf-8", "", "a 😀 b",
	 false},
	{"surrogate pair among words", "ü \xed\xa0\xbd\xed\xb8\x80", "", "",
	 "ü 😀", false},
	{"surrogate pair called latin", "\xed\xa0\xbd\xed\xb8\x80",
	 "iso-8859-1", "", "😀", false},
	{"half of a pair", "grün \xed\xa0\xbd und schön", "utf-8", "",
	 "grün \xef\xbf\xbd und schön", false},
	{"latin letter among utf-8", "Grüße aus K\xf6ln, für Köln", "utf-8", "",
	 "Grüße aus Köln, für Köln", false},
	{"cut utf-8", "Grüß\xc3", "utf-8", "", "Grüß\xef\xbf\xbd", false},
	{"one cut character of three bytes",
	 "aüb\xe2\x82"
	 "c",
	 "utf-8", "",
	 "aüb\xef\xbf\xbd"
	 "c",
	 false},
	{"8 bits called ascii", "\xfc", "us-ascii", "", "ü", false},
	{"hole in cp1252", "aaaaaaaa\x81", "windows-1252", "",
	 "aaaaaaaa\xef\xbf\xbd", false},
	{"encoded twice", "GrÃ¼ÃŸe", "utf-8", "", "Grüße", false},
	{"encoded twice, a quote", "itâ€™s", "utf-8", "", "it’s", false},
	{"one pair is no proof", "GrÃ¼n", "utf-8", "", "GrÃ¼n", true},
	{"not all of it", "GrÃ¼ÃŸe ü", "utf-8", "", "GrÃ¼ÃŸe ü", true},
	{"what a converter holds back", "\xe0\xe1", "windows-1255", "", "אב",
	 true},
	{"a byte taken and refused", "=\xa2ii\xa2\xe8 ", "", "euc-kr",
	 "=¢ii¢è ", false},
	{"latin-1 called big5", "K\xfc\xdf", "x-no-such", "", "Küß", false},
};

static void test_charset_bytes_become_utf8(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
		g_autoptr(GString) got = g_string_new(NULL);
		const bool right = charset_append(
			got, samples[i].bytes, strlen(samples[i].bytes),
			samples[i].declared, samples[i].hint);

		same_text(samples[i].label, got->str, samples[i].want);
		same_number(samples[i].label, right, samples[i].right);
		assert_true(g_utf8_validate(got->str, -1, NULL));
	}
}

static void test_charset_utf16_with_and_without_a_mark(void **state)
{
	static const struct {
		const char *label, *bytes;
		gsize size;
	} rows[] = {
		{"little", "a\0b\0", 4},
		{"big", "\0a\0b", 4},
		{"marked",
		 "\xff\xfe"
		 "a\0b\0",
		 6},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) got = g_string_new(NULL);

		charset_append(got, rows[i].bytes, rows[i].size, "utf-16", "");
		same_text(rows[i].label, got->str, "ab");
	}
}

static void test_flowed_paragraphs_become_one_line(void **state)
{
	static const struct {
		const char *label, *text;
		bool delsp;
		const char *want;
	} rows[] = {
		{"two lines", "a \nb\n", false, "a b\n"},
		{"hard end", "a\nb\n", false, "a\nb\n"},
		{"delsp", "a \nb\n", true, "ab\n"},
		{"stuffed", " From x\n >y\n", false, "From x\n>y\n"},
		{"signature", "a \n-- \nb\n", false, "a \n-- \nb\n"},
		{"quotes", "> a \n> b\nc\n", false, "> a b\nc\n"},
		{"depth changes", ">> a \n> b\n", false, ">> a \n> b\n"},
		{"depth two", ">>a \n>>b\n", false, ">> a b\n"},
		{"no end", "a \nb", false, "a b"},
		{"empty", "", false, ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) text = g_string_new(rows[i].text);

		flowed_undo(text, rows[i].delsp);
		same_text(rows[i].label, text->str, rows[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_charset_names_mean_what_senders_mean),
		cmocka_unit_test(test_charset_bytes_become_utf8),
		cmocka_unit_test(test_charset_utf16_with_and_without_a_mark),
		cmocka_unit_test(test_flowed_paragraphs_become_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
