// SPDX-License-Identifier: GPL-3.0-or-later
// The record of mails: what is written is what the next process reads.
#include "unit/state.h"

static struct store_mail read_mail(struct store *store, const char *key)
{
	struct why why = {0};
	struct store_mail mail;

	must(store_mail_get(store, key, &mail, &why), &why);
	return mail;
}

static struct store_part read_part(struct store *store, const char *key,
				   guint n)
{
	struct why why = {0};
	g_autoptr(GArray) parts = NULL;

	must(store_mail_parts(store, key, &parts, &why), &why);
	assert_true(parts->len > n);
	return g_array_index(parts, struct store_part, n);
}

static void test_unknown_mail_reads_as_empty(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = read_mail(store, "k1");
	g_autoptr(GArray) parts = NULL;

	assert_int_equal(mail.state, MAIL_UNKNOWN);
	assert_string_equal(mail.key, "k1");
	assert_string_equal(mail.outcome, "");
	must(store_mail_parts(store, "k1", &parts, &why), &why);
	assert_int_equal(parts->len, 0);
}

static void test_intent_is_there_for_the_next_process(void **state)
{
	struct store *store = open_state(*state);
	gint64 before_ms = clock_wall_ms();
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);

	intend(store, &mail, &part);
	store_close(store);
	store = open_state(*state);
	mail = read_mail(store, "k1");
	assert_int_equal(mail.state, MAIL_OPEN);
	assert_string_equal(mail.trace, "k1");
	assert_string_equal(mail.workspace, WORKSPACE);
	assert_string_equal(mail.mailbox, "support");
	assert_string_equal(mail.message_id, "one@example.org");
	assert_string_equal(mail.sender, "anna@example.org");
	assert_string_equal(mail.subject, "Printer on fire");
	assert_true(mail.seen_ms >= before_ms);
	part = read_part(store, "k1", 0);
	assert_int_equal(part.state, PART_INTENT);
	assert_true(part.create);
	assert_string_equal(part.digest, "d1");
	assert_true(part.sent_ms >= before_ms);
	assert_int_equal(part.tries, 1);
	store_close(store);
}

static void test_end_is_recorded_with_its_last_part(void **state)
{
	struct store *store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);

	intend(store, &mail, &part);
	part.state = PART_DONE;
	part.remote_id = "t-1";
	mail.outcome = "created";
	mail.reason = "a new mail";
	mail.ticket_id = "t-1";
	mail.ticket_number = 1042;
	mail.requests = 3;
	must(store_mail_end(store, &mail, &part, NULL, &why), &why);
	store_close(store);
	store = open_state(*state);
	mail = read_mail(store, "k1");
	assert_int_equal(mail.state, MAIL_DONE);
	assert_string_equal(mail.outcome, "created");
	assert_string_equal(mail.reason, "a new mail");
	assert_string_equal(mail.ticket_id, "t-1");
	assert_int_equal(mail.ticket_number, 1042);
	assert_int_equal(mail.requests, 3);
	assert_true(mail.ended_ms >= mail.seen_ms);
	part = read_part(store, "k1", 0);
	assert_int_equal(part.state, PART_DONE);
	assert_string_equal(part.remote_id, "t-1");
	store_close(store);
}

static void test_attempts_count_processes_and_requests_count_all(void **state)
{
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);
	struct store_part second = a_part(1);
	struct store *store = open_state(*state);

	intend(store, &mail, &part);
	intend(store, &mail, &second);
	store_close(store);
	store = open_state(*state);
	intend(store, &mail, &second);
	mail = read_mail(store, "k1");
	assert_int_equal(mail.attempts, 2);
	assert_int_equal(mail.requests, 3);
	assert_int_equal(read_part(store, "k1", 0).tries, 1);
	assert_int_equal(read_part(store, "k1", 1).tries, 2);
	store_close(store);
}

static void test_posted_part_is_never_intended_again(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);
	enum turn turn;
	gint64 wait_ms;

	intend(store, &mail, &part);
	part.state = PART_DONE;
	part.remote_id = "t-1";
	must(store_part_end(store, "k1", &part, &why), &why);
	assert_false(store_intend(store, &sixty, &mail, &part, &turn, &wait_ms,
				  &why));
	assert_int_equal(why.trouble, TROUBLE_LATER);
	part = read_part(store, "k1", 0);
	assert_int_equal(part.state, PART_DONE);
	assert_string_equal(part.remote_id, "t-1");
}

