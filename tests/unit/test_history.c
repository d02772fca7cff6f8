// SPDX-License-Identifier: GPL-3.0-or-later
// The history: each attempt at a mail, and what was asked of the desk.
#include "unit/attempts.h"

static void ask(struct store *store, const char *what, gint64 status,
		const char *answer)
{
	const struct store_asked asked = {
		.what = what,
		.target = "",
		.status = status,
		.answer = answer,
		.at_ms = 1000,
		.ms = 143,
	};

	store_history_asked(store, &asked);
}

static struct store_mail mail_of(struct store *store, const char *key)
{
	struct why why = {0};
	struct store_mail mail;

	must(store_mail_get(store, key, &mail, &why), &why);
	return mail;
}

/* "1 later: down | 2 created" and "1 create 503 down | …", by g_free(). */
static char *history_of(struct store *store, const char *key)
{
	g_autoptr(GArray) attempts = NULL;
	g_autoptr(GArray) asked = NULL;
	GString *text = g_string_new(NULL);
	struct why why = {0};

	must(store_history_of(store, key, &attempts, &asked, &why), &why);
	for (guint i = 0; i < attempts->len; i++) {
		const struct store_attempt *one =
			&g_array_index(attempts, struct store_attempt, i);

		g_string_append_printf(text, "%" G_GINT64_FORMAT " %s(%s) ",
				       one->attempt, one->outcome, one->reason);
	}
	for (guint i = 0; i < asked->len; i++) {
		const struct store_asked *one =
			&g_array_index(asked, struct store_asked, i);

		g_string_append_printf(
			text,
			"%" G_GINT64_FORMAT ":%s=%" G_GINT64_FORMAT "/%s ",
			one->attempt, one->what, one->status, one->answer);
	}
	return g_string_free(text, FALSE);
}

static void history_is(struct store *store, const char *key, const char *want)
{
	g_autofree char *got = history_of(store, key);

	assert_string_equal(got, want);
}

static void test_history_of_one_mail_is_written_with_its_end(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);
	g_autoptr(GArray) attempts = NULL;
	g_autoptr(GArray) asked = NULL;
	const struct store_attempt *first;

	attempt_begin(store, "k1");
	mail.class = "human";
	mail.action = "create";
	mail.notes = "quote: cut 3 lines";
	intend(store, &mail, &part);
	history_is(store, "k1", "1 () ");
	ask(store, "create", 201, "done");
	part.state = PART_DONE;
	mail.outcome = "created";
	mail.reason = "no reason against it";
	mail.requests = 1;
	must(store_mail_end(store, &mail, &part, NULL, &why), &why);
	history_is(store, "k1",
		   "1 created(no reason against it) 1:create=201/done ");
	must(store_history_of(store, "k1", &attempts, &asked, &why), &why);
	first = &g_array_index(attempts, struct store_attempt, 0);
	assert_string_equal(first->class, "human");
	assert_string_equal(first->action, "create");
	assert_string_equal(first->notes, "quote: cut 3 lines");
	assert_int_equal(first->requests, 1);
	assert_true(first->at_ms > 0);
	assert_int_equal(g_array_index(asked, struct store_asked, 0).ms, 143);
	assert_int_equal(mail_of(store, "k1").tries, 1);
}

static void test_history_of_what_was_not_begun_is_empty(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);

	ask(store, "newest", 200, "done");
	end_created(store, "k1", "t-1", 1042, NULL);
	put_off(store, "k2", "not begun");
	history_is(store, "k1", "");
	history_is(store, "k2", "");
	assert_int_equal(mail_of(store, "k2").state, MAIL_UNKNOWN);
}

static void test_history_has_a_mail_that_was_only_put_off(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct store_mail mail;

	attempt_begin(store, "k1");
	put_off(store, "k1", "paused");
	mail = mail_of(store, "k1");
	assert_int_equal(mail.state, MAIL_OPEN);
	assert_string_equal(mail.trace, "k1");
	assert_string_equal(mail.sender, "anna@example.org");
	/* Nothing was tried at the desk: see keep_unread() of delivery.c. */
	assert_int_equal(mail.attempts, 0);
	assert_int_equal(mail.tries, 1);
	attempt_begin(store, "k1");
	put_off(store, "k1", "still paused");
	history_is(store, "k1", "1 later(paused) 2 later(still paused) ");
	assert_int_equal(mail_of(store, "k1").tries, 2);
}

