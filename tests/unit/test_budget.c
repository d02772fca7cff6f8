// SPDX-License-Identifier: GPL-3.0-or-later
// The budget: never one request too many, none unused, and in turn.
#include "unit/clocked.h"

/* Rows of the queue, of the living and the dead. */
static gint64 places(struct store *store)
{
	struct why why = {0};
	struct rows rows;

	must(store_run(store, "SELECT count(*) FROM waiters", NULL, 0, &rows,
		       &why),
	     &why);
	return rows_int(&rows, 0, 0);
}

static const struct store_budget minute = {"b", 60, 60000};

static void test_window_is_longer_than_the_desks(void **state)
{
	static const struct {
		const char *label;
		struct store_budget budget;
		gint64 window_ms;
	} rows[] = {
		{"a minute", {"a", 2, 60000}, 61000},
		{"six seconds", {"b", 2, 6000}, 6120},
		{"ten minutes", {"c", 2, 600000}, 601000},
		{"very short", {"d", 2, 10}, 11},
	};
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	gint64 wait_ms;

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct store_budget *budget = &rows[i].budget;
		gint64 began_ms = fake.ms;

		same_number(rows[i].label, take_all(store, budget), 2);
		fake.ms = began_ms + rows[i].window_ms - 1;
		same_number(rows[i].label, ask(store, budget, &wait_ms),
			    TURN_WAIT);
		same_number(rows[i].label, wait_ms, 1);
		fake.ms = began_ms + rows[i].window_ms;
		same_number(rows[i].label, ask(store, budget, &wait_ms),
			    TURN_TAKEN);
		same_number(rows[i].label, wait_ms, 0);
	}
}

static void test_no_window_holds_more_when_turns_slide(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 100000);
	gint64 taken[400];
	size_t n = 0;
	gint64 wait_ms;

	/* Asked at uneven times, greedily, over many windows. */
	for (int i = 0; n < G_N_ELEMENTS(taken); i++) {
		if (ask(store, &minute, &wait_ms) == TURN_TAKEN)
			taken[n++] = fake.ms;
		fake.ms += i % 97 < 60 ? 7 : 1009;
	}
	for (size_t i = 60; i < n; i++)
		if (taken[i] - taken[i - 60] < 61000)
			fail_msg("61 turns within %d ms",
				 (int)(taken[i] - taken[i - 60]));
}

static void test_wait_says_when_the_oldest_turn_is_over(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	gint64 wait_ms;

	(void)ask(store, &three, &wait_ms);
	fake.ms += 10100;
	(void)ask(store, &three, &wait_ms);
	(void)ask(store, &three, &wait_ms);
	assert_int_equal(ask(store, &three, &wait_ms), TURN_WAIT);
	assert_int_equal(wait_ms, 100);
	fake.ms += 100;
	assert_int_equal(ask(store, &three, &wait_ms), TURN_TAKEN);
	/* The next needs the second's end: further than a look away. */
	assert_int_equal(ask(store, &three, &wait_ms), TURN_WAIT);
	assert_int_equal(wait_ms, 250);
}

static void test_budgets_do_not_share_turns(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	const struct store_budget other = {"c", 3, 10000};

	assert_int_equal(take_all(store, &three), 3);
	assert_int_equal(take_all(store, &other), 3);
}

