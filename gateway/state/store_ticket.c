// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of tickets: numbers, customers, Message-IDs, participants.
#include "base/domain.h"
#include "state/store_inside.h"

/* How often a ticket that replaced one may itself have been replaced. */
#define SUCCESSORS_MOST 16

#define COLUMNS                                                       \
	"t.id, t.number, t.customer_id, t.customer_email, t.subject," \
	" t.seen_ms, t.successor"

static const char sql_by_id[] = "SELECT " COLUMNS " FROM tickets t"
				" WHERE t.workspace = $1 AND t.id = $2";

static const char sql_by_number[] = "SELECT " COLUMNS " FROM tickets t"
				    " WHERE t.workspace = $1 AND t.number = $2"
				    " ORDER BY t.seen_ms DESC LIMIT 1";

static const char sql_customer[] =
	"SELECT customer_email FROM tickets"
	" WHERE workspace = $1 AND customer_id = $2 AND customer_email <> ''"
	" ORDER BY seen_ms DESC LIMIT 1";

static const char sql_by_message_id[] =
	"SELECT " COLUMNS " FROM message_ids m"
	" JOIN tickets t ON t.workspace = m.workspace AND t.id = m.ticket_id"
	" WHERE m.workspace = $1 AND m.message_id = $2";

/* What the desk does not say anew is kept. */
static const char sql_save[] =
	"INSERT INTO tickets (workspace, id, number, customer_id,"
	" customer_email, subject, successor, seen_ms)"
	" VALUES ($1, $2, $3, $4, $5, $6, '', $7)"
	" ON CONFLICT (workspace, id) DO UPDATE SET"
	" customer_id ="
	" COALESCE(NULLIF(excluded.customer_id, ''), tickets.customer_id),"
	" customer_email ="
	" COALESCE(NULLIF(excluded.customer_email, ''),"
	" tickets.customer_email),"
	" subject = COALESCE(NULLIF(excluded.subject, ''), tickets.subject),"
	" number = COALESCE(NULLIF(excluded.number, 0), tickets.number),"
	" seen_ms = excluded.seen_ms"
	" WHERE (tickets.number, tickets.customer_id,"
	" tickets.customer_email, tickets.subject) <>"
	" (excluded.number, excluded.customer_id,"
	" excluded.customer_email, excluded.subject)";

static const char sql_tie[] =
	"INSERT INTO message_ids (workspace, message_id, ticket_id, seen_ms)"
	" VALUES ($1, $2, $3, $4)"
	" ON CONFLICT (workspace, message_id) DO NOTHING";

static const char sql_admit[] =
	"INSERT INTO participants (workspace, ticket_id, email, seen_ms)"
	" VALUES ($1, $2, $3, $4)"
	" ON CONFLICT (workspace, ticket_id, email) DO NOTHING";

static const char sql_participant[] =
	"SELECT 1 FROM participants"
	" WHERE workspace = $1 AND ticket_id = $2 AND email = $3";

static const char sql_replace[] =
	"INSERT INTO tickets (workspace, id, number, customer_id,"
	" customer_email, subject, successor, seen_ms)"
	" VALUES ($1, $2, 0, '', '', '', $3, $4)"
	" ON CONFLICT (workspace, id) DO UPDATE"
	" SET successor = excluded.successor";

/* What replaces a ticket is itself no longer replaced: chains have an end. */
static const char sql_stay[] = "UPDATE tickets SET successor = ''"
			       " WHERE workspace = $1 AND id = $2"
			       " AND successor <> ''";

static const char sql_inherit[] =
	"INSERT INTO participants (workspace, ticket_id, email, seen_ms)"
	" SELECT p.workspace, $1, p.email, p.seen_ms FROM participants p"
	" WHERE p.workspace = $2 AND p.ticket_id = $3"
	" ON CONFLICT (workspace, ticket_id, email) DO NOTHING";

static void fill(const struct rows *rows, struct store_ticket *ticket)
{
	ticket->id = rows_text(rows, 0, 0);
	ticket->number = rows_int(rows, 0, 1);
	ticket->customer_id = rows_text(rows, 0, 2);
	ticket->customer_email = rows_text(rows, 0, 3);
	ticket->subject = rows_text(rows, 0, 4);
	ticket->seen_ms = rows_int(rows, 0, 5);
}

static bool look_up(struct store *store, const char *sql,
		    const struct value *values, struct store_ticket *ticket,
		    bool *found, struct why *why)
{
	struct value next[] = {values[0], values[1]};

	*found = false;
	*ticket = (struct store_ticket){
		.id = "",
		.customer_id = "",
		.customer_email = "",
		.subject = "",
	};
	for (int i = 0; i <= SUCCESSORS_MOST; i++) {
		struct rows rows;

		if (!STORE_RUN(store, sql, next, &rows, why))
			return false;
		if (rows.n == 0)
			break;
		fill(&rows, ticket);
		*found = true;
		if (rows_text(&rows, 0, 6)[0] == '\0')
			break;
		sql = sql_by_id;
		next[1] = *rows_cell(&rows, 0, 6);
	}
	return true;
}

bool store_ticket_by_number(struct store *store, const char *workspace,
			    gint64 number, struct store_ticket *ticket,
			    bool *found, struct why *why)
{
	const struct value values[] = {value_text(workspace),
				       value_int(number)};

	return look_up(store, sql_by_number, values, ticket, found, why);
}

