// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the bounce reader: codes, phrases, addresses, reports and texts.
#include "unit/unit.h"

#include "filters/bounce/address.h"
#include "filters/bounce/bounce.h"
#include "filters/bounce/status.h"

/* A mail of one text and, if report is not NULL, a delivery report. */
struct bounced {
	struct pool *pool;
	struct message msg;
	struct part parts[2];
	struct address to;
	struct bounce bounce;
};

static struct bounced *bounced_new(const char *text, const char *report)
{
	struct bounced *b = g_new0(struct bounced, 1);

	b->pool = pool_new();
	b->to = (struct address){"support@help.example", ""};
	b->parts[0] = (struct part){.type = "multipart/report",
				    .parameters = "report-type=delivery-status",
				    .parent = -1,
				    .text = ""};
	b->parts[1] = (struct part){.type = "message/delivery-status",
				    .parameters = "",
				    .parent = 0,
				    .text = report};
	b->msg = (struct message){
		.subject = "", .text = text, .to = {&b->to, 1}};
	if (report != NULL) {
		b->msg.parts = b->parts;
		b->msg.parts_n = 2;
	}
	bounce_read(&b->msg, b->pool, &b->bounce);
	return b;
}

static void bounced_free(struct bounced *b)
{
	pool_free(b->pool);
	g_free(b);
}

