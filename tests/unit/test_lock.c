// SPDX-License-Identifier: GPL-3.0-or-later
// Locks on mails: one process at a time, whatever happens to it.
#include "unit/state.h"

#include <signal.h>

#include "state/bytelock.h"

/* Processes that count together, and how far each does. */
#define COUNTERS 12
#define COUNTS	 25

static struct store *open_for(const char *folder, double seconds)
{
	g_autofree char *path = state_path(folder);
	struct why why = {0};
	struct store *store = store_open_with(&driver_sqlite, path, STORE_WRITE,
					      deadline_in(seconds), &why);

	if (store == NULL)
		fail_msg("%s", why.text);
	return store;
}

/* A process that takes the key, says so, and then does nothing. */
static pid_t hold_elsewhere(const char *folder, const char *key)
{
	int ends[2];
	char byte = 0;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		struct store *store = open_for(folder, 20);
		struct why why = {0};

		byte = store_lock(store, key, &why) ? 'y' : 'n';
		(void)!write(ends[1], &byte, 1);
		for (;;)
			(void)pause();
	}
	assert_true(child > 0);
	(void)close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	(void)close(ends[0]);
	assert_int_equal(byte, 'y');
	return child;
}

static void end(pid_t child)
{
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void test_lock_is_held_against_others_until_killed(void **state)
{
	g_autoptr(store_handle) store = NULL;
	struct why why = {0};
	pid_t child;
	gint64 began_ms;

	store_close(open_state(*state));
	child = hold_elsewhere(*state, "k1");
	store = open_for(*state, 0.3);
	began_ms = clock_boot_ms();
	assert_false(store_lock(store, "k1", &why));
	assert_int_equal(why.trouble, TROUBLE_LATER);
	assert_in_range(clock_boot_ms() - began_ms, 250, 2000);
	end(child);
	store_close(store);
	store = open_for(*state, 20);
	must(store_lock(store, "k1", &why), &why);
}

static void test_other_keys_are_free(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	pid_t child = hold_elsewhere(*state, "k1");

	must(store_lock(store, "k2", &why), &why);
	must(store_lock(store, "", &why), &why);
	end(child);
}

static void test_lock_is_taken_as_soon_as_it_is_free(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	struct why why = {0};
	pid_t holder = hold_elsewhere(*state, "k1");
	pid_t killer = fork();
	gint64 began_ms;

	if (killer == 0) {
		g_usleep(200000);
		(void)kill(holder, SIGKILL);
		_exit(0);
	}
	began_ms = clock_boot_ms();
	must(store_lock(store, "k1", &why), &why);
	assert_in_range(clock_boot_ms() - began_ms, 100, 5000);
	(void)waitpid(killer, NULL, 0);
	(void)waitpid(holder, NULL, 0);
}

static void test_lock_ends_with_unlock_and_with_close(void **state)
{
	g_autoptr(store_handle) second = open_for(*state, 0.2);
	struct store *first = open_state(*state);
	struct why why = {0};

	must(store_lock(first, "k1", &why), &why);
	must(store_lock(first, "k1", &why), &why);
	must(store_lock(first, "k2", &why), &why);
	store_unlock(first, "k1");
	must(store_lock(second, "k1", &why), &why);
	assert_false(store_lock(second, "k2", &why));
	store_close(first);
	store_close(second);
	second = open_for(*state, 5);
	must(store_lock(second, "k2", &why), &why);
}

static void test_wait_ends_although_all_signals_are_blocked(void **state)
{
	pid_t holder = hold_elsewhere(*state, "k1");
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		struct why why = {0};
		sigset_t all;

		(void)sigfillset(&all);
		(void)sigprocmask(SIG_BLOCK, &all, NULL);
		(void)alarm(0);
		_exit(store_lock(open_for(*state, 0.2), "k1", &why) ? 1 : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	end(holder);
}

/* Adds one to a number in a file, slowly and without care. */
static bool count_one(const char *path)
{
	g_autofree char *text = NULL;
	g_autofree char *next = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return false;
	next = g_strdup_printf("%d", atoi(text) + 1);
	g_usleep(300);
	/* In place: no rename that would hide a lost race. */
	return g_file_set_contents_full(path, next, -1,
					G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

static void test_counting_in_turn_loses_no_count(void **state)
{
	g_autofree char *path = g_build_filename(*state, "number", NULL);
	g_autofree char *text = NULL;
	int status = 0;
	int good = 0;

	assert_true(g_file_set_contents(path, "0", -1, NULL));
	for (int i = 0; i < COUNTERS; i++) {
		if (fork() > 0)
			continue;
		struct store *store = open_for(*state, 50);
		struct why why = {0};
		bool all = true;

		for (int n = 0; all && n < COUNTS; n++) {
			all = store_lock(store, "k1", &why) && count_one(path);
			store_unlock(store, "k1");
		}
		_exit(all ? 0 : 1);
	}
	while (wait(&status) > 0)
		good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
	assert_int_equal(good, COUNTERS);
	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	assert_int_equal(atoi(text), COUNTERS * COUNTS);
}

static void test_lock_file_is_private_and_may_be_replaced(void **state)
{
	g_autoptr(store_handle) store = open_state(*state);
	g_autoptr(store_handle) fresh = open_state(*state);
	g_autofree char *path = state_path(*state);
	g_autofree char *lock = g_strconcat(path, ".lock", NULL);
	struct why why = {0};
	struct stat info;

	must(store_lock(store, "k1", &why), &why);
	assert_int_equal(stat(lock, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	assert_int_equal(info.st_size, 0);
	/* Removed by someone: who holds a lock notices, others begin anew. */
	assert_int_equal(g_remove(lock), 0);
	assert_false(store_lock(store, "k2", &why));
	assert_int_equal(why.trouble, TROUBLE_LATER);
	assert_non_null(strstr(why.text, lock));
	must(store_lock(fresh, "k2", &why), &why);
}

static void test_reader_takes_no_lock(void **state)
{
	struct why why = {0};
	g_autoptr(store_handle) store = NULL;

	store_close(open_state(*state));
	store = open_with(&driver_sqlite, *state, STORE_READ, &why);
	assert_non_null(store);
	assert_false(store_lock(store, "k1", &why));
}

/* SQLite's locks for readers of its log: bytes of the -shm file (wal.c). */
#define LOG_LOCKS_AT 123
#define LOG_LOCKS_N  5

/* A process that keeps everybody from reading the log. */
static pid_t block_log(const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "state.db-shm", NULL);
	struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int ends[2];
	char byte = 'n';
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		int fd = open(path, O_RDWR | O_CLOEXEC);

		range.l_start = LOG_LOCKS_AT;
		range.l_len = LOG_LOCKS_N;
		if (fd >= 0 && fcntl(fd, F_SETLK, &range) == 0)
			byte = 'y';
		(void)!write(ends[1], &byte, 1);
		for (;;)
			(void)pause();
	}
	assert_true(child > 0);
	(void)close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	(void)close(ends[0]);
	assert_int_equal(byte, 'y');
	return child;
}

static void test_log_that_cannot_be_locked_is_given_up_in_time(void **state)
{
	g_autoptr(store_handle) first = open_for(*state, 20);
	g_autofree char *path = state_path(*state);
	struct why why = {0};
	struct store *second;
	gint64 start;
	pid_t child;

	end_created(first, "k1", "t1", 1, NULL);
	child = block_log(*state);
	start = clock_boot_ms();
	second = store_open_with(&driver_sqlite, path, STORE_WRITE,
				 deadline_in(1), &why);
	end(child);
	assert_null(second);
	assert_int_equal(why.trouble, TROUBLE_LATER);
	assert_non_null(strstr(why.text, "other processes kept it busy"));
	/* SQLite alone takes ten seconds; a busy machine is given five. */
	assert_in_range(clock_boot_ms() - start, 0, 5000);
	second = open_for(*state, 20);
	store_close(second);
}

static void test_bytes_of_keys_are_spread_and_in_range(void **state)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(
		g_int64_hash, g_int64_equal, g_free, NULL);
	gint64 most = 0;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		g_autofree char *key = g_strdup_printf("key %d", i);
		gint64 byte = bytelock_byte(key);

		assert_true(byte >= 0 && byte < BYTELOCK_MAKING);
		most = MAX(most, byte);
		g_hash_table_add(seen, g_memdup2(&byte, sizeof(byte)));
	}
	assert_int_equal(g_hash_table_size(seen), 10000);
	assert_true(most > BYTELOCK_MAKING / 10 * 9);
	assert_true(bytelock_byte("a") == bytelock_byte("a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(test_lock_is_held_against_others_until_killed),
		IN_A_FOLDER(test_other_keys_are_free),
		IN_A_FOLDER(test_lock_is_taken_as_soon_as_it_is_free),
		IN_A_FOLDER(test_lock_ends_with_unlock_and_with_close),
		IN_A_FOLDER(test_wait_ends_although_all_signals_are_blocked),
		IN_A_FOLDER(test_counting_in_turn_loses_no_count),
		IN_A_FOLDER(test_lock_file_is_private_and_may_be_replaced),
		IN_A_FOLDER(test_reader_takes_no_lock),
		IN_A_FOLDER(test_log_that_cannot_be_locked_is_given_up_in_time),
		cmocka_unit_test(test_bytes_of_keys_are_spread_and_in_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
