// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the record of acknowledgements: once for a mail, and not too many.
#include "unit/state.h"

#include "state/store_ack.h"

#define MINUTE G_GINT64_CONSTANT(60000)
#define HOUR   (60 * MINUTE)
#define NOW    (G_GINT64_CONSTANT(1000) * 24 * HOUR)

static const struct store_ack_limits usual = {
	.most = 10,
	.window_ms = 180 * MINUTE,
	.same_subject = 2,
	.day = 40,
	.total = 600,
};

static struct store_ack an_ack(const char *key, const char *recipient,
			       const char *subject, gint64 at_ms)
{
	return (struct store_ack){
		.key = key,
		.workspace = WORKSPACE,
		.message_id = key,
		.recipient = recipient,
		.subject = subject,
		.answer_id = "",
		.ticket_id = "",
		.at_ms = at_ms,
	};
}

static enum ack_verdict claim(struct store *store, const struct store_ack *ack,
			      const struct store_ack_limits *limits)
{
	struct why why = {0};
	enum ack_verdict seen = ACK_MAY;
	enum ack_verdict verdict = ACK_MAY;

	/* A look says the same as what then is done. */
	must(store_ack_look(store, ack, limits, &seen, &why), &why);
	must(store_ack_claim(store, ack, limits, &verdict, &why), &why);
	assert_int_equal(seen, verdict);
	return verdict;
}

static void test_ack_is_claimed_once_for_a_mail(void **state)
{
	struct store *store = open_state(*state);
	const struct store_ack ack = an_ack("k1", "a@b.example", "S", NOW);
	struct store_ack got;
	struct why why = {0};

	must(store_ack_get(store, "k1", &got, &why), &why);
	assert_int_equal(got.state, ACK_NONE);
	assert_string_equal(got.recipient, "");
	assert_int_equal(claim(store, &ack, &usual), ACK_MAY);
	must(store_ack_get(store, "k1", &got, &why), &why);
	assert_int_equal(got.state, ACK_BEGUN);
	assert_string_equal(got.recipient, "a@b.example");
	assert_string_equal(got.message_id, "k1");
	assert_true(got.at_ms == NOW);
	/* Another process, after this one is gone. */
	store_close(store);
	store = open_state(*state);
	assert_int_equal(claim(store, &ack, &usual), ACK_WAS_BEGUN);
	must(store_ack_end(store, "k1", ACK_FAILED, "no room", &why), &why);
	assert_int_equal(claim(store, &ack, &usual), ACK_WAS_BEGUN);
	must(store_ack_get(store, "k1", &got, &why), &why);
	assert_int_equal(got.state, ACK_FAILED);
	assert_string_equal(got.detail, "no room");
	store_close(store);
}

static void test_ack_is_claimed_by_one_of_two_processes(void **state)
{
	struct store *one = open_state(*state);
	struct store *two = open_state(*state);
	const struct store_ack ack = an_ack("k1", "a@b.example", "S", NOW);
	struct why why = {0};
	enum ack_verdict verdict = ACK_MAY;

	must(store_ack_look(two, &ack, &usual, &verdict, &why), &why);
	assert_int_equal(verdict, ACK_MAY);
	assert_int_equal(claim(one, &ack, &usual), ACK_MAY);
	assert_int_equal(claim(two, &ack, &usual), ACK_WAS_BEGUN);
	store_close(one);
	store_close(two);
}

/* So many mails of one writer, one in every step_ms. */
struct row {
	const char *label;
	struct store_ack_limits limits;
	int n;
	gint64 step_ms;
	bool same_subject;
	int may;	       /* of them are acknowledged */
	enum ack_verdict then; /* what is said of the last */
};