static void test_refused_part_may_go_another_way(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);

	part.create = false;
	part.target = "t-merged";
	intend(store, &mail, &part);
	part.state = PART_REFUSED;
	must(store_part_end(store, "k1", &part, &why), &why);
	assert_int_equal(read_part(store, "k1", 0).state, PART_REFUSED);
	part.create = true;
	part.target = "";
	intend(store, &mail, &part);
	part = read_part(store, "k1", 0);
	assert_int_equal(part.state, PART_INTENT);
	assert_true(part.create);
	assert_string_equal(part.target, "");
	assert_int_equal(part.tries, 2);
}

static void test_end_of_a_part_that_never_began_is_refused(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_part part = a_part(7);

	part.state = PART_DONE;
	assert_false(store_part_end(store, "k1", &part, &why));
	assert_int_equal(why.trouble, TROUBLE_LATER);
}

static void test_trace_code_of_another_mail_is_not_taken(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);
	enum turn turn;
	gint64 wait_ms;

	intend(store, &mail, &part);
	mail.key = "k2";
	assert_false(store_intend(store, &sixty, &mail, &part, &turn, &wait_ms,
				  &why));
	assert_int_equal(why.trouble, TROUBLE_INPUT);
	assert_int_equal(read_mail(store, "k2").state, MAIL_UNKNOWN);
	/* Nothing hinders the same mail with a code of its own. */
	mail.trace = "another";
	intend(store, &mail, &part);
	/* Mails without a code do not hinder each other. */
	mail = a_mail("k3");
	mail.trace = "";
	intend(store, &mail, &part);
	mail.key = "k4";
	intend(store, &mail, &part);
}

static void test_discarded_mail_is_recorded_without_an_intent(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = a_mail("k1");

	mail.outcome = "discarded";
	mail.reason = "our own mail came back";
	must(store_mail_end(store, &mail, NULL, NULL, &why), &why);
	mail = read_mail(store, "k1");
	assert_int_equal(mail.state, MAIL_DONE);
	assert_string_equal(mail.outcome, "discarded");
	assert_int_equal(mail.attempts, 1);
	assert_int_equal(mail.requests, 0);
}

static void test_released_mail_begins_again_and_keeps_its_texts(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);

	mail.outcome = "held";
	must(store_mail_end(store, &mail, NULL, NULL, &why), &why);
	intend(store, &mail, &part);
	assert_int_equal(read_mail(store, "k1").state, MAIL_OPEN);
	mail = (struct store_mail){.key = "k1", .outcome = "held"};
	store_close(store);
	store = open_state(*state);
	must(store_mail_end(store, &mail, NULL, NULL, &why), &why);
	mail = read_mail(store, "k1");
	assert_int_equal(mail.state, MAIL_DONE);
	assert_string_equal(mail.sender, "anna@example.org");
	assert_string_equal(mail.subject, "Printer on fire");
	assert_string_equal(mail.trace, "k1");
}

static char *repeated(const char *text, size_t n)
{
	GString *all = g_string_new("");

	while (n-- > 0)
		g_string_append(all, text);
	return g_string_free(all, FALSE);
}

static void test_texts_are_cut_at_characters(void **state)
{
	static const struct {
		const char *label;
		const char *character;
		size_t given, kept;
	} rows[] = {
		{"short", "a", 10, 10},
		{"just fits", "a", 300, 300},
		{"one too many", "a", 301, 300},
		{"few, of three bytes each", "\xe7\x81\xab", 200, 200},
		{"long, of three bytes each", "\xe7\x81\xab", 400, 300},
		{"long, of four bytes each", "\xf0\x9f\x94\xa5", 301, 300},
	};
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *given =
			repeated(rows[i].character, rows[i].given);
		g_autofree char *kept =
			repeated(rows[i].character, rows[i].kept);
		struct store_mail mail = a_mail(rows[i].label);

		mail.subject = given;
		mail.outcome = "held";
		must(store_mail_end(store, &mail, NULL, NULL, &why), &why);
		same_text(rows[i].label,
			  read_mail(store, rows[i].label).subject, kept);
	}
}

