// SPDX-License-Identifier: GPL-3.0-or-later
// The budget: who may send a request now, who waits, and for how long.
#include "state/store_inside.h"

/*
 * The turns of a budget are numbered. With R requests to a window, turn n may
 * be taken when turn n - R is a window old: then no window holds more than R,
 * since of any R + 1 turns two are R apart or a multiple of it. That takes one
 * row to know, however many there are, and whoever knows another R looks at
 * another row, and is right for its own R.
 *
 * `turns` holds the times, `budgets` the newest number and the pauses, and
 * `waiters` a row for each process that waits (store_queue.c).
 */

/* Added to a window: the way from the turn to the server takes its time. */
#define WINDOW_MORE_MOST_MS 1000
#define WINDOW_MORE_SHARE   50 /* a fiftieth */

/* A process that waits looks again so often. */
#define LOOK_AGAIN_MS 250

/* While one process sees whether the desk is back, others wait so long. */
#define PROBE_LEAST_MS 5000
#define PROBE_MOST_MS  60000

/* Old turns are removed once in so many: rows before a window do no harm. */
#define TURNS_A_SWEEP 16

/* How often others may be faster between a look and the change. */
#define LOOKS_MOST 8

/*
 * The newest of the turns that have to be a window old. Those of another boot
 * count as at its zero, those whose request is under way as now. A time beyond
 * that means a broken clock, which shall stop nobody.
 */
static const char sql_look[] =
	"SELECT b.newest, b.epoch, b.asked_ms, b.down_ms, b.probe_ms,"
	" (SELECT coalesce(max(CASE WHEN t.epoch <> $1 THEN 0"
	" WHEN t.at_ms > $2 THEN $3 WHEN t.at_ms > $4 THEN $4"
	" ELSE t.at_ms END), $3) FROM turns t"
	" WHERE t.budget = b.name AND t.n > b.newest - $5"
	" AND t.n <= b.newest - $6) FROM budgets b WHERE b.name = $7";

static const char sql_sweep[] =
	"DELETE FROM turns WHERE budget = $1 AND n <= $2";

static const char sql_budget[] =
	"INSERT INTO budgets (name, newest, epoch, asked_ms, down_ms, probe_ms,"
	" reason) VALUES ($1, $2, $3, $4, $5, $6, '')"
	" ON CONFLICT (name) DO UPDATE SET"
	" newest = excluded.newest, epoch = excluded.epoch,"
	" asked_ms = excluded.asked_ms, down_ms = excluded.down_ms,"
	" probe_ms = excluded.probe_ms";

/* Who asks: with mail and part an intent goes with the turn. */
struct asker {
	const struct store_budget *budget;
	const struct store_mail *mail; /* NULL for none */
	const struct store_part *part;
};

/* A budget as it is found at one moment. */
struct look {
	struct moment now;
	struct queue queue;
	gint64 newest;	 /* the number of the newest turn, 0 for none */
	gint64 asked_ms; /* when pauses end; 0 for none */
	gint64 down_ms;
	gint64 probe_ms; /* when someone went to see whether it is back */
	gint64 free_ms;	 /* when our turn comes */
};

gint64 store_window_ms(const struct store_budget *budget)
{
	gint64 more =
		MIN(WINDOW_MORE_MOST_MS, budget->window_ms / WINDOW_MORE_SHARE);

	/* One at the least, since the clock is read in whole milliseconds. */
	return budget->window_ms + MAX(more, 1);
}

static gint64 requests_of(const struct store_budget *budget)
{
	return MAX(budget->requests, 1);
}

static bool look_at(struct store *store, const struct store_budget *budget,
		    struct look *look, struct why *why)
{
	gint64 requests = requests_of(budget);
	gint64 window_ms = store_window_ms(budget);
	struct value values[7] = {0};
	struct rows rows;

