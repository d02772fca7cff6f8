// SPDX-License-Identifier: GPL-3.0-or-later
// Acknowledging: a new ticket's customer is told its number, once at most.
#include "acknowledge.h"

#include <string.h>
#include <unistd.h>

#include "ack_mail.h"
#include "ack_template.h"
#include "ack_who.h"
#include "base/log.h"
#include "base/program.h"
#include "base/token.h"
#include "state/store_ack.h"

/* Arguments of the setting that are passed on. */
#define ARGUMENTS_MOST 50

/* Milliseconds that must be left, or it is not begun. */
#define LEFT_LEAST_MS 200

/* … and what of it is kept for writing down how it went. */
#define RECORD_MS 100

#define MINUTE_MS 60000

/* What a mail needs to be written, found before anything is claimed. */
struct draft {
	const struct acknowledging *what;
	const struct ack_settings *settings;
	struct pool *pool;
	const char *recipient;
	const char *from;
	const char *reply_to;
	const char *message_id;
	const char *loop;
	struct ack_template template;
};

static const char *against_state(const struct letter *letter,
				 enum ack_verdict verdict)
{
	const struct ack_settings *settings = &letter->mailbox->acknowledge;
	struct pool *pool = letter->pool;

	switch (verdict) {
	case ACK_MAY:
		break;
	case ACK_WAS_BEGUN:
		return "one was begun before, and none is sent twice";
	case ACK_SAME_ID:
		return "a mail of this Message-ID had one";
	case ACK_OVER_SUBJECT:
		return pool_format(pool,
				   "the writer had %" G_GINT64_FORMAT
				   " with this subject within a day",
				   settings->same_subject);
	case ACK_OVER_WINDOW:
		return pool_format(pool,
				   "the writer had %" G_GINT64_FORMAT
				   " within %" G_GINT64_FORMAT " minutes",
				   settings->most, settings->minutes);
	case ACK_OVER_DAY:
		return pool_format(pool,
				   "the writer had %" G_GINT64_FORMAT
				   " within a day",
				   settings->day);
	case ACK_OVER_TOTAL:
		return pool_format(
			pool, "%" G_GINT64_FORMAT " were sent within an hour",
			settings->total);
	}
	return NULL;
}

static struct store_ack_limits limits_of(const struct ack_settings *settings)
{
	return (struct store_ack_limits){
		.most = settings->most,
		.window_ms = settings->minutes * MINUTE_MS,
		.same_subject = settings->same_subject,
		.day = settings->day,
		.total = settings->total,
	};
}

static struct store_ack record_of(const struct letter *letter,
				  const char *recipient)
{
	return (struct store_ack){
		.key = letter->key,
		.workspace = letter->mailbox->workspace,
		.message_id = letter->msg->message_id,
		.recipient = recipient,
		.subject = letter->msg->subject,
		.at_ms = clock_wall_ms(),
	};
}

static bool load_template(const struct ack_settings *settings,
			  struct pool *pool, struct ack_template *template,
			  struct why *why)
{
	g_autofree char *path = ack_template_path(settings);

	return ack_template_load(path, pool, template, why);
}

static bool find_address(const struct mailbox *mailbox, const char **from,
			 struct why *why)
{
	*from = ack_from(mailbox);
	if (**from != '\0')
		return true;
	return why_set(why, TROUBLE_CONFIG,
		       "mailbox %s has no address of its own to send it from; "
		       "set acknowledge.from",
		       mailbox->name);
}

/* The codes by which an answer, and the mail itself, is known again. */
static bool sign(struct draft *draft, struct why *why)
{
	const struct letter *letter = draft->what->letter;
	const char *home = ack_home(draft->what->with->config, letter->mailbox);
	const char *domain = strrchr(draft->from, '@') + 1;
	g_autofree char *reply_to = NULL;
	g_autofree char *id = NULL;
	char token[TOKEN_SIZE];

	if (!token_make(draft->what->with->secrets, draft->what->ticket_id,
			token, why))
		return false;
	reply_to = token_address(
		home, draft->what->with->config->routes.delimiter, token);
	id = token_message_id(token, domain);
	draft->reply_to =
		pool_text(draft->pool, reply_to != NULL ? reply_to : home);
	draft->message_id = pool_text(draft->pool, id);
	draft->loop = pool_format(draft->pool, "tixgate.%s", token);
	return true;
}

