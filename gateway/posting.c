// SPDX-License-Identifier: GPL-3.0-or-later
// Posting: sends the parts of a text, each once, over as many tries as needed.
#include "posting.h"

#include "asked.h"
#include "base/log.h"
#include "looking.h"

/* A reply that becomes a ticket does so once: a second refusal is final. */
#define DETOURS_MOST 1

/* What an earlier try left of this part, or NULL. */
static const struct store_part *earlier(const struct work *work, size_t n)
{
	for (guint i = 0; i < work->before->len; i++) {
		const struct store_part *part =
			&g_array_index(work->before, struct store_part, i);

		if (part->part == (gint64)n)
			return part;
	}
	return NULL;
}

/* A split text's ticket is remembered before the mail's end is. */
static bool remember_ticket(struct work *work)
{
	const struct store_ticket ticket = {
		.id = work->ticket_id,
		.number = work->number,
		.customer_id = work->customer_id,
		.customer_email = work->plan.draft.email,
		.subject = work->plan.draft.subject,
	};

	return store_tickets_save(work->with->store,
				  work->letter->mailbox->workspace, &ticket, 1,
				  work->why);
}

/* A part is posted: its end is written, with the mail's if it is the last. */
static enum step part_done(struct work *work, struct store_part *part,
			   const char *remote_id)
{
	part->state = PART_DONE;
	part->remote_id = pool_text(work->letter->pool, remote_id);
	if ((size_t)part->part + 1 == work->plan.parts_n)
		return work_finish(work, part);
	if (!store_part_end(work->with->store, work->letter->key, part,
			    work->why) ||
	    (part->create && !remember_ticket(work)))
		return work_later(work);
	return STEP_ON;
}

static void detour(struct work *work, enum answer answer)
{
	const char *gone = answer == ANSWER_MERGED ? "merged into another"
						   : "not to be found";

	compose_detour(work->with->config, work->letter, &work->dec,
		       desk_limits(work->with->ask->now->desk), gone,
		       &work->plan);
	if (work->doubt)
		compose_doubt(work->letter, 0, &work->plan);
}

static enum step part_refused(struct work *work, struct store_part *part,
			      enum answer answer)
{
	const char *reason = pool_text(work->letter->pool, work->why->text);

	part->state = PART_REFUSED;
	if (!store_part_end(work->with->store, work->letter->key, part,
			    work->why))
		return work_later(work);
	/* A bounce never makes a ticket. */
	if (work->dec.summary != NULL)
		return work_discard(
			work,
			pool_format(work->letter->pool,
				    "it is a bounce, and its ticket is gone: "
				    "%s",
				    reason));
	if (part->create || part->part > 0 || work->detours++ >= DETOURS_MOST)
		return work_hold(work, reason);
	/*
	 * The new one's customer is the writer, who reads what is posted there:
	 * only the old one's customer takes its thread along.
	 */
	if (work->dec.standing.customer)
		work->replaces = work->dec.standing.id;
	detour(work, answer);
	return STEP_DETOUR;
}

/*
 * The desk says that it will never take this. If it is for the address, the
 * mailbox's fallback may do; else a person has to look.
 */
static enum step part_invalid(struct work *work, struct store_part *part)
{
	const char *reason = pool_text(work->letter->pool, work->why->text);
	struct desk *desk = work->with->ask->now->desk;

	part->state = PART_REFUSED;
	if (!store_part_end(work->with->store, work->letter->key, part,
			    work->why))
		return work_later(work);
	if (!part->create || work->dec.no_customer ||
	    !desk_report(desk)->email_refused)
		return work_hold(work, reason);
	work->dec.no_customer = true;
	compose(work->with->config, work->letter, &work->dec, desk_limits(desk),
		&work->plan);
	return work->plan.action == ACTION_CREATE ? STEP_DETOUR
						  : work_hold(work, reason);
}

