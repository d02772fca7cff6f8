// SPDX-License-Identifier: GPL-3.0-or-later
// The state's record of acknowledgements: each at most once, and not too many.
#include "state/store_ack.h"

#include <string.h>

#include "state/store_inside.h"

#define HOUR_MS 3600000
#define DAY_MS	86400000

static const char *const state_names[] = {
	[ACK_NONE] = "none",
	[ACK_BEGUN] = "begun",
	[ACK_SENT] = "sent",
	[ACK_FAILED] = "failed",
};

static const char sql_get[] =
	"SELECT workspace, message_id, recipient, subject, answer_id,"
	" ticket_id, state, detail, at_ms FROM acks WHERE key = $1";

static const char sql_same_id[] =
	"SELECT 1 FROM acks WHERE workspace = $1 AND message_id = $2"
	" AND person = $3 AND message_id <> '' LIMIT 1";

/*
 * A process that waited for its turn to write is later than its own time says,
 * and hosts' clocks differ: rows count up to so much in the future. What is
 * later is of a clock that was wrong.
 */
#define FUTURE_MOST_MS HOUR_MS

static const char sql_person[] = "SELECT count(*) FROM acks WHERE person = $1"
				 " AND at_ms > $2 AND at_ms <= $3";

static const char sql_subject[] =
	"SELECT count(*) FROM acks WHERE person = $1"
	" AND at_ms > $2 AND at_ms <= $3 AND topic = $4";

static const char sql_total[] =
	"SELECT count(*) FROM acks WHERE at_ms > $1 AND at_ms <= $2";

static const char sql_claim[] =
	"INSERT INTO acks (key, workspace, message_id, recipient, person,"
	" subject, topic, answer_id, ticket_id, state, detail, at_ms)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11)";

static const char sql_end[] =
	"UPDATE acks SET state = $1, detail = $2 WHERE key = $3";

const char *ack_state_name(enum ack_state state)
{
	return state_names[state];
}

/* An address without "+detail", in lower case: who gets it in the end. */
static const char *person_of(struct store *store, const char *recipient)
{
	const char *at = strrchr(recipient, '@');
	const char *plus = strchr(recipient, '+');
	g_autofree char *lower = NULL;
	g_autofree char *plain = NULL;

	if (at != NULL && plus != NULL && plus > recipient && plus < at)
		plain = g_strdup_printf("%.*s%s", (int)(plus - recipient),
					recipient, at);
	lower = g_utf8_strdown(plain != NULL ? plain : recipient, -1);
	return store_cut(store, pool_text(store->texts, lower),
			 STORE_ADDRESS_MOST);
}

/* A subject in lower case without blanks. */
static const char *topic_of(struct store *store, const char *subject)
{
	g_autofree char *folded = g_utf8_casefold(subject, -1);
	g_autoptr(GString) topic = g_string_new(NULL);

	for (const char *at = folded; *at != '\0'; at++)
		if (*at != ' ')
			g_string_append_c(topic, *at);
	return store_cut(store, pool_text(store->texts, topic->str),
			 STORE_SUBJECT_MOST);
}

/* One acknowledgement as the tables know it. */
struct claim {
	const struct store_ack *ack;
	const struct store_ack_limits *limits;
	const char *message_id, *person, *topic;
};

static bool count(struct store *store, const char *sql,
		  const struct value *values, size_t n, gint64 most, bool *over,
		  struct why *why)
{
	struct rows rows;

	if (most == 0 || *over)
		return true;
	if (!store_run(store, sql, values, n, &rows, why))
		return false;
	*over = rows_int(&rows, 0, 0) >= most;
	return true;
}

static bool over_limits(struct store *store, const struct claim *claim,
			enum ack_verdict *verdict, struct why *why)
{
	const struct store_ack_limits *limits = claim->limits;
	const gint64 now = claim->ack->at_ms;
	const struct value person = value_text(claim->person);
	const struct value until = value_int(now + FUTURE_MOST_MS);
	const struct value day = value_int(now - DAY_MS);
	const struct value subject[] = {person, day, until,
					value_text(claim->topic)};
	const struct value window[] = {
		person, value_int(now - limits->window_ms), until};
	const struct value daily[] = {person, day, until};
	const struct value total[] = {value_int(now - HOUR_MS), until};
	const struct {
		enum ack_verdict verdict;
		const char *sql;
		const struct value *values;
		size_t n;
		gint64 most;
	} rows[] = {
		{ACK_OVER_SUBJECT, sql_subject, subject, G_N_ELEMENTS(subject),
		 limits->same_subject},
		{ACK_OVER_WINDOW, sql_person, window, G_N_ELEMENTS(window),
		 limits->most},
		{ACK_OVER_DAY, sql_person, daily, G_N_ELEMENTS(daily),
		 limits->day},
		{ACK_OVER_TOTAL, sql_total, total, G_N_ELEMENTS(total),
		 limits->total},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		bool over = false;

		if (!count(store, rows[i].sql, rows[i].values, rows[i].n,
			   rows[i].most, &over, why))
			return false;
		if (over) {
			*verdict = rows[i].verdict;
			return true;
		}
	}
	return true;
}

