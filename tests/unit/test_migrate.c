// SPDX-License-Identifier: GPL-3.0-or-later
// States of older schemas: what is in them is kept, and nothing is half done.
#include "unit/clocked.h"

#include <signal.h>

/* Processes that find one old state at once. */
#define CROWD 6

/* More calls of the database than a migration makes. */
#define CALLS_MOST 300

/* The tables of the first schema, as they were when there was no other. */
static const char *const first_schema[] = {
	"CREATE TABLE mails (key TEXT PRIMARY KEY, trace TEXT NOT NULL,"
	" workspace TEXT NOT NULL, mailbox TEXT NOT NULL,"
	" message_id TEXT NOT NULL, sender TEXT NOT NULL,"
	" subject TEXT NOT NULL, state BIGINT NOT NULL,"
	" outcome TEXT NOT NULL, reason TEXT NOT NULL,"
	" ticket_id TEXT NOT NULL, ticket_number BIGINT NOT NULL,"
	" attempts BIGINT NOT NULL, requests BIGINT NOT NULL,"
	" seen_ms BIGINT NOT NULL, ended_ms BIGINT NOT NULL) WITHOUT ROWID",
	"CREATE UNIQUE INDEX mails_trace ON mails (trace) WHERE trace <> ''",
	"CREATE INDEX mails_seen ON mails (seen_ms)",
	"CREATE TABLE parts (key TEXT NOT NULL, part BIGINT NOT NULL,"
	" state BIGINT NOT NULL, creates BIGINT NOT NULL,"
	" target TEXT NOT NULL, digest TEXT NOT NULL,"
	" remote_id TEXT NOT NULL, sent_ms BIGINT NOT NULL,"
	" tries BIGINT NOT NULL, PRIMARY KEY (key, part)) WITHOUT ROWID",
	"CREATE TABLE tickets (workspace TEXT NOT NULL, id TEXT NOT NULL,"
	" number BIGINT NOT NULL, customer_id TEXT NOT NULL,"
	" customer_email TEXT NOT NULL, subject TEXT NOT NULL,"
	" successor TEXT NOT NULL, seen_ms BIGINT NOT NULL,"
	" PRIMARY KEY (workspace, id)) WITHOUT ROWID",
	"CREATE INDEX tickets_number ON tickets (workspace, number)",
	"CREATE TABLE message_ids (workspace TEXT NOT NULL,"
	" message_id TEXT NOT NULL, ticket_id TEXT NOT NULL,"
	" seen_ms BIGINT NOT NULL, PRIMARY KEY (workspace, message_id))"
	" WITHOUT ROWID",
	"CREATE TABLE participants (workspace TEXT NOT NULL,"
	" ticket_id TEXT NOT NULL, email TEXT NOT NULL,"
	" seen_ms BIGINT NOT NULL,"
	" PRIMARY KEY (workspace, ticket_id, email)) WITHOUT ROWID",
	"CREATE TABLE budgets (name TEXT NOT NULL, newest BIGINT NOT NULL,"
	" epoch TEXT NOT NULL, asked_ms BIGINT NOT NULL,"
	" down_ms BIGINT NOT NULL, reason TEXT NOT NULL,"
	" PRIMARY KEY (name)) WITHOUT ROWID",
	"CREATE TABLE turns (budget TEXT NOT NULL, n BIGINT NOT NULL,"
	" epoch TEXT NOT NULL, at_ms BIGINT NOT NULL,"
	" PRIMARY KEY (budget, n)) WITHOUT ROWID",
	"CREATE TABLE waiters (budget TEXT NOT NULL, place BIGINT NOT NULL,"
	" token BIGINT NOT NULL, epoch TEXT NOT NULL,"
	" due_ms BIGINT NOT NULL, PRIMARY KEY (budget, place)) WITHOUT ROWID",
};

