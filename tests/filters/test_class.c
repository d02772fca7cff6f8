// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter class: own mail, lists, machines, and verdicts.
#include "filters/class_test.h"

#include "base/token.h"

static void test_class_own_mail_is_self(void **state)
{
	static const struct row rows[] = {
		{"own loop mark", "X-Loop: tixgate-help", NULL, NULL,
		 CLASS_SELF, "S1", NULL},
		{"own loop mark second", "X-Loop: a\nX-Loop: tixgate-help",
		 NULL, NULL, CLASS_SELF, "S1", NULL},
		{"foreign loop mark", "X-Loop: other", NULL, NULL, CLASS_HUMAN,
		 "S1", NULL},
		{"own Message-ID, automatic",
		 "Message-ID: <1@help.example>\nPrecedence: bulk", NULL, NULL,
		 CLASS_SELF, "S3", NULL},
		{"own Message-ID by hand", "Message-ID: <1@help.example>", NULL,
		 NULL, CLASS_HUMAN, NULL, "S3"},
		{"foreign Message-ID, automatic",
		 "Message-ID: <1@client.example>\nPrecedence: bulk", NULL, NULL,
		 CLASS_MACHINE, NULL, "S3"},
		{"From ourselves", "From: support@help.example", NULL, NULL,
		 CLASS_SELF, "S4", NULL},
		{"our web form",
		 "From: support@help.example\nReply-To: anna@client.example",
		 NULL, NULL, CLASS_HUMAN, NULL, "S4"},
		{"our neighbour", "From: other@help.example", NULL, NULL,
		 CLASS_HUMAN, NULL, "S4"},
		{"came here before",
		 "Delivered-To: support@help.example\n"
		 "Delivered-To: support@help.example",
		 NULL, NULL, CLASS_SELF, "S6", NULL},
		{"came by an alias",
		 "Delivered-To: info@help.example\n"
		 "Delivered-To: support@help.example",
		 NULL, NULL, CLASS_HUMAN, NULL, "S6"},
		{"came to others twice",
		 "Delivered-To: a@client.example\nDelivered-To: "
		 "a@client.example",
		 NULL, NULL, CLASS_HUMAN, NULL, "S6"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_class_own_token_is_self(void **state)
{
	static const struct secrets ours = {"00112233445566778899aabbccddeeff"
					    "00112233445566778899aabbccddeeff",
					    ""};
	static const struct secrets others = {
		"ffeeddccbbaa99887766554433221100"
		"ffeeddccbbaa99887766554433221100",
		""};
	static const struct {
		const char *label, *headers;
		const struct secrets *made_with, *known;
		const char *rule; /* NULL: a person's */
	} rows[] = {
		{"Message-ID", "Message-ID: <tixgate.%s@help.example>", &ours,
		 &ours, "S2"},
		{"loop mark", "X-Loop: tixgate.%s", &ours, &ours, "S1"},
		{"Message-ID of another secret",
		 "Message-ID: <tixgate.%s@help.example>", &others, &ours, NULL},
		{"loop mark of another secret", "X-Loop: tixgate.%s", &others,
		 &ours, NULL},
		{"an answered Message-ID",
		 "In-Reply-To: <tixgate.%s@help.example>", &ours, &ours, NULL},
		{"without secrets", "Message-ID: <tixgate.%s@help.example>",
		 &ours, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) headers = g_string_new(rows[i].headers);
		char token[TOKEN_SIZE];
		struct why why = {0};
		struct filter_test *t;

		assert_true(token_make(rows[i].made_with,
				       "0b5a1c2e-3d4f-4a6b-8c7d-9e0f1a2b3c4d",
				       token, &why));
		g_string_replace(headers, "%s", token, 0);
		t = test_of(headers->str, NULL, NULL);
		t->in.secrets = rows[i].known;
		filter_class.run(&t->in, &t->dec);
		same_text(rows[i].label, class_name(t->dec.class),
			  class_name(rows[i].rule != NULL ? CLASS_SELF
							  : CLASS_HUMAN));
		if (rows[i].rule != NULL)
			same_number(rows[i].label, noted(t, rows[i].rule),
				    true);
		filter_test_free(t);
	}
}

static void test_class_circle_of_received_is_self(void **state)
{
	static const struct {
		const char *label;
		int hops;
		enum mail_class class;
	} rows[] = {{"fifty", 50, CLASS_HUMAN}, {"fifty-one", 51, CLASS_SELF}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) headers = g_string_new(NULL);
		struct filter_test *t;

		for (int k = 0; k < rows[i].hops; k++)
			g_string_append(headers, "Received: by x\n");
		t = test_of(headers->str, NULL, NULL);
		filter_class.run(&t->in, &t->dec);
		same_text(rows[i].label, class_name(t->dec.class),
			  class_name(rows[i].class));
		filter_test_free(t);
	}
}

static void test_class_lists_and_bulk(void **state)
{
	static const struct row rows[] = {
		{"list", "List-Id: <p.lists.example>", NULL, NULL, CLASS_LIST,
		 "L1", NULL},
		{"unsubscribe", "List-Unsubscribe: <mailto:u@x.example>", NULL,
		 NULL, CLASS_LIST, "L1", NULL},
		{"precedence of a list", "Precedence: List", NULL, NULL,
		 CLASS_LIST, "L2", NULL},
		{"bulk from a list's owner",
		 "Precedence: bulk\nSender: owner-p@x.example", NULL, NULL,
		 CLASS_LIST, "L2", NULL},
		{"bulk without a list", "Precedence: bulk", NULL, NULL,
		 CLASS_MACHINE, "L2", NULL},
		{"mailing software", "X-CampaignID: 7", NULL, NULL, CLASS_LIST,
		 "L3", NULL},
		{"mailer", "X-Mailer: Campaign", NULL, NULL, CLASS_HUMAN, NULL,
		 "L3"},
		{"an allowed list", "List-Id: News <news.lists.example>", NULL,
		 NULL, CLASS_HUMAN, "L1", NULL},
		{"absence on a list",
		 "List-Id: <p.lists.example>\nX-Autoreply: yes", NULL, NULL,
		 CLASS_VACATION, "L1", NULL},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_class_machines(void **state)
{
	static const struct row rows[] = {
		{"another desk", "X-RT-Loop-Prevention: rt.example", NULL, NULL,
		 CLASS_MACHINE, "S5", NULL},
		{"generated", "Auto-Submitted: auto-generated", NULL, NULL,
		 CLASS_MACHINE, "A1", NULL},
		{"notified", "Auto-Submitted: auto-notified; owner=x", NULL,
		 NULL, CLASS_MACHINE, "A1", NULL},
		{"generated header", "X-Auto-Generated: yes", NULL, NULL,
		 CLASS_MACHINE, "A2", NULL},
		{"not generated", "X-Auto-Generated: no", NULL, NULL,
		 CLASS_HUMAN, NULL, "A2"},
		{"From nobody", "From: <>", NULL, NULL, CLASS_MACHINE, "A4",
		 NULL},
		{"From nobody, but an envelope",
		 "From: <>\nReturn-Path: <anna@client.example>", NULL, NULL,
		 CLASS_HUMAN, "A4", NULL},
		{"a mailbox rule",
		 "X-MS-Exchange-Inbox-Rules-Loop: a@x.example", NULL, NULL,
		 CLASS_MACHINE, "A7", NULL},
		{"an allowed machine",
		 "From: alert@monitor.example\nAuto-Submitted: auto-generated",
		 NULL, NULL, CLASS_HUMAN, "A1", NULL},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_class_wishes_only_stop_answers(void **state)
{
	static const struct {
		const char *label, *headers;
		bool no_ack;
	} rows[] = {
		{"a person", "", false},
		{"a person's own word", "Auto-Submitted: no", false},
		{"noreply", "From: NoReply@x.example", true},
		{"noreply with a tag", "From: no-reply+7@x.example", true},
		{"a name that begins so", "From: alerts.bell@x.example", false},
		{"Exchange", "X-Auto-Response-Suppress: RN, NRN", true},
		{"Exchange wants all answers", "X-Auto-Response-Suppress: None",
		 false},
		{"no acknowledgement", "X-Ack: no", true},
		{"acknowledgement", "X-Ack: yes", false},
		{"spam", "X-Spam-Flag: YES", true},
		{"no spam", "X-Spam-Flag: NO", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct filter_test *t = test_of(rows[i].headers, NULL, NULL);

		filter_class.run(&t->in, &t->dec);
		same_text(rows[i].label, class_name(t->dec.class), "human");
		same_text(rows[i].label, action_name(t->dec.action), "create");
		same_number(rows[i].label, t->dec.no_ack, rows[i].no_ack);
		filter_test_free(t);
	}
}

static void test_class_verdicts_are_settings(void **state)
{
	static const char answer[] = "Auto-Submitted: auto-replied";
	static const struct {
		const char *label, *headers, *subject, *text;
		const char *name, *word, *action;
		bool settled;
	} rows[] = {
		{"absence by default", answer, NULL, NULL, NULL, NULL,
		 "discard", true},
		{"absence held", answer, NULL, NULL, "vacation", "hold", "hold",
		 true},
		{"absence posted", answer, NULL, NULL, "vacation", "post",
		 "create", false},
		{"alert by default", "Auto-Submitted: auto-generated", NULL,
		 NULL, NULL, NULL, "create", false},
		{"alert discarded", "Auto-Submitted: auto-generated", NULL,
		 NULL, "machine", "discard", "discard", true},
		{"list held", "List-Id: <p.lists.example>", NULL, NULL, "list",
		 "hold", "hold", true},
		{"a guess by default", "", "Out of office", "Until Monday.",
		 NULL, NULL, "hold", true},
		{"a guess taken for sure", "", "Out of office", "Until Monday.",
		 "guess", "discard", "discard", true},
		{"a guess of what is a ticket anyway", "", "Out of office",
		 "Until Monday.", "vacation", "ticket", "create", false},
		{"bounce", "From: MAILER-DAEMON@x.example", NULL, bounce_text,
		 NULL, NULL, "discard", true},
		{"bounce as a ticket", "From: MAILER-DAEMON@x.example", NULL,
		 bounce_text, "dsn", "ticket", "create", false},
		{"delay is not a failure", "From: MAILER-DAEMON@x.example",
		 NULL,
		 "Your mail could not be delivered yet to\n"
		 "b@x.example\nIt will be retried.\n",
		 "delay", "hold", "hold", true},
		{"own mail", "X-Loop: tixgate-help", NULL, NULL, NULL, NULL,
		 "discard", true},
		{"spam by default", "X-Spam-Flag: YES", NULL, NULL, NULL, NULL,
		 "create", false},
		{"spam held", "X-Spam-Flag: YES", NULL, NULL, "spam", "hold",
		 "hold", true},
		{"no spam, though held", "X-Spam-Flag: NO", NULL, NULL, "spam",
		 "hold", "create", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct filter_test *t =
			test_of(rows[i].headers, rows[i].subject, rows[i].text);

		if (rows[i].name != NULL)
			set_word(t, rows[i].name, rows[i].word);
		filter_class.run(&t->in, &t->dec);
		same_text(rows[i].label, action_name(t->dec.action),
			  rows[i].action);
		same_number(rows[i].label, t->dec.settled, rows[i].settled);
		filter_test_free(t);
	}
}

/* A token of ours in X-Loop, or as a mail's own id, is nobody else's work. */
static void test_class_what_we_signed_is_our_own(void **state)
{
	static const struct secrets secrets = {
		.newest = "0123456789abcdef0123456789abcdef"
			  "0123456789abcdef0123456789abcdef",
	};
	static const struct secrets others = {
		.newest = "f123456789abcdef0123456789abcdef"
			  "0123456789abcdef0123456789abcdef",
	};
	static const struct {
		const char *label, *headers;
		const struct secrets *known;
		enum mail_class class;
		const char *rule;
	} rows[] = {
		{"X-Loop", "X-Loop: tixgate.%s", &secrets, CLASS_SELF, "S1"},
		{"a second X-Loop", "X-Loop: a\nX-Loop: tixgate.%s", &secrets,
		 CLASS_SELF, "S1"},
		{"X-Loop of another gateway", "X-Loop: tixgate.%s", &others,
		 CLASS_HUMAN, "S1"},
		{"X-Loop, nothing known", "X-Loop: tixgate.%s", NULL,
		 CLASS_HUMAN, "S1"},
		{"Message-ID", "Message-ID: <tixgate.%s@client.example>",
		 &secrets, CLASS_SELF, "S2"},
		{"Message-ID of another",
		 "Message-ID: <tixgate.%s@client.example>", &others,
		 CLASS_HUMAN, NULL},
		{"an answer to it", "In-Reply-To: <tixgate.%s@client.example>",
		 &secrets, CLASS_HUMAN, NULL},
	};
	char token[TOKEN_SIZE];
	struct why why = {0};

	(void)state;
	assert_true(token_make(&secrets, "7b0d4c2e-91aa-4c5e-8f7a-3b6a1d2e4f50",
			       token, &why));
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(GStrv) parts = g_strsplit(rows[i].headers, "%s", 2);
		g_autofree char *headers = g_strjoinv(token, parts);
		struct filter_test *t = test_of(headers, NULL, NULL);

		t->in.secrets = rows[i].known;
		filter_class.run(&t->in, &t->dec);
		same_text(rows[i].label, class_name(t->dec.class),
			  class_name(rows[i].class));
		if (rows[i].rule != NULL)
			same_number(rows[i].label, noted(t, rows[i].rule),
				    true);
		/* The token is nobody's business. */
		for (guint k = 0;
		     rows[i].class == CLASS_SELF && k < t->dec.notes->len; k++)
			assert_null(strstr(
				g_array_index(t->dec.notes, struct note, k)
					.note,
				token));
		filter_test_free(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_class_what_we_signed_is_our_own),
		cmocka_unit_test(test_class_own_mail_is_self),
		cmocka_unit_test(test_class_own_token_is_self),
		cmocka_unit_test(test_class_circle_of_received_is_self),
		cmocka_unit_test(test_class_lists_and_bulk),
		cmocka_unit_test(test_class_machines),
		cmocka_unit_test(test_class_wishes_only_stop_answers),
		cmocka_unit_test(test_class_verdicts_are_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