bool store_ticket_by_id(struct store *store, const char *workspace,
			const char *id, struct store_ticket *ticket,
			bool *found, struct why *why)
{
	const struct value values[] = {value_text(workspace), value_text(id)};

	return look_up(store, sql_by_id, values, ticket, found, why);
}

bool store_ticket_by_message_id(struct store *store, const char *workspace,
				const char *message_id,
				struct store_ticket *ticket, bool *found,
				struct why *why)
{
	const struct value values[] = {
		value_text(workspace),
		value_text(store_message_id(store, message_id)),
	};

	return look_up(store, sql_by_message_id, values, ticket, found, why);
}

bool store_customer(struct store *store, const char *workspace,
		    const char *customer_id, const char **email,
		    struct why *why)
{
	const struct value values[] = {value_text(workspace),
				       value_text(customer_id)};
	struct rows rows = {0};

	*email = "";
	if (*customer_id == '\0')
		return true;
	if (!STORE_RUN(store, sql_customer, values, &rows, why))
		return false;
	if (rows.n > 0)
		*email = rows_text(&rows, 0, 0);
	return true;
}

/* Addresses are compared as mail systems do: ASCII without case. */
const char *store_folded(struct store *store, const char *email)
{
	g_autofree char *lower = g_ascii_strdown(email, -1);

	return store_cut(store, pool_text(store->texts, lower),
			 STORE_ADDRESS_MOST);
}

const char *store_person(struct store *store, const char *email)
{
	g_autofree char *folded = domain_folded(email);

	return store_folded(store, folded);
}

bool store_participant(struct store *store, const char *workspace,
		       const char *ticket_id, const char *email, bool *is,
		       struct why *why)
{
	const struct value values[] = {
		value_text(workspace),
		value_text(ticket_id),
		value_text(store_person(store, email)),
	};
	struct rows rows;

	if (!STORE_RUN(store, sql_participant, values, &rows, why))
		return false;
	*is = rows.n > 0;
	return true;
}

bool store_ticket_write(struct store *store, const char *workspace,
			const struct store_ticket *ticket, struct why *why)
{
	gint64 seen_ms =
		ticket->seen_ms > 0 ? ticket->seen_ms : clock_wall_ms();
	const struct value values[] = {
		value_text(workspace),
		value_text(ticket->id),
		value_int(ticket->number),
		value_text(ticket->customer_id),
		value_text(store_cut(store, ticket->customer_email,
				     STORE_ADDRESS_MOST)),
		value_text(
			store_cut(store, ticket->subject, STORE_SUBJECT_MOST)),
		value_int(seen_ms),
	};

	return STORE_RUN(store, sql_save, values, NULL, why);
}

static bool write_tickets(struct store *store, const char *workspace,
			  const struct store_ticket *tickets, size_t n,
			  struct why *why)
{
	for (size_t i = 0; i < n; i++)
		if (!store_ticket_write(store, workspace, &tickets[i], why))
			return false;
	return true;
}

bool store_tickets_save(struct store *store, const char *workspace,
			const struct store_ticket *tickets, size_t n,
			struct why *why)
{
	if (n == 0)
		return true;
	if (!store_begin(store, KEEP_SURELY, why))
		return false;
	return store_finish(
		store, write_tickets(store, workspace, tickets, n, why), why);
}

static bool write_replaced(struct store *store, const char *workspace,
			   const char *id, const char *replaces,
			   struct why *why)
{
	const struct value old[] = {value_text(workspace), value_text(replaces),
				    value_text(id), value_int(clock_wall_ms())};
	const struct value new[] = {value_text(workspace), value_text(id)};
	const struct value heir[] = {value_text(id), value_text(workspace),
				     value_text(replaces)};

	if (g_str_equal(id, replaces))
		return true;
	return STORE_RUN(store, sql_replace, old, NULL, why) &&
	       STORE_RUN(store, sql_stay, new, NULL, why) &&
	       STORE_RUN(store, sql_inherit, heir, NULL, why) &&
	       store_hints_inherit(store, workspace, id, replaces, why);
}

bool store_lesson_write(struct store *store, const char *workspace,
			const struct store_ticket *ticket,
			const struct store_lesson *lesson, struct why *why)
{
	struct value row[] = {
		value_text(workspace),
		value_text(""),
		value_text(ticket->id),
		value_int(clock_wall_ms()),
	};

	/* Where there is no ticket there is nothing to tie anything to. */
	if (ticket->id == NULL || ticket->id[0] == '\0')
		return true;
	if (!store_ticket_write(store, workspace, ticket, why))
		return false;
	for (size_t i = 0; i < MIN(lesson->message_ids_n, STORE_LESSON_MOST);
	     i++) {
		row[1] = value_text(
			store_message_id(store, lesson->message_ids[i]));
		if (row[1].text[0] != '\0' &&
		    !STORE_RUN(store, sql_tie, row, NULL, why))
			return false;
	}
	row[1] = value_text(ticket->id);
	for (size_t i = 0; i < MIN(lesson->participants_n, STORE_LESSON_MOST);
	     i++) {
		row[2] = value_text(
			store_person(store, lesson->participants[i]));
		if (row[2].text[0] != '\0' &&
		    !STORE_RUN(store, sql_admit, row, NULL, why))
			return false;
	}
	if (!store_hints_write(store, workspace, ticket->id, lesson, why))
		return false;
	if (lesson->replaces == NULL || lesson->replaces[0] == '\0')
		return true;
	return write_replaced(store, workspace, ticket->id, lesson->replaces,
			      why);
}
