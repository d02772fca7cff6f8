// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of reading whole mails: structure, texts, attachments, the sender.
#include "unit/reading.h"

/* "type name size[i]; …" for comparing all attachments at once. */
static char *attachments_of(const struct message *msg)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < msg->attachments_n; i++)
		g_string_append_printf(text, "%s%s %s %u%s", i > 0 ? "; " : "",
				       msg->attachments[i].type,
				       msg->attachments[i].name,
				       (guint)msg->attachments[i].size,
				       msg->attachments[i].inlined ? "i" : "");
	return g_string_free(text, FALSE);
}

struct row {
	const char *label, *mail, *text, *attachments;
};

static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		g_autoptr(pool_handle) pool = pool_new();
		struct message msg;
		struct why why = {0};
		g_autofree char *attachments = NULL;

		if (!read_bytes(rows[i].mail, strlen(rows[i].mail), false, pool,
				&msg, &why))
			fail_msg("%s: %s", rows[i].label, why.text);
		attachments = attachments_of(&msg);
		same_text(rows[i].label, msg.text, rows[i].text);
		same_text(rows[i].label, attachments, rows[i].attachments);
		same_number(rows[i].label, (gint64)strlen(msg.digest), 64);
	}
}

static const struct row chosen[] = {
	{"plain", "Subject: x\n\nhello\n", "hello\n", ""},
	{"html", TYPE("text/html") "\n<p>hi there</p>\n", "hi there", ""},
	{"alternative", MULTI("alternative") PLAIN HTML END, "hello", ""},
	{"html first", MULTI("alternative") HTML PLAIN END, "hello", ""},
	{"empty plain", MULTI("alternative") "--b\n\n\n" HTML END, "hi there",
	 ""},
	{"two texts", MULTI("mixed") PLAIN PLAIN END, "hello\nhello", ""},
	{"text and html", MULTI("mixed") PLAIN HTML END, "hello\nhi there", ""},
	{"a stub",
	 MULTI("alternative") "--b\n\nSee the HTML.\n--b\n" TYPE(
		 "text/html") "\n<p>It is long enough to be told from "
			      "a "
			      "note.</p>\n" END,
	 "It is long enough to be told from a note.", ""},
	{"a short stub",
	 MULTI("alternative") "--b\n\nTo view this message, please use an HTML "
			      "compatible email viewer!\n--b\n" TYPE(
				      "text/html") "\n<p>Anna<br>a@one</"
						   "p>\n" END,
	 "Anna\na@one", ""},
	{"talk of HTML",
	 MULTI("alternative") "--b\n\nMy HTML is broken.\n--b\n" TYPE(
		 "text/html") "\n<p>My HTML is broken.</p>\n" END,
	 "My HTML is broken.", ""},
	{"page called plain",
	 TYPE("text/plain") "\n<!DOCTYPE html>\n<html><body><p>a <b>b</b></p>"
			    "<p>c</p></body></html>\n",
	 "a b\n\nc", ""},
	{"source of a page beside it",
	 MULTI("alternative") "--b\n\n<html>x</html>\n" HTML END, "hi there",
	 ""},
	{"talk of a page", "S: x\n\n<html> is what I wrote.\n",
	 "<html> is what I wrote.\n", ""},
	{"enriched",
	 TYPE("text/enriched") "\n<bold>Bo</bold>ld\ntext<<x>\n\nnext"
			       "<color><param>red</param> one</color>\n"
			       "<nofill>a\nb</nofill>\n",
	 "Bold text<x>\nnext one a\nb ", ""},
	{"richtext",
	 TYPE("text/richtext") "\na<nl>b <lt>c\nd<comment>no</comment>\n",
	 "a\nb <c d ", ""},
	{"watch only",
	 MULTI("alternative") "--b\n" TYPE(
		 "text/watch-html") "\n<b>w</b>\n" END,
	 "w", ""},
	{"one more form of the text",
	 MULTI("alternative") PLAIN
	 "--b\n" TYPE("text/x-amp-html") "\n<b>amp</b>\n" HTML END,
	 "hello", ""},
	{"file of that type",
	 MULTI("alternative") PLAIN
	 "--b\n" TYPE("text/enriched; name=e.txt") "\nx\n" END,
	 "hello", "text/enriched e.txt 1"},
	{"file", MULTI("mixed") PLAIN PDF END, "hello",
	 "application/pdf a.pdf 5"},
	{"text as a file",
	 MULTI("mixed") PLAIN
	 "--b\n" TYPE("text/plain; name=n.txt") "\nfile\n" END,
	 "hello", "text/plain n.txt 4"},
	{"text attached",
	 MULTI("mixed") PLAIN "--b\n"
			      "Content-Disposition: attachment\n\nfile\n" END,
	 "hello", "text/plain text-1.txt 4"},
	{"related picture",
	 MULTI("related") HTML
	 "--b\n" TYPE("image/png") "Content-ID: <p@x>\n\nPNG\n" END,
	 "hi there", "image/png image-1.png 3i"},
	{"message",
	 MULTI("mixed") PLAIN
	 "--b\n" TYPE("message/rfc822") "\nSubject: inner\n\nsecret\n" END,
	 "hello", "message/rfc822 inner.eml 22"},
	{"digest",
	 MULTI("digest") "--b\n\nFrom: a@one\nSubject: s\n"
			 "\nfirst\n" END,
	 "\nFrom: a@one\nSubject: s\n\nfirst", "message/rfc822 s.eml 29"},
	{"no text", MULTI("mixed") PDF END, "", "application/pdf a.pdf 5"},
	{"encrypted",
	 MULTI("encrypted") "--b\n" TYPE(
		 "application/pgp-encrypted") "\nVersion: 1\n" END,
	 "[This message is encrypted (PGP/MIME): its text cannot be "
	 "read here.]\n",
	 "application/pgp-encrypted application-1.bin 10"},
	{"external",
	 MULTI("mixed") PLAIN "--b\n" TYPE("message/external-body; "
					   "name=\"/pub/x.ps\"") "\nContent-"
								 "Type: "
								 "a/b\n\n" END,
	 "hello", "message/external-body /pub/x.ps 18"},
	{"uuencoded", "S: x\n\nhi\nbegin 644 a.txt\n#0V%T\n`\nend\nyo\n",
	 "hi\nyo\n", "application/octet-stream a.txt 3"},
	{"begin is a word", "S: x\n\nbegin 644 times\nwith this.\n",
	 "begin 644 times\nwith this.\n", ""},
	{"flowed", TYPE("text/plain; format=flowed") "\na \nb\n", "a b\n", ""},
	{"invitation",
	 TYPE("text/calendar") "\nBEGIN:VCALENDAR\nMETHOD:"
			       "REQUEST\nBEGIN:VEVENT\n"
			       "SUMMARY:Lunch\\, "
			       "late\nDTSTART;TZID=Europe/Berlin:"
			       "20250114T130000\nDTEND:"
			       "20250114T130000Z\nLOCATION:Roof\n"
			       "ORGANIZER;CN=Anna:mailto:a@one."
			       "example\nEND:VEVENT\n"
			       "END:VCALENDAR\n",
	 "Invitation\nWhat: Lunch, late\nWhen: Tue 2025-01-14 13:00 "
	 "(Europe/Berlin) – Tue 2025-01-14 13:00 UTC\nWhere: Roof\n"
	 "Who: Anna <a@one.example> (organizer)\n",
	 "text/calendar text-1.ics 209"},
	{"card",
	 TYPE("text/vcard") "\nBEGIN:VCARD\nFN:Anna "
			    "Muster\nitem1.EMAIL:a@one\nEND:VCARD\n",
	 "Name: Anna Muster\nMail: a@one\n", "text/vcard text-1.vcf 55"},
};

