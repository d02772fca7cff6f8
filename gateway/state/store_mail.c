// SPDX-License-Identifier: GPL-3.0-or-later
// The record of mails: what was begun, what was posted, how it ended.
#include "state/store_inside.h"

#include <string.h>

static const char sql_get[] =
	"SELECT trace, workspace, mailbox, message_id, sender, subject, state,"
	" outcome, reason, ticket_id, ticket_number, attempts, requests,"
	" seen_ms, ended_ms, (SELECT coalesce(max(a.attempt), 0)"
	" FROM attempts a WHERE a.key = mails.key) FROM mails WHERE key = $1";

static const char sql_parts[] =
	"SELECT part, state, creates, target, digest, remote_id, sent_ms,"
	" tries FROM parts WHERE key = $1 ORDER BY part";

static const char sql_intend[] =
	"INSERT INTO mails (key, trace, workspace, mailbox, message_id,"
	" sender, subject, state, outcome, reason, ticket_id, ticket_number,"
	" attempts, requests, seen_ms, ended_ms)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, 1, '', '', '', 0, 1, 1, $8, 0)"
	" ON CONFLICT (key) DO UPDATE SET state = 1, outcome = '', reason = '',"
	" sender = excluded.sender,"
	" attempts = mails.attempts + $9, requests = mails.requests + 1";

/* A part that was posted is never intended again: then no row comes back. */
static const char sql_intend_part[] =
	"INSERT INTO parts (key, part, state, creates, target, digest,"
	" remote_id, sent_ms, tries) VALUES ($1, $2, 0, $3, $4, $5, '', $6, 1)"
	" ON CONFLICT (key, part) DO UPDATE SET state = 0,"
	" creates = excluded.creates, target = excluded.target,"
	" digest = excluded.digest, remote_id = '',"
	" sent_ms = excluded.sent_ms, tries = parts.tries + 1"
	" WHERE parts.state <> 1 RETURNING tries";

static const char sql_end_part[] =
	"UPDATE parts SET state = $1, remote_id = $2"
	" WHERE key = $3 AND part = $4 RETURNING tries";

/* What is not said anew is kept. */
static const char sql_end[] =
	"INSERT INTO mails (key, trace, workspace, mailbox, message_id,"
	" sender, subject, state, outcome, reason, ticket_id, ticket_number,"
	" attempts, requests, seen_ms, ended_ms)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, 2, $8, $9, $10, $11, 1, $12,"
	" $13, $14) ON CONFLICT (key) DO UPDATE SET"
	" trace = coalesce(nullif(excluded.trace, ''), mails.trace),"
	" workspace ="
	" coalesce(nullif(excluded.workspace, ''), mails.workspace),"
	" mailbox = coalesce(nullif(excluded.mailbox, ''), mails.mailbox),"
	" message_id ="
	" coalesce(nullif(excluded.message_id, ''), mails.message_id),"
	" sender = coalesce(nullif(excluded.sender, ''), mails.sender),"
	" subject = coalesce(nullif(excluded.subject, ''), mails.subject),"
	" state = 2, outcome = excluded.outcome, reason = excluded.reason,"
	" ticket_id = excluded.ticket_id,"
	" ticket_number = excluded.ticket_number,"
	" attempts = CASE WHEN mails.attempts = 0 THEN 1"
	" ELSE mails.attempts END,"
	" requests = mails.requests + excluded.requests,"
	" ended_ms = excluded.ended_ms";

/* The end of a mail that this process has begun: its row is there. */
static const char sql_end_begun[] =
	"UPDATE mails SET state = 2, outcome = $1, reason = $2,"
	" ticket_id = $3, ticket_number = $4, requests = requests + $5,"
	" ended_ms = $6 WHERE key = $7 RETURNING attempts";

void store_mail_row(const struct rows *rows, size_t row,
		    struct store_mail *mail)
{
	mail->trace = rows_text(rows, row, 0);
	mail->workspace = rows_text(rows, row, 1);
	mail->mailbox = rows_text(rows, row, 2);
	mail->message_id = rows_text(rows, row, 3);
	mail->sender = rows_text(rows, row, 4);
	mail->subject = rows_text(rows, row, 5);
	mail->state = rows_int(rows, row, 6) == 2 ? MAIL_DONE : MAIL_OPEN;
	mail->outcome = rows_text(rows, row, 7);
	mail->reason = rows_text(rows, row, 8);
	mail->ticket_id = rows_text(rows, row, 9);
	mail->ticket_number = rows_int(rows, row, 10);
	mail->attempts = rows_int(rows, row, 11);
	mail->requests = rows_int(rows, row, 12);
	mail->seen_ms = rows_int(rows, row, 13);
	mail->ended_ms = rows_int(rows, row, 14);
	mail->tries = rows_int(rows, row, 15);
}

