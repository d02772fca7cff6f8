// SPDX-License-Identifier: GPL-3.0-or-later
// Faults: at the n-th call of the database, for every n, by error and by kill.
#include "unit/state.h"

#include <signal.h>
#include <sys/resource.h>

/* More calls than one mail makes: the loops below must end by themselves. */
#define CALLS_MOST 200

/* What happens at the call number `at`. */
enum fault {
	FAULT_BEFORE, /* it fails, and was not carried out */
	FAULT_AFTER,  /* it is carried out, and reported as failed */
	FAULT_KILL,   /* the process is killed before it … */
	FAULT_KILLED, /* … or right after it */
};

static struct {
	enum fault fault;
	int at;
	int calls;
} plan;

/* Counts a call; true if the fault comes before it. */
static bool fails_before(struct why *why)
{
	if (++plan.calls != plan.at)
		return false;
	if (plan.fault == FAULT_KILL)
		(void)kill(getpid(), SIGKILL);
	if (plan.fault != FAULT_BEFORE)
		return false;
	why_set(why, TROUBLE_LATER, "the disk failed at call %d", plan.at);
	return true;
}

/* What a call that was carried out reports. */
static bool reported(bool good, struct why *why)
{
	if (!good || plan.calls != plan.at)
		return good;
	if (plan.fault == FAULT_KILLED)
		(void)kill(getpid(), SIGKILL);
	if (plan.fault != FAULT_AFTER)
		return good;
	return why_set(why, TROUBLE_LATER, "unsure at call %d", plan.at);
}

static struct database *faulty_open(const char *place, enum store_mode mode,
				    struct deadline deadline, struct why *why)
{
	struct database *db;

	if (fails_before(why))
		return NULL;
	db = driver_sqlite.open(place, mode, deadline, why);
	if (reported(db != NULL, why))
		return db;
	driver_sqlite.close(db);
	return NULL;
}

static bool faulty_begin(struct database *db, enum keep keep, struct why *why)
{
	if (fails_before(why))
		return false;
	if (reported(driver_sqlite.begin(db, keep, why), why))
		return true;
	driver_sqlite.rollback(db);
	return false;
}

static bool faulty_commit(struct database *db, struct why *why)
{
	return !fails_before(why) &&
	       reported(driver_sqlite.commit(db, why), why);
}

static bool faulty_run(struct database *db, const char *sql,
		       const struct value *values, size_t n, struct pool *pool,
		       struct rows *rows, struct why *why)
{
	return !fails_before(why) &&
	       reported(driver_sqlite.run(db, sql, values, n, pool, rows, why),
			why);
}

static bool faulty_version(struct database *db, gint64 *version,
			   struct why *why)
{
	return !fails_before(why) &&
	       reported(driver_sqlite.version(db, version, why), why);
}

static bool faulty_version_set(struct database *db, gint64 version,
			       struct why *why)
{
	return !fails_before(why) &&
	       reported(driver_sqlite.version_set(db, version, why), why);
}

static bool faulty_lock(struct database *db, const char *key, struct why *why)
{
	return !fails_before(why) &&
	       reported(driver_sqlite.lock(db, key, why), why);
}

static struct store *open_faulty(const char *folder, struct why *why)
{
	static struct driver driver;

	driver = driver_sqlite;
	driver.open = faulty_open;
	driver.begin = faulty_begin;
	driver.commit = faulty_commit;
	driver.run = faulty_run;
	driver.version = faulty_version;
	driver.version_set = faulty_version_set;
	driver.lock = faulty_lock;
	return open_with(&driver, folder, STORE_WRITE, why);
}

/* How far a run believes to have come. */
enum progress { GOT_NOWHERE, GOT_INTENT, GOT_END };

/* Lets another process see how far a run has come. */
static void tell(int fd, enum progress progress)
{
	char byte = (char)progress;

	if (fd >= 0)
		(void)!write(fd, &byte, 1);
}

/* One mail: its intent, and its end with all that is learned. */
static enum progress deliver(const char *folder, int fd)
{
	struct why why = {0};
	g_autoptr(store_handle) store = open_faulty(folder, &why);
	struct store_mail mail = {0};
	struct store_part part = a_part(0);
	const struct store_ticket ticket = {.id = "t-1", .number = 1042};
	const char *id = "one@example.org";
	const char *who = "anna@example.org";
	const struct store_lesson lesson = {&ticket, &id, 1, &who, 1, "t-0"};
	enum turn turn = TURN_WAIT;
	gint64 wait_ms;
	const struct store_asked asked = {0, "create", "", 201, "done", 0, 0};

