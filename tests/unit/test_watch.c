// SPDX-License-Identifier: GPL-3.0-or-later
// Open tries: when a list has to be read, and what becomes of them by it.
#include "state/store_watch.h"

#include "unit/clocked.h"

static const struct store_budget many = {"b", 100000, 60000};

/* What is asked for a ticket of this mail; its try is open if it is taken. */
static enum turn try_ticket(struct store *store, const char *key)
{
	struct store_mail mail = a_mail(key);
	struct store_part part = a_part(0);
	struct why why = {0};
	enum turn turn = TURN_PAUSED;
	gint64 wait_ms;

	part.mark = key;
	must(store_intend(store, &many, &mail, &part, &turn, &wait_ms, &why),
	     &why);
	return turn;
}

static void end_ticket(struct store *store, const char *key, gint64 number)
{
	struct store_part part = a_part(0);
	struct store_mail mail = a_mail(key);
	struct store_ticket ticket = {
		.id = key,
		.number = number,
		.customer_id = "",
		.customer_email = "",
		.subject = "",
	};
	struct store_lesson lesson = {.ticket = &ticket};
	struct why why = {0};

	part.state = PART_DONE;
	part.remote_id = key;
	mail.outcome = "created";
	mail.ticket_id = key;
	must(store_mail_end(store, &mail, &part, &lesson, &why), &why);
}

/* So many tickets are made, from first on; the turns that they got. */
static guint make_tickets(struct store *store, guint first, guint n,
			  enum turn *last)
{
	guint made = 0;

	for (guint i = first; i < first + n; i++) {
		g_autofree char *key = g_strdup_printf("other-%u", i);

		*last = try_ticket(store, key);
		if (*last != TURN_TAKEN)
			break;
		end_ticket(store, key, 100 + i);
		made++;
	}
	return made;
}

static void begin(struct store *store, gint64 settled_ms,
		  struct store_watch *watch)
{
	struct why why = {0};

	must(store_watch_begin(store, WORKSPACE, "", settled_ms, watch, &why),
	     &why);
}

static const struct store_try *only_try(const struct store_watch *watch)
{
	assert_non_null(watch->tries);
	assert_int_equal(watch->tries->len, 1);
	return &g_array_index(watch->tries, struct store_try, 0);
}

/* Shows the list to the one open try. */
static void show(struct store *store, enum seen seen, gint64 settled_ms)
{
	const struct store_ticket anchor = {.id = "anchor", .number = 500};
	struct store_watch watch;
	struct store_sight sight = {.seen = seen};
	struct why why = {0};

	begin(store, settled_ms, &watch);
	sight.try = only_try(&watch);
	sight.ticket = (struct store_ticket){
		.id = "found",
		.number = 77,
		.customer_id = "c",
		.customer_email = "",
		.subject = "",
	};
	must(store_watch_record(store, &watch, &sight, 1, &anchor, &why), &why);
	store_watch_end(store, &watch);
}

static enum part_state state_of(struct store *store, const char *key,
				const char **remote_id)
{
	g_autoptr(GArray) parts = NULL;
	struct why why = {0};

	must(store_mail_parts(store, key, &parts, &why), &why);
	assert_int_equal(parts->len, 1);
	*remote_id = g_array_index(parts, struct store_part, 0).remote_id;
	return g_array_index(parts, struct store_part, 0).state;
}

static void test_no_list_is_read_where_all_ends_are_known(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	enum turn last;

	assert_int_equal(make_tickets(store, 0, 120, &last), 120);
}

static void test_open_try_is_looked_for_before_it_is_buried(void **state)
{
	g_autoptr(store_handle) dead = open_clocked(*state, 1000);
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	enum turn last;

	assert_int_equal(try_ticket(dead, "k1"), TURN_TAKEN);
	assert_int_equal(make_tickets(store, 0, 200, &last), 20);
	assert_int_equal(last, TURN_LOOK);
	/* Who looks is given time; the others go on, but not too far. */
	assert_int_equal(make_tickets(store, 20, 200, &last), 10);
	assert_int_equal(last, TURN_LISTED);
	/* He has died: another looks. */
	fake.ms += 3000;
	assert_int_equal(make_tickets(store, 30, 1, &last), 0);
	assert_int_equal(last, TURN_LOOK);
	show(store, SEEN_NOT_YET, 0);
	assert_int_equal(make_tickets(store, 30, 200, &last), 20);
	assert_int_equal(last, TURN_LOOK);
}