static void test_hostile_texts_come_back_as_they_were(void **state)
{
	static const char *const texts[] = {
		"'; DROP TABLE mails; --",
		"$1 %s ?1 :key @a",
		"\"quoted\"",
		"\xc3\xa4\xf0\x9f\x94\xa5",
		"",
	};
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct store_mail mail = a_mail(texts[i]);

		mail.subject = texts[i];
		mail.reason = texts[i];
		mail.outcome = "held";
		must(store_mail_end(store, &mail, NULL, NULL, &why), &why);
		mail = read_mail(store, texts[i]);
		same_text(texts[i], mail.subject, texts[i]);
		same_text(texts[i], mail.reason, texts[i]);
	}
	same_number("mails", facts_of(store).mails, G_N_ELEMENTS(texts));
}

static void end_long_ago(struct store *store, const char *key, gint64 days)
{
	struct why why = {0};
	struct store_mail mail = a_mail(key);

	mail.outcome = "created";
	mail.ticket_id = "t-1";
	mail.seen_ms = clock_wall_ms() - days * 86400000;
	mail.ended_ms = mail.seen_ms;
	must(store_mail_end(store, &mail, NULL, NULL, &why), &why);
}

static void test_only_mails_that_ended_long_ago_are_forgotten(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	struct store_mail open = a_mail("open");
	struct store_mail late = a_mail("late");
	struct store_part part = a_part(0);

	for (int i = 0; i < 1201; i++) {
		g_autofree char *key = g_strdup_printf("old-%d", i);

		end_long_ago(store, key, 31);
	}
	end_long_ago(store, "young", 29);
	/* Seen long ago, ended just now. */
	late.outcome = "created";
	late.seen_ms = clock_wall_ms() - G_GINT64_CONSTANT(40) * 86400000;
	must(store_mail_end(store, &late, NULL, NULL, &why), &why);
	intend(store, &open, &part);
	/* Ended long ago, and begun again. */
	end_long_ago(store, "released", 40);
	open = a_mail("released");
	intend(store, &open, &part);
	must(store_expire(store,
			  clock_wall_ms() - 30 * G_GINT64_CONSTANT(86400000),
			  &why),
	     &why);
	same_number("mails", facts_of(store).mails, 4);
	assert_int_equal(read_mail(store, "released").state, MAIL_OPEN);
	assert_int_equal(read_mail(store, "late").state, MAIL_DONE);
	assert_int_equal(read_mail(store, "old-0").state, MAIL_UNKNOWN);
	assert_int_equal(read_mail(store, "old-1200").state, MAIL_UNKNOWN);
	assert_int_equal(read_mail(store, "young").state, MAIL_DONE);
	assert_int_equal(read_mail(store, "open").state, MAIL_OPEN);
	assert_int_equal(read_part(store, "open", 0).state, PART_INTENT);
}

static void test_facts_count_what_is_there(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	const struct store_ticket ticket = {.id = "t-1", .number = 1042};
	const struct store_lesson lesson = {.ticket = &ticket};
	struct store_mail open = a_mail("open");
	struct store_part part = a_part(0);
	struct store_facts facts;

	intend(store, &open, &part);
	end_created(store, "k1", "t-1", 1042, &lesson);
	facts = facts_of(store);
	assert_string_equal(facts.driver, "sqlite");
	assert_int_equal(facts.schema, STORE_SCHEMA);
	assert_int_equal(facts.mails, 2);
	assert_int_equal(facts.open, 1);
	assert_int_equal(facts.tickets, 1);
	assert_true(facts.sound);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(test_unknown_mail_reads_as_empty),
		IN_A_FOLDER(test_intent_is_there_for_the_next_process),
		IN_A_FOLDER(test_end_is_recorded_with_its_last_part),
		IN_A_FOLDER(
			test_attempts_count_processes_and_requests_count_all),
		IN_A_FOLDER(test_posted_part_is_never_intended_again),
		IN_A_FOLDER(test_refused_part_may_go_another_way),
		IN_A_FOLDER(test_end_of_a_part_that_never_began_is_refused),
		IN_A_FOLDER(test_trace_code_of_another_mail_is_not_taken),
		IN_A_FOLDER(test_discarded_mail_is_recorded_without_an_intent),
		IN_A_FOLDER(
			test_released_mail_begins_again_and_keeps_its_texts),
		IN_A_FOLDER(test_texts_are_cut_at_characters),
		IN_A_FOLDER(test_hostile_texts_come_back_as_they_were),
		IN_A_FOLDER(test_only_mails_that_ended_long_ago_are_forgotten),
		IN_A_FOLDER(test_facts_count_what_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
