// SPDX-License-Identifier: GPL-3.0-or-later
// What PGP puts around a text that it signs is no part of the text.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mail/clearsigned.h"

#define BEGIN "-----BEGIN PGP SIGNED MESSAGE-----\n"
#define SIGN                                          \
	"-----BEGIN PGP SIGNATURE-----\n\niQEzBAEB\n" \
	"-----END PGP SIGNATURE-----\n"

static void test_armour_is_taken_off_a_signed_text(void **state)
{
	static const struct {
		const char *label, *text, *want;
	} rows[] = {
		{"as it is sent", BEGIN "Hash: SHA512\n\nHello\n\nJane\n" SIGN,
		 "Hello\n\nJane\n"},
		{"without a hash", BEGIN "\nHello\n" SIGN, "Hello\n"},
		{"lines with dashes",
		 BEGIN "Hash: SHA1\n\n- -- \n- - item\n-no\n" SIGN,
		 "-- \n- item\n-no\n"},
		{"text around it", "Above\n" BEGIN "\nHello\n" SIGN "Below\n",
		 "Above\nHello\nBelow\n"},
		{"two of them", BEGIN "\na\n" SIGN BEGIN "\nb\n" SIGN,
		 "a\nb\n"},
		{"nothing in it", BEGIN "Hash: SHA1\n\n" SIGN, ""},
		{"no blank line", BEGIN "Hash: SHA1\n" SIGN, ""},
		{"no signature", BEGIN "\nHello\n", BEGIN "\nHello\n"},
		{"a signature without its end",
		 BEGIN "\nHello\n-----BEGIN PGP SIGNATURE-----\n",
		 BEGIN "\nHello\n-----BEGIN PGP SIGNATURE-----\n"},
		{"quoted", "> " BEGIN "> Hello\n> " SIGN,
		 "> " BEGIN "> Hello\n> " SIGN},
		{"not alone in its line", "x" BEGIN "\nHello\n" SIGN,
		 "x" BEGIN "\nHello\n" SIGN},
		{"a signature alone", "Hello\n" SIGN, "Hello\n" SIGN},
		{"none", "Hello\n", "Hello\n"},
		{"nothing", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) text = g_string_new(rows[i].text);
		const bool undone = clearsigned_undo(text);

		if (strcmp(text->str, rows[i].want) != 0)
			fail_msg("%s: have\n%s\nwant\n%s", rows[i].label,
				 text->str, rows[i].want);
		assert_int_equal(undone,
				 strcmp(rows[i].text, rows[i].want) != 0);
	}
}

#define SEAL                                             \
	"-----BEGIN PGP MESSAGE-----\n\nhQEMA7\n=abcd\n" \
	"-----END PGP MESSAGE-----\n"
#define NOTE "[What follows is encrypted (PGP): it cannot be read here.]\n\n"

static void test_what_is_encrypted_is_named_and_kept(void **state)
{
	static const struct {
		const char *label, *text, *want;
	} rows[] = {
		{"alone", SEAL, NOTE SEAL},
		{"below words", "Hi\n\n" SEAL "Bye\n",
		 "Hi\n\n" NOTE SEAL "Bye\n"},
		{"without its end", "-----BEGIN PGP MESSAGE-----\n\nhQ\n",
		 "-----BEGIN PGP MESSAGE-----\n\nhQ\n"},
		{"quoted", "> " SEAL, "> " SEAL},
		{"a signed text is none", BEGIN "\na\n" SIGN,
		 BEGIN "\na\n" SIGN},
		{"nothing", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) text = g_string_new(rows[i].text);
		const bool marked = clearsigned_mark(text);

		if (strcmp(text->str, rows[i].want) != 0)
			fail_msg("%s: have\n%s\nwant\n%s", rows[i].label,
				 text->str, rows[i].want);
		assert_int_equal(marked,
				 strcmp(rows[i].text, rows[i].want) != 0);
	}
}

static void test_beginnings_without_an_end_take_linear_time(void **state)
{
	g_autoptr(GString) text = g_string_new(NULL);

	(void)state;
	while (text->len < (gsize)4 << 20)
		g_string_append(text, BEGIN);
	assert_false(clearsigned_undo(text));
	g_string_truncate(text, 0);
	while (text->len < (gsize)4 << 20)
		g_string_append(text, BEGIN "\n" SIGN);
	assert_true(clearsigned_undo(text));
	assert_int_equal(text->len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_armour_is_taken_off_a_signed_text),
		cmocka_unit_test(test_what_is_encrypted_is_named_and_kept),
		cmocka_unit_test(
			test_beginnings_without_an_end_take_linear_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
