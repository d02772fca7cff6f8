// SPDX-License-Identifier: GPL-3.0-or-later
// The reader of last resort: what it saves of a mail that nothing else reads.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib.h>

#include "mail/address.h"
#include "mail/digest.h"
#include "mail/fallback.h"
#include "mail/fallback_text.h"
#include "mail/parse.h"
#include "mail/rawhead.h"
#include "message_check.h"

static int hold(const char *bytes, gsize size)
{
	int fd = memfd_create("mail", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, size), size);
	return fd;
}

static struct message fall_back(const char *bytes, gsize size,
				struct pool *pool)
{
	int fd = hold(bytes, size);
	struct message msg;
	struct why why = {0};
	const char *wrong;

	if (!fallback_read(fd, "it was a test", pool, &msg, &why))
		fail_msg("%s", why.text);
	close(fd);
	wrong = message_check(&msg);
	if (wrong != NULL)
		fail_msg("%s", wrong);
	assert_int_equal(msg.size, size);
	return msg;
}

static struct message fall_back_text(const char *text, struct pool *pool)
{
	return fall_back(text, strlen(text), pool);
}

static void test_fallback_saves_what_a_ticket_needs(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct message msg = fall_back_text(
		"From jo@example.com Mon Jan  1 00:00:00 2024\n"
		"Received: from a\n\tby b\n"
		"From: Jo <jo@example.com>\n"
		"To: help@example.net,\n \"x, y\" <z@example.net>\n"
		"Subject: it\n does\tnot \x1b[2J work\n"
		"Date: Mon, 1 Jan 2024 00:00:00 +0000\n"
		"Message-ID: <1@example.com>\n"
		"References: <a@example.com> <b@example.com>\n\t<c@d>\n"
		"In-Reply-To: <b@example.com>\n"
		"Auto-Submitted: auto-replied\n"
		"\n"
		"Hello,\n\nit does not work.\n",
		pool);

	(void)state;
	assert_string_equal(msg.subject, "it does not [2J work");
	assert_string_equal(msg.message_id, "1@example.com");
	assert_string_equal(msg.date, "Mon, 1 Jan 2024 00:00:00 +0000");
	assert_int_equal(msg.from.n, 1);
	assert_string_equal(msg.from.at[0].email, "jo@example.com");
	assert_false(msg.from_unsure);
	assert_int_equal(msg.to.n, 2);
	assert_string_equal(msg.to.at[1].email, "z@example.net");
	assert_int_equal(msg.references.n, 3);
	assert_string_equal(msg.references.at[2], "c@d");
	assert_string_equal(msg.in_reply_to.at[0], "b@example.com");
	assert_string_equal(head_get(&msg.head, "auto-submitted"),
			    "auto-replied");
	assert_string_equal(msg.text, "Hello,\n\nit does not work.");
	assert_ptr_equal(msg.text, msg.plain.text);
	assert_int_equal(msg.defects_n, 1);
	assert_string_equal(msg.defects[0],
			    "the mail could not be read: it was a test");
}

