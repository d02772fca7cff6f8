// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept of a mail only until its end: its texts, and its reader's
// deaths.
#include "state/store_watch.h"

#include "state/store_inside.h"

static const char sql_write[] =
	"INSERT INTO texts (key, part, text) VALUES ($1, $2, $3)";

static const char sql_read[] =
	"SELECT text FROM texts WHERE key = $1 ORDER BY part";

static const char sql_forget[] = "DELETE FROM texts WHERE key = $1";

static const char sql_death[] =
	"INSERT INTO deaths (key, n, at_ms) VALUES ($1, 1, $2)"
	" ON CONFLICT (key) DO UPDATE SET n = deaths.n + 1,"
	" at_ms = excluded.at_ms RETURNING n";

bool store_texts_write(struct store *store, const char *key,
		       const struct store_part *part, struct why *why)
{
	struct value values[] = {value_text(key), {0}, {0}};

	if (!store_run(store, sql_forget, values, 1, NULL, why))
		return false;
	for (size_t i = 0; part->texts != NULL && i < part->texts_n; i++) {
		values[1] = value_int((gint64)i);
		values[2] = value_text(part->texts[i]);
		if (!STORE_RUN(store, sql_write, values, NULL, why))
			return false;
	}
	return true;
}

bool store_texts(struct store *store, const char *key, GPtrArray **texts,
		 struct why *why)
{
	const struct value values[] = {value_text(key)};
	struct rows rows;

	if (!STORE_RUN(store, sql_read, values, &rows, why))
		return false;
	*texts = g_ptr_array_sized_new((guint)rows.n);
	for (size_t i = 0; i < rows.n; i++)
		g_ptr_array_add(*texts,
				(gpointer)(guintptr)rows_text(&rows, i, 0));
	return true;
}

static bool count_death(struct store *store, const char *key, gint64 *n,
			struct why *why)
{
	const struct value values[] = {value_text(key),
				       value_int(clock_wall_ms())};
	struct rows rows;

	if (!STORE_RUN(store, sql_death, values, &rows, why))
		return false;
	*n = rows_int(&rows, 0, 0);
	return true;
}

bool store_death(struct store *store, const char *key, gint64 *n,
		 struct why *why)
{
	return store_begin(store, KEEP_SURELY, why) &&
	       store_finish(store, count_death(store, key, n, why), why);
}

bool store_deaths_expire(struct store *store, gint64 before_ms, struct why *why)
{
	const struct value values[] = {value_int(before_ms)};

	return STORE_RUN(store, "DELETE FROM deaths WHERE at_ms < $1", values,
			 NULL, why);
}

bool store_rest_forget(struct store *store, const char *key, struct why *why)
{
	const struct value values[] = {value_text(key)};

	return STORE_RUN(store, sql_forget, values, NULL, why) &&
	       STORE_RUN(store, "DELETE FROM deaths WHERE key = $1", values,
			 NULL, why) &&
	       store_try_close(store, key, why);
}