/* What every schema since has a place for. */
static const char *const rows_of_old[] = {
	"INSERT INTO mails VALUES ('ended', 't1', '" WORKSPACE "', 'support',"
	" 'one@example.org', 'anna@example.org', 'Printer', 2, 'created', '',"
	" 'id-1', 1042, 1, 1, 1000, 2000)",
	"INSERT INTO mails VALUES ('open', 't2', '" WORKSPACE "', 'support',"
	" 'two@example.org', 'anna@example.org', 'Printer', 1, '', '',"
	" '', 0, 1, 1, 3000, 0)",
	"INSERT INTO parts VALUES ('ended', 0, 1, 1, '', 'd0', 'id-1', 1000,"
	" 1)",
	"INSERT INTO parts VALUES ('open', 0, 0, 1, '', 'd1', '', 3000, 1)",
	"INSERT INTO tickets VALUES ('" WORKSPACE "', 'id-1', 1042, 'c-1',"
	" 'anna@example.org', 'Printer', '', 2000)",
	"INSERT INTO message_ids VALUES ('" WORKSPACE "', 'one@example.org',"
	" 'id-1', 2000)",
	"INSERT INTO participants VALUES ('" WORKSPACE "', 'id-1',"
	" 'bea@example.org', 2000)",
	"INSERT INTO budgets VALUES ('b', 3, 'boot-1', 0, 0, '')",
	"INSERT INTO turns VALUES ('b', 1, 'boot-1', 999000)",
	"INSERT INTO turns VALUES ('b', 2, 'boot-1', 999000)",
	"INSERT INTO turns VALUES ('b', 3, 'boot-1', 999000)",
};

static gint64 stop_at; /* the schema that is the last of them */

/* As a tixgate did that knew no newer schema. */
static bool set_and_stop(struct database *db, gint64 version, struct why *why)
{
	if (!driver_sqlite.version_set(db, version, why))
		return false;
	return version < stop_at || (driver_sqlite.commit(db, why) &&
				     why_set(why, TROUBLE_LATER, "stopped"));
}

static void run_all(struct database *db, const char *const *all, size_t n)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct why why = {0};

	for (size_t i = 0; i < n; i++)
		must(driver_sqlite.run(db, all[i], NULL, 0, pool, NULL, &why),
		     &why);
}

static struct database *open_bare(const char *folder)
{
	g_autofree char *path = state_path(folder);
	struct why why = {0};
	struct database *db =
		driver_sqlite.open(path, STORE_WRITE, deadline_in(20), &why);

	must(db != NULL, &why);
	return db;
}

static gint64 version_of(const char *folder)
{
	struct database *db = open_bare(folder);
	struct why why = {0};
	gint64 version = -1;

	must(driver_sqlite.version(db, &version, &why), &why);
	driver_sqlite.close(db);
	return version;
}

/* The first schema is its own; a later one is what today's begins with. */
static void make_old(const char *folder, gint64 schema)
{
	struct driver driver = driver_sqlite;
	struct why why = {0};
	struct database *db;

	stop_at = schema;
	driver.version_set = set_and_stop;
	if (schema > 1)
		assert_null(open_with(&driver, folder, STORE_WRITE, &why));
	db = open_bare(folder);
	must(driver_sqlite.begin(db, KEEP_SURELY, &why), &why);
	if (schema == 1) {
		run_all(db, first_schema, G_N_ELEMENTS(first_schema));
		must(driver_sqlite.version_set(db, 1, &why), &why);
	}
	if (schema > 0)
		run_all(db, rows_of_old, G_N_ELEMENTS(rows_of_old));
	must(driver_sqlite.commit(db, &why), &why);
	driver_sqlite.close(db);
	assert_int_equal(version_of(folder), schema);
}

static void expect_mails(struct store *store)
{
	struct store_mail mail = {0};
	struct why why = {0};
	g_autoptr(GArray) parts = NULL;
	const struct store_part *part;

	must(store_mail_get(store, "ended", &mail, &why), &why);
	assert_int_equal(mail.state, MAIL_DONE);
	assert_string_equal(mail.outcome, "created");
	assert_int_equal(mail.ticket_number, 1042);
	must(store_mail_get(store, "open", &mail, &why), &why);
	assert_int_equal(mail.state, MAIL_OPEN);
	assert_string_equal(mail.trace, "t2");
	must(store_mail_parts(store, "open", &parts, &why), &why);
	assert_int_equal(parts->len, 1);
	part = &g_array_index(parts, struct store_part, 0);
	assert_int_equal(part->state, PART_INTENT);
	assert_string_equal(part->digest, "d1");
	assert_int_equal(part->sent_ms, 3000);
}

static void expect_tickets(struct store *store)
{
	struct store_ticket ticket = {0};
	struct why why = {0};
	bool found = false;
	bool is = false;

	must(store_ticket_by_message_id(store, WORKSPACE, "one@example.org",
					&ticket, &found, &why),
	     &why);
	assert_true(found);
	assert_int_equal(ticket.number, 1042);
	assert_string_equal(ticket.customer_email, "anna@example.org");
	must(store_participant(store, WORKSPACE, "id-1", "bea@example.org", &is,
			       &why),
	     &why);
	assert_true(is);
}