static void test_status_is_found_among_other_numbers(void **state)
{
	static const struct {
		const char *label, *text, *want;
	} rows[] = {
		{"plain", "550 5.1.1 no such user", "5.1.1"},
		{"qmail", "no mailbox (#5.1.1)", "5.1.1"},
		{"end of a sentence", "It failed: 5.7.26.", "5.7.26"},
		{"the one that says more", "5.0.0 then 5.2.2", "5.2.2"},
		{"an answer is more than a late queue", "4.4.7, 4.4.1",
		 "4.4.1"},
		{"vague for want of better", "status 5.0.0", "5.0.0"},
		{"address", "from 5.1.1.7 port 25", ""},
		{"version", "Postfix-5.1.1 and v5.1.1", ""},
		{"date", "24.5.2023 5.11.2024", ""},
		{"a reply of several lines", "550-5.1.1 no such", "5.1.1"},
		{"a name that ends in digits", "SMTPD32-5.1.1", ""},
		{"a version in words", "Agent version 5.1.1: full", ""},
		{"class of no meaning", "3.1.1 6.1.1", ""},
		{"subject of no meaning", "5.8.1 5.12.1", ""},
		{"too short", "5.1", ""},
		{"too long", "5.1.1234", ""},
		{"nothing", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		char code[STATUS_SIZE] = "";
		const bool found = status_enhanced(span_of(rows[i].text), code);

		same_text(rows[i].label, code, rows[i].want);
		same_number(rows[i].label, found, *rows[i].want != '\0');
	}
}

static void test_reply_codes_are_found_among_other_numbers(void **state)
{
	static const struct {
		const char *label, *text;
		int want;
	} rows[] = {
		{"plain", "550 no", 550},
		{"going on", "452-not now", 452},
		{"at the end", "said 554", 554},
		{"success", "250 fine", 0},
		{"no reply code", "590 things, 5500 things", 0},
		{"part of a name", "mx550 host-550a", 0},
		{"port", "host:5501", 0},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		same_number(rows[i].label, status_reply(span_of(rows[i].text)),
			    rows[i].want);
}

static void test_addresses_are_cut_out_of_any_script(void **state)
{
	static const struct {
		const char *label, *text, *want;
	} rows[] = {
		{"plain", "to a.b+c@x.example, they say", "a.b+c@x.example"},
		{"brackets", "<a@x.example>:", "a@x.example"},
		{"quotes", "'a@x.example'", "a@x.example"},
		{"quoted local part", "\"a b\"@x.example", "\"a b\"@x.example"},
		{"X.400", "p=X;dda:SMTP=A@X.EXAMPLE; on", "A@X.EXAMPLE"},
		{"end of a sentence", "to a@x.example.", "a@x.example"},
		{"Japanese around it", "宛先a@x.exampleさんは", "a@x.example"},
		{"Chinese comma", "a@x.example您好，", "a@x.example"},
		{"of another script", "für jörg@müller.example!",
		 "jörg@müller.example"},
		{"wholly of another script", "用户@例子.公司 。",
		 "用户@例子.公司"},
		{"no domain", "root@localhost", NULL},
		{"no local part", " @x.example", NULL},
		{"none", "nobody", NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct span rest = span_of(rows[i].text);
		struct span found;
		g_autofree char *email = NULL;

		if (address_next(&rest, &found))
			email = g_strndup(found.at, found.n);
		same_text(rows[i].label, email, rows[i].want);
	}
}

/* One text of a bounce, and its first recipient. */
struct told_row {
	const char *label, *text;
	gsize n;
	const char *email, *status, *id;
};

static void check_told(const struct told_row *rows, gsize n)
{
	for (size_t i = 0; i < n; i++) {
		struct bounced *b = bounced_new(rows[i].text, NULL);
		const struct returned *back = &b->bounce.returned;

		same_number(rows[i].label, (gint64)back->recipients_n,
			    (gint64)rows[i].n);
		if (rows[i].n > 0) {
			same_text(rows[i].label, back->recipients[0].email,
				  rows[i].email);
			same_text(rows[i].label, back->recipients[0].status,
				  rows[i].status);
		}
		same_text(rows[i].label, back->message_id, rows[i].id);
		bounced_free(b);
	}
}

static void test_bounce_texts_name_their_recipients(void **state)
{
	static const struct told_row rows[] = {
		{"qmail",
		 "I wasn't able to deliver\n\n<a@x.example>:\nno mailbox here "
		 "by that name (#5.1.1)\n\n--- Below this line is a copy\n\n"
		 "Message-ID: <1@help.example>\nTo: b@y.example\n",
		 1, "a@x.example", "5.1.1", "1@help.example"},
		{"listed, contact left out",
		 "could not be delivered to:\n  a@x.example\nFor help contact "
		 "b@x.example\n",
		 1, "a@x.example", "5.0.901", ""},
		{"labelled",
		 "Delivery failed\nRCPT TO: a@x.example\n"
		 "MAIL FROM: b@y.example\n452 mailbox full\n",
		 1, "a@x.example", "4.0.922", ""},
		{"reason in the line",
		 "Delivery failed 20 attempts: a@x.example\n", 1, "a@x.example",
		 "5.0.947", ""},
		{"our own address is no recipient",
		 "Mail for support@help.example could not be delivered.\n", 0,
		 "", "", ""},
		{"only in what came back",
		 "It could not be delivered.\n\n--- original message follows "
		 "---\nMessage-ID: <1@help.example>\nTo: a@x.example\n",
		 1, "a@x.example", "5.0.900", "1@help.example"},
		{"quoted headers",
		 "has been postponed: \"a@x.example\"\n\n"
		 "> Received: from x\n> Message-ID:\n>  <1@help.example>\n",
		 1, "a@x.example", "4.0.901", "1@help.example"},
		{"a report in the text",
		 "Returned mail\n\nFinal-Recipient: rfc822;a@x.example\n"
		 "Action: failed\nStatus: 5.2.1\n",
		 1, "a@x.example", "5.2.1", ""},
	};

	(void)state;
	check_told(rows, G_N_ELEMENTS(rows));
}

static void test_bounce_texts_without_dividers_and_codes(void **state)
{
	static const struct told_row rows[] = {
		{"only in its headers, told without any divider",
		 "Message could not be delivered to mobile.\n"
		 "Error: No valid recipients\n\nMessage details:\n"
		 "To: a@x.example\n",
		 1, "a@x.example", "5.0.911", ""},
		{"our own address in such headers",
		 "Message could not be delivered.\nTo: support@help.example\n",
		 0, "", "", ""},
		{"a transcript is no mail that came back",
		 "Your message could not be sent.\n"
		 "A transcript of the attempts to send the message follows.\n"
		 "a@x.example: [192.0.2.5], 550 no such user\n",
		 1, "a@x.example", "5.0.911", ""},
		{"a reply code alone",
		 "Delivery failed\n<a@x.example>: said 556 go away\n", 1,
		 "a@x.example", "5.0.932", ""},
		{"a reply code that asks for a name",
		 "Delivery failed\n<a@x.example>: said 530 who is it\n", 1,
		 "a@x.example", "5.7.0", ""},
		{"a reply code of several meanings",
		 "Delivery failed\n<a@x.example>: said 550 go away\n", 1,
		 "a@x.example", "5.0.901", ""},
	};

	(void)state;
	check_told(rows, G_N_ELEMENTS(rows));
}

static void test_bounce_reports_are_read_field_by_field(void **state)
{
	static const struct {
		const char *label, *report;
		gsize n;
		const char *email, *status, *action, *diagnostic;
	} rows[] = {
		{"plain",
		 "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; "
		 "a@x.example\nAction: failed\nStatus: 5.1.1\n"
		 "Diagnostic-Code: smtp; 550 5.1.1\n  no such user\n",
		 1, "a@x.example", "5.1.1", "failed", "550 5.1.1 no such user"},
		{"the original one counts",
		 "Original-Recipient: rfc822;a@x.example\n"
		 "Final-Recipient: rfc822;b@store.x.example\nAction: failed\n"
		 "Status: 5.1.1\n",
		 1, "a@x.example", "5.1.1", "failed", ""},
		{"no blank line between two",
		 "Final-Recipient: rfc822;a@x.example\nAction: delayed\n"
		 "Status: 4.4.1\nFinal-Recipient: rfc822;b@x.example\n"
		 "Action: failed\nStatus: 5.1.1\n",
		 2, "a@x.example", "4.4.1", "delayed", ""},
		{"the diagnostic says more",
		 "Final-Recipient: rfc822;a@x.example\nAction: failed\n"
		 "Status: 5.0.0\nDiagnostic-Code: smtp;552 5.2.2 full\n",
		 1, "a@x.example", "5.2.2", "failed", "552 5.2.2 full"},
		{"vague, but what a server said",
		 "Final-Recipient: rfc822;a@x.example\nAction: failed\n"
		 "Status: 4.0.0\nDiagnostic-Code: smtp;421 refused\n",
		 1, "a@x.example", "4.0.0", "failed", "421 refused"},
		{"a comment behind the action",
		 "Final-Recipient: rfc822;a@x.example\n"
		 "Action: failed (bad luck)\nStatus: 5.1.2 (host)\n",
		 1, "a@x.example", "5.1.2", "failed", ""},
		{"a quoted blank is nobody",
		 "Final-Recipient: \" \"\nAction: failed\n", 0, "", "", "", ""},
		{"a file is nobody",
		 "Final-Recipient: rfc822;/var/mail/a\nAction: failed\n", 0, "",
		 "", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bounced *b = bounced_new("", rows[i].report);
		const struct returned *back = &b->bounce.returned;

		same_number(rows[i].label, (gint64)back->recipients_n,
			    (gint64)rows[i].n);
		if (rows[i].n > 0) {
			const struct returned_recipient *one =
				&back->recipients[0];

			same_text(rows[i].label, one->email, rows[i].email);
			same_text(rows[i].label, one->status, rows[i].status);
			same_text(rows[i].label, one->action, rows[i].action);
			same_text(rows[i].label, one->diagnostic,
				  rows[i].diagnostic);
		}
		bounced_free(b);
	}
}

static void test_bounce_ceilings_hold(void **state)
{
	g_autoptr(GString) text = g_string_new("could not be delivered:\n");
	g_autoptr(GString) report = g_string_new(NULL);
	struct bounced *b;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		g_string_append_printf(text, "<u%d@x.example>: 550 no\n", i);
		g_string_append_printf(report,
				       "Final-Recipient: rfc822;u%d@x.example\n"
				       "Action: failed\n\n",
				       i);
	}
	b = bounced_new(text->str, NULL);
	same_number("text", (gint64)b->bounce.returned.recipients_n,
		    BOUNCE_RECIPIENTS_MOST);
	bounced_free(b);
	b = bounced_new("", report->str);
	same_number("report", (gint64)b->bounce.returned.recipients_n,
		    BOUNCE_RECIPIENTS_MOST);
	bounced_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status_is_found_among_other_numbers),
		cmocka_unit_test(
			test_reply_codes_are_found_among_other_numbers),
		cmocka_unit_test(test_addresses_are_cut_out_of_any_script),
		cmocka_unit_test(test_bounce_texts_name_their_recipients),
		cmocka_unit_test(test_bounce_texts_without_dividers_and_codes),
		cmocka_unit_test(test_bounce_reports_are_read_field_by_field),
		cmocka_unit_test(test_bounce_ceilings_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