bool store_mail_get(struct store *store, const char *key,
		    struct store_mail *mail, struct why *why)
{
	const struct value values[] = {value_text(key)};
	struct rows rows;

	*mail = (struct store_mail){
		.key = pool_text(store->texts, key),
		.trace = "",
		.workspace = "",
		.mailbox = "",
		.message_id = "",
		.sender = "",
		.subject = "",
		.outcome = "",
		.reason = "",
		.ticket_id = "",
	};
	if (!STORE_RUN(store, sql_get, values, &rows, why))
		return false;
	if (rows.n == 0)
		return true;
	store_mail_row(&rows, 0, mail);
	return true;
}

bool store_mail_by_trace(struct store *store, const char *trace,
			 struct store_mail *mail, struct why *why)
{
	const struct value values[] = {value_text(trace)};
	struct rows rows;

	if (!STORE_RUN(store,
		       "SELECT key FROM mails WHERE trace = $1"
		       " AND trace <> ''",
		       values, &rows, why))
		return false;
	return store_mail_get(store, rows.n == 0 ? "" : rows_text(&rows, 0, 0),
			      mail, why);
}

/* What the column `state` of parts says; 0, 1 and 2 as written above. */
static enum part_state part_state_of(gint64 number)
{
	if (number == 1)
		return PART_DONE;
	return number == 2 ? PART_REFUSED : PART_INTENT;
}

static gint64 part_state_number(enum part_state state)
{
	switch (state) {
	case PART_DONE:
		return 1;
	case PART_REFUSED:
		return 2;
	case PART_INTENT:
		break;
	}
	return 0;
}

bool store_mail_parts(struct store *store, const char *key, GArray **parts,
		      struct why *why)
{
	const struct value values[] = {value_text(key)};
	struct rows rows;

	if (!STORE_RUN(store, sql_parts, values, &rows, why))
		return false;
	*parts = g_array_sized_new(FALSE, TRUE, sizeof(struct store_part),
				   (guint)rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		struct store_part part = {
			.part = rows_int(&rows, i, 0),
			.state = part_state_of(rows_int(&rows, i, 1)),
			.create = rows_int(&rows, i, 2) != 0,
			.target = rows_text(&rows, i, 3),
			.digest = rows_text(&rows, i, 4),
			.remote_id = rows_text(&rows, i, 5),
			.sent_ms = rows_int(&rows, i, 6),
			.tries = rows_int(&rows, i, 7),
		};

		g_array_append_val(*parts, part);
	}
	return true;
}

void store_mail_values(struct store *store, const struct store_mail *mail,
		       struct value values[STORE_MAIL_VALUES])
{
	const struct value own[STORE_MAIL_VALUES] = {
		value_text(mail->key),
		value_text(mail->trace),
		value_text(store_cut(store, mail->workspace, STORE_NAME_MOST)),
		value_text(store_cut(store, mail->mailbox, STORE_NAME_MOST)),
		value_text(store_message_id(store, mail->message_id)),
		value_text(store_cut(store, mail->sender, STORE_ADDRESS_MOST)),
		value_text(store_cut(store, mail->subject, STORE_SUBJECT_MOST)),
	};

	memcpy(values, own, sizeof own);
}

static bool write_intended_mail(struct store *store,
				const struct store_mail *mail, struct why *why)
{
	bool first = g_strcmp0(store->tried, mail->key) != 0;
	struct value values[] = {
		[STORE_MAIL_VALUES] = value_int(clock_wall_ms()),
		value_int(first ? 1 : 0),
	};

	store_mail_values(store, mail, values);
	return STORE_RUN(store, sql_intend, values, NULL, why);
}

bool store_intent_write(struct store *store, const struct store_mail *mail,
			const struct store_part *part, struct why *why)
{
	const struct value values[] = {
		value_text(mail->key),	  value_int(part->part),
		value_int(part->create),  value_text(part->target),
		value_text(part->digest), value_int(clock_wall_ms()),
	};
	struct rows rows;

	if (!write_intended_mail(store, mail, why) ||
	    !STORE_RUN(store, sql_intend_part, values, &rows, why))
		return false;
	if (rows.n == 0)
		return why_set(why, TROUBLE_LATER,
			       "part %" G_GINT64_FORMAT
			       " of this mail has been posted already",
			       part->part);
	if (part->part == 0 &&
	    (!store_try_open(store, mail, part, why) ||
	     !store_texts_write(store, mail->key, part, why)))
		return false;
	if (g_strcmp0(store->tried, mail->key) != 0)
		store->counted = 0;
	store->tried = pool_text(store->texts, mail->key);
	store->counted++;
	return store_attempt_open(store, mail, why);
}

