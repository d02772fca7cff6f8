// SPDX-License-Identifier: GPL-3.0-or-later
// Turns whose request is under way: from when do they count?
#include "state/store_inside.h"

/*
 * When the desk counts a request is known only when its answer is there. So a
 * turn is written down with a time to come, the last at which its request can
 * still be sent, and until then it counts as used just now. The answer puts it
 * to when it was used; and where its process dies before that, whoever next
 * asks for a turn puts it to when it saw the death. That shows in a lock of the
 * turn, which its process holds.
 */

/* Whoever is stopped in the middle of a request is no longer waited for. */
#define FLIGHT_MOST_MS 60000

/* How many of the newest turns are looked at for those of the dead. */
#define FLIGHTS_MOST 256

static const char sql_taken[] =
	"INSERT INTO turns (budget, n, epoch, at_ms) VALUES ($1, $2, $3, $4)";

static const char sql_flights[] =
	"SELECT t.n FROM budgets b JOIN turns t ON t.budget = b.name"
	" AND t.n > b.newest - $1 WHERE b.name = $2 AND t.epoch = $3"
	" AND t.at_ms > $4 AND t.at_ms <= $5";

static const char sql_used[] =
	"UPDATE turns SET at_ms = $1 WHERE budget = $2 AND n = $3"
	" AND epoch = $4";

static const char sql_landed[] =
	"UPDATE turns SET at_ms = $1 WHERE budget = $2 AND n = $3"
	" AND epoch = $4 AND at_ms > $1";

gint64 flight_latest(const struct moment *now)
{
	return now->ms + FLIGHT_MOST_MS;
}

/* A lock of this name is held by whose request is under way. */
static char *name_flight(const char *budget, gint64 n)
{
	return g_strdup_printf("turn %s %" G_GINT64_FORMAT, budget, n);
}

static void unlock(struct store *store, const char *budget, gint64 n)
{
	g_autofree char *name = name_flight(budget, n);

	store->driver->unlock(store->db, name);
}

static bool try_lock(struct store *store, const char *budget, gint64 n)
{
	g_autofree char *name = name_flight(budget, n);

	return store->driver->try_lock(store->db, name);
}

bool flight_begin(struct store *store, const struct store_budget *budget,
		  const struct moment *now, gint64 n, struct why *why)
{
	const gint64 left = deadline_left_ms(store->deadline);
	const struct value values[] = {
		value_text(budget->name),
		value_int(n),
		value_text(now->epoch),
		value_int(now->ms + CLAMP(left, 1, FLIGHT_MOST_MS)),
	};

	/* Who asks again has the request before behind him. */
	if (!store_turn_used(store, why) ||
	    !STORE_RUN(store, sql_taken, values, NULL, why))
		return false;
	/* Without it he is held to be dead: then it counts from that on. */
	(void)try_lock(store, budget->name, n);
	store->turn = (struct store_turn){
		.budget = pool_text(store->texts, budget->name),
		.n = n,
		.at_ms = now->ms,
		.more_ms = store_window_ms(budget) - budget->window_ms,
	};
	return true;
}

void flight_undo(struct store *store)
{
	if (store->turn.n != 0)
		unlock(store, store->turn.budget, store->turn.n);
	store->turn.n = 0;
}

bool store_turn_used(struct store *store, struct why *why)
{
	const struct store_turn turn = store->turn;
	struct moment now;
	struct value values[4] = {value_int(0)};

	if (turn.n == 0)
		return true;
	store->driver->clock(store->db, &now);
	/* What the window is longer for is used up first. */
	values[0] = value_int(MAX(turn.at_ms, now.ms - turn.more_ms));
	values[1] = value_text(turn.budget);
	values[2] = value_int(turn.n);
	values[3] = value_text(now.epoch);
	flight_undo(store);
	return STORE_RUN(store, sql_used, values, NULL, why);
}

bool store_turn_end(struct store *store, struct why *why)
{
	return store->turn.n == 0 ||
	       (store_begin(store, KEEP_LIGHTLY, why) &&
		store_finish(store, store_turn_used(store, why), why));
}

/* Turns that may be under way; those of long ago are over soon enough. */
static bool find_flights(struct store *store, const char *budget,
			 struct rows *flights, struct why *why)
{
	struct value values[5] = {value_int(FLIGHTS_MOST), value_text(budget)};
	struct moment now;

	store->driver->clock(store->db, &now);
	values[2] = value_text(now.epoch);
	values[3] = value_int(now.ms);
	values[4] = value_int(flight_latest(&now));
	return STORE_RUN(store, sql_flights, values, flights, why);
}

static bool land_all(struct store *store, const char *budget,
		     const gint64 *dead, size_t n, const struct moment *now,
		     struct why *why)
{
	for (size_t i = 0; i < n; i++) {
		const struct value values[] = {
			value_int(now->ms),
			value_text(budget),
			value_int(dead[i]),
			value_text(now->epoch),
		};

		if (!STORE_RUN(store, sql_landed, values, NULL, why))
			return false;
	}
	return true;
}

bool flight_land(struct store *store, const char *budget, struct why *why)
{
	gint64 dead[FLIGHTS_MOST];
	struct rows flights;
	struct moment now;
	size_t n = 0;
	bool good;

	if (!find_flights(store, budget, &flights, why))
		return false;
	for (size_t i = 0; i < flights.n && n < FLIGHTS_MOST; i++) {
		const gint64 turn = rows_int(&flights, i, 0);
		const bool own = turn == store->turn.n &&
				 g_str_equal(budget, store->turn.budget);

		if (!own && try_lock(store, budget, turn))
			dead[n++] = turn;
	}
	if (n == 0)
		return true;
	/* Held until it is written: so one of those who see it writes it. */
	store->driver->clock(store->db, &now);
	good = store_begin(store, KEEP_LIGHTLY, why) &&
	       store_finish(store, land_all(store, budget, dead, n, &now, why),
			    why);
	for (size_t i = 0; i < n; i++)
		unlock(store, budget, dead[i]);
	return good;
}
