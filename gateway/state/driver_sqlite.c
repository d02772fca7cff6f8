// SPDX-License-Identifier: GPL-3.0-or-later
// The driver for SQLite: one local file, shared by all processes of a host.
#include "state/driver.h"

#include <errno.h>

#include <sqlite3.h>

#include "state/sqlite_inside.h"

/*
 * The longest sleep while another process writes. It does not grow: who sleeps
 * longer the longer he has waited is overtaken by whoever came just now.
 */
#define BUSY_SLEEP_MOST_US 1000

/* Steps of SQLite's machine between two looks at the deadline. */
#define STEPS_A_LOOK 100000

/* What an error of SQLite asks for, and what to do about it. */
static const struct advice {
	int code;
	enum trouble trouble;
	const char *text;
} advices[] = {
	{SQLITE_BUSY, TROUBLE_LATER, "other processes kept it busy"},
	{SQLITE_LOCKED, TROUBLE_LATER, "other processes kept it busy"},
	{SQLITE_PROTOCOL, TROUBLE_LATER, "other processes kept it busy"},
	{SQLITE_INTERRUPT, TROUBLE_LATER, "no time was left for it"},
	{SQLITE_FULL, TROUBLE_LATER, "the disk is full; free some space"},
	{SQLITE_IOERR, TROUBLE_LATER, "the disk failed; see the kernel's log"},
	{SQLITE_NOMEM, TROUBLE_LATER, "out of memory"},
	{SQLITE_CONSTRAINT, TROUBLE_INPUT, "that is there already"},
	{SQLITE_NOTADB, TROUBLE_CONFIG,
	 "it is no SQLite database; move it away or correct state.url"},
	{SQLITE_CORRUPT, TROUBLE_CONFIG,
	 "it is damaged, or its disk is: keep it, and put back a backup (with "
	 "no -wal or -shm beside it), or rescue it with \"sqlite3 FILE "
	 ".recover\"; tixgate never replaces it"},
	{SQLITE_READONLY, TROUBLE_CONFIG,
	 "it cannot be written; give the user tixgate runs as the right to"},
	{SQLITE_CANTOPEN, TROUBLE_LATER, "the system is short of something"},
	{SQLITE_PERM, TROUBLE_CONFIG, "the user tixgate runs as may not"},
};

static const struct advice *find_advice(int code)
{
	static const struct advice unknown = {.trouble = TROUBLE_LATER,
					      .text = "an error of tixgate"};

	for (size_t i = 0; i < G_N_ELEMENTS(advices); i++)
		if (advices[i].code == (code & 0xff))
			return &advices[i];
	return &unknown;
}

/* What the system said, where SQLite met it; a better advice than SQLite's. */
static const struct advice *find_cause(const struct advice *advice, int error)
{
	static const struct advice refused = {
		.trouble = TROUBLE_CONFIG,
		.text = "the user tixgate runs as must be able to write it and "
			"its folder",
	};

	switch (error) {
	case EACCES:
	case EPERM:
	case EROFS:
	case ENOENT:
		return &refused;
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return find_advice(SQLITE_FULL);
	default:
		return advice;
	}
}

/* Says what SQLite says; false. */
static bool failed(const struct database *db, const char *tried,
		   struct why *why)
{
	int code = sqlite3_extended_errcode(db->handle);
	int error = sqlite3_system_errno(db->handle);
	const struct advice *advice = find_advice(code);
	const char *message = sqlite3_errmsg(db->handle);

	if ((advice->code != SQLITE_IOERR && advice->code != SQLITE_CANTOPEN) ||
	    error == 0)
		return why_set(why, advice->trouble,
			       "cannot %s %s: %s (%s, %d)", tried, db->path,
			       advice->text, message, code);
	advice = find_cause(advice, error);
	return why_set(why, advice->trouble, "cannot %s %s: %s: %s (%s, %d)",
		       tried, db->path, g_strerror(error), advice->text,
		       message, code);
}

static int on_busy(void *user, int count)
{
	struct database *db = user;

	if (count == 0)
		patience_start(&db->patience, db->deadline, BUSY_SLEEP_MOST_US);
	return patience_wait(&db->patience) ? 1 : 0;
}

static int on_progress(void *user)
{
	const struct database *db = user;

	return deadline_left_ms(db->deadline) == 0;
}

