// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the configuration: what is read, what is refused and with what
// words.
#include "unit/unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "mailboxes.h"

/* Writes text into a file of its own and reads it as a configuration. */
static struct config *load(const char *text, struct why *why)
{
	char path[] = "/tmp/tixgate-conf.XXXXXX";
	int fd = mkstemp(path);
	struct config *config;
	g_autofree char *place = NULL;
	char *at;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	(void)close(fd);
	config = config_load(path, true, why);
	(void)unlink(path);
	/* Messages name the file; the tests call it F. */
	at = strstr(why->text, path);
	if (at != NULL) {
		place = g_strdup_printf("%.*sF%s", (int)(at - why->text),
					why->text, at + strlen(path));
		g_strlcpy(why->text, place, sizeof why->text);
	}
	return config;
}

static void test_defaults_count_where_nothing_is_said(void **state)
{
	struct why why = {0};
	g_autoptr(config_handle) config = load("", &why);

	(void)state;
	assert_non_null(config);
	same_text("url", config->api.url, "https://tixallo.com/api/v1");
	same_text("key", config->api.key_file, "/etc/tixgate/api.key");
	assert_false(config->key_file_given);
	assert_int_equal(config->api.timeout, 20);
	assert_int_equal(config->api.requests, 60);
	same_text("state", config->state.url,
		  "sqlite:/var/lib/tixgate/state.db");
	same_text("hold", config->state.hold, "/var/lib/tixgate/held");
	assert_int_equal(config->limits.message_size, 52428800);
	assert_true(config->limits.deadline == 8.0);
	assert_int_equal(config->mailboxes_n, 1);
	same_text("name", config->mailboxes[0].name, "support");
	same_text("priority", config->mailboxes[0].priority, "medium");
	same_text("workspace", config->mailboxes[0].workspace, "default");
	for (size_t i = 0; filters_all[i] != NULL; i++)
		assert_true(config->mailboxes[0].filters[i].enabled);
}

static const struct {
	const char *label, *text, *want;
} mistakes[] = {
	{"syntax", "api : {\n  url = ;\n};", "F:2: syntax error"},
	{"unknown group", "apj : { url = \"x\"; };",
	 "F:1: apj: there is no such setting; see tixgate.conf(5)"},
	{"unknown setting", "api : {\n\n  quux = 1;\n};",
	 "F:3: api.quux: there is no such setting; see "
	 "tixgate.conf(5)"},
	{"a slip", "api : { timout = 1; };",
	 "F:1: api.timout: there is no such setting; did you mean "
	 "\"timeout\"?"},
	{"wrong type", "api : { timeout = \"x\"; };",
	 "F:1: api.timeout: must be a whole number, not a text"},
	{"out of range", "\nlimits : { deadline = 0.5; };",
	 "F:2: limits.deadline: 0.5 is not from 1 to 600"},
	{"wrong word", "thread : { stranger = \"nwe\"; };",
	 "F:1: thread.stranger: \"nwe\" is not one of new, post, "
	 "hold"},
	{"bad pattern", "thread : { subject = [ \"(\" ]; };",
	 "F:1: thread.subject: \"(\" is not a pattern: missing closing "
	 "parenthesis at character 2"},
	{"numbers in a list", "thread : { subject = [ 1, 2 ]; };",
	 "F:1: thread.subject: must be a list of texts"},
	{"group for a value", "api : { url : { a = 1; }; };",
	 "F:1: api.url: there is no such setting; did you mean "
	 "\"url\"?"},
	{"value for a group", "api = 1;",
	 "F:1: api: there is no such setting; see tixgate.conf(5)"},
	{"mailboxes not a list", "mailboxes = 3;",
	 "F:1: mailboxes: must be a list of 1 to 1000 groups: ( { name "
	 "= \"…\"; … } )"},
	{"empty mailboxes", "mailboxes = ( );",
	 "F:1: mailboxes: must be a list of 1 to 1000 groups: ( { name "
	 "= \"…\"; … } )"},
	{"mailbox not a group", "mailboxes = ( 3 );",
	 "F:1: mailboxes: each must be a group { … }"},
	{"mailbox setting",
	 "mailboxes = (\n{ name = \"a\";\n adress = "
	 "[ ]; } );",
	 "F:3: mailboxes.a.adress: there is no such setting; did you "
	 "mean \"address\"?"},
	{"no address",
	 "mailboxes = ( { name = \"a\"; address = [ "
	 "\"x\" ]; } );",
	 "F:1: mailboxes.a.address: \"x\" is neither an e-mail "
	 "address nor \"@\" and a domain"},
	{"mailbox's own group",
	 "mailboxes = ( { name = \"a\"; thread : { stranger = \"x\"; "
	 "}; } );",
	 "F:1: mailboxes.a.thread.stranger: \"x\" is not one of new, "
	 "post, hold"},
	{"two names",
	 "mailboxes = ( { name = \"a\"; },\n{ name = "
	 "\"a\"; } );",
	 "F:2: mailboxes: two have the name \"a\""},
	{"one address twice",
	 "mailboxes = ( { name = \"a\"; address = [ \"x@y.example\" ]; "
	 "},\n{ name = \"b\"; address = [ \"X@Y.example\" ]; } );",
	 "F:2: mailboxes: \"X@Y.example\" stands both in \"a\" and in "
	 "\"b\""},
	{"two places in the trace line", "trace : { line = \"%s%s\"; };",
	 "F:1: trace.line: \"%s%s\" needs one %s, where the code "
	 "stands, and no other %"},
	{"unknown filter", "filters : { quux : { enabled = true; }; };",
	 "F:1: filters.quux: there is no such setting; see "
	 "tixgate.conf(5)"},
	{"plain http", "api : { url = \"http://tixallo.com/\"; };",
	 "F:1: api.url: \"http://tixallo.com/\" "},
};