static void test_processes_with_other_limits_keep_their_own(void **state)
{
	static const struct store_budget few = {"b", 10, 60000};
	g_autoptr(store_handle) store = open_clocked(*state, 100000);
	gint64 wait_ms;

	assert_int_equal(take_all(store, &few), 10);
	/* One that may have 60 goes on; one that may have 10 does not. */
	assert_int_equal(take_all(store, &minute), 50);
	fake.ms += 60999;
	assert_int_equal(ask(store, &few, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(store, &minute, &wait_ms), TURN_WAIT);
	fake.ms += 1;
	assert_int_equal(take_all(store, &few), 10);
	assert_int_equal(take_all(store, &minute), 50);
}

static void test_turns_before_a_boot_count_as_at_the_boot(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	gint64 wait_ms;

	assert_int_equal(take_all(store, &three), 3);
	/* Booted in five seconds: what came before may be as near as zero. */
	fake = (struct moment){10000, "boot-2"};
	assert_int_equal(ask(store, &three, &wait_ms), TURN_WAIT);
	assert_int_equal(wait_ms, 200);
	fake.ms = 10200;
	assert_int_equal(take_all(store, &three), 3);
}

static void test_turns_of_the_future_are_dropped(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);

	assert_int_equal(take_all(store, &three), 3);
	fake.ms -= 500000;
	assert_int_equal(take_all(store, &three), 3);
}

