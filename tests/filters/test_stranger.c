// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter stranger.
#include "filters/filter_test.h"

extern const struct filter filter_stranger;

static void test_stranger_needs_a_part_in_the_ticket(void **state)
{
	static const struct {
		const char *label, *policy;
		bool found, known, customer, participant;
		const char *gone;
		enum action action;
		const char *first; /* beginning of the first line, or NULL */
	} rows[] = {
		{"no reference", "new", false, false, false, false, "",
		 ACTION_CREATE, NULL},
		{"customer", "new", true, true, true, false, "", ACTION_REPLY,
		 NULL},
		{"customer under hold", "hold", true, true, true, false, "",
		 ACTION_REPLY, NULL},
		{"participant", "new", true, true, false, true, "",
		 ACTION_REPLY, "From Anna <anna@client.example>:"},
		{"stranger, new", "new", true, true, false, false, "",
		 ACTION_CREATE, "This mail refers to ticket #1042, in which"},
		{"stranger, post", "post", true, true, false, false, "",
		 ACTION_REPLY, "From Anna <anna@client.example>, who had no"},
		{"stranger, hold", "hold", true, true, false, false, "",
		 ACTION_HOLD, NULL},
		{"unknown ticket", "new", true, false, false, false, "",
		 ACTION_CREATE, "This mail refers to ticket #1042, which was"},
		{"unknown ticket under hold", "hold", true, false, false, false,
		 "", ACTION_CREATE, "This mail refers to ticket #1042, which"},
		{"merged ticket", "new", true, false, false, false,
		 "merged into another", ACTION_CREATE,
		 "This mail refers to ticket #1042 (merged into another)."},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct option_value policy = {OPTION_TEXT,
						    .text = rows[i].policy};
		struct filter_test *t = filter_test_new(&filter_stranger);
		const char *first;

		assert_null(filter_test_set(t, &filter_stranger, "stranger",
					    &policy));
		filter_test_begin(t);
		t->dec.sender.email = t->from.email;
		t->dec.sender.name = t->from.name;
		t->dec.reference.found = rows[i].found;
		t->dec.reference.number = 1042;
		t->dec.standing.known = rows[i].known;
		t->dec.standing.customer = rows[i].customer;
		t->dec.standing.participant = rows[i].participant;
		t->dec.standing.gone = rows[i].gone;
		filter_stranger.run(&t->in, &t->dec);
		same_number(rows[i].label, t->dec.action, rows[i].action);
		first = filter_test_line(t->dec.first, 0);
		if ((first == NULL) != (rows[i].first == NULL) ||
		    (first != NULL && !g_str_has_prefix(first, rows[i].first)))
			same_text(rows[i].label, first, rows[i].first);
		filter_test_free(t);
	}
}

static void set_word(struct filter_test *t, const char *name, const char *word)
{
	const struct option_value value = {OPTION_TEXT, .text = word};

	if (word != NULL)
		assert_null(filter_test_set(t, &filter_stranger, name, &value));
}

static void test_token_lets_in_a_person_who_answers(void **state)
{
	static const struct {
		const char *label, *policy;
		bool answers, replies, unsure, no_reply;
		enum mail_class class;
		enum action action;
		const char *first;
	} rows[] = {
		{"answers a mail of ours", "answer", true, true, false, false,
		 CLASS_HUMAN, ACTION_REPLY,
		 "From Anna <anna@client.example>, who had no part"},
		{"answers another mail", "answer", false, true, false, false,
		 CLASS_HUMAN, ACTION_REPLY,
		 "From Anna <anna@client.example>, who had no part"},
		{"answers nothing", "answer", false, false, false, false,
		 CLASS_HUMAN, ACTION_CREATE, "This mail refers to ticket"},
		{"answers nothing under always", "always", false, false, false,
		 false, CLASS_HUMAN, ACTION_REPLY,
		 "From Anna <anna@client.example>, who had no part"},
		{"answers under never", "never", true, true, false, false,
		 CLASS_HUMAN, ACTION_CREATE, "This mail refers to ticket"},
		{"may not be who he says", "answer", true, true, true, false,
		 CLASS_HUMAN, ACTION_REPLY,
		 "From Anna <anna@client.example> (not verified), who had"},
		{"a machine", "always", true, true, false, false, CLASS_MACHINE,
		 ACTION_CREATE, "This mail refers to ticket"},
		{"a list", "always", true, true, false, false, CLASS_LIST,
		 ACTION_CREATE, "This mail refers to ticket"},
		{"no-reply", "always", true, true, false, true, CLASS_HUMAN,
		 ACTION_CREATE, "This mail refers to ticket"},
	};
	static const char *const id = "x@example.net";

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct filter_test *t = filter_test_new(&filter_stranger);
		const char *first;

		set_word(t, "token", rows[i].policy);
		if (rows[i].replies)
			t->msg.references = (struct ids){&id, 1};
		filter_test_begin(t);
		t->dec.sender.email = t->from.email;
		t->dec.sender.name = t->from.name;
		t->dec.sender.unsure = rows[i].unsure;
		t->dec.class = rows[i].class;
		t->dec.no_reply = rows[i].no_reply;
		t->dec.reference.found = true;
		t->dec.reference.answers = rows[i].answers;
		t->dec.standing.known = true;
		t->dec.standing.number = 1042;
		t->dec.standing.bearer = true;
		filter_stranger.run(&t->in, &t->dec);
		same_number(rows[i].label, t->dec.action, rows[i].action);
		first = filter_test_line(t->dec.first, 0);
		if (!g_str_has_prefix(first, rows[i].first))
			same_text(rows[i].label, first, rows[i].first);
		filter_test_free(t);
	}
}

