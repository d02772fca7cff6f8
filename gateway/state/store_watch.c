// SPDX-License-Identifier: GPL-3.0-or-later
// Watching: tries to make a ticket that are open, and what is seen of them.
#include "state/store_watch.h"

#include "state/store_inside.h"

/*
 * A list of the newest shows 50. When so many tickets have been tried since an
 * open try whose process is dead, a turn is used for a list; and when so many,
 * for nothing else until there is one. What is between them and the 50 is for
 * tickets that were on their way before the try and came in after it, and for
 * those of others, whom nobody counts.
 */
#define LOOK_AFTER 20
#define STOP_AFTER 30

/*
 * A process that lives will most likely record the end itself; but it may yet
 * die when many are on their way at once.
 */
#define LIVING_MORE 15

/* Open tries that are looked at to find one whose process is dead. */
#define DUE_MOST 64

/* Milliseconds in which who looks has looked, or is held to be dead. */
#define LEASE_MS 3000

/* Milliseconds after which who has to wait for a list asks again. */
#define STOP_WAIT_MS 200

/* A desk that shows no list shall stop no mail: then it is not asked more. */
#define LOOKS_MOST 3

static const char sql_nth[] =
	"INSERT INTO creates (workspace, newest) VALUES ($1, 1)"
	" ON CONFLICT (workspace) DO UPDATE SET newest = creates.newest + 1"
	" RETURNING newest";

static const char sql_newest[] =
	"SELECT newest FROM creates WHERE workspace = $1";

/* The ticket that is known to be the newest. */
static const char sql_anchor[] =
	"SELECT id, number FROM tickets WHERE workspace = $1 AND number > 0"
	" ORDER BY number DESC LIMIT 1";

static const char sql_open[] =
	"INSERT INTO tries (key, workspace, nth, number, anchor, mark,"
	" sent_ms, looks, epoch, leased_ms)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, 0, '', 0)"
	" ON CONFLICT (key) DO UPDATE SET workspace = excluded.workspace,"
	" nth = excluded.nth, number = excluded.number,"
	" anchor = excluded.anchor, mark = excluded.mark,"
	" sent_ms = excluded.sent_ms, looks = 0, epoch = '', leased_ms = 0";

static const char sql_close[] = "DELETE FROM tries WHERE key = $1";

static const char sql_due[] =
	"SELECT key, nth, number, epoch, leased_ms FROM tries"
	" WHERE workspace = $1 AND key <> $2 AND looks < $3"
	" AND (nth <= $4 OR (number > 0 AND number <= $5))"
	" ORDER BY nth LIMIT $6";

static const char sql_lease[] =
	"UPDATE tries SET looks = looks + 1, epoch = $1, leased_ms = $2"
	" WHERE workspace = $3 AND nth <= $4";

static const char sql_tries[] =
	"SELECT key, mark, anchor, nth, sent_ms FROM tries"
	" WHERE workspace = $1 ORDER BY nth LIMIT $2";

/* Only what is as it was before the list was asked for. */
static const char sql_moved[] =
	"UPDATE tries SET nth = $1, number = $2, anchor = $3, looks = 0,"
	" epoch = '', leased_ms = 0 WHERE key = $4 AND nth = $5";

static const char sql_gone[] = "DELETE FROM tries WHERE key = $1 AND nth = $2";

static const char sql_settle[] =
	"UPDATE parts SET state = $1, remote_id = $2"
	" WHERE key = $3 AND part = 0 AND state = 0 AND creates = 1";

bool store_try_open(struct store *store, const struct store_mail *mail,
		    const struct store_part *part, struct why *why)
{
	const struct value workspace[] = {
		value_text(store_cut(store, mail->workspace, STORE_NAME_MOST))};
	struct value values[7] = {value_text(mail->key), workspace[0]};
	struct rows nth, anchor;

	/* Without a mark nobody but its own process can know it again. */
	if (!part->create || part->mark == NULL || *part->mark == '\0')
		return store_try_close(store, mail->key, why);
	if (!STORE_RUN(store, sql_nth, workspace, &nth, why) ||
	    !STORE_RUN(store, sql_anchor, workspace, &anchor, why))
		return false;
	values[2] = value_int(rows_int(&nth, 0, 0));
	values[3] = value_int(anchor.n > 0 ? rows_int(&anchor, 0, 1) : 0);
	values[4] = value_text(anchor.n > 0 ? rows_text(&anchor, 0, 0) : "");
	values[5] = value_text(part->mark);
	values[6] = value_int(clock_wall_ms());
	return STORE_RUN(store, sql_open, values, NULL, why);
}

