// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of what only hints at a ticket, and of who was only in copy.
#include "unit/state.h"

static const struct store_ticket first = {.id = "t-1",
					  .number = 1001,
					  .customer_id = "c-1",
					  .customer_email = "anna@example.org",
					  .subject = "Printer"};

static const char *by_hint(struct store *store, enum hint_kind kind,
			   const char *value, const char *email)
{
	const struct store_hint hint = {kind, value};
	struct why why = {0};
	struct store_ticket ticket;
	bool found;

	must(store_ticket_by_hint(store, WORKSPACE, &hint, email, &ticket,
				  &found, &why),
	     &why);
	return found ? ticket.id : "";
}

/* One mail with both kinds of hint, and somebody in copy. */
static void learn_hints(struct store *store, const char *key,
			const struct store_ticket *ticket, const char *writer)
{
	static const struct store_hint hints[] = {
		{HINT_REFERENCE, "answered@example.org"},
		{HINT_CONVERSATION, "0101"},
		{HINT_REFERENCE, ""},
	};
	static const char *const copied[] = {"Carl@example.org", ""};
	const struct store_lesson lesson = {
		.ticket = ticket,
		.participants = &writer,
		.participants_n = 1,
		.hints = hints,
		.hints_n = G_N_ELEMENTS(hints),
		.copied = copied,
		.copied_n = G_N_ELEMENTS(copied),
	};

	end_created(store, key, ticket->id, ticket->number, &lesson);
}

static void test_hint_counts_for_who_has_a_part(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct store_ticket ticket;
	struct why why = {0};
	bool found;

	learn_hints(store, "k1", &first, "bert@example.org");
	same_text("the customer",
		  by_hint(store, HINT_REFERENCE, "answered@example.org",
			  "ANNA@example.org"),
		  "t-1");
	same_text("who wrote on it",
		  by_hint(store, HINT_CONVERSATION, "0101", "bert@example.org"),
		  "t-1");
	same_text("who was in copy",
		  by_hint(store, HINT_CONVERSATION, "0101", "carl@example.org"),
		  "");
	same_text("nobody",
		  by_hint(store, HINT_CONVERSATION, "0101", "mal@example.org"),
		  "");
	same_text("another kind",
		  by_hint(store, HINT_REFERENCE, "0101", "bert@example.org"),
		  "");
	same_text("an empty one is none",
		  by_hint(store, HINT_REFERENCE, "", "bert@example.org"), "");
	must(store_ticket_by_message_id(store, WORKSPACE,
					"answered@example.org", &ticket, &found,
					&why),
	     &why);
	assert_false(found);
}

/* Whoever claims the hints of others gets their mail no more than before. */
static void test_hint_of_several_tickets_is_each_ones_own(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	static const struct store_ticket squat = {
		.id = "t-9", .number = 9, .customer_email = "mal@example.org"};

	learn_hints(store, "k1", &first, "anna@example.org");
	learn_hints(store, "k2", &squat, "mal@example.org");
	same_text("her own",
		  by_hint(store, HINT_CONVERSATION, "0101", "anna@example.org"),
		  "t-1");
	same_text("his own",
		  by_hint(store, HINT_CONVERSATION, "0101", "mal@example.org"),
		  "t-9");
}

static bool is_copied(struct store *store, const char *ticket_id,
		      const char *email)
{
	struct why why = {0};
	bool is = false;

	must(store_copied(store, WORKSPACE, ticket_id, email, &is, &why), &why);
	return is;
}

static void test_copied_is_no_participant(void **state)
{
	static const struct store_ticket heir = {.id = "t-2", .number = 1002};
	const struct store_lesson lesson = {.ticket = &heir, .replaces = "t-1"};
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	bool is = true;

	learn_hints(store, "k1", &first, "anna@example.org");
	assert_true(is_copied(store, "t-1", "CARL@example.org"));
	assert_false(is_copied(store, "t-1", "anna@example.org"));
	assert_false(is_copied(store, "t-2", "carl@example.org"));
	assert_false(is_copied(store, "t-1", ""));
	must(store_participant(store, WORKSPACE, "t-1", "carl@example.org", &is,
			       &why),
	     &why);
	assert_false(is);
	/* They go along to the ticket that replaces this one. */
	end_created(store, "k2", heir.id, heir.number, &lesson);
	assert_true(is_copied(store, "t-2", "carl@example.org"));
}

static void test_customer_is_known_by_another_ticket(void **state)
{
	static const struct store_ticket listed = {
		.id = "t-7", .number = 7, .customer_id = "c-1"};
	g_autoptr(store_handle) store = open_state(*state);
	const char *email = NULL;
	struct why why = {0};

	learn_hints(store, "k1", &first, "anna@example.org");
	must(store_tickets_save(store, WORKSPACE, &listed, 1, &why), &why);
	must(store_customer(store, WORKSPACE, "c-1", &email, &why), &why);
	same_text("hers", email, "anna@example.org");
	must(store_customer(store, WORKSPACE, "c-2", &email, &why), &why);
	same_text("another's", email, "");
	must(store_customer(store, WORKSPACE, "", &email, &why), &why);
	same_text("nobody's", email, "");
	must(store_customer(store, "other", "c-1", &email, &why), &why);
	same_text("in another workspace", email, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(test_hint_counts_for_who_has_a_part),
		IN_A_FOLDER(test_hint_of_several_tickets_is_each_ones_own),
		IN_A_FOLDER(test_copied_is_no_participant),
		IN_A_FOLDER(test_customer_is_known_by_another_ticket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
