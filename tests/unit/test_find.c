// SPDX-License-Identifier: GPL-3.0-or-later
// Finding mails by what people know of them, and what waits in the state.
#include "unit/attempts.h"

#include "state/store_find.h"

static void keep(struct store *store, const char *key, const char *sender,
		 const char *message_id, const char *outcome, gint64 number,
		 gint64 seen_ms)
{
	g_autofree char *ticket = g_strdup_printf("t-%d", (int)number);
	struct why why = {0};
	struct store_mail mail = a_mail(key);

	mail.sender = sender;
	mail.message_id = message_id;
	mail.outcome = outcome;
	mail.ticket_id = number == 0 ? "" : ticket;
	mail.ticket_number = number;
	mail.seen_ms = mail.ended_ms = seen_ms;
	must(store_mail_end(store, &mail, NULL, NULL, &why), &why);
}

/* The keys that were found, in their order. */
static char *found_by(struct store *store, const struct store_search *search)
{
	g_autoptr(GArray) mails = NULL;
	GString *keys = g_string_new(NULL);
	struct why why = {0};

	must(store_find(store, search, &mails, &why), &why);
	for (guint i = 0; i < mails->len; i++)
		g_string_append_printf(
			keys, "%s ",
			g_array_index(mails, struct store_mail, i).key);
	return g_string_free(keys, FALSE);
}

static const struct {
	const char *label;
	struct store_search search;
	const char *want;
} searches[] = {
	{"all, the newest first", {0}, "open c b a "},
	{"so many", {.most = 2}, "open c "},
	{"a Message-ID", {.message_id = "2@x"}, "b "},
	{"a Message-ID that is unknown", {.message_id = "9@x"}, ""},
	{"a sender, in whatever case", {.sender = "ANNA@example.org"}, "c a "},
	{"a number", {.ticket_number = 7}, "b a "},
	{"a number and a sender",
	 {.ticket_number = 7, .sender = "bob@example.org"},
	 "b "},
	{"a ticket's id", {.ticket_id = "t-8"}, "c "},
	{"an outcome", {.outcome = "created"}, "c a "},
	{"what waits", {.outcome = "later"}, "open "},
	{"a time", {.since_ms = 2000}, "open c b "},
	{"a time and an outcome",
	 {.since_ms = 2000, .outcome = "created"},
	 "c "},
	{"no pattern", {.sender = "%"}, ""},
	{"no statement", {.sender = "' OR 1=1 --"}, ""},
};

static void test_mails_are_found_by_what_people_know(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = a_mail("open");

	keep(store, "a", "Anna@Example.org", "1@x", "created", 7, 1000);
	keep(store, "b", "bob@example.org", "2@x", "posted", 7, 2000);
	keep(store, "c", "anna@example.org", "3@x", "created", 8, 3000);
	attempt_begin(store, "open");
	mail.sender = "eve@example.org";
	mail.message_id = "4@x";
	mail.outcome = "later";
	mail.reason = "paused";
	must(store_history_end(store, &mail, &why), &why);
	for (size_t i = 0; i < G_N_ELEMENTS(searches); i++) {
		g_autofree char *got = found_by(store, &searches[i].search);

		same_text(searches[i].label, got, searches[i].want);
	}
}

static void test_long_message_id_is_found_by_its_digest(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	g_autofree char *id = g_strnfill(2000, 'x');
	const struct store_search search = {.message_id = id};
	g_autofree char *got = NULL;

	keep(store, "a", "anna@example.org", id, "created", 7, 1000);
	got = found_by(store, &search);
	assert_string_equal(got, "a ");
}

static void test_open_mail_has_the_outcome_of_its_newest_attempt(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	const struct store_search all = {0};
	struct why why = {0};
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);
	g_autoptr(GArray) mails = NULL;
	g_autoptr(GArray) again = NULL;
	const struct store_mail *found;

	attempt_begin(store, "k1");
	put_off(store, "k1", "paused");
	must(store_find(store, &all, &mails, &why), &why);
	found = &g_array_index(mails, struct store_mail, 0);
	assert_string_equal(found->outcome, "later");
	assert_string_equal(found->reason, "paused");
	attempt_begin(store, "k1");
	intend(store, &mail, &part);
	must(store_find(store, &all, &again, &why), &why);
	found = &g_array_index(again, struct store_mail, 0);
	assert_string_equal(found->outcome, OUTCOME_OPEN);
	assert_string_equal(found->reason, "");
}

static void test_overview_says_what_waits_and_what_went_well(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = a_mail("open");
	struct store_part part = a_part(0);
	struct store_overview seen;
	g_autoptr(GArray) tallies = NULL;
	g_autoptr(GPtrArray) budgets = NULL;

	must(store_overview(store, 4000, &seen, &why), &why);
	assert_int_equal(
		seen.open + seen.intents + seen.delivered_ms + seen.seen_ms, 0);
	keep(store, "a", "a@x", "1@x", "created", 7, 1000);
	keep(store, "b", "a@x", "2@x", "held", 0, 2000);
	keep(store, "c", "a@x", "3@x", "created", 8, 3000);
	attempt_begin(store, "open");
	intend(store, &mail, &part);
	must(store_overview(store, 4000, &seen, &why), &why);
	assert_int_equal(seen.open, 1);
	assert_true(seen.open_since_ms > 3000);
	assert_int_equal(seen.tried, 1);
	assert_true(seen.tried_since_ms == seen.open_since_ms);
	assert_int_equal(seen.intents, 1);
	assert_true(seen.intents_since_ms > 3000);
	assert_int_equal(seen.delivered_ms, 3000);
	assert_true(seen.seen_ms > 3000);
	must(store_tallies(store, 2000, &tallies, &why), &why);
	assert_int_equal(tallies->len, 3);
	assert_string_equal(
		g_array_index(tallies, struct store_tally, 0).outcome,
		"created");
	assert_int_equal(g_array_index(tallies, struct store_tally, 0).mails,
			 1);
	must(store_budgets(store, &budgets, &why), &why);
	assert_int_equal(budgets->len, 1);
	assert_string_equal(budgets->pdata[0], sixty.name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(test_mails_are_found_by_what_people_know),
		IN_A_FOLDER(test_long_message_id_is_found_by_its_digest),
		IN_A_FOLDER(
			test_open_mail_has_the_outcome_of_its_newest_attempt),
		IN_A_FOLDER(test_overview_says_what_waits_and_what_went_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
