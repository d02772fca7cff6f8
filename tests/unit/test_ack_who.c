// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of who gets an acknowledgement: what a mail must be, and each lack of
// it.
#include "unit/unit.h"

#include <unistd.h>

#include "ack_who.h"
#include "mailboxes.h"

static const char boxes[] =
	"mailboxes : ("
	" { name = \"support\"; address = [ \"help@y.example\" ]; },"
	" { name = \"sales\"; address = [ \"sales@y.example\" ]; },"
	" { name = \"all\"; address = [ \"@x.example\" ]; } );";

static struct config *load(const char *more)
{
	char path[] = "/tmp/tixgate-who.XXXXXX";
	const int fd = mkstemp(path);
	g_autofree char *text = g_strconcat(boxes, more, NULL);
	struct why why = {0};
	struct config *config;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	(void)close(fd);
	config = config_load(path, true, &why);
	(void)unlink(path);
	if (config == NULL)
		fail_msg("%s", why.text);
	return config;
}

/* One mail; what is NULL or 0 is as in a mail that is acknowledged. */
struct row {
	const char *label;
	const char *from, *envelope, *path, *to, *cc, *resent;
	const char *recipient, *source, *settings;
	enum mail_class class; /* SELF stands for HUMAN here */
	enum verified verified;
	bool no_ack, unsure, judged, unread, no_envelope;
	const char *reason; /* NULL: it is sent */
};

static const char * or (const char *text, const char *usual)
{
	return text != NULL ? text : usual;
}

static void judge(const struct row *row, const struct config *config,
		  struct ack_choice *choice, struct pool *pool)
{
	const struct address to = { or (row->to, "help@y.example"), ""};
	const struct address cc = { or (row->cc, ""), ""};
	const char *const recipients[] = { or
					   (row->recipient, "help@y.example")};
	const struct header headers[] = {
		{"Return-Path", or (row->path, ""), or (row->path, "")},
		{"Resent-To", or (row->resent, ""), or (row->resent, "")},
	};
	const struct message msg = {
		.head = {row->path != NULL ? headers : headers + 1,
			 row->path != NULL ? 2 : 1},
		.to = {&to, 1},
		.cc = {&cc, row->cc != NULL},
	};
	const struct envelope envelope = {
		.sender_known = !row->no_envelope,
		.sender = row->no_envelope ? "" : or (row->envelope,
						      "ada@c.example"),
		.recipients = recipients,
		.recipients_n = 1,
	};
	const struct letter letter = {
		.msg = &msg,
		.envelope = &envelope,
		.mailbox = mailbox_named(config, "support"),
		.came_to = mailbox_named(config, "support"),
		.keep_whole = row->unread,
		.pool = pool,
	};
	const struct decision dec = {
		.class = row->class == CLASS_SELF ? CLASS_HUMAN : row->class,
		.no_ack = row->no_ack,
		.sender = {.email = or (row->from, "ada@c.example"),
			   .name = "",
			   .source = or (row->source, "from"),
			   .verified = row->verified,
			   .unsure = row->unsure,
			   .judged = row->judged},
	};

	ack_choose(config, &letter, &dec, choice);
}

