// SPDX-License-Identifier: GPL-3.0-or-later
// Finding mails in the record, and how the gateway does: for people.
#include "state/store_find.h"

#include "state/store_inside.h"

/* Budgets that are shown: keys come and go over the years. */
#define BUDGETS_MOST 100

/*
 * Of an open mail the newest attempt counts. What is sought by an index stands
 * in the middle, as $1.
 */
#define FIND_HEAD                                                              \
	"SELECT trace, workspace, mailbox, message_id, sender, subject,"       \
	" state, outcome_now, reason_now, ticket_id, ticket_number, attempts," \
	" requests, seen_ms, ended_ms, tries, key FROM (SELECT m.trace,"       \
	" m.workspace, m.mailbox, m.message_id, m.sender, m.subject, m.state," \
	" CASE WHEN m.state = 2 THEN m.outcome ELSE coalesce((SELECT"          \
	" nullif(a.outcome, '') FROM attempts a WHERE a.key = m.key"           \
	" ORDER BY a.attempt DESC LIMIT 1), 'open') END AS outcome_now,"       \
	" CASE WHEN m.state = 2 THEN m.reason ELSE coalesce((SELECT a.reason"  \
	" FROM attempts a WHERE a.key = m.key"                                 \
	" ORDER BY a.attempt DESC LIMIT 1), '') END AS reason_now,"            \
	" m.ticket_id, m.ticket_number, m.attempts, m.requests, m.seen_ms,"    \
	" m.ended_ms, (SELECT coalesce(max(a.attempt), 0) FROM attempts a"     \
	" WHERE a.key = m.key) AS tries, m.key FROM mails m WHERE "
#define FIND_TAIL                                      \
	" AND m.seen_ms >= $2"                         \
	" AND ($3 = '' OR m.message_id = $3)"          \
	" AND ($4 = '' OR lower(m.sender) = $4)"       \
	" AND ($5 = '' OR lower(m.ticket_id) = $5)"    \
	" AND ($6 = 0 OR m.ticket_number = $6)) found" \
	" WHERE ($7 = '' OR found.outcome_now = $7)"   \
	" ORDER BY found.seen_ms DESC, found.key LIMIT $8"

static const char sql_by_trace[] =
	FIND_HEAD "m.trace = $1 AND m.trace <> ''" FIND_TAIL;
static const char sql_by_message_id[] =
	FIND_HEAD "m.message_id = $1 AND m.message_id <> ''" FIND_TAIL;
static const char sql_by_sender[] = FIND_HEAD "lower(m.sender) = $1" FIND_TAIL;
static const char sql_by_number[] =
	FIND_HEAD "m.ticket_number = $1 AND m.ticket_number <> 0" FIND_TAIL;
static const char sql_by_time[] = FIND_HEAD "m.seen_ms >= $1" FIND_TAIL;

static const char sql_tallies[] =
	"SELECT outcome_now, count(*) FROM (SELECT CASE WHEN m.state = 2"
	" THEN m.outcome ELSE coalesce((SELECT nullif(a.outcome, '')"
	" FROM attempts a WHERE a.key = m.key"
	" ORDER BY a.attempt DESC LIMIT 1), 'open') END AS outcome_now"
	" FROM mails m WHERE m.seen_ms >= $1) found"
	" GROUP BY outcome_now ORDER BY outcome_now";

static const char sql_open[] =
	"SELECT count(*), coalesce(min(seen_ms), 0) FROM mails WHERE state = 1";

static const char sql_tried[] =
	"SELECT count(*), coalesce(min(m.seen_ms), 0) FROM mails m"
	" WHERE m.state = 1 AND (m.seen_ms >= $1 OR EXISTS (SELECT 1"
	" FROM attempts a WHERE a.key = m.key AND a.at_ms >= $1))";

static const char sql_intents[] =
	"SELECT count(*), coalesce(min(p.sent_ms), 0) FROM mails m"
	" JOIN parts p ON p.key = m.key WHERE m.state = 1 AND p.state = 0";

static const char sql_delivered[] =
	"SELECT ended_ms FROM mails WHERE state = 2"
	" AND outcome IN ('created', 'posted') ORDER BY seen_ms DESC LIMIT 1";

static const char sql_seen[] =
	"SELECT seen_ms FROM mails ORDER BY seen_ms DESC LIMIT 1";

