// SPDX-License-Identifier: GPL-3.0-or-later
// The record of mails and tickets: what is written is read again.
#include "unit/state.h"

static void intend(struct store *store, const struct store_mail *mail,
		   const struct store_part *part)
{
	struct why why = {0};
	enum turn turn;
	gint64 wait_ms;

	must(store_intend(store, &sixty, mail, part, &turn, &wait_ms, &why),
	     &why);
	assert_int_equal(turn, TURN_TAKEN);
}

static void test_unknown_mail_reads_as_empty(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail mail;
	GArray *parts = NULL;

	must(store_mail_get(store, "k1", &mail, &why), &why);
	assert_int_equal(mail.state, MAIL_UNKNOWN);
	assert_string_equal(mail.key, "k1");
	assert_string_equal(mail.outcome, "");
	must(store_mail_parts(store, "k1", &parts, &why), &why);
	assert_int_equal(parts->len, 0);
	g_array_free(parts, TRUE);
}

static void test_intent_and_end_are_read_by_the_next_process(void **state)
{
	struct store *store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);
	const char *ids[] = {"one@example.org", "zero@example.org"};
	const char *who[] = {"Anna@Example.org"};
	const struct store_ticket ticket = {
		.id = "t-1", .number = 1042, .customer_email = "anna@e.org"};
	const struct store_lesson lesson = {&ticket, ids, 2, who, 1, NULL};
	struct store_ticket found;
	GArray *parts = NULL;
	bool is;

	intend(store, &mail, &part);
	store_close(store);
	store = open_state(*state);
	must(store_mail_get(store, "k1", &mail, &why), &why);
	assert_int_equal(mail.state, MAIL_OPEN);
	assert_int_equal(mail.attempts, 1);
	assert_int_equal(mail.requests, 1);
	assert_string_equal(mail.subject, "Printer on fire");
	part.state = PART_DONE;
	part.remote_id = "t-1";
	mail.outcome = "created";
	mail.ticket_id = "t-1";
	mail.ticket_number = 1042;
	must(store_mail_end(store, &mail, &part, &lesson, &why), &why);
	store_close(store);

	store = open_state(*state);
	must(store_mail_get(store, "k1", &mail, &why), &why);
	assert_int_equal(mail.state, MAIL_DONE);
	assert_string_equal(mail.outcome, "created");
	assert_int_equal(mail.ticket_number, 1042);
	must(store_mail_parts(store, "k1", &parts, &why), &why);
	assert_int_equal(parts->len, 1);
	assert_string_equal(
		g_array_index(parts, struct store_part, 0).remote_id, "t-1");
	g_array_free(parts, TRUE);
	must(store_ticket_by_message_id(store, WORKSPACE, "zero@example.org",
					&found, &is, &why),
	     &why);
	assert_true(is);
	assert_int_equal(found.number, 1042);
	must(store_participant(store, WORKSPACE, "t-1", "anna@EXAMPLE.ORG", &is,
			       &why),
	     &why);
	assert_true(is);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_unknown_mail_reads_as_empty, folder_begin,
			folder_end),
		cmocka_unit_test_setup_teardown(
			test_intent_and_end_are_read_by_the_next_process,
			folder_begin, folder_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
