// SPDX-License-Identifier: GPL-3.0-or-later
// What is done now and then: once for all who share the state.
#include "state/store_inside.h"

static const char sql_at[] = "SELECT at_ms FROM marks WHERE name = $1";

/* Of several who come at once only the first gets a row back. */
static const char sql_take[] =
	"INSERT INTO marks (name, at_ms) VALUES ($1, $2)"
	" ON CONFLICT (name) DO UPDATE SET at_ms = excluded.at_ms"
	" WHERE marks.at_ms <= $3 OR marks.at_ms > $4 RETURNING at_ms";

static bool take(struct store *store, const struct store_due *due, bool *is,
		 struct why *why)
{
	const struct value values[] = {
		value_text(due->name),
		value_int(due->now_ms),
		value_int(due->now_ms - due->every_ms),
		value_int(due->now_ms),
	};
	struct rows rows;

	if (!STORE_RUN(store, sql_take, values, &rows, why))
		return false;
	*is = rows.n > 0;
	return true;
}

bool store_due(struct store *store, struct store_due *due, bool *is,
	       struct why *why)
{
	const struct value values[] = {value_text(due->name)};
	struct rows rows;

	*is = false;
	due->last_ms = 0;
	if (!STORE_RUN(store, sql_at, values, &rows, why))
		return false;
	if (rows.n > 0)
		due->last_ms = rows_int(&rows, 0, 0);
	/* A mark of the future is of a clock that was wrong. */
	if (rows.n > 0 && due->last_ms <= due->now_ms &&
	    due->last_ms > due->now_ms - due->every_ms)
		return true;
	if (!store_begin(store, KEEP_LIGHTLY, why))
		return false;
	if (store_finish(store, take(store, due, is, why), why))
		return true;
	*is = false;
	return false;
}