static void test_parse_texts_are_chosen(void **state)
{
	(void)state;
	check_rows(chosen, G_N_ELEMENTS(chosen));
}

static void test_parse_crooked_mails_are_read(void **state)
{
	static const struct row rows[] = {
		{"mbox line", "From a@b Mon Jan 1\nS: x\n\nhello\n", "hello\n",
		 ""},
		{"crlf", "S: x\r\n\r\nhello\r\nyou\r\n", "hello\nyou\n", ""},
		{"cr alone", "S: x\r\rhello\ryou\r", "hello\nyou\n", ""},
		{"mark", "\xef\xbb\xbfS: x\n\nhello\n", "hello\n", ""},
		{"blank lines first", "\n\nS: x\n\nhello\n", "hello\n", ""},
		{"rubbish first", "what is this\n$!\nS: x\n\nhello\n",
		 "hello\n", ""},
		{"no blank line", "From: a@b\nSubject: x\nhello there\nyou\n",
		 "hello there\nyou\n", ""},
		{"headers only", "Subject: x\n", "", ""},
		{"no end", MULTI("mixed") PLAIN PDF, "hello",
		 "application/pdf a.pdf 5"},
		{"no parts", MULTI("mixed") "only this\n", "only this\n", ""},
		{"no boundary", TYPE("multipart/mixed") "\nonly this\n",
		 "only this\n", ""},
		{"unknown type", TYPE("plain") "\nhello\n", "hello\n", ""},
		{"cut base64",
		 TYPE("text/plain") "Content-Transfer-Encoding: base64\n\n"
				    "aGVsbG8gdGhlcmU",
		 "hello there", ""},
		{"bad quoted-printable",
		 TYPE("text/plain; charset=utf-8") "Content-Transfer-Encoding: "
						   "quoted-printable\n\n"
						   "a=3Db=ZZ=C3=BC=\nc\n",
		 "a=b=ZZüc\n", ""},
		{"wrong charset",
		 TYPE("text/plain; charset=utf-8") "\nGr\xfc\xdf"
						   "e\n",
		 "Grüße\n", ""},
		{"controls",
		 "S: x\n\na\x01"
		 "b\x1b[2Jc\n",
		 "ab[2Jc\n", ""},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_parse_what_is_no_mail_is_refused(void **state)
{
	static const char *const mails[] = {"", "\n\n", "no header here\n",
					    "\x89PNG\r\n\x1a\n", "\r\r"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		struct message msg;
		struct why why = {0};

		assert_false(read_bytes(mails[i], strlen(mails[i]), false, pool,
					&msg, &why));
		same_number(mails[i], why.trouble, TROUBLE_INPUT);
	}
}

static void test_parse_sender_is_sure_or_not(void **state)
{
	static const struct {
		const char *label, *head, *email;
		bool unsure;
	} rows[] = {
		{"one", "From: A <a@one.example>\n", "a@one.example", false},
		{"none", "Subject: x\n", "", true},
		{"reply-to for want of it",
		 "From: <>\nReply-To: r@one.example\n", "r@one.example", true},
		{"two headers", "From: a@one.example\nFrom: b@two.example\n",
		 "a@one.example", true},
		{"two mailboxes", "From: a@one.example, b@two.example\n",
		 "a@one.example", true},
		{"two in brackets", "From: <a@one.example><b@two.example>\n",
		 "a@one.example", true},
		{"blank before colon", "From : a@one.example\n",
		 "a@one.example", false},
		{"cr in it", "From: a@one.example\rBcc: z@two.example\n",
		 "a@one.example", true},
		{"local user", "From: root (Cron)\n", "root", true},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		g_autofree char *mail =
			g_strconcat(rows[i].head, "\nx\n", NULL);
		struct message msg;
		struct why why = {0};

		assert_true(read_bytes(mail, strlen(mail), false, pool, &msg,
				       &why));
		same_text(rows[i].label,
			  msg.from.n > 0 ? msg.from.at[0].email : "",
			  rows[i].email);
		same_number(rows[i].label, msg.from_unsure, rows[i].unsure);
	}
}

static void test_parse_nul_in_the_sender_makes_it_unsure(void **state)
{
	static const char mail[] = "From: a@one.example\0@two.example\n"
				   "Subject: a\0b\n\nx\0y\n";
	g_autoptr(pool_handle) pool = pool_new();
	struct message msg;
	struct why why = {0};

	(void)state;
	assert_true(
		read_bytes(mail, sizeof(mail) - 1, false, pool, &msg, &why));
	assert_true(msg.from_unsure);
	assert_string_equal(msg.subject, "a b");
	assert_string_equal(msg.text, "xy\n");
}

static void test_parse_headers_are_one_line(void **state)
{
	static const char mail[] =
		"Subject: =?utf-8?q?x=0AInjected:_1=E2=80=AE?=\n"
		"X-Folded: a\n\tb\n"
		"Message-ID: <m@one.example>\n"
		"In-Reply-To: <r@one.example>\n"
		"References: <a@x>\n <b@x>\n\nx\n";
	g_autoptr(pool_handle) pool = pool_new();
	struct message msg;
	struct why why = {0};

	(void)state;
	assert_true(
		read_bytes(mail, sizeof(mail) - 1, false, pool, &msg, &why));
	assert_string_equal(msg.subject, "x Injected: 1");
	assert_string_equal(head_get(&msg.head, "x-folded"), "a b");
	assert_string_equal(msg.message_id, "m@one.example");
	assert_string_equal(msg.in_reply_to.at[0], "r@one.example");
	assert_int_equal(msg.references.n, 2);
	assert_int_equal(head_count(&msg.head, "SUBJECT"), 1);
	assert_null(head_nth(&msg.head, "Subject", 1));
	assert_null(head_get(&msg.head, "X-None"));
	/* Their order is the mail's. */
	assert_string_equal(msg.head.at[0].name, "Subject");
	assert_string_equal(msg.head.at[4].name, "References");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_texts_are_chosen),
		cmocka_unit_test(test_parse_crooked_mails_are_read),
		cmocka_unit_test(test_parse_what_is_no_mail_is_refused),
		cmocka_unit_test(test_parse_sender_is_sure_or_not),
		cmocka_unit_test(test_parse_nul_in_the_sender_makes_it_unsure),
		cmocka_unit_test(test_parse_headers_are_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