static void test_history_goes_over_processes_to_the_end(void **state)
{
	struct store *store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);

	attempt_begin(store, "k1");
	intend(store, &mail, &part);
	ask(store, "create", 503, "down");
	put_off(store, "k1", "HTTP 503");
	assert_int_equal(mail_of(store, "k1").attempts, 1);
	store_close(store);

	/* This one is killed after its intent. */
	store = open_state(*state);
	attempt_begin(store, "k1");
	intend(store, &mail, &part);
	store_close(store);

	store = open_state(*state);
	attempt_begin(store, "k1");
	ask(store, "newest", 200, "done");
	intend(store, &mail, &part);
	ask(store, "create", 201, "done");
	part.state = PART_DONE;
	mail.outcome = "created";
	mail.requests = 2;
	must(store_mail_end(store, &mail, &part, NULL, &why), &why);
	history_is(store, "k1",
		   "1 later(HTTP 503) 2 () 3 created() 1:create=503/down "
		   "3:newest=200/done 3:create=201/done ");
	assert_int_equal(mail_of(store, "k1").attempts, 3);
	assert_int_equal(mail_of(store, "k1").tries, 3);
	store_close(store);
}

static void test_history_keeps_requests_of_a_failed_change(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(7);

	attempt_begin(store, "k1");
	ask(store, "get", 200, "done");
	mail.outcome = "created";
	/* A part that was never begun: all of it is rolled back. */
	assert_false(store_mail_end(store, &mail, &part, NULL, &why));
	history_is(store, "k1", "");
	put_off(store, "k1", "rolled back");
	history_is(store, "k1", "1 later(rolled back) 1:get=200/done ");
}

static void test_history_counts_requests_of_what_was_put_off(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);

	attempt_begin(store, "k1");
	intend(store, &mail, &part);
	mail.outcome = "later";
	mail.requests = 3;
	must(store_history_end(store, &mail, &why), &why);
	assert_int_equal(mail_of(store, "k1").requests, 3);
}

static void test_history_has_ceilings(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	g_autoptr(GArray) attempts = NULL;
	g_autoptr(GArray) asked = NULL;
	struct why why = {0};

	for (int i = 0; i < HISTORY_ATTEMPTS_MOST + 20; i++) {
		attempt_begin(store, "k1");
		for (int k = 0; k < (i == 0 ? HISTORY_ASKED_MOST + 9 : 1); k++)
			ask(store, "get", 200, "done");
		put_off(store, "k1", "paused");
	}
	must(store_history_of(store, "k1", &attempts, &asked, &why), &why);
	assert_int_equal(attempts->len, HISTORY_ATTEMPTS_MOST);
	assert_int_equal(
		g_array_index(attempts, struct store_attempt, 0).attempt, 1);
	assert_int_equal(
		g_array_index(attempts, struct store_attempt, 1).attempt, 22);
	assert_int_equal(asked->len,
			 HISTORY_ASKED_MOST + HISTORY_ATTEMPTS_MOST - 1);
	assert_int_equal(mail_of(store, "k1").tries,
			 HISTORY_ATTEMPTS_MOST + 20);
}

static void test_history_of_copies_is_short(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = a_mail("k1");

	attempt_begin(store, "k1");
	mail.outcome = "created";
	must(store_mail_end(store, &mail, NULL, NULL, &why), &why);
	for (int i = 0; i < HISTORY_REPEATED_MOST + 4; i++) {
		attempt_begin(store, "k1");
		mail.outcome = "repeated";
		must(store_history_end(store, &mail, &why), &why);
	}
	history_is(store, "k1",
		   "1 created() 2 repeated() 3 repeated() 4 repeated() ");
	assert_string_equal(mail_of(store, "k1").outcome, "created");
}

