// SPDX-License-Identifier: GPL-3.0-or-later
// The budget: never one request too many, none unused, and in turn.
#include "unit/clocked.h"

static int begin_faked(void **state)
{
	faked = true;
	fake = (struct moment){1000000, "boot-1"};
	return folder_begin(state);
}

static int end_faked(void **state)
{
	faked = false;
	return folder_end(state);
}

#define AT_A_FAKED_TIME(test) \
	cmocka_unit_test_setup_teardown(test, begin_faked, end_faked)

/* What asking gives, and into *wait_ms how long to wait. */
static enum turn ask(struct store *store, const struct store_budget *budget,
		     gint64 *wait_ms)
{
	struct why why = {0};
	enum turn turn = TURN_PAUSED;

	*wait_ms = -1;
	must(store_turn(store, budget, &turn, wait_ms, &why), &why);
	return turn;
}

static gint64 take_all(struct store *store, const struct store_budget *budget)
{
	gint64 taken = 0;
	gint64 wait_ms;

	while (taken < 1000 && ask(store, budget, &wait_ms) == TURN_TAKEN)
		taken++;
	return taken;
}

static const struct store_budget three = {"b", 3, 10000, 0, false, false};
static const struct store_budget minute = {"b", 60, 60000, 0, false, false};

static void test_window_is_longer_than_the_desks(void **state)
{
	static const struct {
		const char *label;
		struct store_budget budget;
		gint64 window_ms;
	} rows[] = {
		{"a minute", {"a", 2, 60000, 0, false, false}, 61000},
		{"six seconds", {"b", 2, 6000, 0, false, false}, 6120},
		{"ten minutes", {"c", 2, 600000, 0, false, false}, 601000},
		{"very short", {"d", 2, 10, 0, false, false}, 11},
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
	const struct store_budget other = {"c", 3, 10000, 0, false, false};

	assert_int_equal(take_all(store, &three), 3);
	assert_int_equal(take_all(store, &other), 3);
}

static void test_processes_with_other_limits_keep_their_own(void **state)
{
	static const struct store_budget few = {"b", 10,    60000,
						0,   false, false};
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
	static const struct store_budget single = {"b", 1,     10000,
						   0,	false, false};
	gint64 wait_ms;

	assert_int_equal(ask(one, &single, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(one, &single, &wait_ms), TURN_WAIT);
	fake.ms += 10200;
	assert_int_equal(ask(late, &single, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(one, &single, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(late, &single, &wait_ms), TURN_WAIT);
}

static void test_urgent_goes_before_the_queue(void **state)
{
	g_autoptr(store_handle) one = open_clocked(*state, 1000);
	g_autoptr(store_handle) two = open_clocked(*state, 1000);
	g_autoptr(store_handle) late = open_clocked(*state, 1000);
	static const struct store_budget single = {"b", 1,     10000,
						   0,	false, false};
	static const struct store_budget urgent = {"b", 1,    10000,
						   0,	true, false};
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

static void test_who_found_the_desk_down_may_look(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	struct store_budget budget = {"b", 3, 10000, 0, false, false};
	struct why why = {0};
	gint64 wait_ms;

	must(store_pause(store, "b", PAUSE_DOWN, 5000, "down", &why), &why);
	assert_int_equal(ask(store, &budget, &wait_ms), TURN_PAUSED);
	budget.despite_down = true;
	assert_int_equal(ask(store, &budget, &wait_ms), TURN_TAKEN);
	must(store_pause(store, "b", PAUSE_ASKED, 5000, "asked", &why), &why);
	assert_int_equal(ask(store, &budget, &wait_ms), TURN_PAUSED);
}

static void test_turn_that_leaves_no_time_is_not_taken(void **state)
{
	g_autoptr(store_handle) hasty = open_clocked(*state, 1);
	g_autoptr(store_handle) other = open_clocked(*state, 1000);
	static const struct store_budget spare = {"b",	1,     10000,
						  5000, false, false};
	gint64 wait_ms;

	assert_int_equal(ask(hasty, &spare, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(other, &spare, &wait_ms), TURN_TAKEN);
}

static void test_turn_counts_from_the_answer(void **state)
{
	g_autoptr(store_handle) one = open_clocked(*state, 1000);
	g_autoptr(store_handle) other = open_clocked(*state, 1000);
	static const struct store_budget single = {"b", 1,     10000,
						   0,	false, false};
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

static void test_place_of_the_dead_is_given_to_the_next(void **state)
{
	g_autoptr(store_handle) dead = open_clocked(*state, 1000);
	g_autoptr(store_handle) next = open_clocked(*state, 1000);
	static const struct store_budget single = {"b", 1,     10000,
						   0,	false, false};
	gint64 wait_ms;

	assert_int_equal(ask(dead, &single, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(dead, &single, &wait_ms), TURN_WAIT);
	assert_int_equal(ask(next, &single, &wait_ms), TURN_WAIT);
	fake.ms += 10200 + 500;
	assert_int_equal(ask(next, &single, &wait_ms), TURN_WAIT);
	fake.ms += 1;
	assert_int_equal(ask(next, &single, &wait_ms), TURN_TAKEN);
	/* Whom we held to be dead comes back, to the end of the queue. */
	assert_int_equal(ask(dead, &single, &wait_ms), TURN_WAIT);
}

static void test_who_cannot_be_served_in_time_makes_room(void **state)
{
	g_autoptr(store_handle) hasty = open_clocked(*state, 2);
	g_autoptr(store_handle) patient = open_clocked(*state, 1000);
	static const struct store_budget single = {"b", 1,     10000,
						   0,	false, false};
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

static void test_pauses_end_with_the_longest(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	struct why why = {0};
	gint64 wait_ms;

	must(store_pause(store, "b", PAUSE_ASKED, 5000, "429", &why), &why);
	must(store_pause(store, "b", PAUSE_ASKED, 1000, "429", &why), &why);
	assert_int_equal(ask(store, &three, &wait_ms), TURN_PAUSED);
	assert_int_equal(wait_ms, 5000);
	must(store_resume(store, "b", &why), &why);
	assert_int_equal(ask(store, &three, &wait_ms), TURN_PAUSED);
	fake.ms += 4999;
	assert_int_equal(ask(store, &three, &wait_ms), TURN_PAUSED);
	assert_int_equal(wait_ms, 1);
	fake.ms += 1;
	assert_int_equal(take_all(store, &three), 3);
}

static void test_absurd_pauses_are_clamped(void **state)
{
	static const struct {
		const char *label;
		gint64 ms, wait_ms;
	} rows[] = {
		{"negative", -1, 0},
		{"none", 0, 0},
		{"an hour", 3600000, 3600000},
		{"a year", G_GINT64_CONSTANT(31536000000), 3600000},
		{"for ever", G_MAXINT64, 3600000},
	};
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	struct why why = {0};
	gint64 wait_ms;

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct store_budget budget = {rows[i].label, 3, 10000, 0,
						    false};

		must(store_pause(store, rows[i].label, PAUSE_ASKED, rows[i].ms,
				 "429", &why),
		     &why);
		same_number(rows[i].label, ask(store, &budget, &wait_ms),
			    rows[i].wait_ms > 0 ? TURN_PAUSED : TURN_TAKEN);
		same_number(rows[i].label, wait_ms, rows[i].wait_ms);
	}
}

static void test_one_probe_goes_to_a_desk_that_was_down(void **state)
{
	g_autoptr(store_handle) probe = open_clocked(*state, 8);
	g_autoptr(store_handle) other = open_clocked(*state, 1000);
	struct why why = {0};
	gint64 wait_ms;

	must(store_pause(other, "b", PAUSE_DOWN, 30000, "no answer", &why),
	     &why);
	fake.ms += 30000;
	assert_int_equal(ask(probe, &three, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(other, &three, &wait_ms), TURN_PAUSED);
	assert_in_range(wait_ms, 5000, 8000);
	/* The probe has died: another goes when its time is over. */
	fake.ms += 8001;
	assert_int_equal(ask(other, &three, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(probe, &three, &wait_ms), TURN_PAUSED);
	must(store_resume(other, "b", &why), &why);
	assert_int_equal(ask(probe, &three, &wait_ms), TURN_TAKEN);
}

static void test_pauses_do_not_outlive_a_boot(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	struct why why = {0};

	must(store_pause(store, "b", PAUSE_ASKED, 60000, "429", &why), &why);
	fake.epoch = "boot-2";
	assert_int_equal(take_all(store, &three), 3);
}

static void test_standing_says_how_the_budget_is(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	struct store_standing standing;
	struct why why = {0};
	gint64 wait_ms;

	must(store_standing(store, &three, &standing, &why), &why);
	assert_int_equal(standing.used, 0);
	assert_int_equal(standing.paused_ms, 0);
	assert_int_equal(take_all(store, &three), 3);
	fake.ms += 10000;
	assert_int_equal(ask(store, &three, &wait_ms), TURN_WAIT);
	must(store_pause(store, "b", PAUSE_DOWN, 700, "no answer", &why), &why);
	must(store_standing(store, &three, &standing, &why), &why);
	assert_int_equal(standing.used, 3);
	assert_int_equal(standing.waiting, 1);
	assert_int_equal(standing.paused_ms, 700);
	assert_true(standing.down);
	assert_string_equal(standing.reason, "no answer");
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
		AT_A_FAKED_TIME(test_urgent_goes_before_the_queue),
		AT_A_FAKED_TIME(test_who_found_the_desk_down_may_look),
		AT_A_FAKED_TIME(test_turn_that_leaves_no_time_is_not_taken),
		AT_A_FAKED_TIME(test_turn_counts_from_the_answer),
		AT_A_FAKED_TIME(test_place_of_the_dead_is_given_to_the_next),
		AT_A_FAKED_TIME(test_who_cannot_be_served_in_time_makes_room),
		AT_A_FAKED_TIME(test_pauses_end_with_the_longest),
		AT_A_FAKED_TIME(test_absurd_pauses_are_clamped),
		AT_A_FAKED_TIME(test_one_probe_goes_to_a_desk_that_was_down),
		AT_A_FAKED_TIME(test_pauses_do_not_outlive_a_boot),
		AT_A_FAKED_TIME(test_standing_says_how_the_budget_is),
		AT_A_FAKED_TIME(test_intent_without_a_turn_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
