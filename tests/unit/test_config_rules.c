// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the rules in the configuration: read, or refused and why.
#include "unit/unit.h"

#include <unistd.h>

#include "config.h"

static struct config *load(const char *text, char *path, struct why *why)
{
	int fd = mkstemp(path);
	struct config *config;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	(void)close(fd);
	config = config_load(path, true, why);
	(void)unlink(path);
	return config;
}

static void test_rules_are_read_in_their_order(void **state)
{
	static const char text[] =
		"rules : (\n"
		"{ name = \"one\"; if : { sender = \"*@x.example\"; any : (\n"
		" { class = [ \"list\", \"machine\" ]; },\n"
		" { none : ( { subject = \"*ok*\"; } ); } ); };\n"
		" then : { priority = \"low\"; }; },\n"
		"{ name = \"two\"; enabled = false; if : { size_over = 10; };\n"
		" then : { mailbox = \"support\"; }; } );";
	char path[] = "/tmp/tixgate-rules.XXXXXX";
	struct why why = {0};
	g_autoptr(config_handle) config = load(text, path, &why);
	const struct rule_when *when, *inner;

	(void)state;
	if (config == NULL)
		fail_msg("%s", why.text);
	assert_int_equal(config->rules->n, 2);
	same_text("name", config->rules->at[0].name, "one");
	assert_true(config->rules->at[0].enabled);
	when = &config->rules->at[0].when;
	same_text("sender", when->sender[0], "*@x.example");
	assert_null(when->sender[1]);
	assert_int_equal(when->any->len, 2);
	inner = when->any->pdata[0];
	same_text("class", inner->class[1], "machine");
	inner = when->any->pdata[1];
	assert_int_equal(inner->none->len, 1);
	same_text("priority",
		  rule_priorities[config->rules->at[0].then.priority], "low");
	assert_int_equal(config->rules->at[1].when.size_over, 10);
	assert_false(config->rules->at[1].enabled);
	/* One that is turned off moves no mail. */
	assert_false(config->rules->move);
}

#define SO "then : { priority = \"low\"; }; } );"

static void test_rules_that_make_no_sense_are_refused(void **state)
{
	static const struct {
		const char *text, *reason; /* behind "FILE:" */
	} rows[] = {
		{"rules = 5;", "1: rules: must be a list of at most 1000"},
		{"rules = ( 5 );", "1: rules: each must be a group { … }"},
		{"rules : ( { if : { sender = \"*\"; }; " SO,
		 "1: rules[1]: needs a name"},
		{"rules : ( { name = \"a\"; " SO,
		 "1: rules[1].if: has no condition"},
		{"rules : ( { name = \"a\"; if : { sender = \"*\"; }; } );",
		 "1: rules[1].then: says nothing"},
		{"rules : (\n{ name = \"a\"; if : {\nsendr = \"*\"; }; " SO,
		 "3: rules[1].if.sendr: there is no such setting; did you mean "
		 "\"sender\"?"},
		{"rules : ( { name = \"a\"; if : { sender = 5; }; " SO,
		 "1: rules[1].if.sender: must be a list of texts"},
		{"rules : ( { name = \"a\"; if : { class = \"bot\"; }; " SO,
		 "1: rules[1].if.class: \"bot\" is not one of self"},
		{"rules : ( { name = \"a\"; if : { header = \"a b: c\"; }; " SO,
		 "1: rules[1].if.header: \"a b: c\" is no \"NAME: VALUE\""},
		{"rules : ( { name = \"a\"; if : { subject_pattern = \"(\"; "
		 "}; " SO,
		 "1: rules[1].if.subject_pattern: "},
		{"rules : ( { name = \"a\"; if : { any : ( { clas = \"x\"; } "
		 "); }; " SO,
		 "1: rules[1].if.any[1].clas: there is no such setting; did"},
		{"rules : ( { name = \"a\"; if : { any = \"x\"; }; " SO,
		 "1: rules[1].if.any: must be a list of groups"},
		{"rules : ( { name = \"a\"; if : { any : ( { any : ( { any : ("
		 " { any : ( { subject = \"x\"; } ); } ); } ); } ); }; " SO,
		 "1: rules[1].if.any[1].any[1].any[1].any: is nested too"},
		{"rules : ( { name = \"a\"; if : { sender = \"*\"; };\n"
		 "then : { action = \"bounce\"; }; } );",
		 "2: rules[1].then.action: \"bounce\" is not one of default"},
		{"rules : ( { name = \"a\"; if : { sender = \"*\"; };\n"
		 "then : { mailbox = \"sales\"; }; } );",
		 "1: rules[1].then: names the mailbox \"sales\", which is"},
		{"rules : ( { name = \"a\"; if : { mailbox = \"sales\"; }; " SO,
		 "1: rules[1].if: names the mailbox \"sales\", which is none"},
		{"rules : ( { name = \"a\"; if : { sender = \"*\"; };\n"
		 "then : { action = \"refuse\"; text = \"a\\nb\"; }; } );",
		 "2: rules[1].then.text: "},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		char path[] = "/tmp/tixgate-rules.XXXXXX";
		struct why why = {0};
		struct config *config = load(rows[i].text, path, &why);
		g_autofree char *wanted =
			g_strdup_printf("%s:%s", path, rows[i].reason);

		if (config != NULL)
			fail_msg("was read: %s", rows[i].text);
		if (!g_str_has_prefix(why.text, wanted))
			same_text(rows[i].text, why.text, wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules_are_read_in_their_order),
		cmocka_unit_test(test_rules_that_make_no_sense_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
