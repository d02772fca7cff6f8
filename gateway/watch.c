// SPDX-License-Identifier: GPL-3.0-or-later
// Watching: every list of the newest tickets is shown to all open tries.
#include "watch.h"

#include <string.h>

#include "base/log.h"
#include "reconcile.h"

/*
 * The next list has to reach back to this one of the newest: not to the very
 * newest, since a desk may list what was begun together in either order.
 */
#define ANCHOR_PLACE 4

bool watch_ends_with(const char *text, const char *mark)
{
	const char *end = text + strlen(text);
	const char *start;

	while (end > text && g_ascii_isspace(end[-1]))
		end--;
	for (start = end; start > text && start[-1] != '\n'; start--)
		;
	return (size_t)(end - start) == strlen(mark) &&
	       memcmp(start, mark, strlen(mark)) == 0;
}

static const struct desk_ticket *at(const GArray *tickets, guint i)
{
	return &g_array_index(tickets, struct desk_ticket, i);
}

/* A list that leaves texts out proves nothing. */
static bool tells_all(const GArray *tickets)
{
	for (guint i = 0; i < tickets->len; i++)
		if (*at(tickets, i)->text == '\0')
			return false;
	return true;
}

/*
 * A list that is not full holds all there are. A full one holds all that is
 * newer than any ticket in it, whatever the clocks say.
 */
static bool covers(const GArray *tickets, const struct store_try *try)
{
	if (!tells_all(tickets))
		return false;
	if (tickets->len < DESK_NEWEST_MOST)
		return true;
	for (guint i = 0; i < tickets->len; i++)
		if (*try->anchor != '\0' &&
		    strcmp(at(tickets, i)->id, try->anchor) == 0)
			return true;
	return false;
}

static const struct desk_ticket *find(const GArray *tickets,
				      const struct store_try *try)
{
	for (guint i = 0; i < tickets->len; i++)
		if (watch_ends_with(at(tickets, i)->text, try->mark))
			return at(tickets, i);
	return NULL;
}

static void see(const GArray *tickets, const struct store_try *try, bool own,
		struct store_sight *sight, bool *covered)
{
	const struct desk_ticket *there = find(tickets, try);
	const bool all = covers(tickets, try);

	*sight = (struct store_sight){.try = try, .seen = SEEN_NOTHING};
	if (own)
		*covered = all;
	/* Whoever works on the mail looks for himself. */
	if (there != NULL && own)
		return;
	if (there != NULL) {
		sight->seen = SEEN_THERE;
		sight->ticket = (struct store_ticket){
			.id = there->id,
			.number = there->number,
			.customer_id = there->customer_id,
			.customer_email = there->customer_email,
			.subject = there->subject,
		};
		log_line(LOG_LEVEL_INFO,
			 "ticket #%" G_GINT64_FORMAT
			 " was found, whose answer had been lost",
			 there->number);
	} else if (all) {
		sight->seen = try->idle ? SEEN_NEVER : SEEN_NOT_YET;
	} else if (try->idle) {
		sight->seen = SEEN_LOST;
	}
}

static const char *own_key(const struct ask *ask)
{
	return ask->own_key == NULL ? "" : ask->own_key;
}

static bool show(struct ask *ask, const struct store_watch *watch,
		 const GArray *tickets, struct why *why)
{
	const guint tries = watch->tries->len;
	g_autofree struct store_sight *sights =
		g_new(struct store_sight, tries);
	struct store_ticket anchor = {.id = ""};
	size_t n = 0;

	if (tickets->len > 0) {
		anchor.id =
			at(tickets, MIN(ANCHOR_PLACE, tickets->len - 1))->id;
		anchor.number = at(tickets, 0)->number;
	}
	for (guint i = 0; i < tries; i++) {
		const struct store_try *try =
			&g_array_index(watch->tries, struct store_try, i);

		see(tickets, try, strcmp(try->key, own_key(ask)) == 0,
		    &sights[n], &ask->covered);
		n += sights[n].seen != SEEN_NOTHING;
	}
	return n == 0 ||
	       store_watch_record(ask->store, watch, sights, n, &anchor, why);
}

void watch_begin(struct ask *ask, struct store_watch *watch)
{
	struct why why = {0};

	*watch = (struct store_watch){0};
	ask->covered = false;
	if (ask->store != NULL &&
	    !store_watch_begin(
		    ask->store, ask->mailbox->workspace, own_key(ask),
		    clock_wall_ms() - RECONCILE_SURE_MS, watch, &why))
		log_line(LOG_LEVEL_WARNING, "%s", why.text);
}

void watch_end(struct ask *ask, struct store_watch *watch,
	       const GArray *tickets)
{
	struct why why = {0};

	if (watch->tries != NULL && tickets != NULL &&
	    !show(ask, watch, tickets, &why))
		log_line(LOG_LEVEL_WARNING, "%s", why.text);
	if (ask->store != NULL)
		store_watch_end(ask->store, watch);
}
