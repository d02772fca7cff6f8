// SPDX-License-Identifier: GPL-3.0-or-later
// Pauses of a budget: the desk asked for one, or does not answer.
#include "state/store_inside.h"

static const char sql_read[] =
	"SELECT newest, epoch, asked_ms, down_ms, reason FROM budgets"
	" WHERE name = $1";

static const char sql_write[] =
	"INSERT INTO budgets (name, newest, epoch, asked_ms, down_ms, reason)"
	" VALUES ($1, 0, $2, $3, $4, $5) ON CONFLICT (name) DO UPDATE SET"
	" epoch = excluded.epoch, asked_ms = excluded.asked_ms,"
	" down_ms = excluded.down_ms, probe_ms = 0, reason = excluded.reason";

static const char sql_used[] =
	"SELECT count(*) FROM turns WHERE budget = $1 AND epoch = $2"
	" AND at_ms > $3";

static const char sql_waiting[] =
	"SELECT count(*) FROM waiters WHERE budget = $1 AND epoch = $2"
	" AND due_ms > $3";

/* The pauses of a budget in this epoch; those of an earlier one are over. */
struct pauses {
	struct moment now;
	gint64 asked_ms, down_ms; /* when they end; 0 for none */
	const char *reason;
};

static bool read_pauses(struct store *store, const char *budget,
			struct pauses *pauses, struct why *why)
{
	const struct value values[] = {value_text(budget)};
	struct rows rows;

	*pauses = (struct pauses){.reason = ""};
	store->driver->clock(store->db, &pauses->now);
	if (!STORE_RUN(store, sql_read, values, &rows, why))
		return false;
	if (rows.n == 0 ||
	    !g_str_equal(rows_text(&rows, 0, 1), pauses->now.epoch))
		return true;
	pauses->asked_ms = rows_int(&rows, 0, 2);
	pauses->down_ms = rows_int(&rows, 0, 3);
	pauses->reason = rows_text(&rows, 0, 4);
	return true;
}

static bool write_pauses(struct store *store, const char *budget,
			 const struct pauses *pauses, struct why *why)
{
	const struct value values[] = {
		value_text(budget),
		value_text(pauses->now.epoch),
		value_int(pauses->asked_ms),
		value_int(pauses->down_ms),
		value_text(store_cut(store, pauses->reason, STORE_REASON_MOST)),
	};

	return STORE_RUN(store, sql_write, values, NULL, why);
}

/* A lock of this name is held by who sees whether the desk is back. */
static char *name_probe(const char *budget)
{
	return g_strconcat("probe ", budget, NULL);
}

void store_probe_begin(struct store *store, const char *budget)
{
	g_autofree char *name = name_probe(budget);

	/* Without it others only wait until his deadline is over. */
	(void)store->driver->try_lock(store->db, name);
}

bool store_probe_died(struct store *store, const char *budget)
{
	g_autofree char *name = name_probe(budget);

	if (store->probing || store->mode == STORE_READ ||
	    !store->driver->try_lock(store->db, name))
		return false;
	store->driver->unlock(store->db, name);
	return true;
}

static void end_probe(struct store *store, const char *budget)
{
	g_autofree char *name = name_probe(budget);

	if (store->probing)
		store->driver->unlock(store->db, name);
	store->probing = false;
}

static bool lengthen(struct store *store, const char *budget, enum pause pause,
		     gint64 ms, const char *reason, struct why *why)
{
	struct pauses pauses;
	gint64 end_ms;

	if (!read_pauses(store, budget, &pauses, why))
		return false;
	end_ms = pauses.now.ms + CLAMP(ms, 0, STORE_PAUSE_MOST_MS);
	switch (pause) {
	case PAUSE_ASKED:
		pauses.asked_ms = MAX(pauses.asked_ms, end_ms);
		break;
	case PAUSE_DOWN:
		/* What was kept for the look ends with it. */
		pauses.down_ms =
			store->probing ? end_ms : MAX(pauses.down_ms, end_ms);
		break;
	}
	pauses.reason = reason;
	return write_pauses(store, budget, &pauses, why);
}

bool store_pause(struct store *store, const char *budget, enum pause pause,
		 gint64 ms, const char *reason, struct why *why)
{
	bool good;

	if (!store_begin(store, KEEP_LIGHTLY, why))
		return false;
	good = store_finish(
		store, lengthen(store, budget, pause, ms, reason, why), why);
	if (pause == PAUSE_DOWN)
		end_probe(store, budget);
	return good;
}

static bool end_down(struct store *store, const char *budget, struct why *why)
{
	struct pauses pauses;

	if (!read_pauses(store, budget, &pauses, why))
		return false;
	pauses.down_ms = 0;
	pauses.reason = "";
	return write_pauses(store, budget, &pauses, why);
}

bool store_resume(struct store *store, const char *budget, struct why *why)
{
	struct pauses pauses;
	bool good;

	if (!read_pauses(store, budget, &pauses, why))
		return false;
	good = pauses.down_ms == 0 ||
	       (store_begin(store, KEEP_LIGHTLY, why) &&
		store_finish(store, end_down(store, budget, why), why));
	end_probe(store, budget);
	return good;
}

bool store_standing(struct store *store, const struct store_budget *budget,
		    struct store_standing *standing, struct why *why)
{
	struct pauses pauses;
	struct value values[3] = {value_text(budget->name)};
	struct rows used, waiting;
	gint64 end_ms;

	*standing = (struct store_standing){.reason = ""};
	if (!read_pauses(store, budget->name, &pauses, why))
		return false;
	values[1] = value_text(pauses.now.epoch);
	values[2] = value_int(pauses.now.ms - store_window_ms(budget));
	if (!STORE_RUN(store, sql_used, values, &used, why))
		return false;
	values[2] = value_int(pauses.now.ms);
	if (!STORE_RUN(store, sql_waiting, values, &waiting, why))
		return false;
	end_ms = MAX(pauses.asked_ms, pauses.down_ms);
	standing->used = rows_int(&used, 0, 0);
	standing->waiting = rows_int(&waiting, 0, 0);
	standing->paused_ms = MAX(end_ms - pauses.now.ms, 0);
	standing->down = pauses.down_ms > 0;
	standing->reason = pauses.reason;
	return true;
}