/* What was used of the budget, and that a mail goes its whole way. */
static void expect_use(struct store *store)
{
	struct store_mail mail = a_mail("new");
	struct store_part part = a_part(0);
	gint64 wait_ms = 0;

	assert_int_equal(ask(store, &three, &wait_ms), TURN_WAIT);
	assert_true(wait_ms > 0);
	part.mark = "Ref: new";
	intend(store, &mail, &part);
	end_created(store, "new", "id-2", 1043, NULL);
	assert_int_equal(facts_of(store).schema, STORE_SCHEMA);
	assert_true(facts_of(store).sound);
}

static void test_each_older_state_keeps_what_it_holds(void **state)
{
	for (gint64 schema = 1; schema < STORE_SCHEMA; schema++) {
		g_autoptr(store_handle) store = NULL;
		void *folder = NULL;

		(void)state;
		assert_int_equal(begin_faked(&folder), 0);
		make_old(folder, schema);
		store = open_clocked(folder, 1000);
		expect_mails(store);
		expect_tickets(store);
		expect_use(store);
		store_close(g_steal_pointer(&store));
		assert_int_equal(version_of(folder), STORE_SCHEMA);
		assert_int_equal(end_faked(&folder), 0);
	}
}

static void test_older_state_is_left_alone_by_who_reads(void **state)
{
	g_autoptr(store_handle) store = NULL;
	struct why why = {0};

	make_old(*state, 1);
	store = open_with(&driver_sqlite, *state, STORE_READ, &why);
	must(store != NULL, &why);
	expect_mails(store);
	expect_tickets(store);
	store_close(g_steal_pointer(&store));
	assert_int_equal(version_of(*state), 1);
}

static void test_newer_state_is_left_alone(void **state)
{
	struct database *db;
	struct why why = {0};

	make_old(*state, 1);
	db = open_bare(*state);
	must(driver_sqlite.version_set(db, STORE_SCHEMA + 1, &why), &why);
	driver_sqlite.close(db);
	assert_null(open_with(&driver_sqlite, *state, STORE_WRITE, &why));
	assert_int_equal(why.trouble, TROUBLE_CONFIG);
	assert_non_null(strstr(why.text, "newer tixgate"));
	assert_int_equal(version_of(*state), STORE_SCHEMA + 1);
}

/* The call of the database at which the process is killed, and how far it is.
 */
static int kill_at, calls;

static void count_call(void)
{
	if (++calls == kill_at)
		(void)kill(getpid(), SIGKILL);
}

static bool deadly_run(struct database *db, const char *sql,
		       const struct value *values, size_t n, struct pool *pool,
		       struct rows *rows, struct why *why)
{
	count_call();
	return driver_sqlite.run(db, sql, values, n, pool, rows, why);
}

static bool deadly_commit(struct database *db, struct why *why)
{
	count_call();
	return driver_sqlite.commit(db, why);
}

/* True if the process that migrated lived to the end. */
static bool migrates(const char *folder, int at)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		struct driver driver = driver_sqlite;
		struct store *store;
		struct why why = {0};

		kill_at = at;
		driver.run = deadly_run;
		driver.commit = deadly_commit;
		store = open_with(&driver, folder, STORE_WRITE, &why);
		store_close(store);
		_exit(store == NULL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status))
		assert_int_equal(WEXITSTATUS(status), 0);
	return WIFEXITED(status);
}

static void test_killed_migration_leaves_the_older_state_whole(void **state)
{
	int at = 0;

	make_old(*state, 1);
	while (!migrates(*state, ++at)) {
		assert_true(at < CALLS_MOST);
		assert_int_equal(version_of(*state), 1);
	}
	/* Each statement of each later schema, and the commit. */
	assert_true(at > STORE_SCHEMA);
	assert_int_equal(version_of(*state), STORE_SCHEMA);
}

static void test_processes_that_migrate_at_once_all_succeed(void **state)
{
	pid_t children[CROWD];
	int status;

	make_old(*state, 1);
	for (int i = 0; i < CROWD; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			store_close(open_state(*state));
			_exit(0);
		}
	}
	for (int i = 0; i < CROWD; i++) {
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	assert_int_equal(version_of(*state), STORE_SCHEMA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_older_state_keeps_what_it_holds),
		IN_A_FOLDER(test_older_state_is_left_alone_by_who_reads),
		IN_A_FOLDER(test_newer_state_is_left_alone),
		IN_A_FOLDER(test_killed_migration_leaves_the_older_state_whole),
		IN_A_FOLDER(test_processes_that_migrate_at_once_all_succeed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