static void test_history_is_forgotten_with_its_mail(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = a_mail("ended");
	struct store_part part = a_part(0);
	struct rows rows;

	attempt_begin(store, "ended");
	ask(store, "create", 201, "done");
	mail.outcome = "created";
	mail.seen_ms = mail.ended_ms = 1000;
	must(store_mail_end(store, &mail, NULL, NULL, &why), &why);
	attempt_begin(store, "put off");
	put_off(store, "put off", "paused");
	mail = a_mail("begun");
	attempt_begin(store, "begun");
	intend(store, &mail, &part);
	put_off(store, "begun", "HTTP 503");
	must(store_expire(store, 2000, &why), &why);
	assert_int_equal(mail_of(store, "ended").state, MAIL_UNKNOWN);
	history_is(store, "ended", "");
	assert_int_equal(mail_of(store, "put off").state, MAIL_OPEN);

	/* Later the one that never came again goes; what was begun stays. */
	must(store_expire(store, clock_wall_ms() + 1000, &why), &why);
	assert_int_equal(mail_of(store, "put off").state, MAIL_UNKNOWN);
	history_is(store, "put off", "");
	assert_int_equal(mail_of(store, "begun").state, MAIL_OPEN);
	history_is(store, "begun", "1 later(HTTP 503) ");
	must(store_run(store, "SELECT count(*) FROM asked", NULL, 0, &rows,
		       &why),
	     &why);
	assert_int_equal(rows_int(&rows, 0, 0), 0);
}

static void test_history_of_a_held_mail_does_not_open_it(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = a_mail("k1");

	attempt_begin(store, "k1");
	mail.outcome = "held";
	must(store_mail_end(store, &mail, NULL, NULL, &why), &why);
	attempt_begin(store, "k1");
	put_off(store, "k1", "released, and the desk is down");
	assert_int_equal(mail_of(store, "k1").state, MAIL_DONE);
	assert_string_equal(mail_of(store, "k1").outcome, "held");
	assert_int_equal(mail_of(store, "k1").tries, 2);
}

/* A state as schema 3 has left it, with a mail in it. */
static void make_schema_3(const char *folder)
{
	static const char *const drops[] = {
		"DROP TABLE attempts",
		"DROP TABLE asked",
		"DROP INDEX mails_message_id",
		"DROP INDEX mails_sender",
		"DROP INDEX mails_ticket",
		"DROP TABLE tries",
		"DROP TABLE creates",
		"DROP TABLE texts",
		"DROP TABLE deaths",
		"ALTER TABLE budgets DROP COLUMN probe_ms",
	};
	g_autoptr(store_handle) store = NULL;
	struct why why = {0};

	make_state(folder);
	store = open_state(folder);
	must(store_begin(store, KEEP_SURELY, &why), &why);
	for (size_t i = 0; i < G_N_ELEMENTS(drops); i++)
		must(store_run(store, drops[i], NULL, 0, NULL, &why), &why);
	must(store->driver->version_set(store->db, 3, &why), &why);
	must(store_finish(store, true, &why), &why);
}

static void test_state_of_schema_3_goes_on_with_a_history(void **state)
{
	struct why why = {0};
	struct store *store;
	struct store_mail mail = a_mail("k2");

	make_schema_3(*state);
	store = open_with(&driver_sqlite, *state, STORE_READ, &why);
	assert_non_null(store);
	assert_int_equal(facts_of(store).schema, 3);
	assert_string_equal(mail_of(store, "k1").outcome, "created");
	history_is(store, "k1", "");
	store_close(store);

	store = open_state(*state);
	assert_int_equal(facts_of(store).schema, STORE_SCHEMA);
	assert_string_equal(mail_of(store, "k1").outcome, "created");
	history_is(store, "k1", "");
	attempt_begin(store, "k2");
	mail.outcome = "held";
	must(store_mail_end(store, &mail, NULL, NULL, &why), &why);
	history_is(store, "k2", "1 held() ");
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(test_history_of_one_mail_is_written_with_its_end),
		IN_A_FOLDER(test_history_of_what_was_not_begun_is_empty),
		IN_A_FOLDER(test_history_has_a_mail_that_was_only_put_off),
		IN_A_FOLDER(test_history_goes_over_processes_to_the_end),
		IN_A_FOLDER(test_history_keeps_requests_of_a_failed_change),
		IN_A_FOLDER(test_history_counts_requests_of_what_was_put_off),
		IN_A_FOLDER(test_history_has_ceilings),
		IN_A_FOLDER(test_history_of_copies_is_short),
		IN_A_FOLDER(test_history_is_forgotten_with_its_mail),
		IN_A_FOLDER(test_history_of_a_held_mail_does_not_open_it),
		IN_A_FOLDER(test_state_of_schema_3_goes_on_with_a_history),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