static const struct row rows[] = {
	{.label = "a person's mail"},
	{.label = "in Cc", .to = "x@c.example", .cc = "help@y.example"},
	{.label = "resent",
	 .to = "x@c.example",
	 .resent = "Help <help@y.example>"},
	{.label = "with a detail", .to = "help+7@y.example"},
	{.label = "by an alias that it was sent to",
	 .to = "us@alias.example",
	 .recipient = "us@alias.example"},
	{.label = "cases", .from = "Ada@C.example"},
	{.label = "Return-Path",
	 .no_envelope = true,
	 .path = "<ada@c.example>"},
	{.label = "verified", .judged = true, .verified = VERIFIED_PASS},
	{.label = "verified, by a relay",
	 .judged = true,
	 .verified = VERIFIED_PASS,
	 .envelope = "srs0=x@relay.example"},
	{.label = "whoever wrote it",
	 .envelope = "bounces@relay.example",
	 .settings = "to = \"sender\";"},
	{.label = "… and nobody knows the envelope",
	 .no_envelope = true,
	 .settings = "to = \"sender\";"},
	{.label = "a name that only begins like one",
	 .from = "alerta@c.example",
	 .envelope = "alerta@c.example"},
	{.label = "a name of rooted",
	 .from = "rooted@c.example",
	 .envelope = "rooted@c.example"},

	{.label = "a machine",
	 .class = CLASS_MACHINE,
	 .reason = "its class is machine"},
	{.label = "a list", .class = CLASS_LIST, .reason = "its class is list"},
	{.label = "an absence note",
	 .class = CLASS_VACATION,
	 .reason = "its class is vacation"},
	{.label = "a bounce", .class = CLASS_DSN, .reason = "its class is dsn"},
	{.label = "a receipt",
	 .class = CLASS_MDN,
	 .reason = "its class is mdn"},
	{.label = "a flag", .no_ack = true, .reason = "its headers or"},
	{.label = "unread",
	 .unread = true,
	 .reason = "the mail could not be read"},
	{.label = "two authors",
	 .unsure = true,
	 .reason = "it is not sure who wrote it"},
	{.label = "no author",
	 .from = "",
	 .reason = "it is not sure who wrote it"},
	{.label = "forwarded by an agent",
	 .source = "forwarded",
	 .settings = "to = \"sender\";",
	 .reason = "its writer did not send it here himself"},
	{.label = "not verified",
	 .judged = true,
	 .reason = "our host did not verify the sender (none)"},
	{.label = "verified to be false",
	 .judged = true,
	 .verified = VERIFIED_FAIL,
	 .reason = "our host did not verify the sender (fail)"},
	{.label = "a null sender",
	 .envelope = "",
	 .reason = "its envelope sender is empty"},
	{.label = "… though anybody is written to",
	 .envelope = "",
	 .settings = "to = \"sender\";",
	 .reason = "its envelope sender is empty"},
	{.label = "… though verified",
	 .envelope = "",
	 .judged = true,
	 .verified = VERIFIED_PASS,
	 .reason = "its envelope sender is empty"},
	{.label = "a null Return-Path",
	 .no_envelope = true,
	 .path = "<>",
	 .reason = "its envelope sender is empty"},
	{.label = "a daemon",
	 .envelope = "MAILER-DAEMON",
	 .reason = "its envelope sender is empty"},
	{.label = "another envelope sender",
	 .envelope = "eve@c.example",
	 .reason = "the envelope sender is not the writer"},
	{.label = "another Return-Path",
	 .no_envelope = true,
	 .path = "<eve@c.example>",
	 .reason = "the envelope sender is not the writer"},
	{.label = "no envelope sender",
	 .no_envelope = true,
	 .reason = "neither the mail system nor a Return-Path"},
	{.label = "a form's visitor",
	 .source = "reply-to",
	 .envelope = "form@y.example",
	 .reason = "the envelope sender is not the writer"},
	{.label = "this mailbox",
	 .from = "help@y.example",
	 .envelope = "help@y.example",
	 .reason = "the writer's address is one of our own"},
	{.label = "… with a detail",
	 .from = "help+9@y.example",
	 .envelope = "help+9@y.example",
	 .reason = "the writer's address is one of our own"},
	{.label = "another mailbox",
	 .from = "Sales@Y.example",
	 .envelope = "sales@y.example",
	 .reason = "the writer's address is one of our own"},
	{.label = "anybody of a domain of ours",
	 .from = "any@x.example",
	 .envelope = "any@x.example",
	 .reason = "the writer's address is one of our own"},
	{.label = "the sender of acknowledgements",
	 .from = "ack@y.example",
	 .envelope = "ack@y.example",
	 .settings = "from = \"ack@y.example\";",
	 .reason = "the writer's address is one of our own"},
	{.label = "no-reply",
	 .from = "no-reply@c.example",
	 .envelope = "no-reply@c.example",
	 .reason = "nobody reads the writer's address"},
	{.label = "No_Reply-7",
	 .from = "No_Reply-7@c.example",
	 .envelope = "No_Reply-7@c.example",
	 .reason = "nobody reads the writer's address"},
	{.label = "noreply+detail",
	 .from = "noreply+x@c.example",
	 .envelope = "noreply+x@c.example",
	 .reason = "nobody reads the writer's address"},
	{.label = "shop-noreply",
	 .from = "shop-noreply@c.example",
	 .envelope = "shop-noreply@c.example",
	 .reason = "nobody reads the writer's address"},
	{.label = "owner-list",
	 .from = "owner-l@c.example",
	 .envelope = "owner-l@c.example",
	 .reason = "nobody reads the writer's address"},
	{.label = "list-request",
	 .from = "l-request@c.example",
	 .envelope = "l-request@c.example",
	 .reason = "nobody reads the writer's address"},
	{.label = "bounces",
	 .from = "bounce-77=x@c.example",
	 .envelope = "bounce-77=x@c.example",
	 .reason = "nobody reads the writer's address"},
	{.label = "root",
	 .from = "root@c.example",
	 .envelope = "root@c.example",
	 .reason = "nobody reads the writer's address"},
	{.label = "Mailer-Daemon",
	 .from = "Mailer-Daemon@c.example",
	 .envelope = "Mailer-Daemon@c.example",
	 .reason = "nobody reads the writer's address"},
	{.label = "an option",
	 .from = "-oQ@c.example",
	 .envelope = "-oQ@c.example",
	 .reason = "the writer's address is not one"},
	{.label = "quoted",
	 .from = "\"a b\"@c.example",
	 .envelope = "\"a b\"@c.example",
	 .reason = "the writer's address is not one"},
	{.label = "two in one",
	 .from = "a@c.example,b@c.example",
	 .envelope = "a@c.example,b@c.example",
	 .reason = "the writer's address is not one"},
	{.label = "beyond ASCII",
	 .from = "\303\244da@c.example",
	 .envelope = "\303\244da@c.example",
	 .reason = "the writer's address is not one"},
	{.label = "a literal",
	 .from = "a@[127.0.0.1]",
	 .envelope = "a@[127.0.0.1]",
	 .reason = "the writer's address is not one"},
	{.label = "no domain",
	 .from = "root2",
	 .envelope = "root2",
	 .reason = "the writer's address is not one"},
	{.label = "not named",
	 .to = "list@c.example",
	 .reason = "neither To nor Cc names the mailbox"},
	{.label = "another mailbox named",
	 .to = "sales@y.example",
	 .reason = "neither To nor Cc names the mailbox"},
};