static void test_mistakes_are_named_with_their_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		struct why why = {0};
		g_autoptr(config_handle) config = load(mistakes[i].text, &why);

		if (config != NULL)
			fail_msg("%s: was taken", mistakes[i].label);
		if (!g_str_has_prefix(why.text, mistakes[i].want))
			same_text(mistakes[i].label, why.text,
				  mistakes[i].want);
		assert_int_equal(why.trouble, TROUBLE_CONFIG);
	}
}

static void test_files_that_cannot_be_read_are_named(void **state)
{
	struct why why = {0};

	(void)state;
	assert_null(config_load("/nonexistent/x.conf", true, &why));
	same_text("missing", why.text,
		  "cannot read /nonexistent/x.conf: No such file or directory");
	assert_null(config_load("/tmp", true, &why));
	same_text("folder", why.text,
		  "/tmp is a directory; name the configuration file with -c");
	g_autoptr(config_handle) config =
		config_load("/nonexistent/x.conf", false, &why);
	assert_non_null(config);
	assert_true(config->missing);
}

static const char two_mailboxes[] =
	"api : { key_file = \"/k\"; };\n"
	"thread : { stranger = \"hold\"; };\n"
	"filters : { subject : { none = \"empty\"; }; };\n"
	"mailboxes = (\n"
	" { name = \"support\"; address = [ \"support@x.example\" ]; },\n"
	" { name = \"sales\"; address = [ \"sales@x.example\", "
	"\"shop+vip@x.example\" ];\n"
	"   priority = \"high\"; key_file = \"/k2\";\n"
	"   thread : { stranger = \"post\"; };\n"
	"   filters : { attachments : { enabled = false; }; }; }\n"
	");\n";

/* The settings of one filter of one mailbox. */
static const struct filter_settings *settings(const struct mailbox *mailbox,
					      const char *name)
{
	for (size_t i = 0; filters_all[i] != NULL; i++)
		if (strcmp(filters_all[i]->name, name) == 0)
			return &mailbox->filters[i];
	return NULL;
}