static enum step take_found(struct work *work, struct store_part *part,
			    const struct found *found)
{
	if (part->create) {
		work->ticket_id =
			pool_text(work->letter->pool, found->ticket_id);
		work->number = found->number;
	}
	if (!work->begins && !resume_texts(work, part))
		return work_later(work);
	log_line(LOG_LEVEL_INFO,
		 "trace=%s part %" G_GINT64_FORMAT
		 " was found posted, though no answer said so",
		 work->letter->trace, part->part + 1);
	return part_done(work, part, found->remote_id);
}

/*
 * No good answer: where there is time the desk is looked at now, since not
 * every mail system tries again.
 */
static enum step look_now(struct work *work, struct store_part *part,
			  enum answer answer)
{
	const struct deadline deadline = work->with->ask->deadline;
	const gint64 wait = answer == ANSWER_NAMELESS ? 0 : RECONCILE_SETTLE_MS;
	const struct why unanswered = *work->why;
	struct found found = {0};

	/* The pause that our own failure made is for the others. */
	work->with->ask->despite_down = true;
	if (deadline_left_ms(deadline) >= wait + LOOK_LEAST_MS &&
	    deadline_sleep(deadline, wait) &&
	    look_once(work, part, &found) == SIGHT_FOUND)
		return take_found(work, part, &found);
	*work->why = unanswered;
	return work_later(work);
}

/*
 * The desk surely has not carried it out: so the next try need not look for
 * it. Where an earlier one is in doubt, it stays so.
 */
static bool settle(struct work *work, struct store_part *part)
{
	struct why unwritten = {0};

	part->state = PART_REFUSED;
	if (work->doubt || store_part_end(work->with->store, work->letter->key,
					  part, &unwritten))
		return true;
	log_line(LOG_LEVEL_WARNING, "%s", unwritten.text);
	return false;
}

static enum step not_posted(struct work *work, struct store_part *part)
{
	(void)settle(work, part);
	return work_later(work);
}

/* What one key is refused for, another may do. */
static enum step other_key(struct work *work, struct store_part *part)
{
	struct ask *ask = work->with->ask;

	if (!settle(work, part) || ++work->refusals >= ask->keys_n ||
	    !ask_other(ask, work->why))
		return work_later(work);
	return STEP_AGAIN;
}

static enum step heed(struct work *work, struct store_part *part,
		      enum answer answer, const char *remote_id)
{
	ask_heed(work->with->ask, answer, work->why);
	switch (answer) {
	case ANSWER_DONE:
		return part_done(work, part, remote_id);
	case ANSWER_GONE:
	case ANSWER_MERGED:
		return part_refused(work, part, answer);
	case ANSWER_INVALID:
		return part_invalid(work, part);
	case ANSWER_UNSURE:
	case ANSWER_NAMELESS:
		return look_now(work, part, answer);
	case ANSWER_BUSY:
	case ANSWER_DENIED:
		return other_key(work, part);
	case ANSWER_DOWN:
		break;
	}
	return not_posted(work, part);
}

static enum step post(struct work *work, struct store_part *part)
{
	struct desk *desk = work->with->ask->now->desk;
	struct desk_ticket ticket = {0};
	struct desk_message message = {0};
	const char *text = work->plan.parts[part->part];
	enum answer answer;

	if (!part->create) {
		asked_begin(work->with->ask, "reply", part->target);
		answer = desk_reply(desk, part->target, text, &message,
				    work->why);
		return heed(work, part, answer, message.id);
	}
	asked_begin(work->with->ask, "create", "");
	answer = desk_create(desk, &work->plan.draft, &ticket, work->why);
	if (answer == ANSWER_DONE) {
		work->ticket_id = pool_text(work->letter->pool, ticket.id);
		work->customer_id =
			pool_text(work->letter->pool, ticket.customer_id);
		work->number = ticket.number;
	}
	return heed(work, part, answer, ticket.id);
}

/* Waits for a turn, and has the intent on the disk when it has one. */
static bool intend(struct work *work, const struct store_part *part)
{
	struct ask *ask = work->with->ask;
	struct store_budget budget;
	enum turn turn = TURN_WAIT;
	gint64 wait_ms = 0;
	bool looked = false;

	for (;;) {
		ask_choose(ask);
		budget = ask->now->budget;
		/* Who has given his turn away does not wait for another. */
		budget.urgent = looked;
		if (!store_intend(work->with->store, &budget, &work->mail, part,
				  &turn, &wait_ms, work->why))
			return false;
		if (turn == TURN_TAKEN)
			return true;
		if (turn == TURN_LOOK) {
			ask_look(ask);
			looked = true;
		} else if (!ask_wait(ask, turn, wait_ms, work->why))
			return false;
	}
}