static bool prepare(struct draft *draft, struct why *why)
{
	const struct letter *letter = draft->what->letter;

	if (draft->what->number == 0)
		return why_set(why, TROUBLE_LATER,
			       "the ticket's number is not known");
	return find_address(letter->mailbox, &draft->from, why) &&
	       load_template(draft->settings, draft->pool, &draft->template,
			     why) &&
	       sign(draft, why);
}

static GString *write_mail(const struct draft *draft)
{
	const struct letter *letter = draft->what->letter;
	const struct ack_settings *settings = draft->settings;
	const struct ack_values values = {
		.number = draft->what->number,
		.subject = draft->what->dec->subject,
		.name = draft->what->dec->sender.name,
		.mailbox = letter->mailbox->name,
		.address = draft->from,
		.code = letter->trace,
	};
	g_autoptr(GString) subject = g_string_new(NULL);
	g_autoptr(GString) text = g_string_new(NULL);
	struct ack_mail mail = {
		.answers = letter->msg,
		.from = draft->from,
		.name = settings->name,
		.to = draft->recipient,
		.reply_to = draft->reply_to,
		.message_id = draft->message_id,
		.loop = draft->loop,
		.precedence = settings->precedence == 0
				      ? ""
				      : ack_precedences[settings->precedence],
		.at_ms = clock_wall_ms(),
	};

	ack_template_fill(subject, draft->template.subject, &values);
	ack_template_fill(text, draft->template.text, &values);
	mail.subject = subject->str;
	mail.text = text->str;
	return ack_mail_write(&mail);
}

/* The sooner of the setting's time and the run's. */
static struct deadline time_of(const struct draft *draft)
{
	const gint64 left = deadline_left_ms(draft->what->deadline) - RECORD_MS;
	const gint64 most = draft->settings->timeout * 1000;

	return deadline_in((double)MAX(MIN(left, most), 1) / 1000);
}

static bool send_mail(const struct draft *draft, struct why *why)
{
	const struct ack_settings *settings = draft->settings;
	const char *argv[ARGUMENTS_MOST + 4];
	g_autoptr(GString) mail = write_mail(draft);
	struct program program = {
		.path = settings->sendmail,
		.argv = argv,
		.input = mail->str,
		.size = mail->len,
		.deadline = time_of(draft),
	};
	size_t n = 0;

	argv[n++] = settings->sendmail;
	for (size_t i = 0; settings->arguments[i] != NULL && i < ARGUMENTS_MOST;
	     i++)
		argv[n++] = settings->arguments[i];
	argv[n++] = "--";
	argv[n++] = draft->recipient;
	argv[n] = NULL;
	return program_run(&program, why);
}

/* Claimed: whatever happens now, no other process will send it. */
static const char *carry_out(const struct draft *draft)
{
	const struct acknowledging *what = draft->what;
	struct why why = {0};
	struct why unwritten = {0};
	const bool sent = send_mail(draft, &why);

	if (!store_ack_end(what->with->store, what->letter->key,
			   sent ? ACK_SENT : ACK_FAILED, sent ? "" : why.text,
			   &unwritten))
		log_line(LOG_LEVEL_WARNING,
			 "trace=%s cannot write down the acknowledgement: %s",
			 what->letter->trace, unwritten.text);
	return sent ? "sent" : pool_format(draft->pool, "failed: %s", why.text);
}

static const char *none(struct pool *pool, const char *reason)
{
	return pool_format(pool, "none: %s", reason);
}

