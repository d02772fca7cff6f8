// SPDX-License-Identifier: GPL-3.0-or-later
// Drivers: what the store needs of a database, so that each is one file.
#ifndef TIXGATE_STATE_DRIVER_H
#define TIXGATE_STATE_DRIVER_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "base/clock.h"
#include "base/pool.h"
#include "base/why.h"
#include "state/store.h"

/* A parameter of a statement, or a cell of its result. */
struct value {
	const char *text; /* NULL: the integer counts */
	gint64 integer;
};

static inline struct value value_text(const char *text)
{
	return (struct value){.text = text == NULL ? "" : text};
}

static inline struct value value_int(gint64 integer)
{
	return (struct value){.integer = integer};
}

/* The result of a statement, whole: n rows of width cells each. */
struct rows {
	size_t n, width;
	const struct value *cells;
};

static inline const struct value *rows_cell(const struct rows *rows, size_t row,
					    size_t column)
{
	return &rows->cells[row * rows->width + column];
}

/* "" for what is NULL in the database. */
static inline const char *rows_text(const struct rows *rows, size_t row,
				    size_t column)
{
	const char *text = rows_cell(rows, row, column)->text;

	return text == NULL ? "" : text;
}

static inline gint64 rows_int(const struct rows *rows, size_t row,
			      size_t column)
{
	return rows_cell(rows, row, column)->integer;
}

/* Most rows of one result: a statement that may find more has a LIMIT. */
#define ROWS_MOST 100000

/*
 * A time that all who share the state read from the same clock. Times of
 * another epoch (another boot) cannot be compared with it, but each of them
 * is before the zero of this one.
 */
struct moment {
	gint64 ms;
	const char *epoch;
};

/* What a change has to outlive. */
enum keep {
	KEEP_SURELY,  /* everything: on the disk when commit() returns true */
	KEEP_LIGHTLY, /* any death of a process, but perhaps no power cut */
};

/* One connection; what is in it is the driver's. */
struct database;

/*
 * A database as the store sees it. The SQL stands in the store once, in what
 * SQLite (3.35) and PostgreSQL (9.5) both understand: parameters are $1…$n,
 * each first named in that order; INSERT … ON CONFLICT; RETURNING; BIGINT and
 * TEXT only. A statement is a literal, prepared when it is first run and kept.
 *
 * Every wait ends with the deadline that open() was given; then, and whenever
 * waiting may help, the trouble is TROUBLE_LATER. TROUBLE_CONFIG is for what
 * an operator has to mend; its text names the file and says what to do.
 * TROUBLE_INPUT is for a statement that breaks a UNIQUE rule, and nothing
 * else.
 */
struct driver {
	const char *name; /* the scheme of state.url: "sqlite" */
	const char
		*table_end; /* put behind CREATE TABLE … (…) for short rows */

	/* False and a reason, which goes on after `"URL" `, for a bad place. */
	bool (*check)(const char *place, struct why *why);

	/*
	 * Opens what stands behind the colon of state.url. With STORE_WRITE
	 * a missing one is made, empty and with version 0; with STORE_READ a
	 * missing one reads as an empty one in memory, which the store then
	 * fills with its tables.
	 */
	struct database *(*open)(const char *place, enum store_mode mode,
				 struct deadline deadline, struct why *why);
	/*
	 * Only after STORE_READ: from here on the connection is to a copy in
	 * memory, as it is now, which may be changed; the database itself is
	 * left as it is.
	 */
	bool (*detach)(struct database *db, struct why *why);
	void (*close)(struct database *db); /* NULL does nothing */

	/*
	 * A transaction that may write, alone among all processes from begin()
	 * on. When commit() fails, it is not known whether it took place, and
	 * the connection is good for nothing but close(). rollback() cannot
	 * fail: what was not committed is gone.
	 */
	bool (*begin)(struct database *db, enum keep keep, struct why *why);
	bool (*commit)(struct database *db, struct why *why);
	void (*rollback)(struct database *db);

	/*
	 * Runs one statement, in the transaction or, outside of one, alone.
	 * Its result, with all texts in pool, is put into *rows, which may be
	 * NULL. A failure leaves nothing of this statement behind; whoever has
	 * begun a transaction then rolls it back.
	 */
	bool (*run)(struct database *db, const char *sql,
		    const struct value *values, size_t n, struct pool *pool,
		    struct rows *rows, struct why *why);

	/* The number of the schema; to be set inside of a transaction. */
	bool (*version)(struct database *db, gint64 *version, struct why *why);
	bool (*version_set)(struct database *db, gint64 version,
			    struct why *why);

	/* The clock of windows; the epoch lives until close(). */
	void (*clock)(struct database *db, struct moment *now);

	/*
	 * A lock on a key, the same for all who share the state. It ends with
	 * unlock(), close(), or the process, whatever kills it (and whatever
	 * child was forked since and is still there). Taking it twice on one
	 * connection is once.
	 */
	bool (*lock)(struct database *db, const char *key, struct why *why);

	/* The same without waiting: false where another has it, or it fails. */
	bool (*try_lock)(struct database *db, const char *key);
	void (*unlock)(struct database *db, const char *key);

	/* Checks the whole database. */
	bool (*sound)(struct database *db, bool *sound, struct why *why);
};

extern const struct driver driver_sqlite;

#endif
