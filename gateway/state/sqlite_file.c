// SPDX-License-Identifier: GPL-3.0-or-later
// The file of an SQLite state: making it, refusing others', transactions, clock
// and locks.
#include "state/sqlite_inside.h"

#include <stdlib.h>

#include "base/file.h"

/* "TixG": tells our files from other programs' (sqlite.org/pragma.html). */
#define APPLICATION_ID 0x54697847

/* How long a reader waits for a file that was written just now. */
#define SETTLE_TRIES	20
#define SETTLE_SLEEP_US 2000

/* Of the kernel: 36 characters that no other boot has. */
#define BOOT_ID	     "/proc/sys/kernel/random/boot_id"
#define BOOT_ID_MOST 64

char *sqlite_uri(const char *file, enum sqlite_access access)
{
	g_autofree char *escaped = NULL;

	if (file == NULL)
		return g_strdup("file::memory:");
	escaped = g_uri_escape_string(file, "/", FALSE);
	return g_strconcat("file:", escaped,
			   access == SQLITE_BARE ? "?immutable=1" : "", NULL);
}

static bool is_ours(struct database *db, struct why *why)
{
	gint64 id = 0;

	if (!sqlite_ask(db, "PRAGMA application_id", &id, why))
		return false;
	if (id == APPLICATION_ID)
		return true;
	return why_set(why, TROUBLE_CONFIG,
		       "%s is a database of another program; move it away or "
		       "correct state.url",
		       db->path);
}

/* Debian's SQLite would keep a list of pages for a vacuum we never ask for. */
static const char settings_of_new[] =
	"PRAGMA synchronous=FULL;"
	"PRAGMA auto_vacuum=NONE;"
	"PRAGMA application_id=" G_STRINGIFY(
		APPLICATION_ID) ";"
				"PRAGMA journal_mode=WAL;";

/* Nobody else has a new file: a lock that fails has failed for good. */
#define MAKE_SECONDS 2

/* Fills the file that place_make() then gives its name. */
static bool make_file(const char *temporary, struct why *why)
{
	g_autofree char *path = g_strdup(temporary);
	struct database db = {
		.path = path,
		.deadline = deadline_in(MAKE_SECONDS),
	};
	bool good = sqlite_connect(&db, path, SQLITE_WRITES, why) &&
		    sqlite_execute(&db, settings_of_new, "make", why);

	sqlite_disconnect(&db);
	return good;
}

bool sqlite_open_write(struct database *db, struct why *why)
{
	enum place place = place_look(db->path, STORE_WRITE, why);

	if (place == PLACE_BAD)
		return false;
	if (place == PLACE_MISSING &&
	    !place_make(db->path, db->locks, db->deadline, make_file, why))
		return false;
	if (!sqlite_connect(db, db->path, SQLITE_WRITES, why))
		return false;
	/* Known before anything is read, and before SQLite makes files. */
	if (sqlite_reads_only(db))
		return why_set(why, TROUBLE_CONFIG,
			       "%s cannot be written; give the user tixgate "
			       "runs as the right to, or remount its file "
			       "system for writing",
			       db->path);
	return is_ours(db, why) &&
	       sqlite_execute(db, "PRAGMA synchronous=FULL", "open", why);
}

/*
 * SQLite makes files even to read a database in WAL mode. So where all is in
 * the database, its bare file is read, and what was read counts only if nobody
 * has written to it meanwhile. A log that somebody has left or is writing is
 * read by SQLite's own rules; its files are there then.
 */
static bool open_file(struct database *db, struct why *why)
{
	bool settled = false;

	/* Waits for its time stamp, or for a writer who leaves a log. */
	for (int tries = 0; tries < SETTLE_TRIES && !settled; tries++) {
		if (tries > 0)
			g_usleep(SETTLE_SLEEP_US);
		db->bare = !place_has_log(db->path);
		if (!db->bare)
			break;
		if (!place_stamp(db->path, &db->stamp, &settled, why))
			return false;
	}
	return sqlite_connect(db, db->path,
			      db->bare ? SQLITE_BARE : SQLITE_READS, why) &&
	       is_ours(db, why);
}

bool sqlite_detach(struct database *db, struct why *why)
{
	for (int tries = 0; tries < READS_MOST; tries++) {
		bool good = (db->handle != NULL && tries == 0) ||
			    open_file(db, why);

		good = good && sqlite_copy(db, why);
		/* A torn copy may fail or not: it counts in neither case. */
		if (!sqlite_undisturbed(db))
			continue;
		db->bare = false;
		return good;
	}
	return why_set(why, TROUBLE_LATER, "%s changes too fast to be read",
		       db->path);
}

bool sqlite_undisturbed(const struct database *db)
{
	return !db->bare || place_same(db->path, &db->stamp);
}

bool sqlite_follow(struct database *db, struct why *why)
{
	if (!db->bare || (db->handle != NULL && sqlite_undisturbed(db) &&
			  !place_has_log(db->path)))
		return true;
	return open_file(db, why);
}

