// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of who was told of: once a day, and never lost, whatever dies when.
#include "unit/state.h"

#include "state/store_told.h"

#define DAY_MS 86400000

static const char *const anna[] = {"anna@client.example"};
static const char *const both[] = {"ANNA@Client.example",
				   "bert@client.example"};

/* "1" for each that the mail tells of, "0" for each that it does not. */
static const char *tells(struct store *store, const char *key,
			 const char *const *who, size_t n, gint64 day)
{
	static char text[8];
	const struct telling telling = {
		.key = key,
		.workspace = WORKSPACE,
		.ticket_id = "t-1",
		.recipients = who,
		.n = n,
		.at_ms = day * DAY_MS + 5,
	};
	enum told told[2];
	struct why why = {0};
	bool waits;

	must(store_told(store, &telling, true, told, &waits, &why), &why);
	if (waits)
		return "waits";
	for (size_t i = 0; i < n; i++)
		text[i] = told[i] == TOLD_MINE ? '1' : '0';
	text[n] = '\0';
	return text;
}

static void end_as(struct store *store, const char *key, const char *outcome)
{
	struct why why = {0};
	struct store_mail mail = a_mail(key);

	mail.outcome = outcome;
	must(store_mail_end(store, &mail, NULL, NULL, &why), &why);
}

static void test_told_of_once_a_day(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);

	assert_string_equal(tells(store, "k1", anna, 1, 7), "1");
	end_as(store, "k1", "posted");
	assert_string_equal(tells(store, "k2", anna, 1, 7), "0");
	assert_string_equal(tells(store, "k3", both, 2, 7), "01");
	assert_string_equal(tells(store, "k4", anna, 1, 8), "1");
}

static void test_told_again_of_the_same_by_who_comes_again(void **state)
{
	struct store *store = open_state(*state);

	assert_string_equal(tells(store, "k1", anna, 1, 7), "1");
	store_close(store);
	store = open_state(*state);
	/* On another day as well, and even if more were named by now. */
	assert_string_equal(tells(store, "k1", anna, 1, 9), "1");
	assert_string_equal(tells(store, "k1", both, 2, 9), "10");
	/* That day is not taken by it. */
	assert_string_equal(tells(store, "k2", anna, 1, 9), "1");
	store_close(store);
}

static void test_told_by_nobody_else_until_who_claimed_has_ended(void **state)
{
	static const struct {
		const char *outcome, *want;
	} rows[] = {
		{"posted", "0"},
		{"held", "1"},
		{"discarded", "1"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(store_handle) store = open_state(*state);
		g_autofree char *first = g_strdup_printf("first-%zu", i);
		g_autofree char *other = g_strdup_printf("other-%zu", i);
		const struct store_mail mail = a_mail(first);
		const struct store_part part = a_part(0);
		const gint64 day = 100 + (gint64)i;

		assert_string_equal(tells(store, first, anna, 1, day), "1");
		assert_string_equal(tells(store, other, both, 2, day), "waits");
		intend(store, &mail, &part);
		assert_string_equal(tells(store, other, both, 2, day), "waits");
		end_as(store, first, rows[i].outcome);
		same_text(rows[i].outcome, tells(store, other, anna, 1, day),
			  rows[i].want);
	}
}

static void test_told_on_each_ticket_by_itself(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct telling telling = {
		.key = "k2",
		.workspace = WORKSPACE,
		.ticket_id = "t-2",
		.recipients = anna,
		.n = 1,
		.at_ms = 7 * DAY_MS,
	};
	enum told told = TOLD_BEFORE;
	struct why why = {0};
	bool waits = true;

	assert_string_equal(tells(store, "k1", anna, 1, 7), "1");
	end_as(store, "k1", "posted");
	must(store_told(store, &telling, true, &told, &waits, &why), &why);
	assert_int_equal(told, TOLD_MINE);
	assert_false(waits);
	telling.ticket_id = "t-1";
	telling.workspace = "w2";
	must(store_told(store, &telling, true, &told, &waits, &why), &why);
	assert_int_equal(told, TOLD_MINE);
}

static void test_a_look_claims_nothing(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	const struct telling telling = {
		.key = "k1",
		.workspace = WORKSPACE,
		.ticket_id = "t-1",
		.recipients = anna,
		.n = 1,
		.at_ms = 7 * DAY_MS,
	};
	enum told told = TOLD_BEFORE;
	struct why why = {0};
	bool waits = true;

	must(store_told(store, &telling, false, &told, &waits, &why), &why);
	assert_int_equal(told, TOLD_MINE);
	assert_string_equal(tells(store, "k2", anna, 1, 7), "1");
}

static void test_claims_of_old_days_are_forgotten(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};

	assert_string_equal(tells(store, "k1", anna, 1, 7), "1");
	assert_string_equal(tells(store, "k2", anna, 1, 9), "1");
	end_as(store, "k1", "posted");
	end_as(store, "k2", "posted");
	must(store_told_expire(store, 8 * DAY_MS, &why), &why);
	assert_string_equal(tells(store, "k3", anna, 1, 9), "0");
	assert_string_equal(tells(store, "k4", anna, 1, 7), "1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(test_told_of_once_a_day),
		IN_A_FOLDER(test_told_again_of_the_same_by_who_comes_again),
		IN_A_FOLDER(
			test_told_by_nobody_else_until_who_claimed_has_ended),
		IN_A_FOLDER(test_told_on_each_ticket_by_itself),
		IN_A_FOLDER(test_a_look_claims_nothing),
		IN_A_FOLDER(test_claims_of_old_days_are_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
