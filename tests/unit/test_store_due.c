// SPDX-License-Identifier: GPL-3.0-or-later
// What is done now and then, and mails that go on after they had ended.
#include "unit/state.h"

static bool due(struct store *store, const char *name, gint64 every_ms)
{
	struct why why = {0};
	struct store_due what = {
		.name = name,
		.every_ms = every_ms,
		.now_ms = clock_wall_ms(),
	};
	bool is = false;

	must(store_due(store, &what, &is, &why), &why);
	return is;
}

static void test_due_is_true_once_for_all_of_a_time(void **state)
{
	struct store *one = open_state(*state);
	struct store *two = open_state(*state);

	assert_true(due(one, "sweep", 3600000));
	assert_false(due(one, "sweep", 3600000));
	assert_false(due(two, "sweep", 3600000));
	assert_true(due(two, "other", 3600000));
	g_usleep(20000);
	assert_true(due(two, "sweep", 5));
	store_close(one);
	store_close(two);
}

static void test_clock_that_was_wrong_does_not_stop_it(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};

	must(store_run(store,
		       "INSERT INTO marks (name, at_ms)"
		       " VALUES ('sweep', 99999999999999)",
		       NULL, 0, NULL, &why),
	     &why);
	assert_true(due(store, "sweep", 3600000));
	assert_false(due(store, "sweep", 3600000));
}

static void end_as(struct store *store, const char *key, const char *outcome)
{
	struct why why = {0};
	struct store_mail mail = a_mail(key);

	mail.outcome = outcome;
	mail.reason = "so it was";
	mail.seen_ms = mail.ended_ms = 1000;
	must(store_mail_end(store, &mail, NULL, NULL, &why), &why);
}

static void test_held_mail_is_open_again_by_an_intent(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);

	end_as(store, "k1", "held");
	intend(store, &mail, &part);
	must(store_mail_get(store, "k1", &mail, &why), &why);
	assert_int_equal(mail.state, MAIL_OPEN);
	assert_string_equal(mail.outcome, "");
	assert_string_equal(mail.reason, "");
}

static void test_held_mail_is_never_forgotten(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail mail;

	end_as(store, "k1", "held");
	end_as(store, "k2", "discarded");
	must(store_expire(store,
			  clock_wall_ms() - 30 * G_GINT64_CONSTANT(86400000),
			  &why),
	     &why);
	must(store_mail_by_trace(store, "k1", &mail, &why), &why);
	assert_int_equal(mail.state, MAIL_DONE);
	assert_string_equal(mail.key, "k1");
	must(store_mail_by_trace(store, "k2", &mail, &why), &why);
	assert_int_equal(mail.state, MAIL_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(test_due_is_true_once_for_all_of_a_time),
		IN_A_FOLDER(test_clock_that_was_wrong_does_not_stop_it),
		IN_A_FOLDER(test_held_mail_is_open_again_by_an_intent),
		IN_A_FOLDER(test_held_mail_is_never_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
