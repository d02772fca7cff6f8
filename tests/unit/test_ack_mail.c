// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of an acknowledgement's text: its template, its header.
#include "unit/unit.h"

#include <unistd.h>

#include "ack_mail.h"
#include "ack_template.h"

static bool load(const char *text, struct pool *pool,
		 struct ack_template *template, struct why *why)
{
	char path[] = "/tmp/tixgate-ack.XXXXXX";
	const int fd = mkstemp(path);
	bool good;
	char *at;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	(void)close(fd);
	good = ack_template_load(path, pool, template, why);
	(void)unlink(path);
	/* Where the file lay is chance. */
	at = strstr(why->text, path);
	if (at != NULL)
		memmove(at, at + strlen(path) - 1,
			strlen(at + strlen(path)) + 2);
	return good;
}

static void test_template_says_what_is_wrong_and_where(void **state)
{
	static const struct {
		const char *label, *text, *why;
	} rows[] = {
		{"plain", "Subject: [#{number}]\n\nText.\n", ""},
		{"comments", "# A\n# {x} {\nsubject: {number}\n\nText.", ""},
		{"line ends", "Subject: {number}\r\n\r\nText.\r\n", ""},
		{"a byte order mark", "\357\273\277Subject: {number}\n\nT", ""},
		{"a brace", "Subject: {number}\n\nIf {{x} }.\n", ""},
		{"all there are",
		 "Subject: {number} {subject}\n\n{name} {mailbox} {address} "
		 "{code}\n",
		 ""},
		{"unknown in the subject", "Subject: {number} {x}\n\nT",
		 ":1: there is no placeholder {x}; "},
		{"unknown", "Subject: {number}\n\nA\nB {Number}\n",
		 ":4: there is no placeholder {Number}; "},
		{"not closed", "Subject: {number}\n\n{number\n}",
		 ":3: a \"{\" without its \"}\"; "},
		{"not closed at the end", "Subject: {number}\n\nT {",
		 ":3: a \"{\" without its \"}\"; "},
		{"two subjects", "Subject: {number}\nSubject: x\n\nT",
		 ":2: a second Subject"},
		{"another header", "Subject: {number}\nBcc: a@b\n\nT",
		 ":2: is no line of a header: "},
		{"a continued subject", "Subject: {number}\n more\n\nT",
		 ":2: is no line of a header: "},
		{"no number", "Subject: Thanks\n\n{number}",
		 ":1: the Subject needs {number}, "},
		{"none above", "\nSubject: {number}\n", ":1: there is no \"S"},
		{"only comments", "# a\n# b\n", ":3: there is no \"Subject"},
		{"empty", "", ":1: there is no \"Subject"},
		{"no text", "Subject: {number}\n\n \n",
		 ":2: there is no text below the empty line"},
		{"not UTF-8", "Subject: {number}\n\n\377", ": is not UTF-8"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		struct ack_template template;
		struct why why = {0};
		const bool good = load(rows[i].text, pool, &template, &why);
		const char *said = strstr(why.text, ":");

		if (good != (*rows[i].why == '\0'))
			fail_msg("%s: %s", rows[i].label, why.text);
		if (!good &&
		    (said == NULL || !g_str_has_prefix(said, rows[i].why)))
			fail_msg("%s: got \"%s\", want \"%s\"", rows[i].label,
				 why.text, rows[i].why);
		if (!good)
			assert_int_equal(why.trouble, TROUBLE_CONFIG);
	}
}

static void test_template_is_filled_once(void **state)
{
	static const struct ack_values values = {
		.number = 1042,
		.subject = "{name}\r\nBcc: x@y {{number}",
		.name = "E\342\200\256ve",
		.mailbox = "support",
		.address = "s@e.example",
		.code = "AB-CD",
	};
	static const struct {
		const char *label, *text, *want;
	} rows[] = {
		{"none", "Text } {{ and {{x}.\n", "Text } { and {x}.\n"},
		{"number", "[#{number}]{number}", "[#1042]1042"},
		{"values", "{name}, {mailbox} {address} {code}",
		 "Eve, support s@e.example AB-CD"},
		{"a value with others", "{subject}.",
		 "{name} Bcc: x@y {{number}."},
		{"braces around", "{{{number}}", "{1042}"},
	};
	g_autofree char *many = g_strnfill(500, 'x');
	struct ack_values large = values;
	g_autoptr(GString) cut = g_string_new(NULL);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		ack_template_fill(out, rows[i].text, &values);
		same_text(rows[i].label, out->str, rows[i].want);
	}
	large.subject = many;
	ack_template_fill(cut, "{subject}", &large);
	assert_int_equal(g_utf8_strlen(cut->str, -1), 201);
}

static void test_ack_mail_has_what_rfc_3834_asks(void **state)
{
	static const char *const references[] = {"1@a", "2@a",	"3@a", "4@a",
						 "5@a", "6@a",	"7@a", "8@a",
						 "9@a", "10@a", "11@a"};
	static const char *const one[] = {"only@a"};
	static const char want[] =
		"From: \"Help\"\n <s@e.example>\n"
		"To: <a@c.example>\n"
		"Reply-To: <s+t@e.example>\n"
		"Subject: Auto: [#1]\n"
		"Date: Mon, 06 May 2024 08:00:00 +0000\n"
		"Message-ID: <t@e.example>\n"
		"In-Reply-To: <m@c.example>\n"
		"References: <2@a>\n <3@a>\n <4@a>\n <5@a>\n <6@a>\n <7@a>\n"
		" <8@a>\n <9@a>\n <10@a>\n <11@a>\n <m@c.example>\n"
		"Auto-Submitted: auto-replied\n"
		"X-Auto-Response-Suppress: All\n"
		"X-Loop: tixgate.t\n"
		"Precedence: bulk\n"
		"MIME-Version: 1.0\n"
		"Content-Type: text/plain; charset=utf-8\n"
		"Content-Transfer-Encoding: 7bit\n"
		"\n"
		"Text.\n";
	struct message answers = {
		.message_id = "m@c.example",
		.references = {references, G_N_ELEMENTS(references)},
		.in_reply_to = {one, 1},
	};
	struct ack_mail mail = {
		.answers = &answers,
		.from = "s@e.example",
		.name = "Help",
		.to = "a@c.example",
		.reply_to = "s+t@e.example",
		.subject = "Auto: [#1]",
		.text = "Text.\n",
		.message_id = "t@e.example",
		.loop = "tixgate.t",
		.precedence = "bulk",
		.at_ms = G_GINT64_CONSTANT(1714982400000),
	};
	GString *out = ack_mail_write(&mail);

	(void)state;
	assert_string_equal(out->str, want);
	g_string_free(out, TRUE);

	/* RFC 5322, 3.6.4: In-Reply-To stands in for no References. */
	answers.references.n = 0;
	mail.precedence = mail.reply_to = mail.loop = "";
	out = ack_mail_write(&mail);
	assert_non_null(
		strstr(out->str, "\nReferences: <only@a>\n <m@c.example>\n"));
	assert_null(strstr(out->str, "Precedence"));
	assert_null(strstr(out->str, "Reply-To: <s"));
	g_string_free(out, TRUE);

	/* A mail without an id is answered without. */
	answers.message_id = "";
	answers.in_reply_to.n = 0;
	out = ack_mail_write(&mail);
	assert_null(strstr(out->str, "In-Reply-To"));
	assert_null(strstr(out->str, "References"));
	g_string_free(out, TRUE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_template_says_what_is_wrong_and_where),
		cmocka_unit_test(test_template_is_filled_once),
		cmocka_unit_test(test_ack_mail_has_what_rfc_3834_asks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
