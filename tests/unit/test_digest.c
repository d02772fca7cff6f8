// SPDX-License-Identifier: GPL-3.0-or-later
// Tests that a digest is the same by whichever library it is made.
#include "unit/unit.h"

#include "mail/digest.h"

/* Sizes for which GLib and libcrypto do the work. */
#define SIZE_SMALL ((guint64)0)
#define SIZE_LARGE ((guint64)1 << 30)

static void sum_up(guint64 size, const char *bytes, gsize n, char *hex)
{
	struct digest *digest = digest_new(size);

	digest_bytes(digest, bytes, n / 3);
	digest_bytes(digest, bytes + n / 3, n - n / 3);
	digest_hex(digest, hex);
	digest_free(digest);
}

static void test_digest_is_sha256(void **state)
{
	static const struct {
		const char *bytes, *want;
	} rows[] = {
		/* FIPS 180-4's own examples. */
		{"", "e3b0c44298fc1c149afbf4c8996fb924"
		     "27ae41e4649b934ca495991b7852b855"},
		{"abc", "ba7816bf8f01cfea414140de5dae2223"
			"b00361a396177a9cb410ff61f20015ad"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		 "248d6a61d20638b8e5c026930c3e6039"
		 "a33ce45964ff2167f6ecedd419db06c1"},
	};
	char hex[DIGEST_HEX_SIZE];

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const gsize n = strlen(rows[i].bytes);

		sum_up(SIZE_SMALL, rows[i].bytes, n, hex);
		same_text("by GLib", hex, rows[i].want);
		sum_up(SIZE_LARGE, rows[i].bytes, n, hex);
		same_text("by libcrypto", hex, rows[i].want);
	}
}

static void digest_mail(guint64 size, const char *body, char *hex)
{
	static const char *const headers[] = {"<a@example.net>", "A\r\n B"};
	struct digest *digest = digest_new(size);
	const gsize n = strlen(body);

	/* In pieces, so that line ends are cut in two. */
	for (gsize i = 0; i < n; i++)
		digest_body(digest, body + i, 1);
	digest_end(digest, headers, G_N_ELEMENTS(headers), hex);
	digest_free(digest);
}

static void test_digest_of_a_mail_is_the_same_in_any_size(void **state)
{
	static const char *const bodies[] = {"one\r\ntwo\r\n\r\n", "one\ntwo",
					     "one\rtwo\n\n\n"};
	char small[DIGEST_HEX_SIZE], large[DIGEST_HEX_SIZE];
	char first[DIGEST_HEX_SIZE];

	(void)state;
	digest_prepare(SIZE_LARGE);
	digest_mail(SIZE_SMALL, bodies[0], first);
	for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
		digest_mail(SIZE_SMALL, bodies[i], small);
		digest_mail(SIZE_LARGE, bodies[i], large);
		same_text(bodies[i], large, small);
		same_text(bodies[i], small, first);
	}
	digest_mail(SIZE_SMALL, "one\nthree", small);
	assert_string_not_equal(small, first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_digest_is_sha256),
		cmocka_unit_test(test_digest_of_a_mail_is_the_same_in_any_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