/* The statement whose index serves best, and what it is looked up by. */
static const char *statement_for(struct store *store,
				 const struct store_search *search,
				 struct value *by)
{
	if (search->trace != NULL && *search->trace != '\0') {
		*by = value_text(search->trace);
		return sql_by_trace;
	}
	if (search->message_id != NULL && *search->message_id != '\0') {
		*by = value_text(store_message_id(store, search->message_id));
		return sql_by_message_id;
	}
	if (search->ticket_number != 0) {
		*by = value_int(search->ticket_number);
		return sql_by_number;
	}
	if (search->sender != NULL && *search->sender != '\0') {
		*by = value_text(store_folded(store, search->sender));
		return sql_by_sender;
	}
	*by = value_int(search->since_ms);
	return sql_by_time;
}

bool store_find(struct store *store, const struct store_search *search,
		GArray **mails, struct why *why)
{
	struct value values[8] = {0};
	const char *sql = statement_for(store, search, &values[0]);
	struct rows rows;

	values[1] = value_int(search->since_ms);
	values[2] = value_text(store_message_id(store, search->message_id));
	values[3] = value_text(search->sender == NULL
				       ? ""
				       : store_folded(store, search->sender));
	values[4] =
		value_text(search->ticket_id == NULL
				   ? ""
				   : store_folded(store, search->ticket_id));
	values[5] = value_int(search->ticket_number);
	values[6] = value_text(search->outcome);
	values[7] = value_int(search->most > 0 ? MIN(search->most, FIND_MOST)
					       : FIND_MOST);
	if (!STORE_RUN(store, sql, values, &rows, why))
		return false;
	*mails = g_array_sized_new(FALSE, TRUE, sizeof(struct store_mail),
				   (guint)rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		struct store_mail mail = {.key = rows_text(&rows, i, 16)};

		store_mail_row(&rows, i, &mail);
		g_array_append_val(*mails, mail);
	}
	return true;
}

bool store_tallies(struct store *store, gint64 since_ms, GArray **tallies,
		   struct why *why)
{
	const struct value values[] = {value_int(since_ms)};
	struct rows rows;

	if (!STORE_RUN(store, sql_tallies, values, &rows, why))
		return false;
	*tallies = g_array_sized_new(FALSE, TRUE, sizeof(struct store_tally),
				     (guint)rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		const struct store_tally tally = {
			.outcome = rows_text(&rows, i, 0),
			.mails = rows_int(&rows, i, 1),
		};

		g_array_append_val(*tallies, tally);
	}
	return true;
}

/* The first cells of a statement's first row; 0 where there is none. */
static bool ask_numbers(struct store *store, const char *sql, gint64 *first,
			gint64 *second, struct why *why)
{
	struct rows rows;

	if (!store_run(store, sql, NULL, 0, &rows, why))
		return false;
	if (rows.n == 0)
		return true;
	*first = rows_int(&rows, 0, 0);
	if (second != NULL)
		*second = rows_int(&rows, 0, 1);
	return true;
}

static bool ask_tried(struct store *store, gint64 alive_ms,
		      struct store_overview *overview, struct why *why)
{
	const struct value values[] = {value_int(alive_ms)};
	struct rows rows;

	if (!STORE_RUN(store, sql_tried, values, &rows, why))
		return false;
	overview->tried = rows_int(&rows, 0, 0);
	overview->tried_since_ms = rows_int(&rows, 0, 1);
	return true;
}

bool store_overview(struct store *store, gint64 alive_ms,
		    struct store_overview *overview, struct why *why)
{
	*overview = (struct store_overview){
		.schema = store->older > 0 ? store->older : STORE_SCHEMA,
		.older = store->mode == STORE_READ && store->older > 0,
	};
	return ask_numbers(store, sql_open, &overview->open,
			   &overview->open_since_ms, why) &&
	       ask_tried(store, alive_ms, overview, why) &&
	       ask_numbers(store, sql_intents, &overview->intents,
			   &overview->intents_since_ms, why) &&
	       ask_numbers(store, sql_delivered, &overview->delivered_ms, NULL,
			   why) &&
	       ask_numbers(store, sql_seen, &overview->seen_ms, NULL, why);
}

bool store_budgets(struct store *store, GPtrArray **names, struct why *why)
{
	const struct value values[] = {value_int(BUDGETS_MOST)};
	struct rows rows;

	if (!STORE_RUN(store, "SELECT name FROM budgets ORDER BY name LIMIT $1",
		       values, &rows, why))
		return false;
	*names = g_ptr_array_new_with_free_func(g_free);
	for (size_t i = 0; i < rows.n; i++)
		g_ptr_array_add(*names, g_strdup(rows_text(&rows, i, 0)));
	return true;
}