static void test_ack_goes_to_whom_it_may(void **state)
{
	int sent = 0;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		g_autofree char *more = g_strdup_printf(
			"acknowledge : { %s };", or (rows[i].settings, ""));
		g_autoptr(config_handle) config = load(more);
		struct ack_choice choice;

		judge(&rows[i], config, &choice, pool);
		sent += choice.send;
		if (choice.send != (rows[i].reason == NULL))
			fail_msg("%s: %s", rows[i].label, choice.reason);
		if (rows[i].reason == NULL) {
			same_text(rows[i].label, choice.recipient,
				  or (rows[i].from, "ada@c.example"));
			same_text(rows[i].label, choice.reason, "");
			continue;
		}
		same_text(rows[i].label, choice.recipient, "");
		if (!g_str_has_prefix(choice.reason, rows[i].reason))
			fail_msg("%s: %s", rows[i].label, choice.reason);
	}
	assert_int_equal(sent, 13);
}

static void test_ack_settings_of_a_mailbox_come_before_the_files(void **state)
{
	g_autoptr(config_handle) config = NULL;
	const struct mailbox *one, *two, *three, *four;
	struct why why = {0};
	char path[] = "/tmp/tixgate-who.XXXXXX";
	static const char text[] =
		"acknowledge : { enabled = true; template = \"de\"; most = 3; "
		"};"
		"mailboxes : ( { name = \"one\"; address = [ \"@x.example\", "
		"\"a@y.example\" ]; },"
		" { name = \"two\"; address = [ \"@z.example\" ];"
		"   acknowledge : { enabled = false; template = \"fr\"; }; },"
		" { name = \"three\"; address = [ \"@w.example\" ];"
		"   acknowledge : { from = \"any@w.example\"; }; },"
		" { name = \"four\"; address = [ \"@v.example\" ];"
		"   acknowledge : { from = \"ack@elsewhere.example\"; }; } );";
	const int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
	(void)close(fd);
	config = config_load(path, true, &why);
	(void)unlink(path);
	if (config == NULL)
		fail_msg("%s", why.text);
	one = mailbox_named(config, "one");
	two = mailbox_named(config, "two");
	three = mailbox_named(config, "three");
	four = mailbox_named(config, "four");
	assert_true(one->acknowledge.enabled);
	assert_string_equal(one->acknowledge.template, "de");
	assert_false(two->acknowledge.enabled);
	assert_string_equal(two->acknowledge.template, "fr");
	assert_true(two->acknowledge.most == 3);
	assert_string_equal(two->acknowledge.arguments[2], "<>");
	/* A whole domain is no address that a mail can come from. */
	assert_string_equal(ack_from(one), "a@y.example");
	assert_string_equal(ack_home(config, one), "a@y.example");
	assert_string_equal(ack_from(two), "");
	assert_string_equal(ack_home(config, two), "");
	/* Answers to an address of that domain come back, others do not. */
	assert_string_equal(ack_from(three), "any@w.example");
	assert_string_equal(ack_home(config, three), "any@w.example");
	assert_string_equal(ack_from(four), "ack@elsewhere.example");
	assert_string_equal(ack_home(config, four), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ack_goes_to_whom_it_may),
		cmocka_unit_test(
			test_ack_settings_of_a_mailbox_come_before_the_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
