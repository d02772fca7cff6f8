// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter class: each rule by its id, both ways.
#include "filters/filter_test.h"

#include "mail/address.h"

extern const struct filter filter_class;

static const char *const own_domains[] = {"help.example", NULL};
static const char *const loops[] = {"tixgate-help", NULL};
static const char *const bounce_addresses[] = {"bounces+*@help.example", NULL};
static const char *const allowed[] = {"monitor.example", "boss@help.example",
				      "news.lists.example", NULL};

/* One mail and what is to be said of it. */
struct row {
	const char *label;
	const char *headers; /* "Name: value" lines */
	const char *subject; /* NULL for "Printer" */
	const char *text;    /* NULL for four lines of a person */
	enum mail_class class;
	const char *rule;    /* must be among the notes, or NULL */
	const char *no_rule; /* must not be, or NULL */
};

static const char person[] = "Hello,\nmy printer does not print.\n"
			     "The light is red.\nWhat shall I do?\nAnna\n";

static void set_list(struct filter_test *t, const char *name,
		     const char *const *list)
{
	const struct option_value value = {OPTION_LIST, .list = list};

	assert_null(filter_test_set(t, &filter_class, name, &value));
}

static void set_word(struct filter_test *t, const char *name, const char *word)
{
	const struct option_value value = {OPTION_TEXT, .text = word};

	assert_null(filter_test_set(t, &filter_class, name, &value));
}

/* The headers of a row, with a From where it has none. */
static void set_headers(struct filter_test *t, const char *headers)
{
	g_auto(GStrv) lines = g_strsplit(headers, "\n", -1);
	const guint n = g_strv_length(lines);
	struct header *at = pool_zero(t->pool, n + 1, sizeof(*at));
	bool from = false;
	guint k = 0;

	for (guint i = 0; i < n; i++) {
		char *colon = strchr(lines[i], ':');

		if (colon == NULL)
			continue;
		*colon = '\0';
		at[k].name = pool_text(t->pool, lines[i]);
		at[k].raw = pool_text(t->pool, g_strstrip(colon + 1));
		at[k].value = at[k].raw;
		from = from || strcmp(at[k].name, "From") == 0;
		k++;
	}
	if (!from)
		at[k++] = (struct header){"From", "Anna <anna@client.example>",
					  "Anna <anna@client.example>"};
	t->msg.head = (struct head){at, k};
}

/* What the reader makes of headers, as far as the filter looks at it. */
static void set_fields(struct filter_test *t)
{
	const struct head *head = &t->msg.head;
	const char *value;
	bool unsure = false;

	t->msg.from = addresses_read(head_get(head, "From"), t->pool, &unsure);
	if ((value = head_get(head, "Reply-To")) != NULL)
		t->msg.reply_to = addresses_read(value, t->pool, &unsure);
	if ((value = head_get(head, "In-Reply-To")) != NULL)
		t->msg.in_reply_to = ids_read(value, t->pool);
	if ((value = head_get(head, "Message-ID")) != NULL)
		t->msg.message_id = ids_read(value, t->pool).at[0];
}

static struct filter_test *test_of(const char *headers, const char *subject,
				   const char *text)
{
	struct filter_test *t = filter_test_new(&filter_class);

	set_list(t, "own_domains", own_domains);
	set_list(t, "loop", loops);
	set_list(t, "bounce_addresses", bounce_addresses);
	set_list(t, "allow", allowed);
	set_headers(t, headers);
	set_fields(t);
	t->msg.subject = subject == NULL ? "Printer" : subject;
	t->msg.text = text == NULL ? person : text;
	filter_test_begin(t);
	return t;
}

static bool noted(const struct filter_test *t, const char *rule)
{
	g_autofree char *begin = g_strdup_printf("%s: ", rule);

	for (guint i = 0; i < t->dec.notes->len; i++)
		if (g_str_has_prefix(
			    g_array_index(t->dec.notes, struct note, i).note,
			    begin))
			return true;
	return false;
}

static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct row *row = &rows[i];
		struct filter_test *t =
			test_of(row->headers, row->subject, row->text);

		filter_class.run(&t->in, &t->dec);
		same_text(row->label, class_name(t->dec.class),
			  class_name(row->class));
		if (row->rule != NULL)
			same_number(row->label, noted(t, row->rule), true);
		if (row->no_rule != NULL)
			same_number(row->label, noted(t, row->no_rule), false);
		/* Whoever is no person is not answered. */
		if (row->class != CLASS_HUMAN)
			same_number(row->label, t->dec.no_ack, true);
		filter_test_free(t);
	}
}

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