static void test_copied_counts_by_a_setting_only(void **state)
{
	(void)state;
	for (int on = 0; on < 2; on++) {
		const struct option_value value = {OPTION_BOOL,
						   .truth = on != 0};
		struct filter_test *t = filter_test_new(&filter_stranger);

		assert_null(
			filter_test_set(t, &filter_stranger, "copied", &value));
		filter_test_begin(t);
		t->dec.sender.email = t->from.email;
		t->dec.sender.name = t->from.name;
		t->dec.reference.found = true;
		t->dec.standing.known = true;
		t->dec.standing.number = 1042;
		t->dec.standing.copied = true;
		filter_stranger.run(&t->in, &t->dec);
		same_number("action", t->dec.action,
			    on ? ACTION_REPLY : ACTION_CREATE);
		same_number("admits", t->dec.admits_copied, on);
		if (on)
			same_text("named", filter_test_line(t->dec.first, 0),
				  "From Anna <anna@client.example>:");
		filter_test_free(t);
	}
}

static void test_agent_is_named_and_has_no_right(void **state)
{
	static const struct {
		const char *label, *from, *sender, *source;
		bool customer;
		enum action action;
		const char *line; /* the first, NULL for none */
	} rows[] = {
		{"an agent who is the customer", "eve@desk.example",
		 "eve@desk.example", "from", true, ACTION_REPLY,
		 "From Anna <eve@desk.example>:"},
		{"the customer", "anna@client.example", "anna@client.example",
		 "from", true, ACTION_REPLY, NULL},
		{"an agent with a customer's Reply-To", "eve@desk.example",
		 "anna@client.example", "reply-to", true, ACTION_REPLY,
		 "From Anna <eve@desk.example>, for Bert "
		 "<anna@client.example>:"},
		{"an agent's forward", "eve@desk.example",
		 "anna@client.example", "forwarded", true, ACTION_REPLY, NULL},
		{"an agent on a ticket of others", "EVE@DESK.EXAMPLE",
		 "EVE@DESK.EXAMPLE", "from", false, ACTION_CREATE,
		 "This mail refers to ticket #1042, in which its sender has "
		 "no part."},
	};
	static const char *const agents[] = {"@desk.example", NULL};
	const struct option_value value = {OPTION_LIST, .list = agents};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct filter_test *t = filter_test_new(&filter_stranger);

		assert_null(
			filter_test_set(t, &filter_stranger, "agents", &value));
		t->from.email = rows[i].from;
		filter_test_begin(t);
		t->dec.sender.email = rows[i].sender;
		t->dec.sender.name = strcmp(rows[i].from, rows[i].sender) == 0
					     ? "Anna"
					     : "Bert";
		t->dec.sender.source = rows[i].source;
		t->dec.reference.found = true;
		t->dec.standing.known = true;
		t->dec.standing.number = 1042;
		t->dec.standing.customer = rows[i].customer;
		filter_stranger.run(&t->in, &t->dec);
		same_number(rows[i].label, t->dec.action, rows[i].action);
		same_text(rows[i].label, filter_test_line(t->dec.first, 0),
			  rows[i].line);
		filter_test_free(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stranger_needs_a_part_in_the_ticket),
		cmocka_unit_test(test_token_lets_in_a_person_who_answers),
		cmocka_unit_test(test_copied_counts_by_a_setting_only),
		cmocka_unit_test(test_agent_is_named_and_has_no_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
