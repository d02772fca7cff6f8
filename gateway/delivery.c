// SPDX-License-Identifier: GPL-3.0-or-later
// Delivery: carries out what was decided, once, whatever happens meanwhile.
#include "delivery.h"

#include <string.h>

#include "acknowledge.h"
#include "archiving.h"
#include "base/log.h"
#include "posting.h"
#include "state/store_history.h"
#include "state/store_watch.h"
#include "work.h"

/* Tries of a mail that could not be read; the last of them holds it. */
#define ATTEMPTS_UNREAD_MOST 3

/* Deaths of a mail's reader by which it is held to be unreadable. */
#define DEATHS_MOST 3

static void carry_out(struct work *work)
{
	switch (work->plan.action) {
	case ACTION_CREATE:
	case ACTION_REPLY:
		/* A link in a ticket must never be dead. */
		if (archiving_keep(work->with->config, work->letter,
				   work->with->ask->deadline, work->why))
			post_parts(work);
		else
			(void)work_later(work);
		return;
	case ACTION_HOLD:
		(void)work_hold(work, work->plan.reason);
		return;
	case ACTION_DISCARD:
		if (work->dec.storm.fold)
			(void)work_fold(work, work->plan.reason);
		else
			(void)work_discard(work, work->plan.reason);
		return;
	case ACTION_REFUSE:
		/* What was taken over before can no longer be sent back. */
		if (work->letter->taken) {
			(void)work_hold(work, work->plan.reason);
			return;
		}
		work->done->refusal = work->dec.refusal;
		(void)work_end(work, OUTCOME_REFUSED, work->plan.reason, NULL,
			       NULL);
		return;
	}
}

/* What the filters noted, as one line for the history. */
static const char *notes_of(const struct work *work)
{
	g_autoptr(GString) line = g_string_new(NULL);

	for (guint i = 0; i < work->dec.notes->len; i++) {
		const struct note *note =
			&g_array_index(work->dec.notes, struct note, i);

		g_string_append_printf(line, "%s%s: %s", i > 0 ? "; " : "",
				       note->filter, note->note);
	}
	return pool_text(work->letter->pool, line->str);
}

/* The mail's own record, as far as it is known before anything is decided. */
static void describe_mail(struct work *work)
{
	const struct letter *letter = work->letter;
	const struct addresses *from = &letter->msg->from;

	work->mail = (struct store_mail){
		.key = letter->key,
		.trace = letter->trace,
		.workspace = letter->mailbox->workspace,
		.mailbox = letter->mailbox->name,
		.message_id = letter->msg->message_id,
		.sender = from->n > 0 ? from->at[0].email : "",
		.subject = letter->msg->subject,
		.outcome = "",
		.reason = "",
		.ticket_id = "",
	};
}

/* … and before anything is done. */
static void describe(struct work *work)
{
	describe_mail(work);
	work->mail.sender = work->dec.sender.email;
	work->mail.action = action_name(work->plan.action);
	work->mail.class = class_name(work->dec.class);
	work->mail.notes = notes_of(work);
}

/*
 * A mail that was kept, and is released, goes on from there. One that was
 * refused and comes again was not sent back, or is sent anew.
 */
static bool is_over(const struct letter *letter, const struct store_mail *mail)
{
	if (mail->state != MAIL_DONE ||
	    strcmp(mail->outcome, outcome_name(OUTCOME_REFUSED)) == 0)
		return false;
	return letter->released == NULL ||
	       (strcmp(mail->outcome, outcome_name(OUTCOME_HELD)) != 0 &&
		strcmp(mail->outcome, outcome_name(OUTCOME_FOLDED)) != 0 &&
		strcmp(mail->outcome, outcome_name(OUTCOME_DISCARDED)) != 0);
}

/* True if the mail was ended by an earlier try, or the state cannot say. */
static bool ended_before(struct work *work, struct letter *letter)
{
	struct store *store = work->with->store;
	struct store_mail mail;

	if (!store_lock(store, letter->key, work->why) ||
	    !store_mail_get(store, letter->key, &mail, work->why) ||
	    !store_mail_parts(store, letter->key, &work->before, work->why)) {
		(void)work_later(work);
		return true;
	}
	store_history_begin(store, &mail);
	work->mine = true;
	work->attempts = mail.attempts;
	/* What was posted with one code is not found by another. */
	if (*mail.trace != '\0')
		letter->trace = pool_text(letter->pool, mail.trace);
	if (!is_over(letter, &mail))
		return false;
	work->done->outcome = OUTCOME_REPEATED;
	work->done->number = mail.ticket_number;
	work->done->reason = pool_format(
		letter->pool, "it was delivered before: %s", mail.outcome);
	return true;
}

/* An earlier try may have posted the first part: this one goes on with it. */
static bool has_begun(const struct work *work)
{
	const struct store_part *first;

	if (work->before->len == 0)
		return false;
	first = &g_array_index(work->before, struct store_part, 0);
	return first->part == 0 && first->state != PART_REFUSED;
}

/*
 * An earlier try began otherwise than this one would, since the state or the
 * desk have changed meanwhile: what was begun is what is finished.
 */
