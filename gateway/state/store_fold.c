// SPDX-License-Identifier: GPL-3.0-or-later
// Folded mails: which ticket was first of a kind, and what its digests hold.
#include "state/store_storm.h"

#include "state/store_inside.h"

/* Characters of a mail's first line that are kept. */
#define LINE_MOST 200

/* The first ticket of a kind stays it, until it is older than that. */
static const char sql_kind[] =
	"INSERT INTO kinds (workspace, name, ticket_id, seen_ms)"
	" VALUES ($1, $2, $3, $4) ON CONFLICT (workspace, name) DO UPDATE SET"
	" ticket_id = excluded.ticket_id, seen_ms = excluded.seen_ms"
	" WHERE kinds.seen_ms < $5";

static const char sql_kind_ticket[] =
	"SELECT ticket_id FROM kinds WHERE workspace = $1 AND name = $2";

/* One that is due takes nothing more: it may be on its way. */
static const char sql_fold[] =
	"UPDATE digests SET mails = mails + 1, last_ms = $1"
	" WHERE workspace = $2 AND kind = $3 AND state = 0 AND due_ms > $1"
	" RETURNING key, mails";

static const char sql_begin[] =
	"INSERT INTO digests (key, workspace, mailbox, kind, about, sender,"
	" ticket_id, ticket_number, state, mails, first_ms, last_ms, due_ms,"
	" leased_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 1, $9, $9,"
	" $10, 0)";

static const char sql_folded[] =
	"INSERT INTO folded (digest, n, key, line) VALUES ($1, $2, $3, $4)";

static const char sql_due[] =
	"SELECT key, workspace, mailbox, kind, about, sender, ticket_id,"
	" ticket_number, mails, first_ms, last_ms FROM digests"
	" WHERE due_ms <= $1 AND leased_ms <= $2 ORDER BY due_ms LIMIT 1";

static const char sql_lease[] =
	"UPDATE digests SET state = 1, leased_ms = $1"
	" WHERE key = $2 AND leased_ms <= $3 RETURNING mails, last_ms";

static const char sql_mails[] =
	"SELECT m.trace, m.subject, f.line, m.seen_ms FROM folded f"
	" JOIN mails m ON m.key = f.key WHERE f.digest = $1"
	" ORDER BY f.n LIMIT $2";

static const char sql_name_ticket[] =
	"UPDATE mails SET ticket_id = $1, ticket_number = $2 WHERE key IN"
	" (SELECT f.key FROM folded f WHERE f.digest = $3)";

static bool begin_digest(struct store *store, const struct store_mail *mail,
			 const struct store_fold *fold, const char *kind,
			 const char **key, struct why *why)
{
	const gint64 now = clock_wall_ms();
	g_autofree char *name = g_strdup_printf("%s\n%s\n%" G_GINT64_FORMAT,
						mail->workspace, kind, now);
	g_autofree char *digest =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);
	const struct value values[] = {
		value_text(digest),
		value_text(store_cut(store, mail->workspace, STORE_NAME_MOST)),
		value_text(store_cut(store, mail->mailbox, STORE_NAME_MOST)),
		value_text(kind),
		value_text(store_cut(store, fold->about, STORE_REASON_MOST)),
		value_text(store_cut(store, mail->sender, STORE_ADDRESS_MOST)),
		value_text(mail->ticket_id),
		value_int(mail->ticket_number),
		value_int(now),
		value_int(now + fold->window_ms),
	};

	*key = pool_text(store->texts, digest);
	return STORE_RUN(store, sql_begin, values, NULL, why);
}

bool store_fold_write(struct store *store, const struct store_mail *mail,
		      const struct store_fold *fold, struct why *why)
{
	const char *kind = store_message_id(store, fold->kind);
	const struct value open[] = {
		value_int(clock_wall_ms()),
		value_text(store_cut(store, mail->workspace, STORE_NAME_MOST)),
		value_text(kind),
	};
	struct value folded[4] = {value_int(0)};
	const char *key = NULL;
	struct rows rows;
	gint64 n = 1;

	if (!STORE_RUN(store, sql_fold, open, &rows, why))
		return false;
	if (rows.n > 0) {
		key = rows_text(&rows, 0, 0);
		n = rows_int(&rows, 0, 1);
	} else if (!begin_digest(store, mail, fold, kind, &key, why)) {
		return false;
	}
	folded[0] = value_text(key);
	folded[1] = value_int(n);
	folded[2] = value_text(mail->key);
	folded[3] = value_text(store_cut(store, fold->line, LINE_MOST));
	return STORE_RUN(store, sql_folded, folded, NULL, why);
}