bool sqlite_open_read(struct database *db, struct why *why)
{
	enum place place = place_look(db->path, STORE_READ, why);
	gint64 version = 0;
	bool good = true;

	if (place == PLACE_BAD)
		return false;
	for (int tries = 0; place == PLACE_THERE && tries < READS_MOST;
	     tries++) {
		good = open_file(db, why) &&
		       sqlite_ask(db, "PRAGMA user_version", &version, why);
		if (sqlite_undisturbed(db))
			break;
	}
	if (!good || version != 0)
		return good;
	/* One that another process is about to fill is empty, too. */
	db->bare = false;
	return sqlite_connect(db, NULL, SQLITE_MEMORY, why);
}

bool sqlite_version(struct database *db, gint64 *version, struct why *why)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct rows rows;

	if (!sqlite_run(db, "PRAGMA user_version", NULL, 0, pool, &rows, why))
		return false;
	*version = rows_int(&rows, 0, 0);
	return true;
}

bool sqlite_version_set(struct database *db, gint64 version, struct why *why)
{
	g_autofree char *sql = g_strdup_printf(
		"PRAGMA user_version=%" G_GINT64_FORMAT, version);

	return sqlite_execute(db, sql, "write", why);
}

bool sqlite_sound(struct database *db, bool *sound, struct why *why)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct rows rows;

	if (!sqlite_run(db, "PRAGMA integrity_check(1)", NULL, 0, pool, &rows,
			why))
		return false;
	*sound = rows.n == 1 && g_str_equal(rows_text(&rows, 0, 0), "ok");
	return true;
}

bool sqlite_begin(struct database *db, enum keep keep, struct why *why)
{
	/* With WAL, NORMAL leaves out the fsync of a commit and nothing else.
	 */
	if (db->keep != keep &&
	    !sqlite_execute(db,
			    keep == KEEP_SURELY ? "PRAGMA synchronous=FULL"
						: "PRAGMA synchronous=NORMAL",
			    "write", why))
		return false;
	db->keep = keep;
	return sqlite_execute(db, "BEGIN IMMEDIATE", "write", why);
}

bool sqlite_commit(struct database *db, struct why *why)
{
	if (sqlite_execute(db, "COMMIT", "write", why))
		return true;
	/* With some disk errors the change is found there later on. */
	why->trouble = TROUBLE_LATER;
	return why_at(why, "perhaps written, perhaps not");
}

void sqlite_rollback(struct database *db)
{
	struct why why = {0};

	/* After a full disk SQLite has rolled back already: no error. */
	(void)sqlite_execute(db, "ROLLBACK", "write", &why);
}

void sqlite_clock(struct database *db, struct moment *now)
{
	struct why why = {0};

	if (db->boot_id == NULL)
		db->boot_id =
			file_read_text(BOOT_ID, BOOT_ID_MOST, false, &why);
	/* Without /proc all boots look like one. */
	if (db->boot_id == NULL)
		db->boot_id = g_strdup("-");
	*now = (struct moment){clock_boot_ms(), db->boot_id};
}

bool sqlite_lock(struct database *db, const char *key, struct why *why)
{
	return bytelock_take(db->locks, bytelock_byte(key), db->deadline, why);
}

bool sqlite_try_lock(struct database *db, const char *key)
{
	/* Long over: so the byte is tried once. */
	const struct deadline over = {.at_ms = 1};
	struct why why = {0};

	return bytelock_take(db->locks, bytelock_byte(key), over, &why);
}

void sqlite_unlock(struct database *db, const char *key)
{
	bytelock_give(db->locks, bytelock_byte(key));
}

bool sqlite_check(const char *place, struct why *why)
{
	if (g_path_is_absolute(place))
		return true;
	return why_set(why, TROUBLE_CONFIG,
		       "needs an absolute path: sqlite:/var/lib/…/state.db");
}

void sqlite_end(struct database *db)
{
	if (db == NULL)
		return;
	sqlite_disconnect(db);
	g_hash_table_unref(db->statements);
	bytelock_free(db->locks);
	g_free(db->boot_id);
	g_free(db->path);
	g_free(db);
}

struct database *sqlite_open(const char *place, enum store_mode mode,
			     struct deadline deadline, struct why *why)
{
	struct database *db = g_new0(struct database, 1);
	/* A symbolic link's log lies beside what it points to. */
	char *real = realpath(place, NULL);
	g_autofree char *lock = NULL;

	db->path = g_strdup(real == NULL ? place : real);
	free(real);
	db->deadline = deadline;
	lock = g_strconcat(db->path, ".lock", NULL);
	db->locks = bytelock_new(lock);
	db->statements = sqlite_statements();
	if (mode == STORE_WRITE ? sqlite_open_write(db, why)
				: sqlite_open_read(db, why))
		return db;
	sqlite_end(db);
	return NULL;
}