	*look = (struct look){0};
	store->driver->clock(store->db, &look->now);
	if (!queue_look(store, budget, &look->now, &look->queue, why))
		return false;
	values[0] = value_text(look->now.epoch);
	values[1] = value_int(flight_latest(&look->now));
	values[2] = value_int(-window_ms);
	values[3] = value_int(look->now.ms);
	values[4] = value_int(requests);
	values[5] = value_int(requests - 1 - look->queue.ahead % requests);
	values[6] = value_text(budget->name);
	if (!STORE_RUN(store, sql_look, values, &rows, why))
		return false;
	if (rows.n == 0)
		return true;
	look->newest = rows_int(&rows, 0, 0);
	/* With more than R before us our turn is in a window after the next. */
	look->free_ms = rows_int(&rows, 0, 5) + window_ms +
			look->queue.ahead / requests * window_ms;
	if (!g_str_equal(rows_text(&rows, 0, 1), look->now.epoch))
		return true;
	look->asked_ms = rows_int(&rows, 0, 2);
	look->down_ms = rows_int(&rows, 0, 3);
	look->probe_ms = rows_int(&rows, 0, 4);
	/* Nobody waits for one who has died: his pause is over. */
	if (look->probe_ms > 0 && look->down_ms > look->now.ms &&
	    store_probe_died(store, budget->name))
		look->down_ms = look->now.ms;
	return true;
}

/* What the look means for who asks. */
static enum turn judge(const struct look *look,
		       const struct store_budget *budget, gint64 *wait_ms)
{
	const gint64 now_ms = look->now.ms;

	*wait_ms = look->asked_ms - now_ms;
	if (*wait_ms > 0)
		return TURN_PAUSED;
	*wait_ms = budget->despite_down ? 0 : look->down_ms - now_ms;
	if (*wait_ms > 0)
		return look->probe_ms > 0 ? TURN_PROBED : TURN_DOWN;
	*wait_ms = MAX(look->free_ms - look->now.ms, 0);
	return *wait_ms > 0 ? TURN_WAIT : TURN_TAKEN;
}

/* Looks again inside of a change: true if it is as it was judged to be. */
static bool still(struct store *store, const struct store_budget *budget,
		  enum turn turn, struct look *look, struct why *why)
{
	gint64 wait_ms;

	return look_at(store, budget, look, why) &&
	       judge(look, budget, &wait_ms) == turn;
}

static bool write_budget(struct store *store, const char *name,
			 const struct look *look, struct why *why)
{
	const struct value values[] = {
		value_text(name),
		value_int(look->newest),
		value_text(look->now.epoch),
		value_int(look->asked_ms),
		value_int(look->down_ms),
		value_int(look->probe_ms),
	};

	return STORE_RUN(store, sql_budget, values, NULL, why);
}

static bool write_turn(struct store *store, const struct store_budget *budget,
		       struct look *look, struct why *why)
{
	const struct value old[] = {
		value_text(budget->name),
		value_int(++look->newest - requests_of(budget)),
	};

	/* The desk was down, so this one goes to see, and no other. */
	if (look->down_ms > 0) {
		store_probe_begin(store, budget->name);
		look->probe_ms = look->now.ms;
		look->down_ms =
			look->now.ms + CLAMP(deadline_left_ms(store->deadline),
					     PROBE_LEAST_MS, PROBE_MOST_MS);
	}
	if (!flight_begin(store, budget, &look->now, look->newest, why) ||
	    !write_budget(store, budget->name, look, why) ||
	    !queue_leave(store, why) ||
	    !queue_bury(store, budget->name, &look->now, &look->queue, why))
		return false;
	return look->newest % TURNS_A_SWEEP != 0 ||
	       STORE_RUN(store, sql_sweep, old, NULL, why);
}

/* Milliseconds within which a turn must come to be of use. */
static gint64 time_left(const struct store *store,
			const struct store_budget *budget)
{
	return deadline_left_ms(store->deadline) - budget->spare_ms;
}

/* What came of a try to change what was judged by a look. */
enum came { CAME_DONE, CAME_STALE, CAME_FAILED };

/* What a turn that is to be had may be used for. */
static bool pass_gate(struct store *store, const struct asker *asker,
		      const struct look *look, enum turn *turn, gint64 *wait_ms,
		      struct why *why)
{
	*turn = TURN_TAKEN;
	return asker->part == NULL || !asker->part->create ||
	       store_gate(store, asker->mail, &look->now, turn, wait_ms, why);
}

static bool write_taken(struct store *store, const struct asker *asker,
			struct look *look, enum turn turn, struct why *why)
{
	return write_turn(store, asker->budget, look, why) &&
	       (asker->mail == NULL || turn == TURN_LOOK ||
		store_intent_write(store, asker->mail, asker->part, why));
}

static enum came take(struct store *store, const struct asker *asker,
		      enum turn *turn, gint64 *wait_ms, struct why *why)
{
	struct look look;
	bool good;

