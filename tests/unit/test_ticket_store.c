// SPDX-License-Identifier: GPL-3.0-or-later
// What the state knows of tickets: numbers, threads, people, successors.
#include "unit/state.h"

/* The id of the ticket found, or "" for none. */
static const char *by_number(struct store *store, const char *workspace,
			     gint64 number)
{
	struct why why = {0};
	struct store_ticket ticket;
	bool found;

	must(store_ticket_by_number(store, workspace, number, &ticket, &found,
				    &why),
	     &why);
	assert_int_equal(found, ticket.id[0] != '\0');
	return ticket.id;
}

static const char *by_id(struct store *store, const char *workspace,
			 const char *id)
{
	struct why why = {0};
	struct store_ticket ticket;
	bool found;

	must(store_ticket_by_id(store, workspace, id, &ticket, &found, &why),
	     &why);
	assert_int_equal(found, ticket.id[0] != '\0');
	return ticket.id;
}

static const char *by_message_id(struct store *store, const char *workspace,
				 const char *message_id)
{
	struct why why = {0};
	struct store_ticket ticket;
	bool found;

	must(store_ticket_by_message_id(store, workspace, message_id, &ticket,
					&found, &why),
	     &why);
	assert_int_equal(found, ticket.id[0] != '\0');
	return ticket.id;
}

static bool is_participant(struct store *store, const char *ticket_id,
			   const char *email)
{
	struct why why = {0};
	bool is = false;

	must(store_participant(store, WORKSPACE, ticket_id, email, &is, &why),
	     &why);
	return is;
}

/* One mail that became, or was posted on, a ticket. */
static void learn(struct store *store, const char *key,
		  const struct store_ticket *ticket, const char *message_id,
		  const char *participant, const char *replaces)
{
	const struct store_lesson lesson = {
		.ticket = ticket,
		.message_ids = &message_id,
		.message_ids_n = message_id != NULL,
		.participants = &participant,
		.participants_n = participant != NULL,
		.replaces = replaces,
	};

	end_created(store, key, ticket->id, ticket->number, &lesson);
}

static const struct store_ticket first = {.id = "t-1",
					  .number = 1001,
					  .customer_id = "c-1",
					  .customer_email = "anna@example.org",
					  .subject = "Printer"};
static const struct store_ticket second = {.id = "t-2", .number = 1002};
static const struct store_ticket third = {.id = "t-3", .number = 1003};

static void test_ticket_is_found_by_whatever_is_tied_to_it(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_ticket ticket;
	bool found;

	learn(store, "k1", &first, "one@example.org", "anna@example.org", NULL);
	same_text("number", by_number(store, WORKSPACE, 1001), "t-1");
	same_text("other number", by_number(store, WORKSPACE, 1), "");
	same_text("id", by_id(store, WORKSPACE, "t-1"), "t-1");
	same_text("other id", by_id(store, WORKSPACE, "t-2"), "");
	same_text("Message-ID",
		  by_message_id(store, WORKSPACE, "one@example.org"), "t-1");
	same_text("Message-ID in capitals is another",
		  by_message_id(store, WORKSPACE, "ONE@example.org"), "");
	must(store_ticket_by_id(store, WORKSPACE, "t-1", &ticket, &found, &why),
	     &why);
	assert_string_equal(ticket.customer_id, "c-1");
	assert_string_equal(ticket.customer_email, "anna@example.org");
	assert_string_equal(ticket.subject, "Printer");
	assert_int_equal(ticket.number, 1001);
}

static void test_workspaces_do_not_see_each_other(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);

	learn(store, "k1", &first, "one@example.org", NULL, NULL);
	same_text("number", by_number(store, "w2", 1001), "");
	same_text("id", by_id(store, "w2", "t-1"), "");
	same_text("Message-ID", by_message_id(store, "w2", "one@example.org"),
		  "");
}

static void test_message_id_stays_where_it_was_first_tied(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);

	learn(store, "k1", &first, "one@example.org", NULL, NULL);
	learn(store, "k2", &second, "one@example.org", NULL, NULL);
	same_text("squatted",
		  by_message_id(store, WORKSPACE, "one@example.org"), "t-1");
}