static void test_try_of_the_living_is_left_to_them_longer(void **state)
{
	g_autoptr(store_handle) alive = open_clocked(*state, 1000);
	g_autoptr(store_handle) dead = open_clocked(*state, 1000);
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	struct why why = {0};
	enum turn last;

	must(store_lock(alive, "k1", &why), &why);
	assert_int_equal(try_ticket(alive, "k1"), TURN_TAKEN);
	assert_int_equal(make_tickets(store, 0, 200, &last), 35);
	assert_int_equal(last, TURN_LOOK);
	assert_int_equal(make_tickets(store, 35, 200, &last), 10);
	assert_int_equal(last, TURN_LISTED);
	fake.ms += 3000;
	store_unlock(alive, "k1");
	must(store_lock(alive, "k1", &why), &why);
	end_ticket(alive, "k1", 1);
	/* Behind one that lives there may be one that is dead. */
	assert_int_equal(try_ticket(alive, "k1b"), TURN_TAKEN);
	must(store_lock(alive, "k1b", &why), &why);
	assert_int_equal(try_ticket(dead, "k2"), TURN_TAKEN);
	assert_int_equal(make_tickets(store, 45, 200, &last), 20);
	assert_int_equal(last, TURN_LOOK);
}

static void test_desk_without_a_list_stops_nobody_for_ever(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	guint looks = 0;
	enum turn last;

	assert_int_equal(try_ticket(store, "k1"), TURN_TAKEN);
	for (guint made = 0; made < 200; fake.ms += 3000) {
		made += make_tickets(store, made, 200 - made, &last);
		looks += last == TURN_LOOK;
		assert_in_range(looks, 0, 3);
	}
	assert_int_equal(looks, 3);
}

static void test_tickets_of_others_count_by_their_numbers(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	struct store_ticket ticket = {
		.id = "first",
		.number = 1000,
		.customer_id = "",
		.customer_email = "",
		.subject = "",
	};
	struct why why = {0};

	must(store_tickets_save(store, WORKSPACE, &ticket, 1, &why), &why);
	assert_int_equal(try_ticket(store, "k1"), TURN_TAKEN);
	ticket.id = "later";
	ticket.number = 1019;
	must(store_tickets_save(store, WORKSPACE, &ticket, 1, &why), &why);
	assert_int_equal(try_ticket(store, "k2"), TURN_TAKEN);
	ticket.id = "much later";
	ticket.number = 1020;
	must(store_tickets_save(store, WORKSPACE, &ticket, 1, &why), &why);
	assert_int_equal(try_ticket(store, "k3"), TURN_LOOK);
}

static void test_other_workspaces_and_messages_bury_nothing(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	struct store_part message = a_part(0);
	struct why why = {0};
	enum turn turn;
	gint64 wait_ms;

	assert_int_equal(try_ticket(store, "k1"), TURN_TAKEN);
	message.create = false;
	message.target = "t1";
	for (guint i = 0; i < 60; i++) {
		g_autofree char *key = g_strdup_printf("m-%u", i);
		struct store_mail mail = a_mail(key);
		g_autofree char *other = g_strconcat(key, "-other", NULL);
		struct store_part ticket = a_part(0);

		must(store_intend(store, &many, &mail, &message, &turn,
				  &wait_ms, &why),
		     &why);
		assert_int_equal(turn, TURN_TAKEN);
		mail.workspace = "another";
		mail.trace = mail.key = other;
		must(store_intend(store, &many, &mail, &ticket, &turn, &wait_ms,
				  &why),
		     &why);
		assert_int_equal(turn, TURN_TAKEN);
	}
}

