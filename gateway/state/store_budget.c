// SPDX-License-Identifier: GPL-3.0-or-later
// The budget: who may send a request now, who waits, and for how long.
#include <sys/random.h>
#include <unistd.h>

#include "state/store_inside.h"

/*
 * The turns of a budget are numbered. With R requests to a window, turn n may
 * be taken when turn n - R is a window old: then no window holds more than R,
 * and it needs one row to know, however many there are. Whoever knows another
 * R looks at another row, and is right for its own R.
 *
 * `turns` holds the times, `budgets` the newest number and the pauses, and
 * `waiters` a row for each process that waits, in the order of `place`.
 */

/* Added to a window: the way from the turn to the server takes its time. */
#define WINDOW_MORE_MOST_MS 1000
#define WINDOW_MORE_SHARE   50 /* a fiftieth */

/* So long after its turn is due a process that waits is held to be dead. */
#define LATE_MOST_MS 500

/* Places of those who are not urgent; those who are have lower ones. */
#define PLACE_USUAL (G_GINT64_CONSTANT(1) << 32)

/* A process that waits looks again so often. */
#define LOOK_AGAIN_MS 250

/* While one process sees whether the desk is back, others wait so long. */
#define PROBE_LEAST_MS 5000
#define PROBE_MOST_MS  60000

/* Old turns are removed once in so many: rows before a window do no harm. */
#define TURNS_A_SWEEP 16

static const char sql_waiters[] =
	"SELECT place, token, epoch, due_ms FROM waiters WHERE budget = $1"
	" ORDER BY place";

static const char sql_look[] =
	"SELECT b.newest, b.epoch, b.asked_ms, b.down_ms, t.epoch, t.at_ms"
	" FROM budgets b LEFT JOIN turns t"
	" ON t.budget = b.name AND t.n = b.newest - $1 WHERE b.name = $2";

static const char sql_turn[] =
	"INSERT INTO turns (budget, n, epoch, at_ms) VALUES ($1, $2, $3, $4)";

static const char sql_used[] =
	"UPDATE turns SET at_ms = $1 WHERE budget = $2 AND n = $3"
	" AND epoch = $4 AND at_ms < $1";

static const char sql_sweep[] =
	"DELETE FROM turns WHERE budget = $1 AND n <= $2";

static const char sql_budget[] =
	"INSERT INTO budgets (name, newest, epoch, asked_ms, down_ms, reason)"
	" VALUES ($1, $2, $3, $4, $5, '') ON CONFLICT (name) DO UPDATE SET"
	" newest = excluded.newest, epoch = excluded.epoch,"
	" asked_ms = excluded.asked_ms, down_ms = excluded.down_ms";

static const char sql_queue[] =
	"INSERT INTO waiters (budget, place, token, epoch, due_ms)"
	" VALUES ($1, $2, $3, $4, $5) ON CONFLICT (budget, place) DO UPDATE"
	" SET epoch = excluded.epoch, due_ms = excluded.due_ms";

static const char sql_leave[] = "DELETE FROM waiters WHERE token = $1";

static const char sql_bury[] =
	"DELETE FROM waiters WHERE budget = $1"
	" AND (epoch <> $2 OR due_ms < $3) AND token <> $4";

/* A budget as it is found at one moment. */
struct look {
	struct moment now;
	gint64 newest;	 /* the number of the newest turn, 0 for none */
	gint64 asked_ms; /* when pauses end; 0 for none */
	gint64 down_ms;
	gint64 ahead;	/* living processes that wait before this one */
	gint64 dead;	/* processes that no longer wait */
	gint64 place;	/* ours in the queue, 0 for none */
	gint64 due_ms;	/* … and the time that we said then */
	gint64 last;	/* the last place in our part of the queue */
	gint64 free_ms; /* when our turn comes */
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

static bool look_at_queue(struct store *store,
			  const struct store_budget *budget, struct look *look,
			  struct why *why)
{
	const struct value values[] = {value_text(budget->name)};
	struct rows rows;

	look->last = budget->urgent ? 0 : PLACE_USUAL;

