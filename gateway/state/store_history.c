// SPDX-License-Identifier: GPL-3.0-or-later
// The history of mails: each attempt, what was asked of the desk, what came.
#include "state/store_history.h"

#include "base/outcome.h"
#include "state/store_inside.h"

/* Written at the first intent, so that a killed attempt is seen as well. */
static const char sql_attempt[] =
	"INSERT INTO attempts (key, attempt, at_ms, ms, outcome, reason,"
	" action, class, notes, requests)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
	" ON CONFLICT (key, attempt) DO UPDATE SET ms = excluded.ms,"
	" outcome = excluded.outcome, reason = excluded.reason,"
	" action = excluded.action, class = excluded.class,"
	" notes = excluded.notes, requests = excluded.requests";

/* After a rollback all are written again, and some may be there. */
static const char sql_asked[] =
	"INSERT INTO asked (key, attempt, n, what, target, status, answer,"
	" at_ms, ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
	" ON CONFLICT (key, attempt, n) DO NOTHING";

/* Another process may have recorded it meanwhile: then that counts. */
static const char sql_deferred[] =
	"INSERT INTO mails (key, trace, workspace, mailbox, message_id,"
	" sender, subject, state, outcome, reason, ticket_id, ticket_number,"
	" attempts, requests, seen_ms, ended_ms)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, 1, '', '', '', 0, 0, 0, $8, 0)"
	" ON CONFLICT DO NOTHING";

/* Requests of an attempt that was put off count with the mail's all the same.
 */
static const char sql_counted[] =
	"UPDATE mails SET requests = requests + $1 WHERE key = $2";

static const char sql_repeated[] =
	"SELECT count(*) FROM attempts WHERE key = $1 AND outcome = $2";

static const char sql_attempts_of[] =
	"SELECT attempt, at_ms, ms, outcome, reason, action, class, notes,"
	" requests FROM attempts WHERE key = $1 ORDER BY attempt LIMIT $2";

static const char sql_asked_of[] =
	"SELECT attempt, what, target, status, answer, at_ms, ms FROM asked"
	" WHERE key = $1 ORDER BY attempt, n LIMIT $2";

void store_history_begin(struct store *store, const struct store_mail *mail)
{
	store->history = (struct store_history){
		.key = pool_text(store->texts, mail->key),
		.attempt = mail->tries + 1,
		.at_ms = clock_wall_ms(),
		.boot_ms = clock_boot_ms(),
	};
}

void store_history_asked(struct store *store, const struct store_asked *asked)
{
	struct store_history *history = &store->history;
	struct store_asked *kept;

	if (history->key == NULL || history->asked_n == HISTORY_ASKED_MOST)
		return;
	kept = &history->asked[history->asked_n++];
	*kept = *asked;
	kept->what = pool_text(store->texts, asked->what);
	kept->target = pool_text(store->texts, asked->target);
	kept->answer = pool_text(store->texts, asked->answer);
}

/* True if the attempt that has begun is one at this mail. */
static bool is_of(const struct store *store, const char *key)
{
	return g_strcmp0(store->history.key, key) == 0;
}

bool store_asked_write(struct store *store, const char *key, struct why *why)
{
	struct store_history *history = &store->history;

	for (; is_of(store, key) && history->written < history->asked_n;
	     history->written++) {
		const struct store_asked *asked =
			&history->asked[history->written];
		const struct value values[] = {
			value_text(key),
			value_int(history->attempt),
			value_int((gint64)history->written + 1),
			value_text(asked->what),
			value_text(asked->target),
			value_int(asked->status),
			value_text(asked->answer),
			value_int(asked->at_ms),
			value_int(asked->ms),
		};

		if (!STORE_RUN(store, sql_asked, values, NULL, why))
			return false;
	}
	return true;
}

/* A mail that is tried for days does not fill the state. */
static bool forget_between(struct store *store, struct why *why)
{
	const struct store_history *history = &store->history;
	const struct value values[] = {
		value_text(history->key),
		value_int(history->attempt - (HISTORY_ATTEMPTS_MOST - 1)),
	};

	if (history->attempt <= HISTORY_ATTEMPTS_MOST)
		return true;
	return STORE_RUN(store,
			 "DELETE FROM asked WHERE key = $1 AND attempt > 1"
			 " AND attempt <= $2",
			 values, NULL, why) &&
	       STORE_RUN(store,
			 "DELETE FROM attempts WHERE key = $1 AND attempt > 1"
			 " AND attempt <= $2",
			 values, NULL, why);
}

static bool write_attempt(struct store *store, const struct store_mail *mail,
			  gint64 ms, struct why *why)
{
	const struct store_history *history = &store->history;
	const struct value values[] = {
		value_text(mail->key),
		value_int(history->attempt),
		value_int(history->at_ms),
		value_int(ms),
		value_text(store_cut(store, mail->outcome, STORE_NAME_MOST)),
		value_text(store_cut(store, mail->reason, STORE_REASON_MOST)),
		value_text(store_cut(store, mail->action, STORE_NAME_MOST)),
		value_text(store_cut(store, mail->class, STORE_NAME_MOST)),
		value_text(store_cut(store, mail->notes, HISTORY_NOTES_MOST)),
		value_int(mail->requests),
	};

	return STORE_RUN(store, sql_attempt, values, NULL, why) &&
	       store_asked_write(store, mail->key, why);
}

