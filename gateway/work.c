// SPDX-License-Identifier: GPL-3.0-or-later
// Work: one delivery under way, and the ways in which it can end.
#include "work.h"

#include "keeping.h"
#include "state/hold.h"

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

static void learn_files(const struct work *work, struct store_files *files)
{
	const struct letter *letter = work->letter;
	const size_t n = letter->msg->attachments_n;
	struct store_file *kept = pool_zero(letter->pool, n, sizeof *kept);
	const char **images = pool_zero(letter->pool, n, sizeof *images);

	*files = (struct store_files){
		.kept = kept,
		.sender = work->dec.sender.email,
		.images = images,
	};
	for (size_t i = 0; i < n; i++) {
		const struct attachment *file = &letter->msg->attachments[i];

		if (letter->files[i].kept)
			kept[files->kept_n++] = (struct store_file){
				.digest = file->sha256,
				.name = file->name,
				.type = file->type,
				.size = (gint64)file->size,
			};
		if (file->inlined && *file->sha256 != '\0')
			images[files->images_n++] = file->sha256;
	}
}

/* Everybody who may answer: the writer, if it is clear who that is. */
static void learn(const struct work *work, struct store_lesson *lesson,
		  struct store_ticket *ticket, const char **ids,
		  const char **who)
{
	const struct writer *writer = &work->dec.sender;

	*ticket = (struct store_ticket){
		.id = work->ticket_id,
		.number = work->number,
		.customer_id = work->customer_id,
		.customer_email = work->plan.action == ACTION_CREATE
					  ? work->plan.draft.email
					  : work->dec.standing.customer_email,
		.subject = work->letter->msg->subject,
	};
	*ids = work->letter->msg->message_id;
	*who = writer->email;
	*lesson = (struct store_lesson){
		.ticket = ticket,
		.message_ids = ids,
		.message_ids_n = **ids != '\0',
		.participants = who,
		.participants_n = !writer->unsure && *writer->email != '\0',
		.replaces = work->replaces,
	};
}

enum step work_finish(struct work *work, const struct store_part *last)
{
	struct store_lesson lesson;
	struct store_ticket ticket;
	const char *id;
	const char *who;
	struct store_files files;

	learn(work, &lesson, &ticket, &id, &who);
	learn_files(work, &files);
	lesson.files = &files;
	return work_end(work,
			work->plan.action == ACTION_CREATE ? OUTCOME_CREATED
							   : OUTCOME_POSTED,
			work->plan.reason, last, &lesson);
}