bool store_try_close(struct store *store, const char *key, struct why *why)
{
	const struct value values[] = {value_text(key)};

	return STORE_RUN(store, sql_close, values, NULL, why);
}

/* What may have buried a try: tickets that we tried, and that all made. */
struct newest {
	const char *workspace;
	const char *own_key;
	gint64 nth;
	gint64 number;
};

static bool find_newest(struct store *store, struct newest *newest,
			struct why *why)
{
	const struct value workspace[] = {value_text(newest->workspace)};
	struct rows nth, anchor;

	if (!STORE_RUN(store, sql_newest, workspace, &nth, why) ||
	    !STORE_RUN(store, sql_anchor, workspace, &anchor, why))
		return false;
	newest->nth = nth.n > 0 ? rows_int(&nth, 0, 0) : 0;
	newest->number = anchor.n > 0 ? rows_int(&anchor, 0, 1) : 0;
	return true;
}

/* Tries behind which there are many, the oldest first. */
static bool find_due(struct store *store, const struct newest *newest,
		     struct rows *due, struct why *why)
{
	const struct value values[] = {
		value_text(newest->workspace),
		value_text(newest->own_key),
		value_int(LOOKS_MOST),
		value_int(newest->nth - LOOK_AFTER),
		value_int(newest->number - LOOK_AFTER),
		value_int(DUE_MOST),
	};

	return STORE_RUN(store, sql_due, values, due, why);
}

static bool lives(struct store *store, const char *key)
{
	if (!store->driver->try_lock(store->db, key))
		return true;
	store->driver->unlock(store->db, key);
	return false;
}

/* The first of the due for which a list has to be read; due->n for none. */
static size_t pick(struct store *store, const struct newest *newest,
		   const struct rows *due, bool *stops)
{
	for (size_t i = 0; i < due->n; i++) {
		const gint64 tried = newest->nth - rows_int(due, i, 1);
		const gint64 more =
			lives(store, rows_text(due, i, 0)) ? LIVING_MORE : 0;

		*stops = tried >= STOP_AFTER + more;
		/* By its number alone only one of a dead process is due. */
		if (tried >= LOOK_AFTER + more || more == 0)
			return i;
	}
	return due->n;
}

static bool lease(struct store *store, const struct newest *newest, gint64 nth,
		  const struct moment *now, struct why *why)
{
	const struct value values[] = {
		value_text(now->epoch),
		value_int(now->ms),
		value_text(newest->workspace),
		value_int(MAX(nth, newest->nth - LOOK_AFTER)),
	};

	return STORE_RUN(store, sql_lease, values, NULL, why);
}

bool store_gate(struct store *store, const struct store_mail *mail,
		const struct moment *now, enum turn *turn, gint64 *wait_ms,
		struct why *why)
{
	struct newest newest = {
		.workspace = store_cut(store, mail->workspace, STORE_NAME_MOST),
		.own_key = mail->key,
	};
	struct rows due;
	bool stops = false;
	gint64 age_ms;
	size_t at;

	*turn = TURN_TAKEN;
	if (!find_newest(store, &newest, why) ||
	    !find_due(store, &newest, &due, why))
		return false;
	at = pick(store, &newest, &due, &stops);
	if (at == due.n)
		return true;
	age_ms = now->ms - rows_int(&due, at, 4);
	if (!g_str_equal(rows_text(&due, at, 3), now->epoch) || age_ms < 0 ||
	    age_ms >= LEASE_MS) {
		*turn = TURN_LOOK;
		return lease(store, &newest, rows_int(&due, at, 1), now, why);
	}
	if (stops) {
		*turn = TURN_LISTED;
		*wait_ms = STOP_WAIT_MS;
	}
	return true;
}