static void test_long_message_ids_are_told_apart(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	g_autofree char *head = g_strnfill(2000, 'x');
	g_autofree char *one = g_strconcat(head, "1@example.org", NULL);
	g_autofree char *two = g_strconcat(head, "2@example.org", NULL);

	learn(store, "k1", &first, one, NULL, NULL);
	same_text("itself", by_message_id(store, WORKSPACE, one), "t-1");
	same_text("another with the same beginning",
		  by_message_id(store, WORKSPACE, two), "");
}

static void test_long_message_id_is_kept_as_its_digest(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	g_autofree char *id = g_strnfill(5000, 'x');
	struct why why = {0};
	struct store_mail mail = a_mail("k1");

	mail.message_id = id;
	mail.outcome = "held";
	must(store_mail_end(store, &mail, NULL, NULL, &why), &why);
	must(store_mail_get(store, "k1", &mail, &why), &why);
	assert_true(g_str_has_prefix(mail.message_id, "sha256:"));
	assert_int_equal(strlen(mail.message_id), 7 + 64);
}

static void test_participants_are_compared_as_mail_systems_do(void **state)
{
	static const struct {
		const char *email;
		bool is;
	} rows[] = {
		{"anna@example.org", true},
		{"Anna@Example.ORG", true},
		{"eva@bücher.example", true},
		{"Eva@BÜCHER.example", true},
		{"eva@xn--bcher-kva.example", true},
		{"eva@xn--bcher-kva.examples", false},
		{"anna@example.orgs", false},
		{"nna@example.org", false},
		{"", false},
		{"%@example.org", false},
	};
	g_autoptr(store_handle) store = open_state(*state);

	learn(store, "k1", &first, NULL, "ANNA@example.org", NULL);
	learn(store, "k2", &first, NULL, "eva@bücher.example", NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		same_number(rows[i].email,
			    is_participant(store, "t-1", rows[i].email),
			    rows[i].is);
	assert_false(is_participant(store, "t-2", "anna@example.org"));
}

static void test_successor_is_found_in_place_of_a_merged_ticket(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);

	learn(store, "k1", &first, "one@example.org", "anna@example.org", NULL);
	learn(store, "k2", &second, "two@example.org", NULL, "t-1");
	learn(store, "k3", &third, NULL, NULL, "t-2");
	same_text("number", by_number(store, WORKSPACE, 1001), "t-3");
	same_text("id", by_id(store, WORKSPACE, "t-1"), "t-3");
	same_text("its Message-ID",
		  by_message_id(store, WORKSPACE, "one@example.org"), "t-3");
	same_text("the one between",
		  by_message_id(store, WORKSPACE, "two@example.org"), "t-3");
	assert_true(is_participant(store, "t-3", "anna@example.org"));
}

static void test_unknown_ticket_can_be_replaced(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);

	learn(store, "k1", &second, NULL, NULL, "t-unseen");
	same_text("id", by_id(store, WORKSPACE, "t-unseen"), "t-2");
}

static void test_tickets_that_replace_each_other_end(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);

	learn(store, "k1", &first, NULL, NULL, NULL);
	learn(store, "k2", &second, NULL, NULL, "t-1");
	learn(store, "k3", &first, NULL, NULL, "t-2");
	same_text("the last word counts", by_id(store, WORKSPACE, "t-2"),
		  "t-1");
	same_text("also for itself", by_id(store, WORKSPACE, "t-1"), "t-1");
	learn(store, "k4", &third, NULL, NULL, "t-3");
	same_text("never by itself", by_id(store, WORKSPACE, "t-3"), "t-3");
}

