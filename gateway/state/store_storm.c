// SPDX-License-Identifier: GPL-3.0-or-later
// Counters of mail, shared by all processes.
#include "state/store_storm.h"

#include "state/store_inside.h"

/* A counter that is beaten on holds at most so many times its limit. */
#define COUNTER_FULL_TIMES 2

static const char sql_counted[] = "SELECT verdict FROM counted WHERE key = $1";

static const char sql_look[] = "SELECT empty_ms FROM counters WHERE name = $1";

static const char sql_count[] =
	"INSERT INTO counters (name, empty_ms) VALUES ($1, $2)"
	" ON CONFLICT (name) DO UPDATE SET empty_ms = excluded.empty_ms";

static const char sql_mark[] =
	"INSERT INTO counted (key, verdict, at_ms) VALUES ($1, $2, $3)"
	" ON CONFLICT (key) DO NOTHING";

/*
 * A counter is one time: that at which it will be empty. A mail moves it on by
 * the window's share of one mail; it is full where that is beyond a window.
 */
static bool count_on(struct store *store, struct store_surge *surge,
		     struct store_counter *counter, gint64 now, struct why *why)
{
	const gint64 window = MAX(counter->window_ms, counter->most);
	const gint64 step = window / counter->most;
	const char *name = store_message_id(store, counter->name);
	const struct value key[] = {value_text(name)};
	struct value values[2] = {value_text(name)};
	struct rows rows;
	gint64 debt = 0;

	if (!STORE_RUN(store, sql_look, key, &rows, why))
		return false;
	/* A clock that was wrong makes nobody wait for longer. */
	if (rows.n > 0)
		debt = CLAMP(rows_int(&rows, 0, 0) - now, 0,
			     window * COUNTER_FULL_TIMES);
	counter->holds = (debt + step - 1) / step;
	if (debt + step > window) {
		surge->over = counter->kind;
		surge->first = debt <= window;
	}
	values[1] =
		value_int(now + MIN(debt + step, window * COUNTER_FULL_TIMES));
	return !surge->count || STORE_RUN(store, sql_count, values, NULL, why);
}

static bool count_all(struct store *store, struct store_surge *surge,
		      struct why *why)
{
	const gint64 now = clock_wall_ms();
	const struct value key[] = {value_text(surge->key)};
	struct value mark[3] = {value_text(surge->key)};
	struct rows rows;

	if (!STORE_RUN(store, sql_counted, key, &rows, why))
		return false;
	if (rows.n > 0) {
		surge->over = rows_int(&rows, 0, 0);
		return true;
	}
	for (size_t i = 0; i < surge->n && surge->over == 0; i++)
		if (!count_on(store, surge, &surge->counters[i], now, why))
			return false;
	mark[1] = value_int(surge->over);
	mark[2] = value_int(now);
	return !surge->count || STORE_RUN(store, sql_mark, mark, NULL, why);
}

bool store_surge(struct store *store, struct store_surge *surge,
		 struct why *why)
{
	surge->over = 0;
	surge->first = false;
	if (!surge->count)
		return count_all(store, surge, why);
	/* What a power cut forgets is counted once less: no mail is lost. */
	return store_begin(store, KEEP_LIGHTLY, why) &&
	       store_finish(store, count_all(store, surge, why), why);
}

static bool expire(struct store *store, gint64 before_ms, struct why *why)
{
	const struct value now[] = {value_int(clock_wall_ms())};
	const struct value before[] = {value_int(before_ms)};

	return STORE_RUN(store, "DELETE FROM counters WHERE empty_ms < $1", now,
			 NULL, why) &&
	       STORE_RUN(store, "DELETE FROM counted WHERE at_ms < $1", before,
			 NULL, why) &&
	       STORE_RUN(store, "DELETE FROM kinds WHERE seen_ms < $1", before,
			 NULL, why);
}

bool store_storm_expire(struct store *store, gint64 before_ms, struct why *why)
{
	return store_begin(store, KEEP_LIGHTLY, why) &&
	       store_finish(store, expire(store, before_ms, why), why);
}
