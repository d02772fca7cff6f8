// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the choice of a mailbox: whole domains, details, trusted headers.
#include "unit/unit.h"

#include <unistd.h>

#include "config.h"
#include "mailboxes.h"

static struct config *load(const char *text, struct why *why)
{
	char path[] = "/tmp/tixgate-choice.XXXXXX";
	int fd = mkstemp(path);
	struct config *config;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	(void)close(fd);
	config = config_load(path, true, why);
	(void)unlink(path);
	return config;
}

static const char boxes[] =
	"mailboxes : ("
	" { name = \"first\"; address = [ \"first@y.example\" ]; },"
	" { name = \"all\"; address = [ \"@X.example\" ]; },"
	" { name = \"sales\"; address = [ \"sales@x.example\" ]; },"
	" { name = \"vip\"; address = [ \"sales+vip@x.example\" ]; } );";

static void test_mailbox_of_a_domain_takes_what_no_other_does(void **state)
{
	static const struct {
		const char *label, *more, *recipient, *to, *header, *want;
	} rows[] = {
		{"by name", "", "sales@x.example", "", "", "sales"},
		{"detail", "", "sales+7@x.example", "", "", "sales"},
		{"named detail", "", "sales+vip@x.example", "", "", "vip"},
		{"anybody there", "", "anybody@x.example", "", "", "all"},
		{"anybody with detail", "", "any+7@x.EXAMPLE", "", "", "all"},
		{"a domain below", "", "a@sub.x.example", "", "", "first"},
		{"nobody there", "", "@x.example", "", "", "first"},
		{"envelope before To", "", "any@x.example", "sales@x.example",
		 "", "all"},
		{"To", "", "gate@h.example", "any@x.example", "", "all"},
		{"a header that is not trusted", "", "gate@h.example", "",
		 "sales@x.example", "first"},
		{"a header that is",
		 "recipients : { headers = [ \"X-Original-To\" ]; };",
		 "gate@h.example", "", "sales@x.example", "sales"},
		{"it comes before the recipient",
		 "recipients : { headers = [ \"X-Original-To\" ]; };",
		 "any@x.example", "", "<sales@x.example>", "sales"},
		{"another header is trusted",
		 "recipients : { headers = [ \"Delivered-To\" ]; };",
		 "any@x.example", "", "sales@x.example", "all"},
		{"no detail", "recipients : { delimiter = \"\"; };",
		 "sales+7@x.example", "", "", "all"},
		{"another delimiter", "recipients : { delimiter = \"-\"; };",
		 "sales-7@x.example", "", "", "sales"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strconcat(boxes, rows[i].more, NULL);
		struct why why = {0};
		g_autoptr(config_handle) config = load(text, &why);
		const struct header header = {"X-Original-To", rows[i].header,
					      rows[i].header};
		const struct address to = {rows[i].to, ""};
		const struct message msg = {
			.head = {&header, *rows[i].header != '\0'},
			.to = {&to, *rows[i].to != '\0'},
		};
		const struct envelope envelope = {
			.sender = "",
			.recipients = &rows[i].recipient,
			.recipients_n = 1,
		};

		if (config == NULL)
			fail_msg("%s: %s", rows[i].label, why.text);
		same_text(rows[i].label,
			  mailbox_choose(config, &envelope, &msg)->name,
			  rows[i].want);
		/* Nobody's mail is our own for being of that domain. */
		for (size_t j = 0; config->own_addresses[j] != NULL; j++)
			assert_int_not_equal(config->own_addresses[j][0], '@');
	}
}

static void test_wrong_recipients_are_refused(void **state)
{
	static const char *const rows[] = {
		"mailboxes : ( { name = \"a\"; address = [ \"@\" ]; } );",
		"mailboxes : ( { name = \"a\"; address = [ \"x\" ]; } );",
		"recipients : { headers = [ \"X Original\" ]; };",
		"recipients : { headers = [ \"\" ]; };",
		"recipients : { delimiter = \"a\"; };",
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct why why = {0};
		struct config *config = load(rows[i], &why);

		if (config != NULL)
			fail_msg("was read: %s", rows[i]);
		assert_int_equal(why.trouble, TROUBLE_CONFIG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_mailbox_of_a_domain_takes_what_no_other_does),
		cmocka_unit_test(test_wrong_recipients_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