static void test_what_the_desk_leaves_out_is_not_forgotten(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	const struct store_ticket bare = {.id = "t-1", .number = 1001};
	const struct store_ticket renamed = {
		.id = "t-1", .number = 1001, .subject = "Scanner"};
	struct store_ticket ticket;
	bool found;

	must(store_tickets_save(store, WORKSPACE, &first, 1, &why), &why);
	must(store_tickets_save(store, WORKSPACE, &bare, 1, &why), &why);
	must(store_tickets_save(store, WORKSPACE, &renamed, 1, &why), &why);
	must(store_ticket_by_id(store, WORKSPACE, "t-1", &ticket, &found, &why),
	     &why);
	assert_true(found);
	assert_string_equal(ticket.customer_email, "anna@example.org");
	assert_string_equal(ticket.subject, "Scanner");
}

static void test_fifty_tickets_are_saved_at_once(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_ticket tickets[50];
	char ids[50][8];

	for (int i = 0; i < 50; i++) {
		(void)g_snprintf(ids[i], sizeof(ids[i]), "t-%d", i);
		tickets[i] =
			(struct store_ticket){.id = ids[i], .number = 100 + i};
	}
	must(store_tickets_save(store, WORKSPACE, tickets, 50, &why), &why);
	must(store_tickets_save(store, WORKSPACE, tickets, 0, &why), &why);
	same_number("tickets", facts_of(store).tickets, 50);
	same_text("first", by_number(store, WORKSPACE, 100), "t-0");
	same_text("last", by_number(store, WORKSPACE, 149), "t-49");
}

static void test_number_used_twice_means_the_ticket_seen_last(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	const struct store_ticket tickets[] = {
		{.id = "t-new", .number = 7, .seen_ms = 2000},
		{.id = "t-old", .number = 7, .seen_ms = 1000},
	};

	must(store_tickets_save(store, WORKSPACE, tickets, 2, &why), &why);
	same_text("newest", by_number(store, WORKSPACE, 7), "t-new");
}

static void test_lesson_is_bounded(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	const char *ids[STORE_LESSON_MOST + 1];
	char names[STORE_LESSON_MOST + 1][24];
	struct store_lesson lesson = {&first, ids, G_N_ELEMENTS(ids),
				      NULL,   0,   NULL};

	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
		(void)g_snprintf(names[i], sizeof(names[i]), "%zu@e.org", i);
		ids[i] = names[i];
	}
	end_created(store, "k1", "t-1", 1001, &lesson);
	same_text("within", by_message_id(store, WORKSPACE, "99@e.org"), "t-1");
	same_text("beyond", by_message_id(store, WORKSPACE, "100@e.org"), "");
}

static void test_lesson_without_a_ticket_teaches_nothing(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	const char *id = "one@example.org";
	const struct store_lesson lesson = {.message_ids = &id,
					    .message_ids_n = 1};

	end_created(store, "k1", "", 0, &lesson);
	same_text("Message-ID", by_message_id(store, WORKSPACE, id), "");
	same_number("tickets", facts_of(store).tickets, 0);
	end_created(store, "k2", "t-1", 0, &lesson);
	same_text("by the mail's ticket", by_message_id(store, WORKSPACE, id),
		  "t-1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(test_ticket_is_found_by_whatever_is_tied_to_it),
		IN_A_FOLDER(test_workspaces_do_not_see_each_other),
		IN_A_FOLDER(test_message_id_stays_where_it_was_first_tied),
		IN_A_FOLDER(test_long_message_ids_are_told_apart),
		IN_A_FOLDER(test_long_message_id_is_kept_as_its_digest),
		IN_A_FOLDER(test_participants_are_compared_as_mail_systems_do),
		IN_A_FOLDER(
			test_successor_is_found_in_place_of_a_merged_ticket),
		IN_A_FOLDER(test_unknown_ticket_can_be_replaced),
		IN_A_FOLDER(test_tickets_that_replace_each_other_end),
		IN_A_FOLDER(test_what_the_desk_leaves_out_is_not_forgotten),
		IN_A_FOLDER(test_fifty_tickets_are_saved_at_once),
		IN_A_FOLDER(test_number_used_twice_means_the_ticket_seen_last),
		IN_A_FOLDER(test_lesson_is_bounded),
		IN_A_FOLDER(test_lesson_without_a_ticket_teaches_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