static const struct row rows[] = {
	{"window",
	 {.most = 3, .window_ms = 10 * MINUTE},
	 5,
	 MINUTE,
	 false,
	 3,
	 ACK_OVER_WINDOW},
	{"window slides",
	 {.most = 3, .window_ms = 10 * MINUTE},
	 6,
	 4 * MINUTE,
	 false,
	 6,
	 ACK_MAY},
	{"day", {.day = 4, .window_ms = 1}, 9, HOUR, false, 4, ACK_OVER_DAY},
	{"the next day",
	 {.day = 4, .window_ms = 1},
	 9,
	 7 * HOUR,
	 false,
	 9,
	 ACK_MAY},
	{"subject",
	 {.same_subject = 2, .window_ms = 1},
	 5,
	 HOUR,
	 true,
	 2,
	 ACK_OVER_SUBJECT},
	{"subjects",
	 {.same_subject = 2, .window_ms = 1},
	 5,
	 HOUR,
	 false,
	 5,
	 ACK_MAY},
	{"total",
	 {.total = 2, .window_ms = 1},
	 5,
	 MINUTE,
	 false,
	 2,
	 ACK_OVER_TOTAL},
	{"none", {.window_ms = 1}, 30, 1, true, 30, ACK_MAY},
};

static void run_row(const struct row *row, struct store *store)
{
	enum ack_verdict verdict = ACK_MAY;
	int may = 0;

	for (int n = 0; n < row->n; n++) {
		g_autofree char *key = g_strdup_printf("k%d", n);
		const struct store_ack ack = an_ack(
			key, "a@b.example", row->same_subject ? "S" : key,
			NOW + n * row->step_ms);

		verdict = claim(store, &ack, &row->limits);
		may += verdict == ACK_MAY;
	}
	same_number(row->label, may, row->may);
	same_number(row->label, verdict, row->then);
}

static void test_ack_limits_hold_and_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		void *folder = NULL;
		struct store *store;

		assert_int_equal(folder_begin(&folder), 0);
		store = open_state(folder);
		run_row(&rows[i], store);
		store_close(store);
		folder_end(&folder);
	}
}

static void test_ack_person_and_subject_have_many_spellings(void **state)
{
	static const struct {
		const char *label, *recipient, *subject, *id;
		enum ack_verdict want;
	} mails[] = {
		{"the first", "a@b.example", "Printer on fire", "1", ACK_MAY},
		{"its Message-ID again", "a@b.example", "Other", "1",
		 ACK_SAME_ID},
		{"the same id of somebody else", "c@b.example", "Other", "1",
		 ACK_MAY},
		{"another case", "A@B.example", "PRINTER  on Fire", "2",
		 ACK_OVER_SUBJECT},
		{"a detail", "a+x@b.example", "printer on fire", "3",
		 ACK_OVER_SUBJECT},
		{"another subject", "a+y@b.example", "Printer", "4", ACK_MAY},
		{"no id", "a@b.example", "No id", "", ACK_MAY},
		{"no id again", "a@b.example", "No id either", "", ACK_MAY},
		{"no local part", "+@b.example", "x", "5", ACK_MAY},
		{"another person", "d@b.example", "Printer on fire", "6",
		 ACK_MAY},
	};
	static const struct store_ack_limits one = {.same_subject = 1,
						    .window_ms = 1};
	struct store *store = open_state(*state);

	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		struct store_ack ack =
			an_ack(mails[i].label, mails[i].recipient,
			       mails[i].subject, NOW);

		ack.message_id = mails[i].id;
		same_number(mails[i].label, claim(store, &ack, &one),
			    mails[i].want);
	}
	store_close(store);
}

/* Who is first to write may be the later one by his own clock. */
static void test_ack_of_a_later_process_counts(void **state)
{
	static const struct store_ack_limits one = {.most = 1,
						    .window_ms = HOUR};
	struct store *store = open_state(*state);
	const struct store_ack later =
		an_ack("k1", "a@b.example", "S", NOW + 500);
	const struct store_ack now = an_ack("k2", "a@b.example", "T", NOW);

	assert_int_equal(claim(store, &later, &one), ACK_MAY);
	assert_int_equal(claim(store, &now, &one), ACK_OVER_WINDOW);
	store_close(store);
}

