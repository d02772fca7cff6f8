// SPDX-License-Identifier: GPL-3.0-or-later
// Text is made harmless, and what is harmless stays as it is.
#include "unit/unit.h"

#include "base/text.h"

struct row {
	const char *label, *text, *want;
};

static void check_rows(const struct row *rows, size_t n,
		       void (*make)(GString *out, const char *text, gsize size))
{
	for (size_t i = 0; i < n; i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		make(out, rows[i].text, strlen(rows[i].text));
		same_text(rows[i].label, out->str, rows[i].want);
	}
}

static void test_a_line_is_one_and_hides_nothing(void **state)
{
	static const struct row rows[] = {
		{"letters", "Grüße, мир, 世界, ไทย", "Grüße, мир, 世界, ไทย"},
		{"blanks become one", " a \t b\u00a0c\r\n d ", "a b c d"},
		{"controls",
		 "a\x1b[2Jb\x7f\xc2\x85"
		 "c",
		 "a [2Jb c"},
		{"line ends of other kinds", "a\u2028b\u2029c", "a b c"},
		{"overrides", "a\u202egpj.exe\u202cb", "agpj.exeb"},
		{"isolates", "a\u2066b\u2069c", "abc"},
		{"invisible ones", "a\u200bb\u00adc\u034fd\ufeff", "abcd"},
		{"joiners stay", "\u0645\u06cc\u200c\u062e",
		 "\u0645\u06cc\u200c\u062e"},
		{"no UTF-8", "a\xff\xc3(\xe2\x82",
		 "a\uFFFD\uFFFD(\uFFFD\uFFFD"},
		{"a longer form", "\xe0\x80\xaf|\xc0\xaf",
		 "\uFFFD\uFFFD\uFFFD|\uFFFD\uFFFD"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows), text_line);
}

static void test_a_body_keeps_its_lines_and_no_controls(void **state)
{
	static const struct row rows[] = {
		{"letters", "Grüße,\n\tмир 世界 ไทย\n",
		 "Grüße,\n\tмир 世界 ไทย\n"},
		{"line ends",
		 "a\r\nb\rc\u2028d\u2029e\xc2\x85"
		 "f",
		 "a\nb\nc\nd\ne\nf"},
		{"controls go",
		 "a\x1b[2Jb\x7f\xc2\x9b"
		 "c\x01",
		 "a[2Jbc"},
		{"overrides go", "a\u202egpj.exe\u202cb", "agpj.exeb"},
		{"what is left open ends with its line", "a\u2067b\nc\u202bd",
		 "a\u2067b\u2069\nc\u202bd\u202c"},
		{"an end without a beginning goes", "a\u2069b\u202c", "ab"},
		{"no UTF-8", "é\xc3(\xe2\x82", "é\uFFFD(\uFFFD\uFFFD"},
		{"a surrogate", "\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows), text_body);
}

/* The short way must come to what the long one says of each character. */
static void test_letters_that_nobody_looks_at_are_plain(void **state)
{
	guint n = 0;

	(void)state;
	for (gunichar c = 0x80; c <= 0x10ffff; c++) {
		g_autoptr(GString) line = g_string_new(NULL);
		char utf8[7] = {0};
		gsize size = (gsize)g_unichar_to_utf8(c, utf8);
		gsize found = text_letter_size(utf8, size);

		if (found == 0)
			continue;
		n++;
		assert_int_equal(found, size);
		assert_true(g_utf8_validate(utf8, (gssize)size, NULL));
		assert_true(g_unichar_type(c) != G_UNICODE_CONTROL);
		text_line(line, utf8, size);
		same_number(utf8, (gint64)line->len, (gint64)size);
		for (gsize less = 0; less < size; less++)
			same_number(utf8, (gint64)text_letter_size(utf8, less),
				    0);
	}
	/* Nearly all from U+00C0 to U+0FFF, and U+3000 to U+CFFF. */
	assert_in_range(n, 43000, 45000);
}

static void test_bytes_that_are_none_are_no_letter(void **state)
{
	(void)state;
	for (guint first = 0; first < 256; first++)
		for (guint second = 0; second < 256; second++) {
			const char bytes[] = {(char)first, (char)second,
					      (char)0xa0, 0};
			const gsize size = text_letter_size(bytes, 3);

			if (size > 0)
				assert_true(g_utf8_validate(bytes, (gssize)size,
							    NULL));
		}
	assert_int_equal(text_letter_size("a", 1), 0);
	assert_int_equal(text_letter_size("", 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_line_is_one_and_hides_nothing),
		cmocka_unit_test(test_a_body_keeps_its_lines_and_no_controls),
		cmocka_unit_test(test_letters_that_nobody_looks_at_are_plain),
		cmocka_unit_test(test_bytes_that_are_none_are_no_letter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
