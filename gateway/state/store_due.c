// SPDX-License-Identifier: GPL-3.0-or-later
// What is done now and then: once for all who share the state.
#include "state/store_inside.h"

static const char sql_at[] = "SELECT at_ms FROM marks WHERE name = $1";

/* Of several who come at once only the first gets a row back. */
static const char sql_take[] =
	"INSERT INTO marks (name, at_ms) VALUES ($1, $2)"
	" ON CONFLICT (name) DO UPDATE SET at_ms = excluded.at_ms"
	" WHERE marks.at_ms <= $3 OR marks.at_ms > $4 RETURNING at_ms";

static bool take(struct store *store, const char *name, gint64 now,
		 gint64 every_ms, bool *due, struct why *why)
{
	const struct value values[] = {
		value_text(name),
		value_int(now),
		value_int(now - every_ms),
		value_int(now),
	};
	struct rows rows;

	if (!STORE_RUN(store, sql_take, values, &rows, why))
		return false;
	*due = rows.n > 0;
	return true;
}

bool store_due(struct store *store, const char *name, gint64 every_ms,
	       bool *due, struct why *why)
{
	const struct value values[] = {value_text(name)};
	const gint64 now = clock_wall_ms();
	struct rows rows;
	bool good;

	*due = false;
	if (!STORE_RUN(store, sql_at, values, &rows, why))
		return false;
	/* A mark of the future is of a clock that was wrong. */
	if (rows.n > 0 && rows_int(&rows, 0, 0) <= now &&
	    rows_int(&rows, 0, 0) > now - every_ms)
		return true;
	if (!store_begin(store, KEEP_LIGHTLY, why))
		return false;
	good = take(store, name, now, every_ms, due, why);
	if (store_finish(store, good, why))
		return true;
	*due = false;
	return false;
}