	if (!STORE_RUN(store, sql_waiters, values, &rows, why))
		return false;
	for (size_t i = 0; i < rows.n; i++) {
		gint64 place = rows_int(&rows, i, 0);
		gint64 due_ms = rows_int(&rows, i, 3);
		bool urgent = place < PLACE_USUAL;

		if (urgent == budget->urgent)
			look->last = place;
		if (store->token != 0 &&
		    rows_int(&rows, i, 1) == store->token) {
			look->place = place;
			look->due_ms = due_ms;
		} else if (!g_str_equal(rows_text(&rows, i, 2),
					look->now.epoch) ||
			   due_ms + LATE_MOST_MS < look->now.ms) {
			look->dead++;
		} else if (look->place == 0 && (urgent || !budget->urgent)) {
			look->ahead++;
		}
	}
	return true;
}

/* When the turn is a window old whose row was joined, if there is one. */
static gint64 slot_free_ms(const struct rows *rows, const struct look *look,
			   gint64 window_ms)
{
	gint64 at_ms = rows_int(rows, 0, 5);

	if (rows_cell(rows, 0, 4)->text == NULL)
		return 0;
	/* Taken at the latest at the zero of this epoch. */
	if (!g_str_equal(rows_text(rows, 0, 4), look->now.epoch))
		return window_ms;
	/* A time to come means a broken clock, which shall not stop us. */
	return at_ms > look->now.ms ? 0 : at_ms + window_ms;
}

static bool look_at(struct store *store, const struct store_budget *budget,
		    struct look *look, struct why *why)
{
	gint64 requests = requests_of(budget);
	struct value values[] = {value_int(0), value_text(budget->name)};
	struct rows rows;

	*look = (struct look){0};
	store->driver->clock(store->db, &look->now);
	if (!look_at_queue(store, budget, look, why))
		return false;
	values[0] = value_int(requests - 1 - look->ahead % requests);
	if (!STORE_RUN(store, sql_look, values, &rows, why))
		return false;
	if (rows.n == 0)
		return true;
	look->newest = rows_int(&rows, 0, 0);
	/* With more than R before us our turn is in a window after the next. */
	look->free_ms = slot_free_ms(&rows, look, store_window_ms(budget)) +
			look->ahead / requests * store_window_ms(budget);
	if (!g_str_equal(rows_text(&rows, 0, 1), look->now.epoch))
		return true;
	look->asked_ms = rows_int(&rows, 0, 2);
	look->down_ms = rows_int(&rows, 0, 3);
	return true;
}

/* What the look means for who asks. */
static enum turn judge(const struct look *look,
		       const struct store_budget *budget, gint64 *wait_ms)
{
	gint64 down_ms = budget->despite_down ? 0 : look->down_ms;
	gint64 pause_ms = MAX(look->asked_ms, down_ms) - look->now.ms;

	*wait_ms = MAX(pause_ms, 0);
	if (*wait_ms > 0)
		return TURN_PAUSED;
	*wait_ms = MAX(look->free_ms - look->now.ms, 0);
	return *wait_ms > 0 ? TURN_WAIT : TURN_TAKEN;
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
	};

	return STORE_RUN(store, sql_budget, values, NULL, why);
}

static bool leave_queue(struct store *store, struct why *why)
{
	const struct value values[] = {value_int(store->token)};

	if (store->token == 0)
		return true;
	return STORE_RUN(store, sql_leave, values, NULL, why);
}

static bool bury(struct store *store, const char *name, const struct look *look,
		 struct why *why)
{
	const struct value values[] = {
		value_text(name),
		value_text(look->now.epoch),
		value_int(look->now.ms - LATE_MOST_MS),
		value_int(store->token),
	};

	return look->dead == 0 || STORE_RUN(store, sql_bury, values, NULL, why);
}

bool store_turn_used(struct store *store, struct why *why)
{
	struct moment now;
	struct value values[4] = {value_int(0)};

	if (store->turn == 0)
		return true;
	store->driver->clock(store->db, &now);
	/* What the window is longer for is used up first. */
	values[0] = value_int(now.ms - store->turn_more_ms);
	values[1] = value_text(store->turn_budget);
	values[2] = value_int(store->turn);
	values[3] = value_text(now.epoch);
	store->turn = 0;
	return STORE_RUN(store, sql_used, values, NULL, why);
}

static bool take(struct store *store, const struct store_budget *budget,
		 struct look *look, struct why *why)
{
	const struct value turn[] = {
		value_text(budget->name),
		value_int(++look->newest),
		value_text(look->now.epoch),
		value_int(look->now.ms),
	};
	const struct value old[] = {
		value_text(budget->name),
		value_int(look->newest - requests_of(budget)),
	};

	/* The desk was down, so this one goes to see, and no other. */
	store->probing = look->down_ms > 0;
	if (store->probing)
		look->down_ms =
			look->now.ms + CLAMP(deadline_left_ms(store->deadline),
					     PROBE_LEAST_MS, PROBE_MOST_MS);
	if (!STORE_RUN(store, sql_turn, turn, NULL, why) ||
	    !write_budget(store, budget->name, look, why) ||
	    !leave_queue(store, why) || !bury(store, budget->name, look, why))
		return false;
	store->turn = look->newest;
	store->turn_budget = pool_text(store->texts, budget->name);
	store->turn_more_ms = store_window_ms(budget) - budget->window_ms;
	return look->newest % TURNS_A_SWEEP != 0 ||
	       STORE_RUN(store, sql_sweep, old, NULL, why);
}