static void test_first_come_first_served(void **state)
{
	struct store *stores[5];
	gint64 wait_ms;

	for (int i = 0; i < 5; i++)
		stores[i] = open_clocked(*state, 1000);
	assert_int_equal(take_all(stores[0], &three), 3);
	/* That was also a first place in the queue, for 0. */
	for (int i = 1; i < 5; i++)
		assert_int_equal(ask(stores[i], &three, &wait_ms), TURN_WAIT);
	fake.ms += 10200;
	/* Three are free now, and five wait: the first three are served. */
	assert_int_equal(ask(stores[4], &three, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(stores[3], &three, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(stores[2], &three, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(stores[3], &three, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(stores[0], &three, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(stores[1], &three, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(stores[3], &three, &wait_ms), TURN_WAIT);
	fake.ms += 10200;
	assert_int_equal(ask(stores[3], &three, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(stores[4], &three, &wait_ms), TURN_TAKEN);
	for (int i = 0; i < 5; i++)
		store_close(stores[i]);
}

static void test_newcomer_does_not_overtake_the_queue(void **state)
{
	g_autoptr(store_handle) one = open_clocked(*state, 1000);
	g_autoptr(store_handle) late = open_clocked(*state, 1000);
	static const struct store_budget single = {"b", 1, 10000};
	gint64 wait_ms;

	assert_int_equal(ask(one, &single, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(one, &single, &wait_ms), TURN_WAIT);
	fake.ms += 10200;
	assert_int_equal(ask(late, &single, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(one, &single, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(late, &single, &wait_ms), TURN_WAIT);
}

static void test_place_of_the_dead_is_given_to_the_next(void **state)
{
	g_autoptr(store_handle) dead = open_clocked(*state, 1000);
	g_autoptr(store_handle) next = open_clocked(*state, 1000);
	static const struct store_budget single = {"b", 1, 10000};
	gint64 wait_ms;

	assert_int_equal(ask(dead, &single, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(dead, &single, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(next, &single, &wait_ms), TURN_WAIT);
	fake.ms += 10200 + 500;
	assert_int_equal(ask(next, &single, &wait_ms), TURN_WAIT);
	fake.ms += 1;
	assert_int_equal(ask(next, &single, &wait_ms), TURN_TAKEN);
	assert_int_equal(places(next), 0);
	/* Whom we held to be dead comes back, to the end of the queue. */
	assert_int_equal(ask(dead, &single, &wait_ms), TURN_WAIT);
}

static void test_who_cannot_be_served_in_time_makes_room(void **state)
{
	g_autoptr(store_handle) hasty = open_clocked(*state, 2);
	g_autoptr(store_handle) patient = open_clocked(*state, 1000);
	static const struct store_budget single = {"b", 1, 10000};
	struct store_standing standing;
	struct why why = {0};
	gint64 wait_ms;

	assert_int_equal(ask(hasty, &single, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(hasty, &single, &wait_ms), TURN_WAIT);
	assert_int_equal(wait_ms, 10200);
	must(store_standing(patient, &single, &standing, &why), &why);
	assert_int_equal(standing.waiting, 0);
	fake.ms += 10200;
	assert_int_equal(ask(patient, &single, &wait_ms), TURN_TAKEN);
}

static void test_queue_is_left_when_time_has_run_out(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1.3);
	static const struct store_budget single = {"b", 1, 1000};
	gint64 wait_ms;

	assert_int_equal(ask(store, &single, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(store, &single, &wait_ms), TURN_WAIT);
	assert_int_equal(wait_ms, 250);
	assert_int_equal(places(store), 1);
	/* The deadline is in real time, of which 1.02 s are needed. */
	g_usleep(400000);
	assert_int_equal(ask(store, &single, &wait_ms), TURN_WAIT);
	assert_int_equal(wait_ms, 1020);
	assert_int_equal(places(store), 0);
}

static void test_who_has_to_wait_longer_than_said_keeps_the_place(void **state)
{
	g_autoptr(store_handle) one = open_clocked(*state, 1000);
	g_autoptr(store_handle) other = open_clocked(*state, 1000);
	static const struct store_budget single = {"b", 1, 10000};
	static const struct store_budget five = {"b", 5, 10000};
	struct store_standing standing;
	struct why why = {0};
	gint64 wait_ms;

	assert_int_equal(ask(one, &single, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(one, &single, &wait_ms), TURN_WAIT);
	/* A process that may have five takes one before our turn. */
	fake.ms += 5000;
	assert_int_equal(ask(other, &five, &wait_ms), TURN_TAKEN);
	fake.ms += 5100;
	assert_int_equal(ask(one, &single, &wait_ms), TURN_WAIT);
	fake.ms += 2000;
	must(store_standing(other, &single, &standing, &why), &why);
	assert_int_equal(standing.waiting, 1);
	assert_int_equal(ask(one, &single, &wait_ms), TURN_WAIT);
	fake.ms += 3100;
	assert_int_equal(ask(one, &single, &wait_ms), TURN_TAKEN);
	assert_int_equal(places(one), 0);
}

static void test_late_answer_lets_nobody_take_its_turn(void **state)
{
	g_autoptr(store_handle) slow = open_clocked(*state, 1000);
	g_autoptr(store_handle) other = open_clocked(*state, 1000);
	g_autoptr(store_handle) third = open_clocked(*state, 1000);
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);
	struct why why = {0};
	enum turn turn = TURN_WAIT;
	gint64 wait_ms;

	must(store_intend(slow, &three, &mail, &part, &turn, &wait_ms, &why),
	     &why);
	assert_int_equal(turn, TURN_TAKEN);
	assert_int_equal(take_all(other, &three), 2);
	fake.ms += 5000;
	part.state = PART_DONE;
	must(store_part_end(slow, "k1", &part, &why), &why);
	/* Two turns are old enough now, but the one before them is not. */
	fake.ms += 5200;
	assert_int_equal(ask(other, &three, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(third, &three, &wait_ms), TURN_WAIT);
	fake.ms += 4799;
	assert_int_equal(ask(third, &three, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(other, &three, &wait_ms), TURN_WAIT);
	assert_int_equal(wait_ms, 1);
	fake.ms += 1;
	assert_int_equal(ask(third, &three, &wait_ms), TURN_TAKEN);
	assert_int_equal(take_all(other, &three), 2);
	/* What has ended once is not noted for later turns. */
	must(store_part_end(slow, "k1", &part, &why), &why);
	fake.ms += 10200;
	assert_int_equal(take_all(other, &three), 3);
}

/* An intent that came to nothing took no turn, so none is noted as used. */
static void test_turn_that_was_undone_is_not_noted(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	g_autoptr(store_handle) other = open_clocked(*state, 1000);
	static const struct store_budget single = {"b", 1, 10000, 0, false};
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);
	struct why why = {0};
	enum turn turn = TURN_WAIT;
	gint64 wait_ms;

	must(store_intend(store, &single, &mail, &part, &turn, &wait_ms, &why),
	     &why);
	part.state = PART_DONE;
	must(store_part_end(store, "k1", &part, &why), &why);
	fake.ms += 10200;
	assert_false(store_intend(store, &single, &mail, &part, &turn, &wait_ms,
				  &why));
	assert_int_equal(ask(other, &single, &wait_ms), TURN_TAKEN);
	fake.ms += 5000;
	must(store_part_end(store, "k1", &part, &why), &why);
	fake.ms += 5200;
	assert_int_equal(ask(other, &single, &wait_ms), TURN_TAKEN);
}

static void test_only_what_a_retry_needs_costs_an_fsync(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);
	struct why why = {0};
	enum turn turn = TURN_WAIT;
	gint64 wait_ms;

	memset(begun, 0, sizeof(begun));
	must(store_intend(store, &three, &mail, &part, &turn, &wait_ms, &why),
	     &why);
	part.state = PART_DONE;
	must(store_mail_end(store, &mail, &part, NULL, &why), &why);
	assert_int_equal(begun[KEEP_SURELY], 2);
	assert_int_equal(begun[KEEP_LIGHTLY], 0);
	assert_int_equal(take_all(store, &three), 2);
	assert_int_equal(begun[KEEP_SURELY], 2);
	/*
	 * Two turns and their ends, and the place in the queue; waiting on
	 * costs nothing.
	 */
	assert_int_equal(begun[KEEP_LIGHTLY], 5);
	assert_int_equal(ask(store, &three, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(store, &three, &wait_ms), TURN_WAIT);
	assert_int_equal(begun[KEEP_LIGHTLY], 5);
}

static void test_intent_without_a_turn_changes_nothing(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);
	struct why why = {0};
	enum turn turn = TURN_TAKEN;
	gint64 wait_ms;

	assert_int_equal(take_all(store, &three), 3);
	must(store_intend(store, &three, &mail, &part, &turn, &wait_ms, &why),
	     &why);
	assert_int_equal(turn, TURN_WAIT);
	must(store_mail_get(store, "k1", &mail, &why), &why);
	assert_int_equal(mail.state, MAIL_UNKNOWN);
	fake.ms += 10200;
	mail = a_mail("k1");
	must(store_intend(store, &three, &mail, &part, &turn, &wait_ms, &why),
	     &why);
	assert_int_equal(turn, TURN_TAKEN);
	/* The turn went with the intent: two are left. */
	assert_int_equal(take_all(store, &three), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_A_FAKED_TIME(test_window_is_longer_than_the_desks),
		AT_A_FAKED_TIME(test_no_window_holds_more_when_turns_slide),
		AT_A_FAKED_TIME(test_wait_says_when_the_oldest_turn_is_over),
		AT_A_FAKED_TIME(test_budgets_do_not_share_turns),
		AT_A_FAKED_TIME(
			test_processes_with_other_limits_keep_their_own),
		AT_A_FAKED_TIME(test_turns_before_a_boot_count_as_at_the_boot),
		AT_A_FAKED_TIME(test_turns_of_the_future_are_dropped),
		AT_A_FAKED_TIME(test_first_come_first_served),
		AT_A_FAKED_TIME(test_newcomer_does_not_overtake_the_queue),
		AT_A_FAKED_TIME(test_place_of_the_dead_is_given_to_the_next),
		AT_A_FAKED_TIME(test_who_cannot_be_served_in_time_makes_room),
		AT_A_FAKED_TIME(test_queue_is_left_when_time_has_run_out),
		AT_A_FAKED_TIME(
			test_who_has_to_wait_longer_than_said_keeps_the_place),
		AT_A_FAKED_TIME(test_late_answer_lets_nobody_take_its_turn),
		AT_A_FAKED_TIME(test_turn_that_was_undone_is_not_noted),
		AT_A_FAKED_TIME(test_only_what_a_retry_needs_costs_an_fsync),
		AT_A_FAKED_TIME(test_intent_without_a_turn_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