bool store_kinds_write(struct store *store, const char *workspace,
		       const struct store_lesson *lesson, struct why *why)
{
	const gint64 now = clock_wall_ms();

	for (size_t i = 0; i < lesson->kinds_n; i++) {
		const struct value values[] = {
			value_text(
				store_cut(store, workspace, STORE_NAME_MOST)),
			value_text(store_message_id(store, lesson->kinds[i])),
			value_text(lesson->ticket->id),
			value_int(now),
			value_int(now - lesson->kinds_ms),
		};

		if (!STORE_RUN(store, sql_kind, values, NULL, why))
			return false;
	}
	return true;
}

bool store_kind_ticket(struct store *store, const char *workspace,
		       const char *kind, struct store_ticket *ticket,
		       bool *found, struct why *why)
{
	const struct value values[] = {
		value_text(store_cut(store, workspace, STORE_NAME_MOST)),
		value_text(store_message_id(store, kind)),
	};
	struct rows rows;

	*found = false;
	if (!STORE_RUN(store, sql_kind_ticket, values, &rows, why))
		return false;
	return rows.n == 0 ||
	       store_ticket_by_id(store, workspace, rows_text(&rows, 0, 0),
				  ticket, found, why);
}

static bool lease(struct store *store, const char *key, gint64 until_ms,
		  gint64 leased_ms, struct rows *rows, struct why *why)
{
	const struct value values[] = {
		value_int(until_ms),
		value_text(key),
		value_int(leased_ms),
	};

	return store_begin(store, KEEP_SURELY, why) &&
	       store_finish(store,
			    STORE_RUN(store, sql_lease, values, rows, why),
			    why);
}

bool store_digest_claim(struct store *store, gint64 lease_ms, bool patient,
			struct store_digest *digest, bool *found,
			struct why *why)
{
	const gint64 now = clock_wall_ms();
	const gint64 leased = patient ? G_MAXINT64 : now;
	const struct value due[] = {value_int(now), value_int(leased)};
	struct rows rows, taken;

	*found = false;
	if (!STORE_RUN(store, sql_due, due, &rows, why))
		return false;
	if (rows.n == 0)
		return true;
	*digest = (struct store_digest){
		.key = rows_text(&rows, 0, 0),
		.workspace = rows_text(&rows, 0, 1),
		.mailbox = rows_text(&rows, 0, 2),
		.kind = rows_text(&rows, 0, 3),
		.about = rows_text(&rows, 0, 4),
		.sender = rows_text(&rows, 0, 5),
		.ticket_id = rows_text(&rows, 0, 6),
		.ticket_number = rows_int(&rows, 0, 7),
		.first_ms = rows_int(&rows, 0, 9),
	};
	if (!lease(store, digest->key, now + lease_ms, leased, &taken, why))
		return false;
	/* Somebody else may have been faster: his it is. */
	*found = taken.n > 0;
	if (*found) {
		digest->mails = rows_int(&taken, 0, 0);
		digest->last_ms = rows_int(&taken, 0, 1);
	}
	return true;
}

bool store_digest_mails(struct store *store, const char *key, gint64 most,
			GArray **mails, struct why *why)
{
	const struct value values[] = {value_text(key), value_int(most)};
	struct rows rows;

	if (!STORE_RUN(store, sql_mails, values, &rows, why))
		return false;
	*mails = g_array_new(FALSE, FALSE, sizeof(struct store_folded));
	for (size_t i = 0; i < rows.n; i++) {
		const struct store_folded folded = {
			.trace = rows_text(&rows, i, 0),
			.subject = rows_text(&rows, i, 1),
			.line = rows_text(&rows, i, 2),
			.seen_ms = rows_int(&rows, i, 3),
		};

		g_array_append_val(*mails, folded);
	}
	return true;
}

static bool end(struct store *store, const struct store_digest *digest,
		const char *ticket_id, gint64 number, struct why *why)
{
	const struct value ticket[] = {
		value_text(ticket_id),
		value_int(number),
		value_text(digest->key),
	};
	const struct value key[] = {value_text(digest->key)};

	if (*ticket_id != '\0' &&
	    !STORE_RUN(store, sql_name_ticket, ticket, NULL, why))
		return false;
	return STORE_RUN(store, "DELETE FROM folded WHERE digest = $1", key,
			 NULL, why) &&
	       STORE_RUN(store, "DELETE FROM digests WHERE key = $1", key, NULL,
			 why);
}

bool store_digest_end(struct store *store, const struct store_digest *digest,
		      const char *ticket_id, gint64 number, struct why *why)
{
	return store_begin(store, KEEP_SURELY, why) &&
	       store_finish(store, end(store, digest, ticket_id, number, why),
			    why);
}

bool store_digests_open(struct store *store, gint64 *digests, gint64 *mails,
			struct why *why)
{
	struct rows rows;

	if (!store_run(store,
		       "SELECT count(*), coalesce(sum(mails), 0) FROM digests",
		       NULL, 0, &rows, why))
		return false;
	*digests = rows_int(&rows, 0, 0);
	*mails = rows_int(&rows, 0, 1);
	return true;
}
