// SPDX-License-Identifier: GPL-3.0-or-later
// Forgetting: what is old enough is removed from the state.
#include "state/store_inside.h"

/* Mails that one transaction of store_expire() forgets. */
#define EXPIRE_BATCH 500

/* How many such transactions one call makes. */
#define EXPIRE_BATCHES_MOST 1000

/*
 * A held mail has not come to its end, however long that takes, and nor has one
 * of which anything was begun. One that was only put off did not come again.
 */
static const char sql_old[] =
	"SELECT key FROM mails WHERE seen_ms < $1 AND ((state = 2"
	" AND ended_ms < $1 AND outcome <> 'held')"
	" OR (state = 1 AND attempts = 0)) ORDER BY seen_ms LIMIT $2";

static bool forget(struct store *store, const struct rows *keys,
		   struct why *why)
{
	for (size_t i = 0; i < keys->n; i++) {
		const struct value values[] = {*rows_cell(keys, i, 0)};

		if (!store_rest_forget(store, values[0].text, why) ||
		    !STORE_RUN(store, "DELETE FROM parts WHERE key = $1",
			       values, NULL, why) ||
		    !STORE_RUN(store, "DELETE FROM acks WHERE key = $1", values,
			       NULL, why) ||
		    !STORE_RUN(store, "DELETE FROM files WHERE key = $1",
			       values, NULL, why) ||
		    !STORE_RUN(store, "DELETE FROM asked WHERE key = $1",
			       values, NULL, why) ||
		    !STORE_RUN(store, "DELETE FROM attempts WHERE key = $1",
			       values, NULL, why) ||
		    !STORE_RUN(store, "DELETE FROM mails WHERE key = $1",
			       values, NULL, why))
			return false;
	}
	return true;
}

bool store_expire(struct store *store, gint64 before_ms, struct why *why)
{
	const struct value values[] = {
		value_int(before_ms),
		value_int(EXPIRE_BATCH),
	};

	for (int i = 0; i < EXPIRE_BATCHES_MOST; i++) {
		struct rows keys;

		if (!STORE_RUN(store, sql_old, values, &keys, why))
			return false;
		if (keys.n == 0 || deadline_left_ms(store->deadline) == 0)
			break;
		/* What was found is ended, and an ended mail only gets older.
		 */
		if (!store_begin(store, KEEP_LIGHTLY, why) ||
		    !store_finish(store, forget(store, &keys, why), why))
			return false;
	}
	return store_begin(store, KEEP_LIGHTLY, why) &&
	       store_finish(store,
			    store_files_forget(store, before_ms, why) &&
				    store_deaths_expire(store, before_ms, why),
			    why);
}
