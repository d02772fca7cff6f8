// SPDX-License-Identifier: GPL-3.0-or-later
// The one way from a spooled mail to a message: by child, copy or last resort.
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

#include "mail/confine.h"
#include "mail/digest.h"
#include "mail/rawhead.h"
#include "mail/read.h"
#include "message_check.h"

static struct spool spool_of(const GString *mail)
{
	struct spool spool = {.fd = memfd_create("mail", MFD_CLOEXEC),
			      .size = mail->len};

	assert_true(spool.fd >= 0);
	assert_int_equal(write(spool.fd, mail->str, mail->len), mail->len);
	assert_int_equal(lseek(spool.fd, 0, SEEK_SET), 0);
	return spool;
}

/* Reads it; the digest and size have to be those of the mail itself. */
static struct message read_mail(const GString *mail, struct pool *pool,
				struct read_report *report)
{
	const struct read_wish wish = {.deadline = deadline_in(20)};
	struct spool spool = spool_of(mail);
	char hex[DIGEST_HEX_SIZE];
	struct message msg;
	struct why why = {0};
	const char *wrong;

	if (!mail_read(&spool, &wish, pool, &msg, report, &why))
		fail_msg("%s", why.text);
	assert_true(raw_digest(spool.fd, hex, &why));
	assert_string_equal(msg.digest, hex);
	assert_int_equal(msg.size, mail->len);
	wrong = message_check(&msg);
	if (wrong != NULL)
		fail_msg("%s", wrong);
	/* The spool is as it was, for whoever keeps the mail. */
	assert_int_equal(lseek(spool.fd, 0, SEEK_CUR), 0);
	assert_int_equal(lseek(spool.fd, 0, SEEK_END), mail->len);
	spool_close(&spool);
	return msg;
}

static void test_read_reads_in_a_confined_child(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GString) mail = g_string_new(
		"From: J\xc3\xb6 <jo@example.com>\nSubject: "
		"=?iso-8859-15?q?100_=A4?=\nContent-Type: text/html; "
		"charset=shift_jis\n\n<p>\x93\xfa\x96\x7b</p>\n");
	struct read_report report;
	struct message msg = read_mail(mail, pool, &report);

	(void)state;
	assert_string_equal(msg.subject, "100 €");
	assert_non_null(strstr(msg.text, "日本"));
	assert_false(report.fallback);
	assert_int_equal(report.lines_n, 0);
	assert_int_equal(report.child.end, CHILD_DONE);
	assert_int_equal(report.child.confined & CONFINE_ALL, CONFINE_ALL);
}

static void test_read_keeps_attachments_and_their_digests(void **state)
{
	const struct read_wish wish = {.sha256 = true};
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GString) mail = g_string_new(
		"Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n"
		"--b\nContent-Type: application/pdf; name=\"a.pdf\"\n"
		"Content-Transfer-Encoding: base64\n\naGVsbG8=\n--b--\n");
	struct spool spool = spool_of(mail);
	struct read_report report;
	struct message msg;
	struct why why = {0};

	(void)state;
	assert_true(mail_read(&spool, &wish, pool, &msg, &report, &why));
	assert_int_equal(msg.attachments_n, 1);
	assert_string_equal(msg.attachments[0].name, "a.pdf");
	assert_int_equal(msg.attachments[0].size, 5);
	assert_string_equal(msg.attachments[0].sha256,
			    "2cf24dba5fb0a30e26e83b2ac5b9e29e"
			    "1b161e5c1fa7425e73043362938b9824");
	spool_close(&spool);
}

static void test_read_of_a_bomb_still_gives_its_message(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GString) mail = g_string_new("To: ");
	struct read_report report;
	struct message msg;

	(void)state;
	for (int i = 0; i < 50000; i++)
		g_string_append(mail, "a:");
	g_string_append(mail,
			"\nFrom: jo@example.com\nSubject: help\n\ntext\n");
	msg = read_mail(mail, pool, &report);
	assert_false(report.fallback);
	assert_string_equal(msg.subject, "help");
	assert_string_equal(msg.from.at[0].email, "jo@example.com");
	assert_non_null(strstr(msg.text, "text"));
	assert_true(msg.defects_n >= 2);
	assert_string_equal(msg.defects[0],
			    "a header field of more than 64 KiB was cut");
}

static void test_read_finds_the_sender_behind_a_flood(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GString) mail = g_string_new(NULL);
	struct read_report report;
	struct message msg;

	(void)state;
	for (int i = 0; i < 100000; i++)
		g_string_append(mail, "X-Flood: y\n");
	g_string_append(mail, "From: jo@example.com\nSubject: help\n"
			      "Auto-Submitted: auto-replied\n\ntext\n");
	msg = read_mail(mail, pool, &report);
	assert_int_equal(msg.from.n, 1);
	assert_string_equal(msg.from.at[0].email, "jo@example.com");
	assert_string_equal(msg.subject, "help");
	assert_non_null(head_get(&msg.head, "Auto-Submitted"));
}

static void test_read_falls_back_where_there_is_nothing_to_read(void **state)
{
	static const char *const mails[] = {"", "\n", "no header\n",
					    "\xff\xfe"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		g_autoptr(GString) mail = g_string_new(mails[i]);
		struct read_report report;
		struct message msg = read_mail(mail, pool, &report);

		assert_true(report.fallback);
		assert_int_equal(report.child.end, CHILD_REFUSED);
		assert_int_equal(report.lines_n, 1);
		assert_non_null(strstr(report.lines[0], "is kept"));
		assert_non_null(strstr(msg.defects[0], "could not be read"));
	}
}

static void test_read_leaves_a_mail_for_later_without_time(void **state)
{
	const struct read_wish wish = {.deadline = {1}};
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GString) mail = g_string_new("From: a@b.example\n\n");
	struct spool spool = spool_of(mail);
	struct read_report report;
	struct message msg;
	struct why why = {0};

	(void)state;
	assert_false(mail_read(&spool, &wish, pool, &msg, &report, &why));
	assert_int_equal(why.trouble, TROUBLE_LATER);
	assert_false(report.fallback);
	spool_close(&spool);
}

static void test_read_says_what_does_not_hold(void **state)
{
	const struct read_wish wish = {.sandbox = SANDBOX_OFF};
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GString) mail = g_string_new("From: a@b.example\n\n");
	struct spool spool = spool_of(mail);
	struct read_report report;
	struct message msg;
	struct why why = {0};

	(void)state;
	assert_true(mail_read(&spool, &wish, pool, &msg, &report, &why));
	assert_int_equal(report.child.confined & CONFINE_FILES, 0);
	assert_int_equal(report.child.confined & CONFINE_CALLS, 0);
	/* It is what was asked for: nothing to report. */
	assert_int_equal(report.lines_n, 0);
	spool_close(&spool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_reads_in_a_confined_child),
		cmocka_unit_test(test_read_keeps_attachments_and_their_digests),
		cmocka_unit_test(test_read_of_a_bomb_still_gives_its_message),
		cmocka_unit_test(test_read_finds_the_sender_behind_a_flood),
		cmocka_unit_test(
			test_read_falls_back_where_there_is_nothing_to_read),
		cmocka_unit_test(
			test_read_leaves_a_mail_for_later_without_time),
		cmocka_unit_test(test_read_says_what_does_not_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