/* What tells this process from others that wait. */
static gint64 token_of(struct store *store, const struct look *look)
{
	if (store->token == 0 &&
	    getrandom(&store->token, sizeof(store->token), 0) < 0)
		store->token = (gint64)getpid() << 32 | look->now.ms;
	return store->token;
}

/* Gets a place in the queue, or says anew when our turn is due. */
static bool queue(struct store *store, const struct store_budget *budget,
		  const struct look *look, gint64 wait_ms, struct why *why)
{
	const struct value values[] = {
		value_text(budget->name),
		value_int(look->place > 0 ? look->place : look->last + 1),
		value_int(token_of(store, look)),
		value_text(look->now.epoch),
		value_int(look->now.ms + wait_ms),
	};

	return bury(store, budget->name, look, why) &&
	       STORE_RUN(store, sql_queue, values, NULL, why);
}

/* Milliseconds within which a turn must come to be of use. */
static gint64 time_left(const struct store *store,
			const struct store_budget *budget)
{
	return deadline_left_ms(store->deadline) - budget->spare_ms;
}

/* True if others would soon hold us to be dead, by the time that we said. */
static bool must_say_again(const struct look *look, gint64 wait_ms)
{
	return look->now.ms + wait_ms > look->due_ms + LATE_MOST_MS / 2;
}

/*
 * What there is to write for who has to wait. Who cannot be served in time
 * makes room for others.
 */
static bool make_wait(struct store *store, const struct store_budget *budget,
		      const struct look *look, gint64 *wait_ms, struct why *why)
{
	bool good;

	if (*wait_ms >= time_left(store, budget)) {
		if (look->place == 0)
			return store_abandon(store);
		good = leave_queue(store, why);
	} else {
		if (look->place > 0 && !must_say_again(look, *wait_ms)) {
			*wait_ms = MIN(*wait_ms, LOOK_AGAIN_MS);
			return store_abandon(store);
		}
		good = queue(store, budget, look, *wait_ms, why);
		*wait_ms = MIN(*wait_ms, LOOK_AGAIN_MS);
	}
	return store_finish(store, good, why);
}

/* Asked again in the queue: true if there is nothing new, and no change. */
static bool still_waits(struct store *store, const struct store_budget *budget,
			enum turn *turn, gint64 *wait_ms)
{
	struct why unheard = {0}; /* a failure is met again, in the change */
	struct look look;

	if (store->token == 0 || !look_at(store, budget, &look, &unheard))
		return false;
	*turn = judge(&look, budget, wait_ms);
	if (*turn != TURN_WAIT || look.place == 0 ||
	    must_say_again(&look, *wait_ms) ||
	    *wait_ms >= time_left(store, budget))
		return false;
	*wait_ms = MIN(*wait_ms, LOOK_AGAIN_MS);
	return true;
}

/* With mail and part the intent, too; both may be NULL. */
static bool ask(struct store *store, const struct store_budget *budget,
		const struct store_mail *mail, const struct store_part *part,
		enum turn *turn, gint64 *wait_ms, struct why *why)
{
	struct look look;
	bool good;

	if (still_waits(store, budget, turn, wait_ms))
		return true;
	if (!store_begin(store, why))
		return false;
	if (!look_at(store, budget, &look, why))
		return store_finish(store, false, why);
	*turn = judge(&look, budget, wait_ms);
	if (*turn == TURN_TAKEN && time_left(store, budget) <= 0) {
		*turn = TURN_WAIT;
		*wait_ms = deadline_left_ms(store->deadline);
	}
	switch (*turn) {
	case TURN_PAUSED:
		return store_abandon(store);
	case TURN_WAIT:
		return make_wait(store, budget, &look, wait_ms, why);
	case TURN_TAKEN:
		break;
	}
	good = take(store, budget, &look, why) &&
	       (mail == NULL || store_intent_write(store, mail, part, why));
	return store_finish(store, good, why);
}

bool store_turn(struct store *store, const struct store_budget *budget,
		enum turn *turn, gint64 *wait_ms, struct why *why)
{
	return ask(store, budget, NULL, NULL, turn, wait_ms, why);
}

bool store_intend(struct store *store, const struct store_budget *budget,
		  const struct store_mail *mail, const struct store_part *part,
		  enum turn *turn, gint64 *wait_ms, struct why *why)
{
	return ask(store, budget, mail, part, turn, wait_ms, why);
}
