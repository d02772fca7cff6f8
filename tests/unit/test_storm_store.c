// SPDX-License-Identifier: GPL-3.0-or-later
// The state of storms: counters, first tickets, digests.
#include "unit/state.h"

#include "state/store_storm.h"

/* Counts one mail on a narrow and a wide counter; the kind that is full. */
static gint64 count(struct store *store, const char *key, gint64 narrow,
		    gint64 wide, gint64 window_ms)
{
	struct why why = {0};
	struct store_counter counters[] = {
		{.kind = 1,
		 .name = "n",
		 .most = narrow,
		 .window_ms = window_ms},
		{.kind = 2, .name = "w", .most = wide, .window_ms = window_ms},
	};
	struct store_surge surge = {
		.key = key,
		.counters = counters,
		.n = 2,
		.count = true,
	};

	must(store_surge(store, &surge, &why), &why);
	return surge.over;
}

static void test_counter_is_full_after_its_most(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);

	assert_int_equal(count(store, "a", 2, 100, 3600000), 0);
	assert_int_equal(count(store, "b", 2, 100, 3600000), 0);
	assert_int_equal(count(store, "c", 2, 100, 3600000), 1);
}

static void test_mail_that_is_tried_again_counts_once(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);

	for (int i = 0; i < 5; i++)
		assert_int_equal(count(store, "a", 2, 100, 3600000), 0);
	assert_int_equal(count(store, "b", 2, 100, 3600000), 0);
	assert_int_equal(count(store, "c", 2, 100, 3600000), 1);
	assert_int_equal(count(store, "c", 2, 100, 3600000), 1);
	assert_int_equal(count(store, "a", 2, 100, 3600000), 0);
}

static void test_flood_beyond_its_limit_is_no_burden_to_others(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_counter wide = {
		.kind = 2, .name = "w", .most = 10, .window_ms = 3600000};
	struct store_surge look = {.key = "other", .counters = &wide, .n = 1};

	for (int i = 0; i < 50; i++) {
		g_autofree char *key = g_strdup_printf("k%d", i);

		assert_int_equal(count(store, key, 3, 10, 3600000),
				 i < 3 ? 0 : 1);
	}
	must(store_surge(store, &look, &why), &why);
	assert_int_equal(look.over, 0);
	assert_int_equal(wide.holds, 3);
}

static void test_look_changes_nothing(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_counter one = {
		.kind = 1, .name = "n", .most = 1, .window_ms = 3600000};
	struct store_surge look = {.key = "a", .counters = &one, .n = 1};

	for (int i = 0; i < 3; i++) {
		must(store_surge(store, &look, &why), &why);
		assert_int_equal(look.over, 0);
		assert_int_equal(one.holds, 0);
	}
	assert_int_equal(count(store, "a", 1, 100, 3600000), 0);
}

static void test_counter_empties_and_a_wrong_clock_stops_nobody(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};

	must(store_run(store,
		       "INSERT INTO counters (name, empty_ms)"
		       " VALUES ('n', 99999999999999)",
		       NULL, 0, NULL, &why),
	     &why);
	assert_int_equal(count(store, "a", 5, 100, 50), 1);
	g_usleep(250000);
	assert_int_equal(count(store, "b", 5, 100, 50), 0);
}

/* One mail that ends folded. */
static void fold(struct store *store, const char *key, gint64 window_ms)
{
	struct why why = {0};
	struct store_mail mail = a_mail(key);
	const struct store_fold one = {
		.kind = "kind",
		.about = "alerts",
		.line = "It is full.",
		.window_ms = window_ms,
	};
	const struct store_lesson lesson = {.fold = &one};

	mail.trace = key;
	mail.outcome = "folded";
	must(store_mail_end(store, &mail, NULL, &lesson, &why), &why);
}

static void test_digest_comes_when_due_and_once(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	g_autoptr(GArray) mails = NULL;
	struct store_digest digest, again;
	struct store_mail mail;
	struct why why = {0};
	bool found = true;

	fold(store, "a", 3000);
	fold(store, "b", 3000);
	must(store_digest_claim(store, 60000, false, &digest, &found, &why),
	     &why);
	assert_false(found);
	must(store_run(store, "UPDATE digests SET due_ms = 1", NULL, 0, NULL,
		       &why),
	     &why);
	must(store_digest_claim(store, 60000, false, &digest, &found, &why),
	     &why);
	assert_true(found);
	assert_int_equal(digest.mails, 2);
	/* What comes now is another digest's. */
	fold(store, "c", 3000);
	must(store_digest_claim(store, 60000, false, &again, &found, &why),
	     &why);
	assert_false(found);
	/* Who is patient gets it although it is leased: its lock decides. */
	must(store_digest_claim(store, 60000, true, &again, &found, &why),
	     &why);
	assert_true(found);
	assert_string_equal(again.key, digest.key);
	assert_int_equal(again.mails, 2);
	must(store_digest_mails(store, digest.key, 10, &mails, &why), &why);
	assert_int_equal(mails->len, 2);
	assert_string_equal(g_array_index(mails, struct store_folded, 1).trace,
			    "b");
	must(store_digest_end(store, &digest, "t-1", 7, &why), &why);
	must(store_digest_claim(store, 60000, true, &again, &found, &why),
	     &why);
	assert_false(found);
	must(store_mail_get(store, "b", &mail, &why), &why);
	assert_int_equal(mail.ticket_number, 7);
	must(store_mail_get(store, "c", &mail, &why), &why);
	assert_int_equal(mail.ticket_number, 0);
}

static void test_first_ticket_of_a_kind_stays_it(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	static const char *const kinds[] = {"kind"};
	struct why why = {0};
	struct store_ticket ticket;
	bool found = false;

	for (gint64 i = 1; i <= 2; i++) {
		g_autofree char *id = g_strdup_printf("t-%" G_GINT64_FORMAT, i);
		const struct store_ticket made = {
			.id = id,
			.number = i,
			.customer_id = "",
			.customer_email = "",
			.subject = "",
		};
		const struct store_lesson lesson = {
			.ticket = &made,
			.kinds = kinds,
			.kinds_n = 1,
			.kinds_ms = 3600000,
		};
		struct store_mail mail = a_mail(id);

		mail.trace = id;
		mail.outcome = "created";
		must(store_mail_end(store, &mail, NULL, &lesson, &why), &why);
	}
	must(store_kind_ticket(store, WORKSPACE, "kind", &ticket, &found, &why),
	     &why);
	assert_true(found);
	assert_int_equal(ticket.number, 1);
	must(store_kind_ticket(store, WORKSPACE, "other", &ticket, &found,
			       &why),
	     &why);
	assert_false(found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(test_counter_is_full_after_its_most),
		IN_A_FOLDER(test_mail_that_is_tried_again_counts_once),
		IN_A_FOLDER(test_flood_beyond_its_limit_is_no_burden_to_others),
		IN_A_FOLDER(test_look_changes_nothing),
		IN_A_FOLDER(
			test_counter_empties_and_a_wrong_clock_stops_nobody),
		IN_A_FOLDER(test_digest_comes_when_due_and_once),
		IN_A_FOLDER(test_first_ticket_of_a_kind_stays_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
