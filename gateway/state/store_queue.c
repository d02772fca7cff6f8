// SPDX-License-Identifier: GPL-3.0-or-later
// The queue for a budget's turns: a place for each process that waits.
#include <sys/random.h>
#include <unistd.h>

#include "state/store_inside.h"

/* So long after its turn is due a process that waits is held to be dead. */
#define LATE_MOST_MS 500

/* Places of those who are not urgent; those who are have lower ones. */
#define PLACE_USUAL (G_GINT64_CONSTANT(1) << 32)

static const char sql_waiters[] =
	"SELECT place, token, epoch, due_ms FROM waiters WHERE budget = $1"
	" ORDER BY place";

static const char sql_stay[] =
	"INSERT INTO waiters (budget, place, token, epoch, due_ms)"
	" VALUES ($1, $2, $3, $4, $5) ON CONFLICT (budget, place) DO UPDATE"
	" SET epoch = excluded.epoch, due_ms = excluded.due_ms";

static const char sql_leave[] = "DELETE FROM waiters WHERE token = $1";

static const char sql_bury[] =
	"DELETE FROM waiters WHERE budget = $1"
	" AND (epoch <> $2 OR due_ms < $3) AND token <> $4";

bool queue_look(struct store *store, const struct store_budget *budget,
		const struct moment *now, struct queue *queue, struct why *why)
{
	const struct value values[] = {value_text(budget->name)};
	struct rows rows;

	*queue = (struct queue){.last = budget->urgent ? 0 : PLACE_USUAL};
	if (!STORE_RUN(store, sql_waiters, values, &rows, why))
		return false;
	for (size_t i = 0; i < rows.n; i++) {
		gint64 place = rows_int(&rows, i, 0);
		gint64 due_ms = rows_int(&rows, i, 3);
		bool urgent = place < PLACE_USUAL;

		if (urgent == budget->urgent)
			queue->last = place;
		if (store->token != 0 &&
		    rows_int(&rows, i, 1) == store->token) {
			queue->place = place;
			queue->due_ms = due_ms;
		} else if (!g_str_equal(rows_text(&rows, i, 2), now->epoch) ||
			   due_ms + LATE_MOST_MS < now->ms) {
			queue->dead++;
		} else if (queue->place == 0 && (urgent || !budget->urgent)) {
			queue->ahead++;
		}
	}
	return true;
}

/* What tells this process from others that wait. */
static gint64 token_of(struct store *store, const struct moment *now)
{
	if (store->token == 0 &&
	    getrandom(&store->token, sizeof(store->token), 0) < 0)
		store->token = (gint64)getpid() << 32 | now->ms;
	return store->token;
}

bool queue_stay(struct store *store, const char *budget,
		const struct moment *now, const struct queue *queue,
		gint64 due_ms, struct why *why)
{
	const struct value values[] = {
		value_text(budget),
		value_int(queue->place > 0 ? queue->place : queue->last + 1),
		value_int(token_of(store, now)),
		value_text(now->epoch),
		value_int(due_ms),
	};

	return queue_bury(store, budget, now, queue, why) &&
	       STORE_RUN(store, sql_stay, values, NULL, why);
}

bool queue_leave(struct store *store, struct why *why)
{
	const struct value values[] = {value_int(store->token)};

	return store->token == 0 ||
	       STORE_RUN(store, sql_leave, values, NULL, why);
}

bool queue_bury(struct store *store, const char *budget,
		const struct moment *now, const struct queue *queue,
		struct why *why)
{
	const struct value values[] = {
		value_text(budget),
		value_text(now->epoch),
		value_int(now->ms - LATE_MOST_MS),
		value_int(store->token),
	};

	return queue->dead == 0 ||
	       STORE_RUN(store, sql_bury, values, NULL, why);
}

bool queue_must_say(const struct queue *queue, gint64 due_ms)
{
	return due_ms > queue->due_ms + LATE_MOST_MS / 2;
}
