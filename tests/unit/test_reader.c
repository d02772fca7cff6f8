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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
