// SPDX-License-Identifier: GPL-3.0-or-later
// What hints at a ticket, and who was only in copy: weak, and kept apart.
#include "state/store_inside.h"

static const char sql_hint[] =
	"INSERT INTO hints (workspace, kind, value, ticket_id, seen_ms)"
	" VALUES ($1, $2, $3, $4, $5)"
	" ON CONFLICT (workspace, kind, value, ticket_id) DO NOTHING";

static const char sql_copy[] =
	"INSERT INTO copied (workspace, ticket_id, email, seen_ms)"
	" VALUES ($1, $2, $3, $4)"
	" ON CONFLICT (workspace, ticket_id, email) DO NOTHING";

static const char sql_copied[] =
	"SELECT 1 FROM copied"
	" WHERE workspace = $1 AND ticket_id = $2 AND email = $3";

/* Only of tickets in which the address has a part: others can claim any. */
static const char sql_hinted[] =
	"SELECT h.ticket_id FROM hints h JOIN tickets t"
	" ON t.workspace = h.workspace AND t.id = h.ticket_id"
	" WHERE h.workspace = $1 AND h.kind = $2 AND h.value = $3"
	" AND (LOWER(t.customer_email) = $4 OR EXISTS"
	" (SELECT 1 FROM participants p WHERE p.workspace = h.workspace"
	" AND p.ticket_id = h.ticket_id AND p.email = $4))"
	" ORDER BY h.seen_ms DESC, h.ticket_id LIMIT 1";

static const char sql_inherit_copied[] =
	"INSERT INTO copied (workspace, ticket_id, email, seen_ms)"
	" SELECT c.workspace, $1, c.email, c.seen_ms FROM copied c"
	" WHERE c.workspace = $2 AND c.ticket_id = $3"
	" ON CONFLICT (workspace, ticket_id, email) DO NOTHING";

/* A hint's value as it is kept: Message-IDs as those of tickets are. */
static const char *kept(struct store *store, const struct store_hint *hint)
{
	return store_message_id(store, hint->value);
}

bool store_hints_write(struct store *store, const char *workspace,
		       const char *ticket_id, const struct store_lesson *lesson,
		       struct why *why)
{
	const gint64 now_ms = clock_wall_ms();

	for (size_t i = 0; i < MIN(lesson->hints_n, STORE_LESSON_MOST); i++) {
		const struct store_hint *hint = &lesson->hints[i];
		const struct value row[] = {
			value_text(workspace),
			value_int(hint->kind),
			value_text(kept(store, hint)),
			value_text(ticket_id),
			value_int(now_ms),
		};

		if (*hint->value != '\0' &&
		    !STORE_RUN(store, sql_hint, row, NULL, why))
			return false;
	}
	for (size_t i = 0; i < MIN(lesson->copied_n, STORE_LESSON_MOST); i++) {
		const struct value row[] = {
			value_text(workspace),
			value_text(ticket_id),
			value_text(store_person(store, lesson->copied[i])),
			value_int(now_ms),
		};

		if (*lesson->copied[i] != '\0' &&
		    !STORE_RUN(store, sql_copy, row, NULL, why))
			return false;
	}
	return true;
}

bool store_hints_inherit(struct store *store, const char *workspace,
			 const char *id, const char *replaces, struct why *why)
{
	const struct value heir[] = {value_text(id), value_text(workspace),
				     value_text(replaces)};

	return STORE_RUN(store, sql_inherit_copied, heir, NULL, why);
}

bool store_copied(struct store *store, const char *workspace,
		  const char *ticket_id, const char *email, bool *is,
		  struct why *why)
{
	const struct value values[] = {
		value_text(workspace),
		value_text(ticket_id),
		value_text(store_person(store, email)),
	};
	struct rows rows;

	if (!STORE_RUN(store, sql_copied, values, &rows, why))
		return false;
	*is = rows.n > 0;
	return true;
}

bool store_ticket_by_hint(struct store *store, const char *workspace,
			  const struct store_hint *hint, const char *email,
			  struct store_ticket *ticket, bool *found,
			  struct why *why)
{
	const struct value values[] = {
		value_text(workspace),
		value_int(hint->kind),
		value_text(kept(store, hint)),
		value_text(store_person(store, email)),
	};
	struct rows rows;

	*found = false;
	*ticket = (struct store_ticket){0};
	if (!STORE_RUN(store, sql_hinted, values, &rows, why))
		return false;
	if (rows.n == 0)
		return true;
	/* By its id: of one that was replaced, the other is found. */
	return store_ticket_by_id(store, workspace, rows_text(&rows, 0, 0),
				  ticket, found, why);
}
