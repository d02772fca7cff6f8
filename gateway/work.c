// SPDX-License-Identifier: GPL-3.0-or-later
// Work: one delivery under way, and the ways in which it can end.
#include "work.h"

#include <string.h>

#include "archiving.h"
#include "evidence.h"
#include "keeping.h"
#include "mail/address.h"
#include "state/hold.h"
#include "state/store_storm.h"
#include "surge.h"

enum step work_later(struct work *work)
{
	work->done->outcome = OUTCOME_LATER;
	work->done->reason = pool_text(work->letter->pool, work->why->text);
	return STEP_ENDED;
}

/* Records the mail's end; a state that cannot be written is "later". */
enum step work_end(struct work *work, enum outcome outcome, const char *reason,
		   const struct store_part *part,
		   const struct store_lesson *lesson)
{
	static const struct store_lesson nothing = {0};

	work->mail.outcome = outcome_name(outcome);
	work->mail.reason = reason;
	work->mail.ticket_id = work->ticket_id;
	work->mail.ticket_number = work->number;
	work->mail.requests = ask_requests(work->with->ask);
	if (!store_mail_end(work->with->store, &work->mail, part,
			    lesson != NULL ? lesson : &nothing, work->why))
		return work_later(work);
	work->ended = true;
	work->done->outcome = outcome;
	work->done->reason = reason;
	return STEP_ENDED;
}

bool work_keep(struct work *work, const char *folder, const char *reason)
{
	const struct letter *letter = work->letter;
	const struct address *from = letter->msg->from.at;
	const struct hold_note note = {
		.code = letter->trace,
		.reason = reason,
		.mailbox = letter->mailbox->name,
		.sender_known = letter->envelope->sender_known,
		.sender = letter->envelope->sender,
		.recipients = letter->envelope->recipients,
		.recipients_n = letter->envelope->recipients_n,
		.originals = letter->envelope->originals,
		.originals_n = letter->envelope->originals_n,
		.queue_id = letter->envelope->queue_id,
		.from = letter->msg->from.n > 0 ? from->email : "",
		.subject = letter->msg->subject,
		.at_ms = clock_wall_ms(),
	};

	return hold_keep(folder, work->mail_fd, &note, work->why);
}

enum step work_hold(struct work *work, const char *reason)
{
	if (!work_keep(work, work->with->config->state.hold, reason))
		return work_later(work);
	return work_end(work, OUTCOME_HELD, reason, NULL, NULL);
}

enum step work_discard(struct work *work, const char *reason)
{
	g_autofree char *folder = keeping_discarded(&work->with->config->state);

	if (folder != NULL && !work_keep(work, folder, reason))
		return work_later(work);
	return work_end(work, OUTCOME_DISCARDED, reason, NULL, NULL);
}

enum step work_fold(struct work *work, const char *reason)
{
	const struct storm *storm = &work->dec.storm;
	const struct store_fold fold = {
		.kind = storm->kind,
		.about = storm->about,
		.line = surge_line(work->letter, &work->dec),
		.window_ms = storm->digest_ms,
	};
	const struct store_lesson lesson = {.fold = &fold};
	g_autofree char *folder = keeping_discarded(&work->with->config->state);

	if (folder != NULL && !work_keep(work, folder, reason))
		return work_later(work);
	work->ticket_id = storm->ticket_id;
	work->number = storm->number;
	return work_end(work, OUTCOME_FOLDED, reason, NULL, &lesson);
}

/* Addresses of To and Cc that are learned from one mail. */
#define COPIED_MOST 20

/* What a lesson points to. */
struct learned {
	struct store_ticket ticket;
	const char *id;
	const char *who;
	struct store_hint hints[EVIDENCE_HINTS_MOST];
	const char *copied[COPIED_MOST];
};

/* A person who has a part in the ticket: as customer, by word or by token. */
static bool is_trusted(const struct work *work)
{
	const struct standing *standing = &work->dec.standing;

	if (work->dec.class != CLASS_HUMAN || work->dec.sender.unsure ||
	    *work->dec.sender.email == '\0')
		return false;
	return work->plan.action == ACTION_CREATE || standing->customer ||
	       standing->participant || standing->copied || standing->bearer;
}

/* One of our addresses, also where it carries a token. */
static bool is_ours(const struct work *work, const char *email)
{
	const char *const *own = work->with->config->own_addresses;
	char ticket[TOKEN_TICKET_SIZE];

	if (work->with->secrets != NULL &&
	    token_find(work->with->secrets, email, ticket))
		return true;

	for (size_t i = 0; own[i] != NULL; i++)
		if (address_same(own[i], email))
			return true;
	return false;
}

static size_t learn_copied(const struct work *work, struct learned *learned)
{
	const struct message *msg = work->letter->msg;
	const struct addresses *lists[] = {&msg->to, &msg->cc};
	size_t n = 0;

	for (size_t list = 0; list < G_N_ELEMENTS(lists); list++)
		for (size_t i = 0; i < lists[list]->n && n < COPIED_MOST; i++) {
			const char *email = lists[list]->at[i].email;

			if (*email != '\0' && !is_ours(work, email))
				learned->copied[n++] = email;
		}
	return n;
}

/* Everybody who may answer: the writer, if it is clear who that is. */
static void learn(const struct work *work, struct store_lesson *lesson,
		  struct learned *learned)
{
	const struct writer *writer = &work->dec.sender;
	const struct letter *letter = work->letter;
	const bool trusted = is_trusted(work);

	learned->ticket = (struct store_ticket){
		.id = work->ticket_id,
		.number = work->number,
		.customer_id = work->customer_id,
		.customer_email = work->plan.action == ACTION_CREATE
					  ? work->plan.draft.email
					  : work->dec.standing.customer_email,
		.subject = work->letter->msg->subject,
	};
	learned->id = letter->msg->message_id;
	learned->who = writer->email;
	*lesson = (struct store_lesson){
		.ticket = &learned->ticket,
		.message_ids = &learned->id,
		.message_ids_n = *learned->id != '\0',
		.participants = &learned->who,
		.participants_n = !writer->unsure && *writer->email != '\0',
		.replaces = work->replaces,
		.kinds = work->dec.storm.kinds,
		.kinds_n = work->plan.action == ACTION_CREATE
				   ? work->dec.storm.kinds_n
				   : 0,
		.kinds_ms = work->dec.storm.kinds_ms,
		.hints = learned->hints,
		.hints_n = trusted ? evidence_hints(letter->msg, letter->pool,
						    learned->hints)
				   : 0,
		.copied = learned->copied,
		.copied_n = trusted && work->dec.admits_copied
				    ? learn_copied(work, learned)
				    : 0,
	};
}

enum step work_finish(struct work *work, const struct store_part *last)
{
	struct store_lesson lesson;
	struct learned learned;
	struct store_files files;

	/* A bounce is nobody's word: nobody may write because of it. */
	if (work->dec.summary != NULL)
		return work_end(work, OUTCOME_POSTED, work->plan.reason, last,
				NULL);
	learn(work, &lesson, &learned);
	archiving_remember(work->letter, work->dec.sender.email, &files);
	lesson.files = &files;
	return work_end(work,
			work->plan.action == ACTION_CREATE ? OUTCOME_CREATED
							   : OUTCOME_POSTED,
			work->plan.reason, last, &lesson);
}
