// SPDX-License-Identifier: GPL-3.0-or-later
// Who was told of: recipients whom bounces named on a ticket, once a day.
#include "state/store_told.h"

#include <string.h>

#include "base/outcome.h"
#include "state/store_inside.h"

#define DAY_MS 86400000

static const char sql_mine[] =
	"SELECT recipient FROM told WHERE key = $1 AND workspace = $2"
	" AND ticket_id = $3";

/* A mail that was never begun has no row yet. */
static const char sql_whose[] =
	"SELECT COALESCE(m.state, 0), COALESCE(m.outcome, '') FROM told t"
	" LEFT JOIN mails m ON m.key = t.key"
	" WHERE t.workspace = $1 AND t.ticket_id = $2 AND t.recipient = $3"
	" AND t.day = $4";

static const char sql_claim[] =
	"INSERT INTO told (workspace, ticket_id, recipient, day, key, at_ms)"
	" VALUES ($1, $2, $3, $4, $5, $6)"
	" ON CONFLICT (workspace, ticket_id, recipient, day) DO UPDATE SET"
	" key = excluded.key, at_ms = excluded.at_ms";

static const char *name_of(struct store *store, const char *email)
{
	g_autofree char *lower = g_ascii_strdown(email, -1);

	return store_cut(store, pool_text(store->texts, lower),
			 STORE_ADDRESS_MOST);
}

/* What this mail has claimed before is what it tells of: no more, no less. */
static bool recall(struct store *store, const struct telling *telling,
		   enum told *told, bool *known, struct why *why)
{
	const struct value values[] = {value_text(telling->key),
				       value_text(telling->workspace),
				       value_text(telling->ticket_id)};
	struct rows rows;

	if (!STORE_RUN(store, sql_mine, values, &rows, why))
		return false;
	*known = rows.n > 0;
	for (size_t i = 0; i < telling->n && *known; i++) {
		const char *name = name_of(store, telling->recipients[i]);

		told[i] = TOLD_BEFORE;
		for (size_t k = 0; k < rows.n; k++)
			if (strcmp(rows_text(&rows, k, 0), name) == 0)
				told[i] = TOLD_MINE;
	}
	return true;
}

static bool look(struct store *store, const struct telling *telling,
		 enum told *told, bool *waits, struct why *why)
{
	for (size_t i = 0; i < telling->n; i++) {
		const struct value values[] = {
			value_text(telling->workspace),
			value_text(telling->ticket_id),
			value_text(name_of(store, telling->recipients[i])),
			value_int(telling->at_ms / DAY_MS),
		};
		struct rows rows;

		if (!STORE_RUN(store, sql_whose, values, &rows, why))
			return false;
		told[i] = TOLD_MINE;
		if (rows.n == 0)
			continue;
		if (rows_int(&rows, 0, 0) != 2)
			*waits = true;
		else if (strcmp(rows_text(&rows, 0, 1),
				outcome_name(OUTCOME_POSTED)) == 0)
			told[i] = TOLD_BEFORE;
	}
	return true;
}

static bool claim_all(struct store *store, const struct telling *telling,
		      const enum told *told, struct why *why)
{
	for (size_t i = 0; i < telling->n; i++) {
		const struct value values[] = {
			value_text(telling->workspace),
			value_text(telling->ticket_id),
			value_text(name_of(store, telling->recipients[i])),
			value_int(telling->at_ms / DAY_MS),
			value_text(telling->key),
			value_int(telling->at_ms),
		};

		if (told[i] == TOLD_MINE &&
		    !STORE_RUN(store, sql_claim, values, NULL, why))
			return false;
	}
	return true;
}

static bool settle(struct store *store, const struct telling *telling,
		   bool claim, enum told *told, bool *waits, struct why *why)
{
	bool known = false;

	*waits = false;
	if (!recall(store, telling, told, &known, why))
		return false;
	if (known)
		return true;
	return look(store, telling, told, waits, why) &&
	       (!claim || *waits || claim_all(store, telling, told, why));
}

bool store_told(struct store *store, const struct telling *telling, bool claim,
		enum told *told, bool *waits, struct why *why)
{
	if (!claim)
		return settle(store, telling, false, told, waits, why);
	if (!store_begin(store, KEEP_SURELY, why))
		return false;
	return store_finish(
		store, settle(store, telling, true, told, waits, why), why);
}

bool store_told_expire(struct store *store, gint64 before_ms, struct why *why)
{
	const struct value values[] = {value_int(before_ms)};

	if (!store_begin(store, KEEP_LIGHTLY, why))
		return false;
	return store_finish(store,
			    STORE_RUN(store,
				      "DELETE FROM told WHERE at_ms < $1",
				      values, NULL, why),
			    why);
}