static const char bounce_text[] =
	"Your message could not be delivered to:\n\n"
	"<bert@other.example>: 550 5.1.1 user unknown\n";

static void test_class_bounces_need_more_than_a_subject(void **state)
{
	static const struct row rows[] = {
		{"failed recipients", "X-Failed-Recipients: b@x.example", NULL,
		 NULL, CLASS_DSN, "D3", NULL},
		{"a mail system", "From: MAILER-DAEMON@mx.example", NULL, NULL,
		 CLASS_DSN, "D4", NULL},
		{"a mail system without a domain", "From: MAILER-DAEMON <>",
		 NULL, NULL, CLASS_DSN, "D4", NULL},
		{"a postmaster writes", "From: postmaster@x.example", NULL,
		 NULL, CLASS_HUMAN, NULL, "D4"},
		{"a postmaster's bounce", "From: postmaster@x.example", NULL,
		 bounce_text, CLASS_DSN, "D4", NULL},
		{"null sender and subject", "Return-Path: <>",
		 "Undeliverable: Printer", NULL, CLASS_DSN, "D2", NULL},
		{"null sender and text", "Return-Path: <>", NULL, bounce_text,
		 CLASS_DSN, "D2", NULL},
		{"null sender alone", "Return-Path: <>", NULL, NULL,
		 CLASS_MACHINE, "D2", NULL},
		{"a subject alone", "", "Undelivered Mail Returned to Sender",
		 NULL, CLASS_HUMAN, NULL, "D6"},
		{"a text alone", "", NULL, bounce_text, CLASS_HUMAN, NULL,
		 "D6"},
		{"subject and text", "", "Delivery failure", bounce_text,
		 CLASS_DSN, "D6", NULL},
		{"forwarded by a person", "", "Fwd: Delivery failure",
		 bounce_text, CLASS_HUMAN, NULL, "D6"},
		{"class of Exchange", "Content-Class: urn:content-classes:dsn",
		 NULL, NULL, CLASS_DSN, "D1", NULL},
		{"another class of Exchange",
		 "Content-Class: urn:content-classes:message", NULL, NULL,
		 CLASS_HUMAN, NULL, "D1"},
		{"receipt of Exchange",
		 "Content-Class: urn:content-classes:mdn", NULL, NULL,
		 CLASS_MDN, "M1", NULL},
		{"complaint of Hotmail",
		 "X-HmXmrOriginalRecipient: a@hotmail.example", NULL, NULL,
		 CLASS_DSN, "M3", NULL},
		{"bounce and absence at once",
		 "From: MAILER-DAEMON@x.example\n"
		 "Auto-Submitted: auto-replied",
		 NULL, bounce_text, CLASS_DSN, "V1", NULL},
		{"an allowed sender's bounce",
		 "From: MAILER-DAEMON@monitor.example", NULL, bounce_text,
		 CLASS_DSN, "D4", NULL},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_class_bounce_address_makes_a_bounce(void **state)
{
	static const struct {
		const char *label, *recipient;
		enum mail_class class;
	} rows[] = {
		{"D5", "bounces+7@help.example", CLASS_DSN},
		{"no D5", "support@help.example", CLASS_HUMAN},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct filter_test *t = test_of("", NULL, NULL);
		const char *const recipients[] = {rows[i].recipient};

		t->envelope.recipients = recipients;
		t->envelope.recipients_n = 1;
		filter_class.run(&t->in, &t->dec);
		same_text(rows[i].label, class_name(t->dec.class),
			  class_name(rows[i].class));
		filter_test_free(t);
	}
}

static void test_class_answers_of_programs_are_vacation(void **state)
{
	static const struct row rows[] = {
		{"replied", "Auto-Submitted: Auto-Replied", NULL, NULL,
		 CLASS_VACATION, "V1", NULL},
		{"replied with parameters",
		 "Auto-Submitted: auto-replied (vacation); owner=x", NULL, NULL,
		 CLASS_VACATION, "V1", NULL},
		{"the second of two",
		 "Auto-Submitted: no\nAuto-Submitted: vacation", NULL, NULL,
		 CLASS_VACATION, "V1", NULL},
		{"no", "Auto-Submitted: no", NULL, NULL, CLASS_HUMAN, NULL,
		 "V1"},
		{"no with a comment", "Auto-Submitted: No (by hand)", NULL,
		 NULL, CLASS_HUMAN, NULL, "A1"},
		{"autoreply", "X-Autoreply: yes", NULL, NULL, CLASS_VACATION,
		 "V2", NULL},
		{"autoreply no", "X-Autoreply: no", NULL, NULL, CLASS_HUMAN,
		 NULL, "V2"},
		{"autogenerated reply", "X-Autogenerated: Reply", NULL, NULL,
		 CLASS_VACATION, "V2", NULL},
		{"precedence", "Precedence: auto_reply", NULL, NULL,
		 CLASS_VACATION, "V3", NULL},
		{"other precedence", "Precedence: first-class", NULL, NULL,
		 CLASS_HUMAN, NULL, "V3"},
		{"Exchange",
		 "X-Auto-Response-Suppress: All\n"
		 "X-MS-Exchange-Inbox-Rules-Loop: a@x.example",
		 NULL, NULL, CLASS_VACATION, "V4", NULL},
		{"Exchange, null sender",
		 "X-Auto-Response-Suppress: OOF, AutoReply\nReturn-Path: <>",
		 NULL, NULL, CLASS_VACATION, "V4", NULL},
		{"Exchange's wish alone", "X-Auto-Response-Suppress: All", NULL,
		 NULL, CLASS_HUMAN, "A5", "V4"},
		{"Apple", "X-Apple-Action: vacation", NULL, NULL,
		 CLASS_VACATION, "V5", NULL},
		{"Apple does something else", "X-Apple-Action: reply", NULL,
		 NULL, CLASS_HUMAN, NULL, "V5"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_class_subject_of_absence_convicts_nobody_alone(void **state)
{
	static const char header[] = "In-Reply-To: <t.1@help.example>";
	static const struct row rows[] = {
		{"with a header", header, "Automatic reply: Printer", NULL,
		 CLASS_VACATION, "V6", NULL},
		{"behind a list's tag", header, "[office] Autosvar: Printer",
		 NULL, CLASS_VACATION, "V6", NULL},
		{"in Greek", header, "Αυτόματη απάντηση: εκτυπωτής", NULL,
		 CLASS_VACATION, "V6", NULL},
		{"in another order", header, "Ответ, автоматический", NULL,
		 CLASS_VACATION, "V6", NULL},
		{"with the null sender", "Return-Path: <>",
		 "Abwesenheitsnotiz: Drucker", NULL, CLASS_VACATION, "V6",
		 NULL},
		{"alone", "", "Automatic reply: Printer", NULL, CLASS_HUMAN,
		 NULL, "V6"},
		{"a person answers it", header, "Re: Automatic reply: Printer",
		 NULL, CLASS_HUMAN, NULL, "V6"},
		{"a question about it", header, "Out of office does not work",
		 NULL, CLASS_HUMAN, NULL, "V6"},
		{"a word that begins so", header, "Automation of printers",
		 NULL, CLASS_HUMAN, NULL, "V6"},
		{"hardly a text", "", "Abwesenheitsnotiz", "Bis Montag.\n",
		 CLASS_VACATION, "V6", NULL},
		{"the text says so", "", "Anna is out of the office",
		 "I am out of the office until Monday.\nCall Bert.\n"
		 "Or write to him.\nYours\nAnna\n",
		 CLASS_VACATION, "V6", NULL},
		{"a challenge", "", NULL,
		 "Please click on this link to be put on my guest list:\n",
		 CLASS_VACATION, "C1", NULL},
		{"half a challenge", "", NULL,
		 "Please click on this link to see my printer.\n", CLASS_HUMAN,
		 NULL, "C1"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
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

static void test_class_forged_bounce_acts_on_nobody(void **state)
{
	struct filter_test *t =
		test_of("From: MAILER-DAEMON@x.example", NULL,
			"Could not be delivered to: boss@victim.example\n");
	const struct decision before = t->dec;

	(void)state;
	filter_class.run(&t->in, &t->dec);
	assert_int_equal(t->dec.action, ACTION_DISCARD);
	assert_non_null(t->dec.returned);
	same_text("sender", t->dec.sender.email, before.sender.email);
	same_text("subject", t->dec.subject, before.subject);
	same_text("ticket", t->dec.standing.id, "");
	assert_false(t->dec.reference.found);
	assert_int_equal(t->dec.first->len, 0);
	filter_test_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_class_own_mail_is_self),
		cmocka_unit_test(test_class_circle_of_received_is_self),
		cmocka_unit_test(test_class_bounces_need_more_than_a_subject),
		cmocka_unit_test(test_class_bounce_address_makes_a_bounce),
		cmocka_unit_test(test_class_answers_of_programs_are_vacation),
		cmocka_unit_test(
			test_class_subject_of_absence_convicts_nobody_alone),
		cmocka_unit_test(test_class_lists_and_bulk),
		cmocka_unit_test(test_class_machines),
		cmocka_unit_test(test_class_wishes_only_stop_answers),
		cmocka_unit_test(test_class_verdicts_are_settings),
		cmocka_unit_test(test_class_forged_bounce_acts_on_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