/* A finished sqlite3_stmt that is not kept. */
typedef sqlite3_stmt statement_handle;
static void statement_end(sqlite3_stmt *prepared)
{
	(void)sqlite3_finalize(prepared);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(statement_handle, statement_end)

bool sqlite_ask(struct database *db, const char *sql, gint64 *integer,
		struct why *why)
{
	g_autoptr(statement_handle) asked = NULL;

	if (sqlite3_prepare_v2(db->handle, sql, -1, &asked, NULL) !=
		    SQLITE_OK ||
	    sqlite3_step(asked) != SQLITE_ROW)
		return failed(db, "read", why);
	*integer = sqlite3_column_int64(asked, 0);
	return true;
}

bool sqlite_execute(struct database *db, const char *sql, const char *tried,
		    struct why *why)
{
	if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
		return failed(db, tried, why);
	return true;
}

/* SQLite's own way to the system, but for its sleeps. */
struct sqlite_system {
	sqlite3_vfs vfs; /* the first, since SQLite hands on its address */
	const struct database *db;
	char name[32];
};

/*
 * Where every lock of the log fails, SQLite sleeps for ten seconds in all
 * before it says so, and asks no busy handler about it.
 */
static int sleep_in_time(sqlite3_vfs *vfs, int us)
{
	const struct sqlite_system *system =
		(const struct sqlite_system *)(const void *)vfs;
	const gint64 left = deadline_left_ms(system->db->deadline) * 1000;

	g_usleep((gulong)MIN(left, us));
	return us;
}

static bool begin_system(struct database *db, struct why *why)
{
	const sqlite3_vfs *usual = sqlite3_vfs_find(NULL);
	struct sqlite_system *system;

	if (usual == NULL)
		return why_set(why, TROUBLE_LATER,
			       "SQLite knows no way to this system's files");
	system = g_new0(struct sqlite_system, 1);
	system->vfs = *usual;
	system->vfs.xSleep = sleep_in_time;
	system->vfs.zName = system->name;
	system->db = db;
	g_snprintf(system->name, sizeof(system->name), "tixgate-%p",
		   (void *)system);
	(void)sqlite3_vfs_register(&system->vfs, 0);
	db->system = system;
	return true;
}

static void end_system(struct sqlite_system *system)
{
	if (system != NULL)
		(void)sqlite3_vfs_unregister(&system->vfs);
	g_free(system);
}

void sqlite_disconnect(struct database *db)
{
	if (db->statements != NULL)
		g_hash_table_remove_all(db->statements);
	(void)sqlite3_close(db->handle);
	db->handle = NULL;
	end_system(g_steal_pointer(&db->system));
}

bool sqlite_reads_only(const struct database *db)
{
	return sqlite3_db_readonly(db->handle, "main") == 1;
}

bool sqlite_connect(struct database *db, const char *file,
		    enum sqlite_access access, struct why *why)
{
	g_autofree char *uri = sqlite_uri(file, access);
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
		    SQLITE_OPEN_URI;

	sqlite_disconnect(db);
	flags |= access == SQLITE_READS || access == SQLITE_BARE
			 ? SQLITE_OPEN_READONLY
			 : SQLITE_OPEN_READWRITE;
	if (!begin_system(db, why))
		return false;
	if (sqlite3_open_v2(uri, &db->handle, flags, db->system->name) !=
	    SQLITE_OK)
		return failed(db, "open", why);
	(void)sqlite3_busy_handler(db->handle, on_busy, db);
	sqlite3_progress_handler(db->handle, STEPS_A_LOOK, on_progress, db);
	/* What a damaged or forged file says is not to be trusted. */
	(void)sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0,
				NULL);
	return true;
}

bool sqlite_copy(struct database *db, struct why *why)
{
	sqlite3 *from = db->handle;
	struct sqlite_system *its = g_steal_pointer(&db->system);
	sqlite3_backup *copying = NULL;
	bool good = false;

	g_hash_table_remove_all(db->statements);
	db->handle = NULL;
	if (sqlite_connect(db, NULL, SQLITE_MEMORY, why))
		copying = sqlite3_backup_init(db->handle, "main", from, "main");
	/* The end alone would call a step that found it busy a good one. */
	if (copying != NULL) {
		good = sqlite3_backup_step(copying, -1) == SQLITE_DONE;
		good = sqlite3_backup_finish(copying) == SQLITE_OK && good;
	}
	(void)sqlite3_close(from);
	end_system(its);
	return good || failed(db, "copy", why);
}