	if (store == NULL || !store_lock(store, "k1", &why) ||
	    !store_mail_get(store, "k1", &mail, &why))
		return GOT_NOWHERE;
	store_history_begin(store, &mail);
	mail = a_mail("k1");
	if (!store_intend(store, &sixty, &mail, &part, &turn, &wait_ms, &why) ||
	    turn != TURN_TAKEN)
		return GOT_NOWHERE;
	tell(fd, GOT_INTENT);
	store_history_asked(store, &asked);
	part.state = PART_DONE;
	part.remote_id = "t-1";
	mail.outcome = "created";
	mail.ticket_id = "t-1";
	mail.ticket_number = 1042;
	if (!store_mail_end(store, &mail, &part, &lesson, &why))
		return GOT_INTENT;
	tell(fd, GOT_END);
	return GOT_END;
}

/* All of the end, or nothing of it. */
static void check_end(struct store *store, bool ended, int at)
{
	struct why why = {0};
	struct store_ticket ticket;
	bool found = false;
	bool is = false;

	must(store_ticket_by_message_id(store, WORKSPACE, "one@example.org",
					&ticket, &found, &why),
	     &why);
	must(store_participant(store, WORKSPACE, "t-1", "anna@example.org", &is,
			       &why),
	     &why);
	if (found != ended || is != ended)
		fail_msg("call %d: the end is there by half", at);
	must(store_ticket_by_id(store, WORKSPACE, "t-0", &ticket, &found, &why),
	     &why);
	if (found != ended)
		fail_msg("call %d: the end is there by half", at);
}

/* What was reported is there, the file is sound, and nothing is by half. */
static void check_state(const char *folder, enum progress progress, int at)
{
	g_autoptr(store_handle) store = open_state(folder);
	struct why why = {0};
	struct store_mail mail;
	struct store_standing standing;
	g_autoptr(GArray) attempts = NULL;
	g_autoptr(GArray) asked = NULL;
	g_autoptr(GArray) parts = NULL;

	if (!facts_of(store).sound)
		fail_msg("call %d: the database is damaged", at);
	must(store_mail_get(store, "k1", &mail, &why), &why);
	must(store_mail_parts(store, "k1", &parts, &why), &why);
	if (progress >= GOT_INTENT && mail.state == MAIL_UNKNOWN)
		fail_msg("call %d: the intent was reported and is lost", at);
	if (progress == GOT_END && mail.state != MAIL_DONE)
		fail_msg("call %d: the end was reported and is lost", at);
	same_number("parts", parts->len, mail.state == MAIL_UNKNOWN ? 0 : 1);
	must(store_history_of(store, "k1", &attempts, &asked, &why), &why);
	same_number("attempts", attempts->len, parts->len);
	same_number("asked", asked->len, mail.state == MAIL_DONE ? 1 : 0);
	must(store_standing(store, &sixty, &standing, &why), &why);
	same_number("turns", standing.used, parts->len);
	check_end(store, mail.state == MAIL_DONE, at);
}

static void fail_at_every_call(enum fault fault)
{
	int n = 1;
	enum progress progress = GOT_NOWHERE;

	for (; n < CALLS_MOST && progress != GOT_END; n++) {
		void *folder = NULL;

		assert_int_equal(folder_begin(&folder), 0);
		plan.fault = fault;
		plan.at = n;
		plan.calls = 0;
		progress = deliver(folder, -1);
		/* The first that was never reached ends the loop. */
		if (plan.calls >= n && progress == GOT_END)
			fail_msg("call %d failed, and nobody noticed", n);
		plan.at = 0;
		check_state(folder, progress, n);
		folder_end(&folder);
	}
	print_message("%d calls failed one by one\n", n - 2);
	assert_in_range(n, 20, CALLS_MOST - 1);
}

static void test_failure_at_every_call_loses_nothing_reported(void **state)
{
	(void)state;
	fail_at_every_call(FAULT_BEFORE);
}

static void test_unsure_end_of_every_call_loses_nothing_reported(void **state)
{
	(void)state;
	fail_at_every_call(FAULT_AFTER);
}

