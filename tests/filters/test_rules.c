// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter rules: which conditions are true, and what follows.
#include "filters/filter_test.h"

#include "base/clock.h"
#include "filters/rule/rule.h"

extern const struct filter filter_rules;

/* One rule with nothing in it yet. */
struct rule_test {
	struct filter_test *t;
	struct rule rule;
	struct rules rules;
};

static void begin(struct rule_test *r)
{
	struct filter_test *t = filter_test_new(&filter_rules);

	*r = (struct rule_test){.t = t};
	option_defaults(rule_options, &r->rule, t->strings, t->lists);
	option_defaults(rule_when_options, &r->rule.when, t->strings, t->lists);
	option_defaults(rule_then_options, &r->rule.then, t->strings, t->lists);
	r->rule.name = "r";
	r->rule.when.all = g_ptr_array_new();
	r->rule.when.any = g_ptr_array_new();
	r->rule.when.none = g_ptr_array_new();
	r->rules = (struct rules){&r->rule, 1, false};
	t->in.rules = &r->rules;
}

static void end(struct rule_test *r)
{
	g_ptr_array_free(r->rule.when.all, TRUE);
	g_ptr_array_free(r->rule.when.any, TRUE);
	g_ptr_array_free(r->rule.when.none, TRUE);
	filter_test_free(r->t);
}

/* Sets a condition as the configuration would: a text alone is a list. */
static void condition(struct rule_test *r, struct rule_when *when,
		      const char *name, const char *value)
{
	const struct option_value text = {OPTION_TEXT, .text = value};
	struct why why = {0};

	if (!option_set(option_find(rule_when_options, name), when, &text,
			r->t->strings, r->t->lists, &why))
		fail_msg("%s = %s: %s", name, value, why.text);
}

/* A mail with what the conditions below look for. */
static void fill(struct rule_test *r)
{
	static const struct header headers[] = {
		{"X-Foo", "a bar here", "a bar here"},
		{"X-Foo", "second", "second"},
	};
	static const struct attachment attachments[] = {
		{.name = "Setup.EXE", .type = "application/x-msdownload"},
	};
	static const char *const recipients[] = {"support+x@help.example"};

	struct filter_test *t = r->t;

	t->msg.head = (struct head){headers, 2};
	t->msg.attachments = attachments;
	t->msg.attachments_n = 1;
	t->envelope.sender_known = true;
	t->envelope.sender = "bounce-7@client.example";
	t->envelope.recipients = recipients;
	t->envelope.recipients_n = 1;
	filter_test_begin(t);
	t->dec.sender.email = t->from.email;
	t->dec.class = CLASS_MACHINE;
}

static void test_rules_conditions(void **state)
{
	static const struct {
		const char *name, *value;
		bool is;
	} rows[] = {
		{"sender", "anna@client.example", true},
		{"sender", "ANNA@Client.Example", true},
		{"sender", "*@client.example", true},
		{"sender", "*@lient.example", false},
		{"sender", "*client*", true},
		{"sender", "anna", false},
		{"envelope", "bounce-*@client.example", true},
		{"envelope", "", false},
		{"recipient", "support+*@help.example", true},
		{"recipient", "sales@help.example", false},
		{"mailbox", "support", true},
		{"mailbox", "sales", false},
		{"header", "X-Foo", true},
		{"header", "x-foo: *bar*", true},
		{"header", "X-Foo: second", true},
		{"header", "X-Foo: bar", false},
		{"header", "X-Bar: *", false},
		{"subject", "Printer", true},
		{"subject", "*INT*", true},
		{"subject", "*x*", false},
		{"subject", "", false},
		{"subject_pattern", "^print(er|ing)$", true},
		{"subject_pattern", "^int", false},
		{"attachment", "*.exe", true},
		{"attachment", "*.pdf", false},
		{"attachment", "application/x-ms*", true},
		{"attachment", "application/pdf", false},
		{"class", "machine", true},
		{"class", "human", false},
		{"verified", "none", true},
		{"verified", "pass", false},
	};
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct rule_test r;

		begin(&r);
		fill(&r);
		condition(&r, &r.rule.when, rows[i].name, rows[i].value);
		assert_false(rule_when_empty(&r.rule.when));
		if (rule_applies(&r.rule.when, &r.t->in, &r.t->dec) !=
		    rows[i].is)
			fail_msg("%s = \"%s\" is %s", rows[i].name,
				 rows[i].value, rows[i].is ? "false" : "true");
		end(&r);
	}
}