/* A clock that was in the future once stops nothing for ever. */
static void test_ack_of_the_future_counts_for_nothing(void **state)
{
	static const struct store_ack_limits one = {
		.most = 1, .window_ms = HOUR, .total = 1};
	struct store *store = open_state(*state);
	const struct store_ack future =
		an_ack("k1", "a@b.example", "S", NOW + 1000 * HOUR);
	const struct store_ack now = an_ack("k2", "a@b.example", "S", NOW);
	const struct store_ack after =
		an_ack("k3", "a@b.example", "S", NOW + 1);

	assert_int_equal(claim(store, &future, &one), ACK_MAY);
	assert_int_equal(claim(store, &now, &one), ACK_MAY);
	assert_int_equal(claim(store, &after, &one), ACK_OVER_WINDOW);
	store_close(store);
}

/* Who answers an acknowledgement answers its ticket. */
static void test_ack_ties_its_own_id_to_the_ticket(void **state)
{
	static const struct store_ack_limits one = {.total = 1};
	struct store *store = open_state(*state);
	struct store_mail mail = a_mail("k1");
	struct store_ticket ticket = {.id = "t1",
				      .number = 7,
				      .customer_id = "",
				      .customer_email = "a@b.example",
				      .subject = "S"};
	const struct store_lesson lesson = {.ticket = &ticket};
	struct store_ack ack = an_ack("k1", "a@b.example", "S", NOW);
	struct why why = {0};
	bool found = false;

	mail.outcome = "created";
	must(store_mail_end(store, &mail, NULL, &lesson, &why), &why);
	ack.answer_id = "ours@help.example";
	ack.ticket_id = "t1";
	assert_int_equal(claim(store, &ack, &one), ACK_MAY);
	must(store_ticket_by_message_id(store, WORKSPACE, ack.answer_id,
					&ticket, &found, &why),
	     &why);
	assert_true(found);
	assert_true(ticket.number == 7);
	assert_string_equal(ticket.customer_email, "a@b.example");
	/* One that is not sent is tied to nothing. */
	ack.key = ack.message_id = "k2";
	ack.answer_id = "other@help.example";
	assert_int_equal(claim(store, &ack, &one), ACK_OVER_TOTAL);
	must(store_ticket_by_message_id(store, WORKSPACE, ack.answer_id,
					&ticket, &found, &why),
	     &why);
	assert_false(found);
	store_close(store);
}

/* The record of a mail and of its acknowledgement go together. */
static void test_ack_is_forgotten_with_its_mail(void **state)
{
	struct store *store = open_state(*state);
	struct store_mail mail = a_mail("k1");
	const struct store_ack ack = an_ack("k1", "a@b.example", "S", NOW);
	struct store_ack got;
	struct why why = {0};

	mail.outcome = "created";
	mail.seen_ms = mail.ended_ms = 1000;
	must(store_mail_end(store, &mail, NULL, NULL, &why), &why);
	assert_int_equal(claim(store, &ack, &usual), ACK_MAY);
	must(store_expire(store, 2000, &why), &why);
	must(store_ack_get(store, "k1", &got, &why), &why);
	assert_int_equal(got.state, ACK_NONE);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(test_ack_is_claimed_once_for_a_mail),
		IN_A_FOLDER(test_ack_is_claimed_by_one_of_two_processes),
		cmocka_unit_test(test_ack_limits_hold_and_end),
		IN_A_FOLDER(test_ack_person_and_subject_have_many_spellings),
		IN_A_FOLDER(test_ack_of_a_later_process_counts),
		IN_A_FOLDER(test_ack_of_the_future_counts_for_nothing),
		IN_A_FOLDER(test_ack_ties_its_own_id_to_the_ticket),
		IN_A_FOLDER(test_ack_is_forgotten_with_its_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