static bool judge(struct store *store, const struct claim *claim,
		  enum ack_verdict *verdict, struct why *why)
{
	const struct value same[] = {value_text(claim->ack->workspace),
				     value_text(claim->message_id),
				     value_text(claim->person)};
	struct store_ack before;
	struct rows rows;

	*verdict = ACK_MAY;
	if (!store_ack_get(store, claim->ack->key, &before, why))
		return false;
	if (before.state != ACK_NONE) {
		*verdict = ACK_WAS_BEGUN;
		return true;
	}
	if (!STORE_RUN(store, sql_same_id, same, &rows, why))
		return false;
	if (rows.n > 0) {
		*verdict = ACK_SAME_ID;
		return true;
	}
	return over_limits(store, claim, verdict, why);
}

static struct claim claim_of(struct store *store, const struct store_ack *ack,
			     const struct store_ack_limits *limits)
{
	return (struct claim){
		.ack = ack,
		.limits = limits,
		.message_id = store_message_id(store, ack->message_id),
		.person = person_of(store, ack->recipient),
		.topic = topic_of(store, ack->subject),
	};
}

static bool write_claim(struct store *store, const struct claim *claim,
			struct why *why)
{
	const struct store_ack *ack = claim->ack;
	const struct value values[] = {
		value_text(ack->key),
		value_text(store_cut(store, ack->workspace, STORE_NAME_MOST)),
		value_text(claim->message_id),
		value_text(
			store_cut(store, ack->recipient, STORE_ADDRESS_MOST)),
		value_text(claim->person),
		value_text(store_cut(store, ack->subject, STORE_SUBJECT_MOST)),
		value_text(claim->topic),
		value_text(store_message_id(store, ack->answer_id)),
		value_text(ack->ticket_id),
		value_int(ACK_BEGUN),
		value_int(ack->at_ms),
	};
	const struct store_ticket ticket = {.id = ack->ticket_id};
	const struct store_lesson lesson = {
		.ticket = &ticket,
		.message_ids = &ack->answer_id,
		.message_ids_n = 1,
	};

	return STORE_RUN(store, sql_claim, values, NULL, why) &&
	       store_lesson_write(store, ack->workspace, &ticket, &lesson, why);
}

bool store_ack_claim(struct store *store, const struct store_ack *ack,
		     const struct store_ack_limits *limits,
		     enum ack_verdict *verdict, struct why *why)
{
	const struct claim claim = claim_of(store, ack, limits);

	*verdict = ACK_WAS_BEGUN;
	if (!store_begin(store, KEEP_SURELY, why))
		return false;
	if (!judge(store, &claim, verdict, why))
		return store_finish(store, false, why);
	if (*verdict != ACK_MAY)
		return store_abandon(store);
	return store_finish(store, write_claim(store, &claim, why), why);
}

bool store_ack_look(struct store *store, const struct store_ack *ack,
		    const struct store_ack_limits *limits,
		    enum ack_verdict *verdict, struct why *why)
{
	const struct claim claim = claim_of(store, ack, limits);

	return judge(store, &claim, verdict, why);
}

bool store_ack_end(struct store *store, const char *key, enum ack_state state,
		   const char *detail, struct why *why)
{
	const struct value values[] = {
		value_int(state),
		value_text(store_cut(store, detail, STORE_REASON_MOST)),
		value_text(key),
	};

	return store_begin(store, KEEP_LIGHTLY, why) &&
	       store_finish(store, STORE_RUN(store, sql_end, values, NULL, why),
			    why);
}

bool store_ack_get(struct store *store, const char *key, struct store_ack *ack,
		   struct why *why)
{
	const struct value values[] = {value_text(key)};
	struct rows rows;

	*ack = (struct store_ack){key, "", "", "", "", "", "", ACK_NONE, "", 0};
	if (!STORE_RUN(store, sql_get, values, &rows, why))
		return false;
	if (rows.n == 0)
		return true;
	ack->workspace = rows_text(&rows, 0, 0);
	ack->message_id = rows_text(&rows, 0, 1);
	ack->recipient = rows_text(&rows, 0, 2);
	ack->subject = rows_text(&rows, 0, 3);
	ack->state = (enum ack_state)CLAMP(rows_int(&rows, 0, 6), ACK_BEGUN,
					   ACK_FAILED);
	ack->answer_id = rows_text(&rows, 0, 4);
	ack->ticket_id = rows_text(&rows, 0, 5);
	ack->detail = rows_text(&rows, 0, 7);
	ack->at_ms = rows_int(&rows, 0, 8);
	return true;
}
