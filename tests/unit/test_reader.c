// SPDX-License-Identifier: GPL-3.0-or-later
// Reading the state for explain and check: it changes nothing, sees all.
#include "unit/state.h"

#include <signal.h>

static int by_name(const void *a, const void *b)
{
	return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

/* What lies in the folder, with sizes and times. */
static char *listing(const char *folder)
{
	GDir *dir = g_dir_open(folder, 0, NULL);
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	const char *name;
	char *all;

	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		struct stat info;

		assert_int_equal(stat(path, &info), 0);
		g_ptr_array_add(lines, g_strdup_printf("%s %ld %ld.%ld\n", name,
						       info.st_size,
						       info.st_mtim.tv_sec,
						       info.st_mtim.tv_nsec));
	}
	g_dir_close(dir);
	g_ptr_array_sort(lines, by_name);
	g_ptr_array_add(lines, NULL);
	all = g_strjoinv("", (char **)lines->pdata);
	g_ptr_array_free(lines, TRUE);
	return all;
}

static void test_reading_a_missing_state_makes_nothing(void **state)
{
	g_autofree char *folder = g_build_filename(*state, "none", NULL);
	struct why why = {0};
	struct store_mail mail = a_mail("k1");
	g_autoptr(store_handle) store =
		open_with(&driver_sqlite, folder, STORE_READ, &why);

	assert_non_null(store);
	must(store_mail_get(store, "k1", &mail, &why), &why);
	assert_int_equal(mail.state, MAIL_UNKNOWN);
	assert_int_equal(facts_of(store).mails, 0);
	assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
	assert_false(store_mail_end(store, &mail, NULL, NULL, &why));
}

static void test_reading_leaves_no_trace(void **state)
{
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;
	struct why why = {0};
	struct store *store;

	make_state(*state);
	before = listing(*state);
	store = open_with(&driver_sqlite, *state, STORE_READ, &why);
	assert_non_null(store);
	assert_int_equal(facts_of(store).mails, 1);
	after = listing(*state);
	same_text("while it is open", after, before);
	store_close(store);
	g_free(after);
	after = listing(*state);
	same_text("after it was closed", after, before);
}

static int check_read(const char *folder)
{
	struct why why = {0};
	struct store *store =
		open_with(&driver_sqlite, folder, STORE_READ, &why);
	struct store_mail mail;

	if (store == NULL || !store_mail_get(store, "k1", &mail, &why)) {
		g_printerr("%s\n", why.text);
		return 1;
	}
	return mail.state == MAIL_DONE ? 0 : 2;
}

static void test_read_only_folder_can_be_read(void **state)
{
	make_state(*state);
	give_to_nobody(*state, 0400, 0500);
	same_number("reading", as_nobody(*state, check_read), 0);
	assert_int_equal(chmod(*state, 0700), 0);
}