	/* Only what a retry of the mail must find has to outlive all. */
	if (!store_begin(store,
			 asker->mail == NULL ? KEEP_LIGHTLY : KEEP_SURELY, why))
		return CAME_FAILED;
	why->trouble = TROUBLE_NONE;
	if (!still(store, asker->budget, TURN_TAKEN, &look, why)) {
		(void)store_abandon(store);
		return why->trouble == TROUBLE_NONE ? CAME_STALE : CAME_FAILED;
	}
	good = pass_gate(store, asker, &look, turn, wait_ms, why);
	if (good && *turn == TURN_LISTED) {
		(void)store_abandon(store);
		return CAME_DONE;
	}
	good = good && write_taken(store, asker, &look, *turn, why);
	if (!store_finish(store, good, why)) {
		flight_undo(store);
		return CAME_FAILED;
	}
	store->probing = look.down_ms > 0;
	return CAME_DONE;
}

/* Stays in the queue, or leaves it where the turn would come too late. */
static enum came stay(struct store *store, const struct asker *asker, bool late,
		      struct why *why)
{
	const char *name = asker->budget->name;
	struct look look;
	bool good;

	if (!store_begin(store, KEEP_LIGHTLY, why))
		return CAME_FAILED;
	why->trouble = TROUBLE_NONE;
	if (!still(store, asker->budget, TURN_WAIT, &look, why)) {
		(void)store_abandon(store);
		return why->trouble == TROUBLE_NONE ? CAME_STALE : CAME_FAILED;
	}
	good = late ? queue_leave(store, why)
		    : queue_stay(store, name, &look.now, &look.queue,
				 look.free_ms, why);
	return store_finish(store, good, why) ? CAME_DONE : CAME_FAILED;
}

/* Who has to wait writes only what others have to know. */
static enum came wait_on(struct store *store, const struct asker *asker,
			 const struct look *look, gint64 *wait_ms,
			 struct why *why)
{
	bool late = *wait_ms >= time_left(store, asker->budget);
	bool queued = look->queue.place > 0;

	if (!late)
		*wait_ms = MIN(*wait_ms, LOOK_AGAIN_MS);
	if (late ? !queued
		 : queued && !queue_must_say(&look->queue, look->free_ms))
		return CAME_DONE;
	return stay(store, asker, late, why);
}

static enum came ask_once(struct store *store, const struct asker *asker,
			  enum turn *turn, gint64 *wait_ms, struct why *why)
{
	struct look look;

	/* The look is outside of any change: who waits disturbs nobody. */
	if (!flight_land(store, asker->budget->name, why) ||
	    !look_at(store, asker->budget, &look, why))
		return CAME_FAILED;
	*turn = judge(&look, asker->budget, wait_ms);
	if (*turn == TURN_TAKEN && time_left(store, asker->budget) <= 0) {
		*turn = TURN_WAIT;
		*wait_ms = deadline_left_ms(store->deadline);
	}
	/* Our own request before this one is over: it may have to be old. */
	if (*turn != TURN_TAKEN && store->turn.n != 0)
		return store_turn_end(store, why) ? CAME_STALE : CAME_FAILED;
	switch (*turn) {
	case TURN_TAKEN:
		return take(store, asker, turn, wait_ms, why);
	case TURN_WAIT:
		return wait_on(store, asker, &look, wait_ms, why);
	case TURN_PAUSED:
	case TURN_DOWN:
	case TURN_PROBED:
	case TURN_LOOK:
	case TURN_LISTED:
		break;
	}
	return CAME_DONE;
}

static bool ask(struct store *store, const struct asker *asker, enum turn *turn,
		gint64 *wait_ms, struct why *why)
{
	if (store->mode == STORE_READ)
		return store_begin(store, KEEP_LIGHTLY, why);
	for (int looks = 0; looks < LOOKS_MOST; looks++) {
		switch (ask_once(store, asker, turn, wait_ms, why)) {
		case CAME_DONE:
			return true;
		case CAME_FAILED:
			return false;
		case CAME_STALE:
			break;
		}
	}
	*turn = TURN_WAIT;
	*wait_ms = 1;
	return true;
}

bool store_turn(struct store *store, const struct store_budget *budget,
		enum turn *turn, gint64 *wait_ms, struct why *why)
{
	const struct asker asker = {.budget = budget};

	return ask(store, &asker, turn, wait_ms, why);
}

bool store_intend(struct store *store, const struct store_budget *budget,
		  const struct store_mail *mail, const struct store_part *part,
		  enum turn *turn, gint64 *wait_ms, struct why *why)
{
	const struct asker asker = {budget, mail, part};

	return ask(store, &asker, turn, wait_ms, why);
}