/* An earlier try left it open whether this part was posted. */
static enum step look_back(struct work *work, struct store_part *part)
{
	/* Who releases such a mail has seen that it may be a second copy. */
	const bool holds =
		work->with->config->limits.unproven == UNPROVEN_HOLD &&
		work->letter->released == NULL;
	struct found found = {0};

	switch (look_settled(work, part, &found)) {
	case SIGHT_FOUND:
		return take_found(work, part, &found);
	case SIGHT_ABSENT:
		if (!found.young)
			return STEP_ON;
		if (holds) {
			why_set(work->why, TROUBLE_LATER,
				"an earlier try may still be under way");
			break;
		}
		work->doubt = true;
		compose_doubt(work->letter, (size_t)part->part, &work->plan);
		return STEP_ON;
	case SIGHT_UNPROVABLE:
		if (holds)
			return work_hold(work, "an earlier try may have been "
					       "posted, and the desk can no "
					       "longer tell");
		work->doubt = true;
		compose_doubt(work->letter, (size_t)part->part, &work->plan);
		return STEP_ON;
	case SIGHT_LATER:
		break;
	}
	return work_later(work);
}

static enum step pass_over(struct work *work, const struct store_part *old)
{
	if ((old->create && !resume_ticket(work, old->remote_id)) ||
	    !resume_texts(work, old))
		return work_later(work);
	return (size_t)old->part + 1 == work->plan.parts_n
		       ? work_finish(work, old)
		       : STEP_ON;
}

/* What a try that comes after this one will go by. */
static void describe(const struct work *work, size_t n, struct store_part *part)
{
	part->mark = compose_trace(work->letter, &work->dec, n);
	part->texts = NULL;
	if (n > 0 || work->plan.parts_n < 2)
		return;
	part->texts = work->plan.parts;
	part->texts_n = work->plan.parts_n;
}

static enum step do_part(struct work *work, size_t n)
{
	const struct store_part *old = earlier(work, n);
	g_autofree char *digest = g_compute_checksum_for_string(
		G_CHECKSUM_SHA256, work->plan.parts[n], -1);
	struct store_part part = {
		.part = (gint64)n,
		.state = PART_INTENT,
		.create = n == 0 && work->plan.action == ACTION_CREATE,
		.target = n > 0 ? work->ticket_id : work->plan.ticket_id,
		.digest = digest,
		.remote_id = "",
	};
	enum step step;

	if (old != NULL && old->state == PART_DONE)
		return pass_over(work, old);
	if (old != NULL && old->state == PART_INTENT) {
		part = *old;
		step = look_back(work, &part);
		/* Found is done; the last part's end ended the mail. */
		if (step != STEP_ON || part.state == PART_DONE)
			return step;
		part.digest = digest;
	}
	describe(work, n, &part);
	work->refusals = 0;
	do {
		part.state = PART_INTENT;
		part.sent_ms = clock_wall_ms();
		if (!intend(work, &part))
			return work_later(work);
		work->begins = work->begins || n == 0;
		step = post(work, &part);
	} while (step == STEP_AGAIN);
	return step;
}

void post_parts(struct work *work)
{
	size_t n = 0;

	work->ticket_id = work->plan.ticket_id;
	if (work->plan.action == ACTION_REPLY)
		work->number = work->dec.standing.number;
	while (n < work->plan.parts_n) {
		switch (do_part(work, n)) {
		case STEP_ON:
			n++;
			break;
		case STEP_AGAIN:
			break;
		case STEP_DETOUR:
			n = 0;
			/* What was tried was tried for another ticket. */
			g_array_set_size(work->before, 0);
			break;
		case STEP_ENDED:
			return;
		}
	}
}