static void test_what_was_seen_ends_the_part(void **state)
{
	static const struct {
		const char *label;
		enum seen seen;
		enum part_state state;
		const char *remote_id;
		bool open;
	} rows[] = {
		{"there", SEEN_THERE, PART_DONE, "found", false},
		{"not yet", SEEN_NOT_YET, PART_INTENT, "", true},
		{"never", SEEN_NEVER, PART_REFUSED, "", false},
		{"lost", SEEN_LOST, PART_INTENT, "", false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(store_handle) store = open_clocked(*state, 1000);
		struct store_watch watch;
		const char *remote_id;

		assert_int_equal(try_ticket(store, rows[i].label), TURN_TAKEN);
		show(store, rows[i].seen, 0);
		assert_int_equal(state_of(store, rows[i].label, &remote_id),
				 rows[i].state);
		assert_string_equal(remote_id, rows[i].remote_id);
		begin(store, 0, &watch);
		assert_int_equal(watch.tries != NULL, rows[i].open);
		store_watch_end(store, &watch);
		if (rows[i].open)
			end_ticket(store, rows[i].label, 1);
	}
}

static void test_list_reaches_from_one_anchor_to_the_next(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	struct store_watch watch;
	enum turn last;

	(void)make_tickets(store, 7, 1, &last);
	assert_int_equal(try_ticket(store, "k1"), TURN_TAKEN);
	begin(store, 0, &watch);
	assert_string_equal(only_try(&watch)->anchor, "other-7");
	assert_string_equal(only_try(&watch)->mark, "k1");
	store_watch_end(store, &watch);
	show(store, SEEN_NOT_YET, 0);
	begin(store, 0, &watch);
	assert_string_equal(only_try(&watch)->anchor, "anchor");
	store_watch_end(store, &watch);
}

/* What was seen says nothing of what was tried again since. */
static void test_a_list_does_not_judge_what_was_begun_after_it(void **state)
{
	const struct store_ticket anchor = {.id = "anchor", .number = 500};
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	struct store_sight sight = {.seen = SEEN_NOT_YET};
	struct store_watch watch, again;
	struct why why = {0};

	assert_int_equal(try_ticket(store, "k1"), TURN_TAKEN);
	begin(store, 0, &watch);
	assert_int_equal(try_ticket(store, "k1"), TURN_TAKEN);
	sight.try = only_try(&watch);
	must(store_watch_record(store, &watch, &sight, 1, &anchor, &why), &why);
	store_watch_end(store, &watch);
	begin(store, 0, &again);
	assert_string_equal(only_try(&again)->anchor, "");
	store_watch_end(store, &again);
}

static void test_only_what_nobody_works_on_is_judged_for_good(void **state)
{
	g_autoptr(store_handle) owner = open_clocked(*state, 1000);
	g_autoptr(store_handle) store = open_clocked(*state, 1);
	const gint64 later_ms = clock_wall_ms() + 1000;
	struct store_watch watch;
	struct why why = {0};

	must(store_lock(owner, "k1", &why), &why);
	assert_int_equal(try_ticket(owner, "k1"), TURN_TAKEN);
	begin(store, later_ms, &watch);
	assert_false(only_try(&watch)->idle);
	store_watch_end(store, &watch);
	store_unlock(owner, "k1");
	/* Too young to be judged, for a server that is slow. */
	begin(store, clock_wall_ms() - 30000, &watch);
	assert_false(only_try(&watch)->idle);
	store_watch_end(store, &watch);
	begin(store, later_ms, &watch);
	assert_true(only_try(&watch)->idle);
	/* Meanwhile nobody begins to work on it. */
	assert_false(owner->driver->try_lock(owner->db, "k1"));
	store_watch_end(store, &watch);
	assert_true(owner->driver->try_lock(owner->db, "k1"));
}

static void test_texts_are_kept_from_the_first_part_to_the_end(void **state)
{
	static const char *const texts[] = {"one", "two", "three"};
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	struct store_mail mail = a_mail("k1");
	struct store_part part = a_part(0);
	g_autoptr(GPtrArray) kept = NULL;
	g_autoptr(GPtrArray) rest = NULL;
	struct why why = {0};

	part.texts = texts;
	part.texts_n = 3;
	intend(store, &mail, &part);
	part.texts_n = 2;
	intend(store, &mail, &part);
	must(store_texts(store, "k1", &kept, &why), &why);
	assert_int_equal(kept->len, 2);
	assert_string_equal(kept->pdata[1], "two");
	end_ticket(store, "k1", 1);
	must(store_texts(store, "k1", &rest, &why), &why);
	assert_int_equal(rest->len, 0);
}

static void test_deaths_count_until_the_end(void **state)
{
	g_autoptr(store_handle) store = open_clocked(*state, 1000);
	struct why why = {0};
	gint64 n;

	for (gint64 i = 1; i <= 3; i++) {
		must(store_death(store, "k1", &n, &why), &why);
		assert_int_equal(n, i);
	}
	must(store_death(store, "k2", &n, &why), &why);
	assert_int_equal(n, 1);
	assert_int_equal(try_ticket(store, "k1"), TURN_TAKEN);
	end_ticket(store, "k1", 1);
	must(store_death(store, "k1", &n, &why), &why);
	assert_int_equal(n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_A_FAKED_TIME(test_no_list_is_read_where_all_ends_are_known),
		AT_A_FAKED_TIME(
			test_open_try_is_looked_for_before_it_is_buried),
		AT_A_FAKED_TIME(test_try_of_the_living_is_left_to_them_longer),
		AT_A_FAKED_TIME(test_desk_without_a_list_stops_nobody_for_ever),
		AT_A_FAKED_TIME(test_tickets_of_others_count_by_their_numbers),
		AT_A_FAKED_TIME(
			test_other_workspaces_and_messages_bury_nothing),
		AT_A_FAKED_TIME(test_what_was_seen_ends_the_part),
		AT_A_FAKED_TIME(test_list_reaches_from_one_anchor_to_the_next),
		AT_A_FAKED_TIME(
			test_a_list_does_not_judge_what_was_begun_after_it),
		AT_A_FAKED_TIME(
			test_only_what_nobody_works_on_is_judged_for_good),
		AT_A_FAKED_TIME(
			test_texts_are_kept_from_the_first_part_to_the_end),
		AT_A_FAKED_TIME(test_deaths_count_until_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
