// SPDX-License-Identifier: GPL-3.0-or-later
// Looking back: what earlier tries of a mail have left, at the desk and here.
#include "looking.h"

#include <string.h>

#include "state/store_watch.h"

enum sight look_once(struct work *work, const struct store_part *part,
		     struct found *found)
{
	const struct sought sought = {
		.create = part->create,
		.target = part->target,
		.trace = compose_trace(work->letter, &work->dec,
				       (size_t)part->part),
		.text = work->plan.parts[part->part],
		.subject = work->plan.draft.subject,
		.sent_ms = part->sent_ms,
	};

	return reconcile(work->with->ask, &sought, found, work->why);
}

enum sight look_settled(struct work *work, const struct store_part *part,
			struct found *found)
{
	const struct deadline deadline = work->with->ask->deadline;
	const enum sight sight = look_once(work, part, found);
	const gint64 wait = found->settled_in_ms;

	if (sight != SIGHT_LATER || wait == 0 ||
	    deadline_left_ms(deadline) < wait + LOOK_LEAST_MS ||
	    !deadline_sleep(deadline, wait))
		return sight;
	*work->why = (struct why){0};
	return look_once(work, part, found);
}

bool resume_ticket(struct work *work, const char *id)
{
	struct store_ticket ticket = {0};
	bool found = false;

	work->ticket_id = pool_text(work->letter->pool, id);
	if (!store_ticket_by_id(work->with->store,
				work->letter->mailbox->workspace, id, &ticket,
				&found, work->why))
		return false;
	if (found) {
		work->number = ticket.number;
		work->customer_id =
			pool_text(work->letter->pool, ticket.customer_id);
	}
	return true;
}

/* Several parts were begun, or one: as it was, so it ends. */
static bool was_alone(const struct work *work, const struct store_part *first)
{
	g_autofree char *digest = g_compute_checksum_for_string(
		G_CHECKSUM_SHA256, work->plan.parts[0], -1);

	return work->before->len < 2 && strcmp(digest, first->digest) != 0;
}

bool resume_texts(struct work *work, const struct store_part *part)
{
	g_autoptr(GPtrArray) texts = NULL;
	const char **all;

	if (part->part > 0)
		return true;
	if (!store_texts(work->with->store, work->letter->key, &texts,
			 work->why))
		return false;
	if (texts->len == 0) {
		if (was_alone(work, part))
			work->plan.parts_n = 1;
		return true;
	}
	all = pool_zero(work->letter->pool, texts->len, sizeof *all);
	for (guint i = 0; i < texts->len; i++)
		all[i] = pool_text(work->letter->pool, texts->pdata[i]);
	work->plan.parts = all;
	work->plan.parts_n = texts->len;
	return true;
}