/* Runs one mail in a process that may be killed. */
static enum progress deliver_in_child(const char *folder)
{
	int ends[2];
	char byte = GOT_NOWHERE;
	char newest = GOT_NOWHERE;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0)
		_exit(deliver(folder, ends[1]) == GOT_END ? 0 : 1);
	(void)close(ends[1]);
	while (read(ends[0], &byte, 1) == 1)
		newest = byte;
	(void)close(ends[0]);
	assert_int_equal(waitpid(child, NULL, 0), child);
	return (enum progress)newest;
}

static void kill_at_every_call(enum fault fault)
{
	int n = 1;
	enum progress progress = GOT_NOWHERE;

	for (; n < CALLS_MOST && progress != GOT_END; n++) {
		void *folder = NULL;

		assert_int_equal(folder_begin(&folder), 0);
		plan.fault = fault;
		plan.at = n;
		plan.calls = 0;
		progress = deliver_in_child(folder);
		plan.at = 0;
		check_state(folder, progress, n);
		/* A later process is not hindered by what was left. */
		if (progress == GOT_NOWHERE)
			assert_int_equal(deliver(folder, -1), GOT_END);
		folder_end(&folder);
	}
	print_message("killed at %d calls\n", n - 2);
	assert_in_range(n, 20, CALLS_MOST - 1);
}

static void test_kill_at_every_call_loses_nothing_reported(void **state)
{
	(void)state;
	kill_at_every_call(FAULT_KILL);
}

static void test_kill_right_after_every_call_loses_nothing(void **state)
{
	(void)state;
	kill_at_every_call(FAULT_KILLED);
}

static void test_nothing_is_done_after_an_unknown_commit(void **state)
{
	struct why why = {0};
	g_autoptr(store_handle) store = NULL;
	struct store_mail mail = a_mail("k1");

	store_close(open_state(*state));
	plan.at = 0;
	store = open_faulty(*state, &why);
	assert_non_null(store);
	plan.calls = 0;
	plan.fault = FAULT_AFTER;
	mail.outcome = "held";
	plan.at = 6; /* begin, the mail's row, what is forgotten, commit */
	assert_false(store_mail_end(store, &mail, NULL, NULL, &why));
	plan.at = 0;
	assert_int_equal(why.trouble, TROUBLE_LATER);
	assert_false(store_mail_get(store, "k1", &mail, &why));
	assert_false(store_expire(
		store, clock_wall_ms() - 30 * G_GINT64_CONSTANT(86400000),
		&why));
	/* It was carried out, as the next process finds. */
	store_close(store);
	store = open_state(*state);
	must(store_mail_get(store, "k1", &mail, &why), &why);
	assert_int_equal(mail.state, MAIL_DONE);
}

/* One mail on a disk that is full after so many bytes of any file. */
static int deliver_on_full_disk(const char *folder, rlim_t bytes)
{
	const struct rlimit limit = {bytes, bytes};
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		(void)signal(SIGXFSZ, SIG_IGN);
		(void)setrlimit(RLIMIT_FSIZE, &limit);
		_exit((int)deliver(folder, -1));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void test_disk_full_at_every_size_loses_nothing_reported(void **state)
{
	enum progress progress = GOT_NOWHERE;
	rlim_t bytes = 0;
	int seen[GOT_END + 1] = {0};

	(void)state;
	plan.at = 0;
	for (; bytes < 400000 && progress != GOT_END; bytes += 2048) {
		void *folder = NULL;

		assert_int_equal(folder_begin(&folder), 0);
		progress = (enum progress)deliver_on_full_disk(folder, bytes);
		seen[progress]++;
		check_state(folder, progress, (int)bytes);
		folder_end(&folder);
	}
	print_message("%d sizes without an intent, %d without an end\n",
		      seen[GOT_NOWHERE], seen[GOT_INTENT]);
	assert_true(seen[GOT_NOWHERE] > 0);
	assert_int_equal(progress, GOT_END);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_failure_at_every_call_loses_nothing_reported),
		cmocka_unit_test(
			test_unsure_end_of_every_call_loses_nothing_reported),
		cmocka_unit_test(
			test_kill_at_every_call_loses_nothing_reported),
		cmocka_unit_test(
			test_kill_right_after_every_call_loses_nothing),
		IN_A_FOLDER(test_nothing_is_done_after_an_unknown_commit),
		cmocka_unit_test(
			test_disk_full_at_every_size_loses_nothing_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