static bool write_part_end(struct store *store, const char *key,
			   const struct store_part *part, struct why *why)
{
	const struct value values[] = {
		value_int(part_state_number(part->state)),
		value_text(part->remote_id),
		value_text(key),
		value_int(part->part),
	};
	struct rows rows;

	if (!STORE_RUN(store, sql_end_part, values, &rows, why))
		return false;
	if (rows.n == 0)
		return why_set(why, TROUBLE_LATER,
			       "part %" G_GINT64_FORMAT
			       " of this mail was never begun",
			       part->part);
	return part->part > 0 || store_try_close(store, key, why);
}

bool store_part_end(struct store *store, const char *key,
		    const struct store_part *part, struct why *why)
{
	if (!store_begin(store, KEEP_SURELY, why))
		return false;
	return store_finish(store,
			    write_part_end(store, key, part, why) &&
				    store_turn_used(store, why) &&
				    store_asked_write(store, key, why),
			    why);
}

static gint64 or_now(gint64 wall_ms)
{
	return wall_ms > 0 ? wall_ms : clock_wall_ms();
}

static bool write_begun_end(struct store *store, const struct store_mail *mail,
			    struct why *why)
{
	const struct value values[] = {
		value_text(store_cut(store, mail->outcome, STORE_NAME_MOST)),
		value_text(store_cut(store, mail->reason, STORE_REASON_MOST)),
		value_text(mail->ticket_id),
		value_int(mail->ticket_number),
		value_int(MAX(mail->requests - store->counted, 0)),
		value_int(or_now(mail->ended_ms)),
		value_text(mail->key),
	};

	struct rows rows;

	if (!STORE_RUN(store, sql_end_begun, values, &rows, why))
		return false;
	if (rows.n == 0)
		return why_set(why, TROUBLE_LATER,
			       "the record of this mail has vanished");
	return true;
}

static bool write_mail_end(struct store *store, const struct store_mail *mail,
			   struct why *why)
{
	struct value values[] = {
		[STORE_MAIL_VALUES] = value_text(
			store_cut(store, mail->outcome, STORE_NAME_MOST)),
		value_text(store_cut(store, mail->reason, STORE_REASON_MOST)),
		value_text(mail->ticket_id),
		value_int(mail->ticket_number),
		value_int(mail->requests),
		value_int(or_now(mail->seen_ms)),
		value_int(or_now(mail->ended_ms)),
	};

	store_mail_values(store, mail, values);
	return STORE_RUN(store, sql_end, values, NULL, why);
}

static bool write_end(struct store *store, const struct store_mail *mail,
		      const struct store_part *part,
		      const struct store_lesson *lesson, struct why *why)
{
	const struct store_ticket known = {
		.id = mail->ticket_id,
		.number = mail->ticket_number,
	};
	const struct store_ticket *ticket = &known;

	if ((part != NULL && !write_part_end(store, mail->key, part, why)) ||
	    !store_turn_used(store, why))
		return false;
	if (!(g_strcmp0(store->tried, mail->key) == 0
		      ? write_begun_end(store, mail, why)
		      : write_mail_end(store, mail, why)) ||
	    !store_attempt_close(store, mail, why))
		return false;
	if (!store_rest_forget(store, mail->key, why))
		return false;
	if (lesson == NULL)
		return true;
	if (lesson->ticket != NULL)
		ticket = lesson->ticket;
	if (lesson->fold != NULL &&
	    !store_fold_write(store, mail, lesson->fold, why))
		return false;
	if (lesson->ticket != NULL &&
	    !store_kinds_write(store, mail->workspace, lesson, why))
		return false;
	return store_files_write(store, mail, lesson->files, why) &&
	       store_lesson_write(store, mail->workspace, ticket, lesson, why);
}

bool store_mail_end(struct store *store, const struct store_mail *mail,
		    const struct store_part *part,
		    const struct store_lesson *lesson, struct why *why)
{
	if (!store_begin(store, KEEP_SURELY, why) ||
	    !store_finish(store, write_end(store, mail, part, lesson, why),
			  why))
		return false;
	store->tried = NULL;
	store->history.key = NULL;
	return true;
}