static void test_rules_size_is_over_and_not_at(void **state)
{
	struct rule_test r;

	(void)state;
	begin(&r);
	filter_test_begin(r.t);
	r.rule.when.size_over = 1000;
	r.t->msg.size = 1000;
	assert_false(rule_applies(&r.rule.when, &r.t->in, &r.t->dec));
	r.t->msg.size = 1001;
	assert_true(rule_applies(&r.rule.when, &r.t->in, &r.t->dec));
	end(&r);
}

/* One group of conditions more, of which one is set. */
static struct rule_when *group(struct rule_test *r, GPtrArray *list,
			       const char *name, const char *value)
{
	struct rule_when *when = pool_zero(r->t->pool, 1, sizeof *when);

	option_defaults(rule_when_options, when, r->t->strings, r->t->lists);
	when->all = when->any = when->none =
		pool_keep(r->t->pool, g_ptr_array_new(),
			  (GDestroyNotify)g_ptr_array_unref);
	condition(r, when, name, value);
	g_ptr_array_add(list, when);
	return when;
}

static void test_rules_groups_are_all_any_none(void **state)
{
	static const struct {
		const char *label, *list, *first, *second;
		bool is;
	} rows[] = {
		{"all, both", "all", "*anna*", "*client*", true},
		{"all, one", "all", "*anna*", "*bert*", false},
		{"any, one", "any", "*anna*", "*bert*", true},
		{"any, no one", "any", "*carl*", "*bert*", false},
		{"none, no one", "none", "*carl*", "*bert*", true},
		{"none, one", "none", "*anna*", "*bert*", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct rule_test r;
		GPtrArray *list;

		begin(&r);
		filter_test_begin(r.t);
		list = rows[i].list[0] == 'n'	? r.rule.when.none
		       : rows[i].list[1] == 'l' ? r.rule.when.all
						: r.rule.when.any;
		(void)group(&r, list, "sender", rows[i].first);
		(void)group(&r, list, "sender", rows[i].second);
		same_number(rows[i].label,
			    rule_applies(&r.rule.when, &r.t->in, &r.t->dec),
			    rows[i].is);
		/* A condition beside the groups is one more. */
		condition(&r, &r.rule.when, "subject", "other");
		assert_false(rule_applies(&r.rule.when, &r.t->in, &r.t->dec));
		end(&r);
	}
}

static void test_rules_actions(void **state)
{
	static const struct {
		const char *label;
		enum rule_action does;
		enum mail_class class;
		const char *envelope;
		enum action action;
		bool settled;
	} rows[] = {
		{"nothing", RULE_DEFAULT, CLASS_VACATION, "a@x.example",
		 ACTION_DISCARD, true},
		{"ticket of an answer", RULE_TICKET, CLASS_VACATION,
		 "a@x.example", ACTION_CREATE, false},
		{"no ticket of a bounce", RULE_TICKET, CLASS_DSN, "",
		 ACTION_DISCARD, true},
		{"hold", RULE_HOLD, CLASS_HUMAN, "a@x.example", ACTION_HOLD,
		 true},
		{"discard", RULE_DISCARD, CLASS_HUMAN, "a@x.example",
		 ACTION_DISCARD, true},
		{"refuse", RULE_REFUSE, CLASS_HUMAN, "a@x.example",
		 ACTION_REFUSE, true},
		{"refuse nobody's", RULE_REFUSE, CLASS_HUMAN, "",
		 ACTION_DISCARD, true},
		{"refuse an answer", RULE_REFUSE, CLASS_VACATION, "a@x.example",
		 ACTION_DISCARD, true},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct rule_test r;

		begin(&r);
		r.t->envelope.sender_known = true;
		r.t->envelope.sender = rows[i].envelope;
		filter_test_begin(r.t);
		r.t->dec.class = rows[i].class;
		if (rows[i].class != CLASS_HUMAN) {
			r.t->dec.action = ACTION_DISCARD;
			r.t->dec.settled = true;
		}
		condition(&r, &r.rule.when, "sender", "*");
		r.rule.then.action = (int)rows[i].does;
		filter_rules.run(&r.t->in, &r.t->dec);
		same_number(rows[i].label, r.t->dec.action, rows[i].action);
		same_number(rows[i].label, r.t->dec.settled, rows[i].settled);
		end(&r);
	}
}

static void test_rules_change_what_the_ticket_is_like(void **state)
{
	struct rule_test r;

	(void)state;
	begin(&r);
	r.t->reply_to = (struct address){"bert@x.example", "Bert"};
	r.t->msg.reply_to = (struct addresses){&r.t->reply_to, 1};
	filter_test_begin(r.t);
	condition(&r, &r.rule.when, "sender", "*");
	r.rule.then.priority = 4;
	r.rule.then.mailbox = "sales";
	r.rule.then.first = "Look here.";
	r.rule.then.trim = false;
	r.rule.then.reply_to = true;
	filter_rules.run(&r.t->in, &r.t->dec);
	same_text("priority", r.t->dec.priority, "urgent");
	same_text("mailbox", r.t->dec.mailbox, "sales");
	same_text("first", filter_test_line(r.t->dec.first, 0), "Look here.");
	same_text("sender", r.t->dec.sender.email, "bert@x.example");
	assert_true(r.t->dec.whole);
	assert_int_equal(r.t->dec.action, ACTION_CREATE);
	end(&r);
}

static void test_rules_end_with_one_that_is_final(void **state)
{
	static const struct {
		const char *label;
		enum rule_action action;
		bool stop, enabled;
		const char *priority;
	} rows[] = {
		{"later ones count", RULE_DEFAULT, false, true, "urgent"},
		{"stop", RULE_DEFAULT, true, true, "low"},
		{"hold", RULE_HOLD, false, true, "low"},
		{"disabled", RULE_HOLD, true, false, "urgent"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct rule_test r;
		struct rule two[2];

		begin(&r);
		filter_test_begin(r.t);
		condition(&r, &r.rule.when, "sender", "*");
		two[0] = two[1] = r.rule;
		two[0].enabled = rows[i].enabled;
		two[0].then.priority = 1;
		two[0].then.action = (int)rows[i].action;
		two[0].then.stop = rows[i].stop;
		two[1].then.priority = 4;
		r.rules = (struct rules){two, 2, false};
		filter_rules.run(&r.t->in, &r.t->dec);
		same_text(rows[i].label, r.t->dec.priority, rows[i].priority);
		end(&r);
	}
}

static void test_rules_stars_cost_no_time(void **state)
{
	g_autofree char *text = g_strnfill(100000, 'a');
	gint64 start;
	struct rule_test r;

	(void)state;
	begin(&r);
	r.t->msg.subject = text;
	filter_test_begin(r.t);
	condition(&r, &r.rule.when, "subject",
		  "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b");
	start = clock_boot_ms();
	assert_false(rule_applies(&r.rule.when, &r.t->in, &r.t->dec));
	assert_true(clock_boot_ms() - start < 1000);
	end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules_conditions),
		cmocka_unit_test(test_rules_size_is_over_and_not_at),
		cmocka_unit_test(test_rules_groups_are_all_any_none),
		cmocka_unit_test(test_rules_actions),
		cmocka_unit_test(test_rules_change_what_the_ticket_is_like),
		cmocka_unit_test(test_rules_end_with_one_that_is_final),
		cmocka_unit_test(test_rules_stars_cost_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