const char *acknowledge(const struct acknowledging *what)
{
	const struct letter *letter = what->letter;
	const struct ack_settings *settings = &letter->mailbox->acknowledge;
	const struct store_ack_limits limits = limits_of(settings);
	struct draft draft = {
		.what = what, .settings = settings, .pool = letter->pool};
	struct ack_choice choice;
	enum ack_verdict verdict;
	struct store_ack record;
	struct why why = {0};

	if (!settings->enabled)
		return NULL;
	ack_choose(what->with->config, letter, what->dec, &choice);
	if (!choice.send)
		return none(draft.pool, choice.reason);
	if (deadline_left_ms(what->deadline) < LEFT_LEAST_MS)
		return none(draft.pool, "there was no time left");
	draft.recipient = choice.recipient;
	if (!prepare(&draft, &why))
		return none(draft.pool, why.text);
	record = record_of(letter, choice.recipient);
	record.answer_id = draft.message_id;
	record.ticket_id = what->ticket_id;
	if (!store_ack_claim(what->with->store, &record, &limits, &verdict,
			     &why))
		return none(draft.pool, why.text);
	if (verdict != ACK_MAY)
		return none(draft.pool, against_state(letter, verdict));
	return carry_out(&draft);
}

const char *acknowledge_recall(const struct deciding *with,
			       const struct letter *letter)
{
	struct store_ack before;
	struct why why = {0};

	if (!letter->mailbox->acknowledge.enabled)
		return NULL;
	if (!store_ack_get(with->store, letter->key, &before, &why))
		return none(letter->pool, why.text);
	return before.state == ACK_BEGUN
		       ? "none: one was begun and its end is not known; it is "
			 "not sent again"
		       : NULL;
}

/* Why a dry run's mail would have none, or NULL. */
static const char *against_dry_run(const struct deciding *with,
				   const struct letter *letter,
				   const struct decision *dec,
				   const char **recipient, struct why *why)
{
	const struct mailbox *mailbox = letter->mailbox;
	const struct store_ack_limits limits = limits_of(&mailbox->acknowledge);
	struct ack_choice choice;
	struct ack_template template;
	enum ack_verdict verdict = ACK_MAY;
	struct store_ack record;
	const char *from;

	ack_choose(with->config, letter, dec, &choice);
	if (!choice.send)
		return choice.reason;
	*recipient = choice.recipient;
	record = record_of(letter, choice.recipient);
	if (!find_address(mailbox, &from, why) ||
	    !load_template(&mailbox->acknowledge, letter->pool, &template,
			   why) ||
	    (with->store != NULL &&
	     !store_ack_look(with->store, &record, &limits, &verdict, why)))
		return why->text;
	return against_state(letter, verdict);
}

void acknowledge_explain(const struct deciding *with,
			 const struct letter *letter, struct decision *dec,
			 const struct plan *plan)
{
	struct note note = {.filter = "acknowledge"};
	const char *recipient = "";
	struct why why = {0};
	const char *against;

	if (!letter->mailbox->acknowledge.enabled)
		return;
	against =
		plan->action != ACTION_CREATE
			? "only a new ticket is acknowledged"
			: against_dry_run(with, letter, dec, &recipient, &why);
	note.note = against != NULL
			    ? pool_format(letter->pool,
					  "no acknowledgement: %s", against)
			    : pool_format(letter->pool,
					  "an acknowledgement would go to %s",
					  recipient);
	g_array_append_val(dec->notes, note);
}

bool acknowledge_check(const struct mailbox *mailbox, char **path,
		       struct why *why)
{
	const struct ack_settings *settings = &mailbox->acknowledge;
	g_autoptr(pool_handle) pool = pool_new();
	struct ack_template template;
	const char *from;

	*path = ack_template_path(settings);
	if (access(settings->sendmail, X_OK) < 0)
		return why_errno(why, TROUBLE_CONFIG, "cannot run %s",
				 settings->sendmail);
	return find_address(mailbox, &from, why) &&
	       ack_template_load(*path, pool, &template, why);
}
