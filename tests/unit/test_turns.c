// SPDX-License-Identifier: GPL-3.0-or-later
// Turns of the budget: who goes first, and from when one counts.
#include "unit/clocked.h"

static void test_urgent_goes_before_the_queue(void **state)
{
	g_autoptr(store_handle) one = open_clocked(*state, 1000);
	g_autoptr(store_handle) two = open_clocked(*state, 1000);
	g_autoptr(store_handle) late = open_clocked(*state, 1000);
	static const struct store_budget single = {"b", 1, 10000, 0, false};
	static const struct store_budget urgent = {"b", 1, 10000, 0, true};
	gint64 wait_ms;

	assert_int_equal(ask(one, &single, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(two, &single, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(one, &urgent, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(late, &urgent, &wait_ms), TURN_WAIT);
	fake.ms += 10200;
	assert_int_equal(ask(two, &single, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(late, &urgent, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(one, &urgent, &wait_ms), TURN_TAKEN);
}

static void test_turn_that_leaves_no_time_is_not_taken(void **state)
{
	g_autoptr(store_handle) hasty = open_clocked(*state, 1);
	g_autoptr(store_handle) other = open_clocked(*state, 1000);
	static const struct store_budget spare = {"b", 1, 10000, 5000, false};
	gint64 wait_ms;

	assert_int_equal(ask(hasty, &spare, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(other, &spare, &wait_ms), TURN_TAKEN);
}

static void test_turn_counts_from_the_answer(void **state)
{
	g_autoptr(store_handle) one = open_clocked(*state, 1000);
	g_autoptr(store_handle) other = open_clocked(*state, 1000);
	static const struct store_budget single = {"b", 1, 10000, 0, false};
	const struct store_mail mail = {.key = "k", .trace = "t"};
	struct store_part part = {.target = "", .digest = "d"};
	enum turn turn = TURN_PAUSED;
	gint64 wait_ms = -1;
	struct why why = {0};

	must(store_intend(one, &single, &mail, &part, &turn, &wait_ms, &why),
	     &why);
	assert_int_equal(turn, TURN_TAKEN);
	fake.ms += 5000;
	part.state = PART_DONE;
	part.remote_id = "r";
	must(store_part_end(one, "k", &part, &why), &why);
	fake.ms += 9999;
	assert_int_equal(ask(other, &single, &wait_ms), TURN_WAIT);
	fake.ms += 1;
	assert_int_equal(ask(other, &single, &wait_ms), TURN_TAKEN);
}

static const struct store_budget single = {"b", 1, 10000};

static void test_turn_under_way_counts_as_used_now(void **state)
{
	g_autoptr(store_handle) slow = open_clocked(*state, 1000);
	g_autoptr(store_handle) other = open_clocked(*state, 1000);
	struct why why = {0};
	gint64 wait_ms;

	assert_int_equal(only_ask(slow, &single, &wait_ms), TURN_TAKEN);
	fake.ms += 30000;
	assert_int_equal(ask(other, &single, &wait_ms), TURN_WAIT);
	must(store_turn_end(slow, &why), &why);
	fake.ms += 9999;
	assert_int_equal(ask(other, &single, &wait_ms), TURN_WAIT);
	assert_int_equal(wait_ms, 1);
	fake.ms += 1;
	assert_int_equal(ask(other, &single, &wait_ms), TURN_TAKEN);
}

static void test_quick_answer_moves_no_turn_back(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	struct why why = {0};
	gint64 wait_ms;

	assert_int_equal(only_ask(store, &single, &wait_ms), TURN_TAKEN);
	fake.ms += 100;
	must(store_turn_end(store, &why), &why);
	fake.ms += 10099;
	assert_int_equal(ask(store, &single, &wait_ms), TURN_WAIT);
	fake.ms += 1;
	assert_int_equal(ask(store, &single, &wait_ms), TURN_TAKEN);
}

/* The dead may have sent their request in the moment before they died. */
static void test_turn_of_the_dead_counts_from_when_it_is_seen(void **state)
{
	struct store *dead = open_clocked(*state, 1000);
	g_autoptr(store_handle) one = open_clocked(*state, 1000);
	g_autoptr(store_handle) two = open_clocked(*state, 1000);
	gint64 wait_ms;

	assert_int_equal(only_ask(dead, &single, &wait_ms), TURN_TAKEN);
	fake.ms += 5000;
	store_close(dead);
	assert_int_equal(ask(one, &single, &wait_ms), TURN_WAIT);
	fake.ms += 5000;
	/* What has been seen once is not seen anew, nor written anew. */
	memset(begun, 0, sizeof(begun));
	assert_int_equal(ask(two, &single, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(one, &single, &wait_ms), TURN_WAIT);
	assert_int_equal(begun[KEEP_SURELY], 0);
	assert_int_equal(begun[KEEP_LIGHTLY], 1); /* the place of two */
	fake.ms += 5199;
	assert_int_equal(ask(one, &single, &wait_ms), TURN_WAIT);
	assert_int_equal(wait_ms, 1);
	fake.ms += 1;
	assert_int_equal(ask(one, &single, &wait_ms), TURN_TAKEN);
}

/* One who is stopped and never goes on does not keep all others waiting. */
static void test_turn_is_under_way_for_a_minute_at_most(void **state)
{
	g_autoptr(store_handle) stopped = open_clocked(*state, 1000);
	g_autoptr(store_handle) other = open_clocked(*state, 1000);
	gint64 wait_ms;

	assert_int_equal(only_ask(stopped, &single, &wait_ms), TURN_TAKEN);
	fake.ms += 60000 + 10199;
	assert_int_equal(ask(other, &single, &wait_ms), TURN_WAIT);
	fake.ms += 1;
	assert_int_equal(ask(other, &single, &wait_ms), TURN_TAKEN);
}

static void test_turn_is_under_way_until_the_deadline_at_most(void **state)
{
	g_autoptr(store_handle) stopped = open_clocked(*state, 8);
	g_autoptr(store_handle) other = open_clocked(*state, 1000);
	gint64 wait_ms;

	assert_int_equal(only_ask(stopped, &single, &wait_ms), TURN_TAKEN);
	fake.ms += 8000 + 10200;
	assert_int_equal(ask(other, &single, &wait_ms), TURN_TAKEN);
}

/* A process that asks has its request before behind it, answered or not. */
static void test_own_turn_before_is_over(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	g_autoptr(store_handle) other = open_clocked(*state, 1000);
	gint64 wait_ms;

	assert_int_equal(only_ask(store, &single, &wait_ms), TURN_TAKEN);
	fake.ms += 5000;
	assert_int_equal(only_ask(store, &single, &wait_ms), TURN_WAIT);
	fake.ms += 9999;
	assert_int_equal(only_ask(store, &single, &wait_ms), TURN_WAIT);
	fake.ms += 1;
	assert_int_equal(only_ask(store, &single, &wait_ms), TURN_TAKEN);
	/* … and the new one is under way. */
	fake.ms += 20000;
	assert_int_equal(ask(other, &single, &wait_ms), TURN_WAIT);
}

static void test_turns_under_way_keep_only_what_they_must(void **state)
{
	struct store *dead = open_clocked(*state, 1000);
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	gint64 wait_ms;

	assert_int_equal(only_ask(dead, &three, &wait_ms), TURN_TAKEN);
	/* Two more are to be had, whatever becomes of the first. */
	assert_int_equal(take_all(store, &three), 2);
	fake.ms += 1000;
	store_close(dead);
	assert_int_equal(ask(store, &three, &wait_ms), TURN_WAIT);
	fake.ms += 10199;
	assert_int_equal(take_all(store, &three), 0);
	fake.ms += 1;
	assert_int_equal(take_all(store, &three), 3);
}

/* Who came to no turn after all holds up nobody who has that one then. */
static void test_turn_that_was_undone_is_nobodys(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	struct store *dead = open_clocked(*state, 1000);
	g_autoptr(store_handle) other = open_clocked(*state, 1000);
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
	assert_int_equal(only_ask(dead, &single, &wait_ms), TURN_TAKEN);
	store_close(dead);
	assert_int_equal(ask(other, &single, &wait_ms), TURN_WAIT);
	fake.ms += 10200;
	assert_int_equal(ask(other, &single, &wait_ms), TURN_TAKEN);
}

static void test_who_found_the_desk_down_may_look(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	struct store_budget budget = {"b", 3, 10000, 0, false, false};
	struct why why = {0};
	gint64 wait_ms;

	must(store_pause(store, "b", PAUSE_DOWN, 5000, "down", &why), &why);
	assert_int_equal(ask(store, &budget, &wait_ms), TURN_DOWN);
	budget.despite_down = true;
	assert_int_equal(ask(store, &budget, &wait_ms), TURN_TAKEN);
	must(store_pause(store, "b", PAUSE_ASKED, 5000, "asked", &why), &why);
	assert_int_equal(ask(store, &budget, &wait_ms), TURN_PAUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_A_FAKED_TIME(test_urgent_goes_before_the_queue),
		AT_A_FAKED_TIME(test_turn_that_leaves_no_time_is_not_taken),
		AT_A_FAKED_TIME(test_turn_counts_from_the_answer),
		AT_A_FAKED_TIME(test_turn_under_way_counts_as_used_now),
		AT_A_FAKED_TIME(test_quick_answer_moves_no_turn_back),
		AT_A_FAKED_TIME(
			test_turn_of_the_dead_counts_from_when_it_is_seen),
		AT_A_FAKED_TIME(test_turn_is_under_way_for_a_minute_at_most),
		AT_A_FAKED_TIME(
			test_turn_is_under_way_until_the_deadline_at_most),
		AT_A_FAKED_TIME(test_own_turn_before_is_over),
		AT_A_FAKED_TIME(test_turns_under_way_keep_only_what_they_must),
		AT_A_FAKED_TIME(test_turn_that_was_undone_is_nobodys),
		AT_A_FAKED_TIME(test_who_found_the_desk_down_may_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