/* A process that has committed, and is killed before it tidies up. */
static void leave_a_log(const char *folder)
{
	pid_t child = fork();

	if (child == 0) {
		struct store *store = open_state(folder);

		end_created(store, "k2", "t-2", 2, NULL);
		(void)kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_true(size_of(folder, "state.db-wal") > 0);
}

static void test_what_a_killed_process_committed_is_read(void **state)
{
	struct why why = {0};
	g_autoptr(store_handle) store = NULL;

	make_state(*state);
	leave_a_log(*state);
	store = open_with(&driver_sqlite, *state, STORE_READ, &why);
	assert_non_null(store);
	assert_int_equal(facts_of(store).mails, 2);
}

static void test_reader_sees_what_is_written_meanwhile(void **state)
{
	struct why why = {0};
	g_autoptr(store_handle) reader = NULL;
	struct store *writer;

	make_state(*state);
	reader = open_with(&driver_sqlite, *state, STORE_READ, &why);
	assert_non_null(reader);
	assert_int_equal(facts_of(reader).mails, 1);
	writer = open_state(*state);
	end_created(writer, "k2", "t-2", 2, NULL);
	assert_int_equal(facts_of(reader).mails, 2);
	end_created(writer, "k3", "t-3", 3, NULL);
	store_close(writer);
	assert_int_equal(facts_of(reader).mails, 3);
}

static void test_reader_notices_that_the_file_was_rewritten(void **state)
{
	struct why why = {0};
	g_autoptr(store_handle) reader = NULL;

	make_state(*state);
	reader = open_with(&driver_sqlite, *state, STORE_READ, &why);
	assert_non_null(reader);
	for (int i = 2; i < 20; i++) {
		g_autofree char *key = g_strdup_printf("k%d", i);
		struct store *writer = open_state(*state);

		end_created(writer, key, "t-1", 1, NULL);
		store_close(writer);
		/* All is in the file again: nothing but it has changed. */
		assert_int_equal(size_of(*state, "state.db-wal"), -1);
		assert_int_equal(facts_of(reader).mails, i);
	}
}

/* Writers come and go, so the log is folded into the file all the time. */
static void test_reader_is_never_disturbed_by_writers(void **state)
{
	gint64 last = 0;
	gint64 looks = 0;
	pid_t child;
	int status = 0;

	make_state(*state);
	child = fork();
	if (child == 0) {
		for (int i = 0; i < 150; i++) {
			g_autofree char *key = g_strdup_printf("w%d", i);
			struct store *store = open_state(*state);

			end_created(store, key, "t-1", 1, NULL);
			store_close(store);
		}
		_exit(0);
	}
	while (waitpid(child, &status, WNOHANG) == 0) {
		struct why why = {0};
		g_autoptr(store_handle) store =
			open_with(&driver_sqlite, *state, STORE_READ, &why);
		struct store_facts facts;

		if (store == NULL)
			fail_msg("%s", why.text);
		facts = facts_of(store);
		assert_true(facts.sound);
		assert_true(facts.mails >= last);
		last = facts.mails;
		looks++;
	}
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_true(looks > 5);
}

/* What schema 1 had; all else came later. */
static const char sql_later[] =
	"SELECT type, name FROM sqlite_master WHERE sql <> ''"
	" AND name NOT IN ('mails', 'mails_trace', 'mails_seen', 'parts',"
	" 'tickets', 'tickets_number', 'message_ids', 'participants',"
	" 'budgets', 'turns', 'waiters') ORDER BY type";

/* Makes of the state what the first tixgate would have left. */
static void make_older(const char *folder)
{
	g_autoptr(store_handle) store = open_state(folder);
	struct why why = {0};
	struct rows rows;

	must(store_run(store, sql_later, NULL, 0, &rows, &why), &why);
	assert_true(rows.n > 0);
	must(store_begin(store, KEEP_SURELY, &why), &why);
	for (size_t i = 0; i < rows.n; i++) {
		g_autofree char *sql =
			g_strdup_printf("DROP %s %s", rows_text(&rows, i, 0),
					rows_text(&rows, i, 1));

		must(store_run(store, sql, NULL, 0, NULL, &why), &why);
	}
	must(store_run(store, "ALTER TABLE budgets DROP COLUMN probe_ms", NULL,
		       0, NULL, &why),
	     &why);
	must(store->driver->version_set(store->db, 1, &why), &why);
	must(store_finish(store, true, &why), &why);
}

/* Tables that only the newest schema has can be asked, and are empty. */
static void check_older(const char *folder, gint64 mails)
{
	struct why why = {0};
	g_autoptr(store_handle) store =
		open_with(&driver_sqlite, folder, STORE_READ, &why);
	struct store_due due = {.name = "never", .every_ms = 1};
	struct store_mail mail;
	struct rows rows;
	struct store_facts facts;

	if (store == NULL)
		fail_msg("%s", why.text);
	must(store_mail_get(store, "k1", &mail, &why), &why);
	assert_int_equal(mail.state, MAIL_DONE);
	must(store_run(store, "SELECT count(*) FROM hints", NULL, 0, &rows,
		       &why),
	     &why);
	assert_int_equal(rows_int(&rows, 0, 0), 0);
	facts = facts_of(store);
	assert_true(facts.sound);
	assert_int_equal(facts.mails, mails);
	assert_int_equal(facts.schema, 1);
	assert_true(facts.older);
	/* The copy is not for writing either. */
	due.now_ms = clock_wall_ms();
	assert_false(store_due(store, &due, &(bool){false}, &why));
}

static void test_older_state_is_read_and_left_as_it_is(void **state)
{
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;
	struct store *store;

	make_state(*state);
	make_older(*state);
	before = listing(*state);
	check_older(*state, 1);
	after = listing(*state);
	same_text("nothing was changed or made", after, before);
	/* A mail then renews it, and nothing of it is lost. */
	store = open_state(*state);
	assert_int_equal(facts_of(store).schema, STORE_SCHEMA);
	assert_false(facts_of(store).older);
	assert_int_equal(facts_of(store).mails, 1);
	store_close(store);
}

static void test_older_state_is_read_where_nothing_may_be_written(void **state)
{
	make_state(*state);
	make_older(*state);
	give_to_nobody(*state, 0400, 0500);
	same_number("reading", as_nobody(*state, check_read), 0);
	assert_int_equal(chmod(*state, 0700), 0);
}

/* What stands in the log alone is in the copy, too. */
static void test_older_state_is_read_with_its_log(void **state)
{
	struct why why = {0};
	struct database *db;
	g_autofree char *path = state_path(*state);
	static const char sql[] =
		"INSERT INTO mails (key, trace, workspace, mailbox,"
		" message_id, sender, subject, state, outcome, reason,"
		" ticket_id, ticket_number, attempts, requests, seen_ms,"
		" ended_ms) VALUES ('k2', '', '', '', '', '', '', 1, '', '',"
		" '', 0, 0, 0, 0, 0)";
	g_autoptr(pool_handle) pool = pool_new();

	make_state(*state);
	make_older(*state);
	db = driver_sqlite.open(path, STORE_WRITE, deadline_in(20), &why);
	assert_non_null(db);
	must(driver_sqlite.run(db, sql, NULL, 0, pool, NULL, &why), &why);
	assert_true(size_of(*state, "state.db-wal") > 0);
	check_older(*state, 2);
	driver_sqlite.close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(test_reading_a_missing_state_makes_nothing),
		IN_A_FOLDER(test_reading_leaves_no_trace),
		IN_A_FOLDER(test_read_only_folder_can_be_read),
		IN_A_FOLDER(test_what_a_killed_process_committed_is_read),
		IN_A_FOLDER(test_reader_sees_what_is_written_meanwhile),
		IN_A_FOLDER(test_reader_notices_that_the_file_was_rewritten),
		IN_A_FOLDER(test_reader_is_never_disturbed_by_writers),
		IN_A_FOLDER(test_older_state_is_read_and_left_as_it_is),
		IN_A_FOLDER(
			test_older_state_is_read_where_nothing_may_be_written),
		IN_A_FOLDER(test_older_state_is_read_with_its_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