bool store_attempt_open(struct store *store, const struct store_mail *mail,
			struct why *why)
{
	if (!is_of(store, mail->key) || store->history.open)
		return true;
	store->history.open = true;
	return write_attempt(store, mail, 0, why);
}

bool store_attempt_close(struct store *store, const struct store_mail *mail,
			 struct why *why)
{
	if (!is_of(store, mail->key))
		return true;
	return write_attempt(store, mail,
			     MAX(clock_boot_ms() - store->history.boot_ms, 0),
			     why) &&
	       forget_between(store, why);
}

static bool write_deferred(struct store *store, const struct store_mail *mail,
			   struct why *why)
{
	struct value values[] = {
		[STORE_MAIL_VALUES] = value_int(store->history.at_ms),
	};
	const gint64 counted =
		g_strcmp0(store->tried, mail->key) == 0 ? store->counted : 0;
	const struct value more[] = {
		value_int(mail->requests - counted),
		value_text(mail->key),
	};

	store_mail_values(store, mail, values);
	return STORE_RUN(store, sql_deferred, values, NULL, why) &&
	       (mail->requests <= counted ||
		STORE_RUN(store, sql_counted, more, NULL, why));
}

static bool is_enough(struct store *store, const struct store_mail *mail,
		      bool *enough, struct why *why)
{
	const char *repeated = outcome_name(OUTCOME_REPEATED);
	const struct value values[] = {
		value_text(mail->key),
		value_text(repeated),
	};
	struct rows rows;

	*enough = false;
	if (g_strcmp0(mail->outcome, repeated) != 0)
		return true;
	if (!STORE_RUN(store, sql_repeated, values, &rows, why))
		return false;
	*enough = rows_int(&rows, 0, 0) >= HISTORY_REPEATED_MOST;
	return true;
}

bool store_history_end(struct store *store, const struct store_mail *mail,
		       struct why *why)
{
	bool enough = false;

	if (!is_of(store, mail->key))
		return true;
	if (!is_enough(store, mail, &enough, why))
		return false;
	if (enough)
		return true;
	if (!store_begin(store, KEEP_LIGHTLY, why) ||
	    !store_finish(store,
			  write_deferred(store, mail, why) &&
				  store_turn_used(store, why) &&
				  store_attempt_close(store, mail, why),
			  why))
		return false;
	store->history.key = NULL;
	return true;
}

static GArray *attempts_of(const struct rows *rows)
{
	GArray *attempts = g_array_sized_new(
		FALSE, TRUE, sizeof(struct store_attempt), (guint)rows->n);

	for (size_t i = 0; i < rows->n; i++) {
		const struct store_attempt attempt = {
			.attempt = rows_int(rows, i, 0),
			.at_ms = rows_int(rows, i, 1),
			.ms = rows_int(rows, i, 2),
			.outcome = rows_text(rows, i, 3),
			.reason = rows_text(rows, i, 4),
			.action = rows_text(rows, i, 5),
			.class = rows_text(rows, i, 6),
			.notes = rows_text(rows, i, 7),
			.requests = rows_int(rows, i, 8),
		};

		g_array_append_val(attempts, attempt);
	}
	return attempts;
}

static GArray *asked_of(const struct rows *rows)
{
	GArray *all = g_array_sized_new(FALSE, TRUE, sizeof(struct store_asked),
					(guint)rows->n);

	for (size_t i = 0; i < rows->n; i++) {
		const struct store_asked asked = {
			.attempt = rows_int(rows, i, 0),
			.what = rows_text(rows, i, 1),
			.target = rows_text(rows, i, 2),
			.status = rows_int(rows, i, 3),
			.answer = rows_text(rows, i, 4),
			.at_ms = rows_int(rows, i, 5),
			.ms = rows_int(rows, i, 6),
		};

		g_array_append_val(all, asked);
	}
	return all;
}

bool store_history_of(struct store *store, const char *key, GArray **attempts,
		      GArray **asked, struct why *why)
{
	struct value values[] = {value_text(key), value_int(0)};
	struct rows tried, requests;

	values[1] = value_int(HISTORY_ATTEMPTS_MOST);
	if (!STORE_RUN(store, sql_attempts_of, values, &tried, why))
		return false;
	values[1] = value_int(HISTORY_ATTEMPTS_MOST * HISTORY_ASKED_MOST);
	if (!STORE_RUN(store, sql_asked_of, values, &requests, why))
		return false;
	*attempts = attempts_of(&tried);
	*asked = asked_of(&requests);
	return true;
}