static void test_fallback_knows_from_only_where_it_is_plain(void **state)
{
	static const struct {
		const char *from;
		bool plain;
		const char *first; /* address that is found, NULL for none */
	} rows[] = {
		{"a@b.example", true, "a@b.example"},
		{"<a@b.example>", true, "a@b.example"},
		{"A B <a@b.example>", true, "a@b.example"},
		{"=?utf-8?q?A?= <a+b=c@b.example>", true, "a+b=c@b.example"},
		{"", false, NULL},
		{"nobody", false, NULL},
		{"@", false, NULL},
		{"a@", false, NULL},
		{"@b.example", false, NULL},
		{"a@b.example, c@d.example", false, "a@b.example"},
		{"<a@b.example><c@d.example>", false, "a@b.example"},
		{"a@one@two", false, NULL},
		{"\"a@b.example\" <c@d.example>", false, "c@d.example"},
		{"a@b.example (c@d.example)", false, "a@b.example"},
		{"\"a b\"@c.example", false, NULL},
		{"<@one:b@two>", false, "b@two"},
		{"grp: a@b.example;", false, "a@b.example"},
		{"a@b.example <c", false, "a@b.example"},
		{"<a@b.example> c", false, "a@b.example"},
		{"<a@b.example", false, "a@b.example"},
		{"<<a@b.example>", false, "a@b.example"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		struct addresses got = fallback_addresses(rows[i].from, pool);
		const char *first = got.n > 0 ? got.at[0].email : NULL;

		if (fallback_is_plain(rows[i].from) != rows[i].plain)
			fail_msg("%s: plain", rows[i].from);
		/* Inside quotes an address is found as well, but not plain. */
		if (i == 12)
			first = got.n > 1 ? got.at[1].email : first;
		if (g_strcmp0(first, rows[i].first) != 0)
			fail_msg("%s: %s", rows[i].from, first);
	}
}

static void test_fallback_of_two_from_headers_is_unsure(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct message msg = fall_back_text(
		"From: a@b.example\nFrom: c@d.example\n\n", pool);

	(void)state;
	assert_true(msg.from_unsure);
}

static void test_fallback_of_an_address_too_long_is_unsure(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autofree char *name = g_strnfill(ADDRESS_EMAIL_MOST + 1, 'a');
	g_autofree char *mail =
		g_strdup_printf("From: %s@b.example\n\nx\n", name);
	struct message msg = fall_back_text(mail, pool);

	(void)state;
	assert_int_equal(msg.from.n, 0);
	assert_true(msg.from_unsure);
}

static void test_fallback_shows_text_and_no_scaffolding(void **state)
{
	static const struct {
		const char *label, *body, *text;
	} rows[] = {
		{"nothing", "", ""},
		{"blank lines", "\n\r\n\n", ""},
		{"text", "a\r\nb\n", "a\nb"},
		{"multipart",
		 "--=_b\nContent-Type: text/plain\n\nhello\n--=_b\n"
		 "Content-Type: image/png\n\n"
		 "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42m\n"
		 "--=_b--\n",
		 "hello"},
		{"a signature", "hello\n-- \nJo\n", "hello\n-- \nJo"},
		{"HTML", "<html>\n<p>\nhello\n</html>\n", "hello"},
		{"binary", "\x01\x02\x03\nhello\n", "hello"},
		{"Latin-1", "gr\xfc\xdf\n", "gr\xef\xbf\xbd\xef\xbf\xbd"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		const char *text =
			fallback_text(rows[i].body, strlen(rows[i].body), pool);

		if (strcmp(text, rows[i].text) != 0)
			fail_msg("%s: %s", rows[i].label, text);
	}
}

static void test_fallback_takes_anything(void **state)
{
	static const char nul[] = "From: a@b\0c\nSubject: x\0y\n\na\0b\n";
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GString) large = g_string_new("Subject: ");
	struct message msg;

	(void)state;
	msg = fall_back("", 0, pool);
	assert_string_equal(msg.text, "");
	assert_true(msg.from_unsure);
	msg = fall_back("\n", 1, pool);
	msg = fall_back(nul, sizeof nul - 1, pool);
	assert_int_equal(msg.head.n, 2);
	msg = fall_back_text("no header at all\nbut text\n", pool);
	assert_string_equal(msg.text, "no header at all\nbut text");
	for (int i = 0; i < 1000000; i++)
		g_string_append(large, "a: <b@c> ");
	msg = fall_back_text(large->str, pool);
	assert_true(strlen(msg.subject) <= FALLBACK_VALUE_MOST);
	g_string_assign(large, "");
	for (int i = 0; i < 300000; i++)
		g_string_append(large, "References: <a@b> <c@d>\n");
	g_string_append(large, "\n");
	for (int i = 0; i < 300000; i++)
		g_string_append(large, "all work and no play\n");
	msg = fall_back_text(large->str, pool);
	assert_int_equal(msg.head.n, FALLBACK_HEADERS_MOST);
	assert_true(strlen(msg.text) <= FALLBACK_TEXT_MOST);
}

static void test_fallback_cut_anywhere_is_still_a_message(void **state)
{
	static const char mail[] =
		"From: Jo <jo@example.com>\r\nTo: \"q\" <a@b>, c@d\r\n"
		"Subject: =?utf-8?q?x?=\r\n y\r\nReferences: <a@b> <c\r\n"
		"\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>\r\n\xc3\xa4\r\n";

	(void)state;
	for (gsize n = 0; n < sizeof mail; n++) {
		g_autoptr(pool_handle) pool = pool_new();
		g_autofree char *cut = g_memdup2(mail, n);

		(void)fall_back(cut, n, pool);
	}
}

static void test_fallback_digest_is_that_of_reading(void **state)
{
	static const char *const mails[] = {
		"From: a@b.example\nSubject: x\n\ntext\n",
		"From: a@b.example\r\nSubject: x\r\n\r\ntext\r\n\r\n",
		"From a Mon Jan  1\nFrom: a@b.example\n\ntext\n",
		"subject : x\n  folded\nFROM: a@b.example\nDate: d\n"
		"Message-ID: <m@b>\n\ntext\n",
		"Subject: one\nSubject: two\n\ntext\n",
		"Received: a\nFrom: a@b.example\rSubject: x\n\ntext\rmore\n",
		"A: b\rFrom: a@b.example\r\rtext\r",
		"\xef\xbb\xbf"
		"From: a@b.example\n\ntext",
		"\n\nrubbish\nFrom: a@b.example\n\ntext",
		"From: gr\xfc\xdf <a@b.example>\nSubject: \xc3\xa4\n\n\xff\n",
		"From: a@b.example\nrubbish\nSubject: x\n\ntext\n",
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		const struct parse_wish wish = {0};
		int fd = hold(mails[i], strlen(mails[i]));
		char hex[DIGEST_HEX_SIZE];
		struct message msg;
		struct why why = {0};

		if (!parse_mail(fd, &wish, pool, &msg, &why) ||
		    !raw_digest(fd, hex, &why))
			fail_msg("%zu: %s", i, why.text);
		if (strcmp(msg.digest, hex) != 0)
			fail_msg("%zu: %s", i, mails[i]);
		close(fd);
	}
}

static void test_fallback_digest_tells_mails_apart(void **state)
{
	static const char *const mails[] = {
		"From: a@b.example\n\ntext\n",
		"From: a@b.example\n\ntexts\n",
		"From: c@b.example\n\ntext\n",
		"no header",
		"no header either",
		"",
	};
	char hex[G_N_ELEMENTS(mails)][DIGEST_HEX_SIZE];

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		int fd = hold(mails[i], strlen(mails[i]));
		struct why why = {0};

		assert_true(raw_digest(fd, hex[i], &why));
		close(fd);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(hex[i], hex[k]);
	}
}

static void test_fallback_says_later_when_it_cannot_read(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct message msg;
	struct why why = {0};

	(void)state;
	assert_false(fallback_read(-1, "it was a test", pool, &msg, &why));
	assert_int_equal(why.trouble, TROUBLE_LATER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fallback_saves_what_a_ticket_needs),
		cmocka_unit_test(
			test_fallback_knows_from_only_where_it_is_plain),
		cmocka_unit_test(test_fallback_of_two_from_headers_is_unsure),
		cmocka_unit_test(
			test_fallback_of_an_address_too_long_is_unsure),
		cmocka_unit_test(test_fallback_shows_text_and_no_scaffolding),
		cmocka_unit_test(test_fallback_takes_anything),
		cmocka_unit_test(test_fallback_cut_anywhere_is_still_a_message),
		cmocka_unit_test(test_fallback_digest_is_that_of_reading),
		cmocka_unit_test(test_fallback_digest_tells_mails_apart),
		cmocka_unit_test(test_fallback_says_later_when_it_cannot_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
