// SPDX-License-Identifier: GPL-3.0-or-later
// Pauses: one that the desk asked for, and one while it does not answer.
#include "unit/clocked.h"

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
		const struct store_budget budget = {rows[i].label, 3, 10000};

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
	assert_int_equal(ask(other, &three, &wait_ms), TURN_DOWN);
	assert_int_equal(wait_ms, 30000);
	fake.ms += 30000;
	assert_int_equal(ask(probe, &three, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(other, &three, &wait_ms), TURN_PROBED);
	assert_in_range(wait_ms, 5000, 8000);
	/* The probe has died: another goes when its time is over. */
	fake.ms += 8001;
	assert_int_equal(ask(other, &three, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(probe, &three, &wait_ms), TURN_PROBED);
	must(store_resume(other, "b", &why), &why);
	assert_int_equal(ask(probe, &three, &wait_ms), TURN_TAKEN);
}

static void test_probe_that_died_is_followed_at_once(void **state)
{
	g_autoptr(store_handle) probe = open_clocked(*state, 1000);
	g_autoptr(store_handle) other = open_clocked(*state, 1000);
	g_autoptr(store_handle) third = open_clocked(*state, 1000);
	struct why why = {0};
	gint64 wait_ms;

	must(store_pause(other, "b", PAUSE_DOWN, 5000, "no answer", &why),
	     &why);
	fake.ms += 5000;
	assert_int_equal(ask(probe, &three, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(other, &three, &wait_ms), TURN_PROBED);
	store_close(g_steal_pointer(&probe));
	assert_int_equal(ask(other, &three, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(third, &three, &wait_ms), TURN_PROBED);
	/* Who lives and has found it down is no probe any more. */
	must(store_pause(other, "b", PAUSE_DOWN, 5000, "no answer", &why),
	     &why);
	fake.ms += 5000;
	assert_int_equal(ask(third, &three, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(other, &three, &wait_ms), TURN_PROBED);
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

static void test_a_probe_that_failed_ends_what_was_kept_for_it(void **state)
{
	g_autoptr(store_handle) probe = open_clocked(*state, 240);
	g_autoptr(store_handle) other = open_clocked(*state, 1000);
	struct why why = {0};
	gint64 wait_ms;

	must(store_pause(other, "b", PAUSE_DOWN, 5000, "no answer", &why),
	     &why);
	fake.ms += 5000;
	assert_int_equal(ask(probe, &three, &wait_ms), TURN_TAKEN);
	assert_int_equal(ask(other, &three, &wait_ms), TURN_PROBED);
	assert_int_equal(wait_ms, 60000);
	/* Not the probe: it cannot shorten what is kept for that one. */
	must(store_pause(other, "b", PAUSE_DOWN, 5000, "no answer", &why),
	     &why);
	assert_int_equal(ask(other, &three, &wait_ms), TURN_DOWN);
	assert_int_equal(wait_ms, 60000);
	must(store_pause(probe, "b", PAUSE_DOWN, 5000, "no answer", &why),
	     &why);
	assert_int_equal(ask(other, &three, &wait_ms), TURN_DOWN);
	assert_int_equal(wait_ms, 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_A_FAKED_TIME(test_pauses_end_with_the_longest),
		AT_A_FAKED_TIME(test_absurd_pauses_are_clamped),
		AT_A_FAKED_TIME(test_one_probe_goes_to_a_desk_that_was_down),
		AT_A_FAKED_TIME(test_probe_that_died_is_followed_at_once),
		AT_A_FAKED_TIME(test_pauses_do_not_outlive_a_boot),
		AT_A_FAKED_TIME(test_standing_says_how_the_budget_is),
		AT_A_FAKED_TIME(
			test_a_probe_that_failed_ends_what_was_kept_for_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
