// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter automatic.
#include "filters/filter_test.h"

extern const struct filter filter_automatic;

static const struct {
	const char *label;
	enum mail_class class;
	enum action action;
	const char *source;
	bool customer, reply_only;
	const char *want;
	bool answers, no_reply, null_sender;
} mails[] = {
	{"a person's number", CLASS_HUMAN, ACTION_REPLY, "subject", false,
	 false, "reply"},
	{"a machine's number", CLASS_MACHINE, ACTION_REPLY, "subject", false,
	 false, "create"},
	{"a token in the address", CLASS_MACHINE, ACTION_REPLY, "token", false,
	 false, "create"},
	{"a list's number", CLASS_LIST, ACTION_REPLY, "subject", false, false,
	 "create"},
	{"the customer's own machine", CLASS_MACHINE, ACTION_REPLY, "subject",
	 true, false, "reply"},
	{"an answer by Message-ID", CLASS_MACHINE, ACTION_REPLY, "header",
	 false, false, "reply", .answers = true},
	{"a token in an answered Message-ID", CLASS_LIST, ACTION_REPLY, "token",
	 false, false, "reply", .answers = true},
	{"what was answered before", CLASS_MACHINE, ACTION_REPLY, "header",
	 false, false, "create"},
	{"no-reply's number", CLASS_HUMAN, ACTION_REPLY, "subject", false,
	 false, "create", .no_reply = true},
	{"no-reply's token", CLASS_HUMAN, ACTION_REPLY, "token", false, false,
	 "create", .no_reply = true},
	{"no-reply's own ticket", CLASS_HUMAN, ACTION_REPLY, "subject", true,
	 false, "reply", .no_reply = true},
	{"no-reply's answer", CLASS_HUMAN, ACTION_REPLY, "header", false, false,
	 "reply", .answers = true, .no_reply = true},
	{"no-reply's absence, by a number", CLASS_VACATION, ACTION_REPLY,
	 "subject", false, true, "discard", .no_reply = true},
	{"a machine's new ticket", CLASS_MACHINE, ACTION_CREATE, "subject",
	 false, false, "create"},
	{"a machine that is held", CLASS_MACHINE, ACTION_HOLD, "subject", false,
	 false, "hold"},
	{"an answer with the null sender", CLASS_MACHINE, ACTION_REPLY,
	 "header", false, false, "hold", .answers = true, .null_sender = true},
	{"the customer's, with the null sender", CLASS_MACHINE, ACTION_REPLY,
	 "subject", true, false, "hold", .null_sender = true},
	{"a new ticket with the null sender", CLASS_MACHINE, ACTION_CREATE, "",
	 false, false, "create", .null_sender = true},
	{"absence on a ticket", CLASS_VACATION, ACTION_REPLY, "header", false,
	 true, "reply"},
	{"absence without one", CLASS_VACATION, ACTION_CREATE, "", false, true,
	 "discard"},
	{"absence as a ticket", CLASS_VACATION, ACTION_CREATE, "", false, false,
	 "create"},
};

static void test_automatic_keeps_machines_off_strangers_tickets(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		struct filter_test *t = filter_test_new(&filter_automatic);

		filter_test_begin(t);
		t->dec.class = mails[i].class;
		t->dec.action = mails[i].action;
		t->dec.reference.found = *mails[i].source != '\0';
		t->dec.reference.source = mails[i].source;
		t->dec.reference.text = "[#1042]";
		t->dec.standing.customer = mails[i].customer;
		t->dec.reply_only = mails[i].reply_only;
		t->dec.reference.answers = mails[i].answers;
		t->dec.no_reply = mails[i].no_reply;
		t->dec.null_sender = mails[i].null_sender;
		filter_automatic.run(&t->in, &t->dec);
		same_text(mails[i].label, action_name(t->dec.action),
			  mails[i].want);
		filter_test_free(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_automatic_keeps_machines_off_strangers_tickets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
