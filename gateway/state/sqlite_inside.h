// SPDX-License-Identifier: GPL-3.0-or-later
// Inside the SQLite driver: what its two files share. Nobody else includes it.
#ifndef TIXGATE_STATE_SQLITE_INSIDE_H
#define TIXGATE_STATE_SQLITE_INSIDE_H

#include <stdbool.h>

#include <glib.h>

#include "state/bytelock.h"
#include "state/driver.h"
#include "state/patience.h"
#include "state/place.h"

struct sqlite3;
struct sqlite_system;

struct database {
	struct sqlite3 *handle;	      /* NULL while not connected */
	struct sqlite_system *system; /* of the handle */
	char *path;
	struct deadline deadline;
	struct patience patience;
	GHashTable *statements; /* SQL text to its prepared statement */
	struct bytelock *locks;
	char *boot_id;
	enum keep keep; /* what synchronous is set to */
	bool bare;	/* reads the file without locks, as it was at stamp */
	struct place_stamp stamp;
};

/* How a file is opened. */
enum sqlite_access {
	SQLITE_WRITES, /* it is there, and may be changed */
	SQLITE_READS,  /* it is there, and keeps as it is */
	SQLITE_BARE,   /* the same, and its log and all locks are left alone */
	SQLITE_MEMORY, /* a new one in memory */
};

/*
 * sqlite_file.c: the name by which SQLite opens file (NULL for memory) in that
 * way, by g_free().
 */
char *sqlite_uri(const char *file, enum sqlite_access access);

/*
 * driver_sqlite.c: opens file (NULL for memory) in place of what was open;
 * nothing of it has been read then.
 */
bool sqlite_connect(struct database *db, const char *file,
		    enum sqlite_access access, struct why *why);
void sqlite_disconnect(struct database *db);

/* An empty table of SQL texts and their prepared statements. */
GHashTable *sqlite_statements(void);

/* True if SQLite could not open for writing, and did so for reading. */
bool sqlite_reads_only(const struct database *db);

/*
 * Puts a copy in memory in place of what is open. With false nothing is open
 * that could be read.
 */
bool sqlite_copy(struct database *db, struct why *why);

/* Statements without parameters; tried is the verb of the reason. */
bool sqlite_execute(struct database *db, const char *sql, const char *tried,
		    struct why *why);

/* The integer that a statement gives. */
bool sqlite_ask(struct database *db, const char *sql, gint64 *integer,
		struct why *why);

/* sqlite_file.c: the name by which SQLite opens a file so; the caller's. */
char *sqlite_uri(const char *file, enum sqlite_access access);

/* Opens db->path, which is made if it is missing. */
bool sqlite_open_write(struct database *db, struct why *why);

/* Opens db->path to be read; an empty one in memory if it is missing. */
bool sqlite_open_read(struct database *db, struct why *why);

/* With db->bare: opens it again if anything was written. */
bool sqlite_follow(struct database *db, struct why *why);

/* sqlite_file.c: see driver.h. */
bool sqlite_detach(struct database *db, struct why *why);

/* False if what was read since may be torn: the reader then tries again. */
bool sqlite_undisturbed(const struct database *db);

/* driver_sqlite.c: see driver.h, as for all that follows. */
bool sqlite_run(struct database *db, const char *sql,
		const struct value *values, size_t n, struct pool *pool,
		struct rows *rows, struct why *why);

/* sqlite_file.c: what of the driver needs none of SQLite's own header. */
struct database *sqlite_open(const char *place, enum store_mode mode,
			     struct deadline deadline, struct why *why);
void sqlite_end(struct database *db);
bool sqlite_begin(struct database *db, enum keep keep, struct why *why);
bool sqlite_commit(struct database *db, struct why *why);
void sqlite_rollback(struct database *db);
bool sqlite_version(struct database *db, gint64 *version, struct why *why);
bool sqlite_version_set(struct database *db, gint64 version, struct why *why);
bool sqlite_sound(struct database *db, bool *sound, struct why *why);
bool sqlite_check(const char *place, struct why *why);
void sqlite_clock(struct database *db, struct moment *now);
bool sqlite_lock(struct database *db, const char *key, struct why *why);
bool sqlite_try_lock(struct database *db, const char *key);
void sqlite_unlock(struct database *db, const char *key);

/* How often a reader starts afresh because the file changed under it. */
#define READS_MOST 50

#endif
