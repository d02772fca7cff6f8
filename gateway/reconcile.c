// SPDX-License-Identifier: GPL-3.0-or-later
// Reconciling: was a part posted, though no answer said so?
#include "reconcile.h"

#include <string.h>

#include "base/clock.h"
#include "watch.h"

/*
 * How far the server's clock may be from ours: a list whose oldest ticket is
 * older than the intent by more than this would hold what was made since.
 */
#define CLOCK_MARGIN_MS (10 * 60 * 1000)

static bool is_it(const struct sought *sought, const char *text)
{
	return *sought->trace != '\0' ? watch_ends_with(text, sought->trace)
				      : strcmp(text, sought->text) == 0;
}

static bool made_since(const char *created_at, gint64 sent_ms)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) time =
		g_date_time_new_from_iso8601(created_at, utc);

	return time == NULL ||
	       g_date_time_to_unix(time) * 1000 > sent_ms - CLOCK_MARGIN_MS;
}

/* How far the desk's clock is before ours, by the Date of its answer. */
static gint64 clock_ahead(const struct ask *ask)
{
	const gint64 date_ms = desk_report(ask->now->desk)->date_ms;

	return date_ms == 0 ? 0 : date_ms - clock_wall_ms();
}

/*
 * A list of the newest that is not full holds all there are; a full one holds
 * all since its oldest (API.md: nothing older can be found).
 */
static enum sight absence(const struct ask *ask, const GArray *tickets,
			  const struct sought *sought)
{
	const gint64 sent_ms = sought->sent_ms + clock_ahead(ask);
	const struct desk_ticket *oldest;

	/* A list that leaves texts out proves nothing. */
	for (guint i = 0; i < tickets->len; i++)
		if (*g_array_index(tickets, struct desk_ticket, i).text == '\0')
			return SIGHT_UNPROVABLE;

	if (tickets->len < DESK_NEWEST_MOST || ask->covered)
		return SIGHT_ABSENT;
	oldest = &g_array_index(tickets, struct desk_ticket, tickets->len - 1);
	return made_since(oldest->created_at, sent_ms) ? SIGHT_UNPROVABLE
						       : SIGHT_ABSENT;
}

static enum sight look_for_ticket(struct ask *ask, const struct sought *sought,
				  struct found *found, struct why *why)
{
	g_autoptr(GArray) tickets = NULL;

	if (ask_newest(ask, &tickets, why) != ANSWER_DONE)
		return SIGHT_LATER;
	for (guint i = 0; i < tickets->len; i++) {
		const struct desk_ticket *ticket =
			&g_array_index(tickets, struct desk_ticket, i);

		if (is_it(sought, ticket->text) &&
		    (*sought->trace != '\0' ||
		     strcmp(ticket->subject, sought->subject) == 0)) {
			found->ticket_id = ticket->id;
			found->remote_id = ticket->id;
			found->number = ticket->number;
			return SIGHT_FOUND;
		}
	}
	return absence(ask, tickets, sought);
}

/*
 * A ticket that was never there took no message. One that was merged meanwhile
 * may have taken it before, and so may one that is too large to be read.
 */
static enum sight unanswered(enum answer answer)
{
	switch (answer) {
	case ANSWER_GONE:
		return SIGHT_ABSENT;
	case ANSWER_MERGED:
	case ANSWER_INVALID:
		return SIGHT_UNPROVABLE;
	case ANSWER_DONE:
	case ANSWER_DOWN:
	case ANSWER_UNSURE:
	case ANSWER_NAMELESS:
	case ANSWER_BUSY:
	case ANSWER_DENIED:
		break;
	}
	return SIGHT_LATER;
}

static enum sight look_for_message(struct ask *ask, const struct sought *sought,
				   struct found *found, struct why *why)
{
	struct desk_ticket ticket = {0};
	g_autoptr(GArray) messages = NULL;
	const enum answer answer =
		ask_get(ask, sought->target, &ticket, &messages, why);

	if (answer != ANSWER_DONE)
		return unanswered(answer);
	for (guint i = 0; i < messages->len; i++) {
		const struct desk_message *message =
			&g_array_index(messages, struct desk_message, i);

		if (is_it(sought, message->text)) {
			found->ticket_id = ticket.id;
			found->remote_id = message->id;
			found->number = ticket.number;
			return SIGHT_FOUND;
		}
	}
	return ticket.conversation ? SIGHT_ABSENT : SIGHT_UNPROVABLE;
}

enum sight reconcile(struct ask *ask, const struct sought *sought,
		     struct found *found, struct why *why)
{
	const gint64 age = clock_wall_ms() - sought->sent_ms;
	/* Then nobody knows how long ago it was; and waiting does not help. */
	const bool set_back = age < -RECONCILE_SURE_MS;
	const bool settled = age >= RECONCILE_SETTLE_MS || set_back;
	enum sight sight;

	*found = (struct found){0};
	ask->urgent = true;
	sight = sought->create ? look_for_ticket(ask, sought, found, why)
			       : look_for_message(ask, sought, found, why);
	ask->urgent = false;
	found->young = age < RECONCILE_SURE_MS;
	if ((sight == SIGHT_ABSENT || sight == SIGHT_UNPROVABLE) && !settled) {
		found->settled_in_ms = RECONCILE_SETTLE_MS - MAX(age, 0);
		why_set(why, TROUBLE_LATER,
			"an earlier try may still be under way at the desk; "
			"it is looked for again");
		return SIGHT_LATER;
	}
	return sight == SIGHT_ABSENT && set_back ? SIGHT_UNPROVABLE : sight;
}