/* The statement, prepared on its first use and kept. */
static sqlite3_stmt *prepare(struct database *db, const char *sql, size_t n,
			     struct why *why)
{
	sqlite3_stmt *prepared = g_hash_table_lookup(db->statements, sql);

	if (prepared != NULL)
		return prepared;
	if (sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
			       &prepared, NULL) != SQLITE_OK) {
		failed(db, "read", why);
		return NULL;
	}
	g_hash_table_insert(db->statements, g_strdup(sql), prepared);
	/* SQLite numbers $-names as they come: see driver.h. */
	for (size_t i = 1; i <= n; i++) {
		const char *name =
			sqlite3_bind_parameter_name(prepared, (int)i);

		g_assert(name != NULL && name[0] == '$' &&
			 g_ascii_strtoull(name + 1, NULL, 10) == i);
	}
	return prepared;
}

static void bind(sqlite3_stmt *prepared, const struct value *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (values[i].text != NULL)
			(void)sqlite3_bind_text(prepared, (int)i + 1,
						values[i].text, -1,
						SQLITE_STATIC);
		else
			(void)sqlite3_bind_int64(prepared, (int)i + 1,
						 values[i].integer);
}

static void take_row(sqlite3_stmt *prepared, struct pool *pool, GArray *cells)
{
	for (int i = 0; i < sqlite3_column_count(prepared); i++) {
		struct value cell = {0};

		if (sqlite3_column_type(prepared, i) == SQLITE_TEXT)
			cell.text = pool_text(
				pool,
				(const char *)sqlite3_column_text(prepared, i));
		else
			cell.integer = sqlite3_column_int64(prepared, i);
		g_array_append_val(cells, cell);
	}
}

static void free_cells(void *cells)
{
	g_array_free(cells, TRUE);
}

static bool step_all(struct database *db, sqlite3_stmt *prepared,
		     struct pool *pool, struct rows *rows, struct why *why)
{
	GArray *cells =
		rows == NULL ? NULL
			     : g_array_new(FALSE, FALSE, sizeof(struct value));
	size_t n = 0;
	int code;

	if (cells != NULL)
		pool_keep(pool, cells, free_cells);
	while ((code = sqlite3_step(prepared)) == SQLITE_ROW && n < ROWS_MOST) {
		n++;
		if (cells != NULL)
			take_row(prepared, pool, cells);
	}
	if (code != SQLITE_DONE && code != SQLITE_ROW)
		return failed(db, "use", why);
	if (rows != NULL)
		*rows = (struct rows){
			n, (size_t)sqlite3_column_count(prepared),
			(const struct value *)(void *)cells->data};
	return true;
}

static bool run_once(struct database *db, const char *sql,
		     const struct value *values, size_t n, struct pool *pool,
		     struct rows *rows, struct why *why)
{
	sqlite3_stmt *prepared = prepare(db, sql, n, why);
	bool good;

	if (prepared == NULL)
		return false;
	bind(prepared, values, n);
	good = step_all(db, prepared, pool, rows, why);
	(void)sqlite3_reset(prepared);
	return good;
}

bool sqlite_run(struct database *db, const char *sql,
		const struct value *values, size_t n, struct pool *pool,
		struct rows *rows, struct why *why)
{
	for (int tries = 0; tries < READS_MOST; tries++) {
		bool good = sqlite_follow(db, why) &&
			    run_once(db, sql, values, n, pool, rows, why);

		if (sqlite_undisturbed(db))
			return good;
	}
	return why_set(why, TROUBLE_LATER, "%s changes too fast to be read",
		       db->path);
}

GHashTable *sqlite_statements(void)
{
	return g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free,
		(GDestroyNotify)(void (*)(void))sqlite3_finalize);
}

const struct driver driver_sqlite = {
	.name = "sqlite",
	.table_end = " WITHOUT ROWID",
	.check = sqlite_check,
	.open = sqlite_open,
	.detach = sqlite_detach,
	.close = sqlite_end,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.run = sqlite_run,
	.version = sqlite_version,
	.version_set = sqlite_version_set,
	.clock = sqlite_clock,
	.lock = sqlite_lock,
	.try_lock = sqlite_try_lock,
	.unlock = sqlite_unlock,
	.sound = sqlite_sound,
};
