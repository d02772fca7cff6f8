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
		AT_A_FAKED_TIME(test_who_found_the_desk_down_may_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