static void resume(struct work *work, const struct desk_limits *limits)
{
	const struct store_part *first;

	if (!has_begun(work))
		return;
	first = &g_array_index(work->before, struct store_part, 0);
	if (first->create && work->plan.action == ACTION_REPLY) {
		compose_detour(work->with->config, work->letter, &work->dec,
			       limits, "no longer open", &work->plan);
	} else if (!first->create && work->plan.action == ACTION_CREATE) {
		work->dec.action = ACTION_REPLY;
		work->dec.standing.id =
			pool_text(work->letter->pool, first->target);
		compose(work->with->config, work->letter, &work->dec, limits,
			&work->plan);
	}
}

/*
 * A mail that could not be read is kept whole beside its ticket. One that
 * could not be delivered either, several times, is a person's (HARDENING §2,
 * 12): nothing may stand in the way of the mails behind it for ever.
 */
static bool keep_unread(struct work *work)
{
	static const char reason[] = "the mail could not be read";

	/* What is released is there, and stays until it is delivered. */
	if (!work->letter->keep_whole || work->letter->released != NULL)
		return true;
	/* A ticket that may be there is not left to itself. */
	if (work->attempts + 1 >= ATTEMPTS_UNREAD_MOST && !has_begun(work)) {
		work->plan.action = ACTION_HOLD;
		work->plan.reason =
			"the mail could not be read, and what could "
			"be said of it not delivered";
		return true;
	}
	return work_keep(work, work->with->config->state.hold, reason);
}

/*
 * Who kills the process that reads a mail, as the kernel does where memory runs
 * out, says nothing of the mail: it is read again, but not for ever.
 */
static bool reads_again(struct work *work)
{
	gint64 deaths = 0;

	if (!work->letter->killed)
		return false;
	if (store_death(work->with->store, work->letter->key, &deaths,
			work->why)) {
		if (deaths >= DEATHS_MOST)
			return false;
		why_set(work->why, TROUBLE_LATER,
			"the process that reads mails was killed from outside; "
			"the mail is read again");
	}
	(void)work_later(work);
	return true;
}

static bool plan(struct work *work)
{
	const struct desk_limits *limits;
	struct deciding with = *work->with;

	/* What may be posted already is not held back any more. */
	with.begun = work->before->len > 0;
	/* The key is read here at the latest; a mail may need no request. */
	if (!decide(&with, work->letter, &work->dec, work->why) ||
	    !ask_ready(work->with->ask, work->why)) {
		(void)work_later(work);
		return false;
	}
	limits = desk_limits(work->with->ask->now->desk);
	compose(work->with->config, work->letter, &work->dec, limits,
		&work->plan);
	resume(work, limits);
	if (work->letter->released != NULL)
		work->plan.reason =
			pool_format(work->letter->pool, "released by hand: %s",
				    work->plan.reason);
	describe(work);
	if (work->dec.storm.first)
		log_line(LOG_LEVEL_WARNING, "trace=%s storm: %s",
			 work->letter->trace, work->dec.reason);
	if (keep_unread(work))
		return true;
	(void)work_later(work);
	return false;
}

/* Only once the ticket is there, on the desk and in the state. */
static const char *tell_customer(const struct work *work)
{
	const struct acknowledging what = {
		.with = work->with,
		.letter = work->letter,
		.dec = &work->dec,
		.ticket_id = work->ticket_id,
		.number = work->number,
		.deadline = work->with->deadline,
	};

	if (work->done->outcome == OUTCOME_REPEATED)
		return acknowledge_recall(work->with, work->letter);
	return work->done->outcome == OUTCOME_CREATED ? acknowledge(&what)
						      : NULL;
}

void deliver(const struct deciding *with, struct letter *letter, int mail_fd,
	     struct delivered *done, struct why *why)
{
	struct work work = {
		.with = with,
		.letter = letter,
		.mail_fd = mail_fd,
		.ticket_id = "",
		.customer_id = "",
		.done = done,
		.why = why,
	};

	*done = (struct delivered){
		.outcome = OUTCOME_LATER,
		.reason = "",
		.class = "",
		.action = "",
		.refusal = "",
	};
	describe_mail(&work);
	with->ask->own_key = letter->key;
	if (!ended_before(&work, letter) && !reads_again(&work) &&
	    plan(&work)) {
		done->class = class_name(work.dec.class);
		done->action = action_name(work.plan.action);
		carry_out(&work);
		done->number = work.number;
	}
	done->ack = tell_customer(&work);
	done->requests = ask_requests(with->ask);
	if (work.mine && !work.ended) {
		done->record = work.mail;
		done->record.trace = letter->trace;
		done->record.requests = done->requests;
	}
	if (work.before != NULL)
		g_array_unref(work.before);
}

void delivery_record(struct store *store, const struct delivered *done)
{
	struct store_mail mail = done->record;
	struct why why = {0};

	if (mail.key == NULL)
		return;
	mail.outcome = outcome_name(done->outcome);
	mail.reason = done->reason;
	if (!store_history_end(store, &mail, &why))
		log_line(LOG_LEVEL_WARNING,
			 "trace=%s this attempt is not in its history: %s",
			 mail.trace, why.text);
}