/* Locks what nobody works on, and what is old enough to be judged for good. */
static void lock_idle(struct store *store, struct store_try *try,
		      const char *own_key, gint64 settled_ms)
{
	if (try->sent_ms > settled_ms || g_str_equal(try->key, own_key))
		return;
	try->idle = store->driver->try_lock(store->db, try->key);
}

bool store_watch_begin(struct store *store, const char *workspace,
		       const char *own_key, gint64 settled_ms,
		       struct store_watch *watch, struct why *why)
{
	const struct value values[] = {
		value_text(store_cut(store, workspace, STORE_NAME_MOST)),
		value_int(STORE_TRIES_MOST),
	};
	struct rows newest, rows;

	*watch = (struct store_watch){.workspace = values[0].text};
	if (store->mode == STORE_READ)
		return true;
	if (!STORE_RUN(store, sql_tries, values, &rows, why))
		return false;
	if (rows.n == 0)
		return true;
	if (!store_run(store, sql_newest, values, 1, &newest, why))
		return false;
	watch->nth = newest.n > 0 ? rows_int(&newest, 0, 0) : 0;
	watch->tries = g_array_sized_new(FALSE, TRUE, sizeof(struct store_try),
					 (guint)rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		struct store_try try = {
			.key = rows_text(&rows, i, 0),
			.mark = rows_text(&rows, i, 1),
			.anchor = rows_text(&rows, i, 2),
			.nth = rows_int(&rows, i, 3),
			.sent_ms = rows_int(&rows, i, 4),
		};

		lock_idle(store, &try, own_key, settled_ms);
		g_array_append_val(watch->tries, try);
	}
	return true;
}

void store_watch_end(struct store *store, struct store_watch *watch)
{
	if (watch->tries == NULL)
		return;
	for (guint i = 0; i < watch->tries->len; i++) {
		const struct store_try *try =
			&g_array_index(watch->tries, struct store_try, i);

		if (try->idle)
			store->driver->unlock(store->db, try->key);
	}
	g_array_unref(watch->tries);
	watch->tries = NULL;
}

static bool settle(struct store *store, const struct store_try *try,
		   gint64 state, const char *remote_id, struct why *why)
{
	const struct value part[] = {
		value_int(state),
		value_text(remote_id),
		value_text(try->key),
	};

	return STORE_RUN(store, sql_settle, part, NULL, why) &&
	       store_try_close(store, try->key, why);
}

static bool record_one(struct store *store, const struct store_watch *watch,
		       const struct store_sight *sight,
		       const struct store_ticket *anchor, struct why *why)
{
	const struct store_try *try = sight->try;
	const struct value moved[] = {
		value_int(watch->nth),	value_int(anchor->number),
		value_text(anchor->id), value_text(try->key),
		value_int(try->nth),
	};
	const struct value gone[] = {value_text(try->key), value_int(try->nth)};

	switch (sight->seen) {
	case SEEN_NOTHING:
		return true;
	case SEEN_THERE:
		return settle(store, try, 1, sight->ticket.id, why) &&
		       store_ticket_write(store, watch->workspace,
					  &sight->ticket, why);
	case SEEN_NOT_YET:
		return STORE_RUN(store, sql_moved, moved, NULL, why);
	case SEEN_NEVER:
		return settle(store, try, 2, "", why);
	case SEEN_LOST:
		break;
	}
	return STORE_RUN(store, sql_gone, gone, NULL, why);
}

static bool record_all(struct store *store, const struct store_watch *watch,
		       const struct store_sight *sights, size_t n,
		       const struct store_ticket *anchor, struct why *why)
{
	for (size_t i = 0; i < n; i++)
		if (!record_one(store, watch, &sights[i], anchor, why))
			return false;
	return true;
}

bool store_watch_record(struct store *store, const struct store_watch *watch,
			const struct store_sight *sights, size_t n,
			const struct store_ticket *anchor, struct why *why)
{
	return store_begin(store, KEEP_SURELY, why) &&
	       store_finish(store,
			    record_all(store, watch, sights, n, anchor, why),
			    why);
}