static void test_mailboxes_have_settings_of_their_own(void **state)
{
	struct why why = {0};
	g_autoptr(config_handle) config = load(two_mailboxes, &why);
	const struct mailbox *support;
	const struct mailbox *sales;

	(void)state;
	same_text("no reason", why.text, "");
	assert_non_null(config);
	assert_true(config->key_file_given);
	assert_int_equal(config->mailboxes_n, 2);
	support = &config->mailboxes[0];
	sales = &config->mailboxes[1];
	same_text("support", support->workspace, "default");
	same_text("sales", sales->workspace, "sales");
	same_text("priority", sales->priority, "high");
	/* thread.stranger is the first field: new 0, post 1, hold 2. */
	assert_int_equal(*(const int *)settings(support, "stranger")->options,
			 2);
	assert_int_equal(*(const int *)settings(sales, "stranger")->options, 1);
	same_text("top counts in each",
		  *(const char *const *)settings(sales, "subject")->options,
		  "empty");
	assert_true(settings(support, "attachments")->enabled);
	assert_false(settings(sales, "attachments")->enabled);
	same_text("own", config->own_addresses[2], "shop+vip@x.example");
	assert_null(config->own_addresses[3]);
}

static void test_settings_count_without_a_list_of_mailboxes(void **state)
{
	struct why why = {0};
	g_autoptr(config_handle) config =
		load("thread : { stranger = \"hold\"; };", &why);

	(void)state;
	assert_non_null(config);
	assert_int_equal(config->mailboxes_n, 1);
	assert_int_equal(
		*(const int *)settings(&config->mailboxes[0], "stranger")
			 ->options,
		2);
}

static void test_mailbox_is_chosen_by_recipient(void **state)
{
	static const struct {
		const char *label, *original, *recipient, *to, *delivered;
		const char *want;
	} rows[] = {
		{"recipient", "", "sales@x.example", "support@x.example", "",
		 "sales"},
		{"original first", "support@x.example", "sales@x.example", "",
		 "", "support"},
		{"case", "", "SALES@X.example", "", "", "sales"},
		{"detail", "", "sales+42@x.example", "", "", "sales"},
		{"named detail", "", "shop+vip@x.example", "", "", "sales"},
		{"other detail of it", "", "shop+x@x.example", "", "",
		 "support"},
		{"To without envelope", "", "", "sales@x.example", "", "sales"},
		{"unknown recipient, known To", "", "gate@host.example",
		 "sales@x.example", "", "sales"},
		{"a header that anybody can write", "", "", "other@y.example",
		 "sales@x.example", "support"},
		{"nothing fits", "", "a@b.example", "c@d.example", "",
		 "support"},
	};
	struct why why = {0};
	g_autoptr(config_handle) config = load(two_mailboxes, &why);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct header header = {"Delivered-To", rows[i].delivered,
					      rows[i].delivered};
		const struct address to = {rows[i].to, ""};
		const struct message msg = {
			.head = {&header, *rows[i].delivered != '\0'},
			.to = {&to, *rows[i].to != '\0'},
		};
		const struct envelope envelope = {
			.sender = "",
			.recipients = &rows[i].recipient,
			.recipients_n = *rows[i].recipient != '\0',
			.originals = &rows[i].original,
			.originals_n = *rows[i].original != '\0',
		};

		same_text(rows[i].label,
			  mailbox_choose(config, &envelope, &msg)->name,
			  rows[i].want);
	}
}

static void test_settings_are_listed_with_their_defaults(void **state)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	config_list_settings(out);
	(void)fclose(out);
	assert_non_null(strstr(text, "api.timeout\tint\t20\n"));
	assert_non_null(strstr(text, "mailboxes.priority\tword\t\"medium\"\n"));
	assert_non_null(strstr(text, "thread.subject\tlist\t[\"\\\\[#"));
	assert_non_null(strstr(text, "filters.subject.enabled\tbool\ttrue\n"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults_count_where_nothing_is_said),
		cmocka_unit_test(test_mistakes_are_named_with_their_line),
		cmocka_unit_test(test_files_that_cannot_be_read_are_named),
		cmocka_unit_test(test_mailboxes_have_settings_of_their_own),
		cmocka_unit_test(
			test_settings_count_without_a_list_of_mailboxes),
		cmocka_unit_test(test_mailbox_is_chosen_by_recipient),
		cmocka_unit_test(test_settings_are_listed_with_their_defaults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
