// SPDX-License-Identifier: GPL-3.0-or-later
// Handling: one mail from its bytes to its outcome and its line in the log.
#include "handle.h"

#include <string.h>

#include "acknowledge.h"
#include "archiving.h"
#include "base/log.h"
#include "command.h"
#include "delivery.h"
#include "folding.h"
#include "keeping.h"
#include "spooled.h"

/* Recipients of one mail that its line in the log names. */
#define LOG_RECIPIENTS 5

/* One mail: all that is opened on the way, and closed at the end. */
struct run {
	const struct handling *with;
	const struct spool *mail;
	const struct envelope *envelope;
	struct pool *pool;
	struct message msg;
	struct read_report read;
	struct spool pack; /* of the attachments' bytes */
	struct secrets secrets;
	struct store *store;
	struct ask ask;
	struct letter letter;
	struct delivered done;
	gint64 start_ms;
};

struct read_wish handle_wish(const struct config *config, bool sha256,
			     struct deadline deadline)
{
	return (struct read_wish){
		.sha256 = sha256,
		.sandbox = (enum sandbox)config->limits.sandbox,
		.deadline = deadline,
	};
}

static bool open_state(struct run *run, struct why *why)
{
	const struct config *config = run->with->config;

	/* After the mail was read by a child: it never sees a secret. */
	process_hide();
	if (!command_secrets(config, true, &run->secrets, why))
		return false;
	run->store = store_open(&config->state, STORE_WRITE,
				run->with->deadline, why);
	if (run->store == NULL)
		return false;
	letter_identify(&run->letter, config, &run->msg, run->envelope,
			&run->secrets, run->pool);
	run->letter.keep_whole = run->read.fallback;
	run->letter.killed = run->read.fallback && read_killed(&run->read);
	run->letter.taken = run->with->taken;
	run->letter.released = run->with->released;
	run->letter.pack = run->pack.fd < 0 ? NULL : &run->pack;
	run->ask = (struct ask){
		.config = config,
		.mailbox = run->letter.mailbox,
		.key_fd = run->with->key_fd,
		.store = run->store,
		.deadline =
			deadline_before(run->with->deadline,
					run->letter.mailbox->acknowledge.enabled
						? ACKNOWLEDGE_ROOM_MS
						: 0),
	};
	return true;
}

static void log_read(const struct run *run)
{
	for (size_t i = 0; i < run->read.lines_n; i++)
		log_line(LOG_LEVEL_WARNING, "%s", run->read.lines[i]);
}

static void add_number(GString *line, const char *key, gint64 number)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);

	log_field(line, key, text);
}

static void add_mail(GString *line, const struct run *run)
{
	const struct letter *letter = &run->letter;
	const struct delivered *done = &run->done;

	if (letter->trace != NULL) {
		log_field(line, "trace", letter->trace);
		log_field(line, "mailbox", letter->mailbox->name);
	}
	if (done->class != NULL && *done->class != '\0')
		log_field(line, "class", done->class);
	if (done->action != NULL && *done->action != '\0')
		log_field(line, "action", done->action);
	log_field(line, "outcome", outcome_name(done->outcome));
	if (done->number != 0)
		add_number(line, "ticket", done->number);
	if (letter->released != NULL)
		log_field(line, "released", "yes");
	if (done->ack != NULL)
		log_field(line, "ack", done->ack);
	add_number(line, "requests", done->requests);
	add_number(line, "ms", clock_boot_ms() - run->start_ms);
	if (run->msg.from.n > 0)
		log_field(line, "from", run->msg.from.at[0].email);
	if (run->msg.message_id != NULL)
		log_field(line, "message_id", run->msg.message_id);
}

static void add_envelope(GString *line, const struct envelope *envelope)
{
	if (envelope->sender_known)
		log_field(line, "sender", envelope->sender);
	for (size_t i = 0; i < MIN(envelope->recipients_n, LOG_RECIPIENTS); i++)
		log_field(line, "recipient", envelope->recipients[i]);
	if (*envelope->queue_id != '\0')
		log_field(line, "queue_id", envelope->queue_id);
}

static bool is_later(const struct run *run)
{
	return run->done.outcome == OUTCOME_LATER ||
	       run->done.outcome == OUTCOME_SPOOLED;
}

/* One line for each mail: what came, what became of it, and why. */
static void log_mail(const struct run *run, const struct why *why)
{
	const bool later = is_later(run);
	g_autoptr(GString) line = g_string_new(NULL);

	add_mail(line, run);
	add_envelope(line, run->envelope);
	log_field(line, "reason", later ? why->text : run->done.reason);
	log_line(later ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, "%s", line->str);
}

static void tell(const struct run *run, const struct why *why)
{
	struct handled *handled = run->with->handled;
	const bool later = run->done.outcome == OUTCOME_LATER;

	if (handled == NULL)
		return;
	handled->number = run->done.number;
	handled->unread = run->read.fallback;
	g_strlcpy(handled->refusal, run->done.refusal, sizeof handled->refusal);
	if (handled->reason != NULL)
		g_string_assign(handled->reason,
				later ? why->text : run->done.reason);
}

void handle_failed(const struct envelope *envelope, const struct why *why)
{
	g_autoptr(GString) line = g_string_new(NULL);

	log_field(line, "outcome", outcome_name(OUTCOME_LATER));
	add_envelope(line, envelope);
	log_field(line, "reason", why->text);
	log_line(LOG_LEVEL_WARNING, "%s", line->str);
}

/*
 * The attachments' bytes are asked for only where the archive wants them: they
 * cost their decoding.
 */
static bool read_mail(struct run *run, struct why *why)
{
	const struct config *config = run->with->config;
	struct read_wish wish = handle_wish(config, false, run->with->deadline);

	return archiving_begin(config, run->mail->size, &run->pack, &wish,
			       why) &&
	       mail_read(run->mail, &wish, run->pool, &run->msg, &run->read,
			 why) &&
	       archiving_judge(&run->pack, run->pool, &run->msg, why);
}

/* What is not delivered now, and where it can lie instead, is spooled. */
static void settle(struct run *run, struct why *why)
{
	const char *trace = run->letter.trace;

	if (run->done.outcome == OUTCOME_LATER && *run->with->spool != '\0' &&
	    spooled_keep(run->with->spool, run->mail, run->envelope,
			 trace != NULL ? trace : "", why))
		run->done.outcome = OUTCOME_SPOOLED;
}

/* What is due for others is done once this mail is. */
static void look_after(const struct run *run)
{
	const struct folding folding = {
		.config = run->with->config,
		.secrets = &run->secrets,
		.store = run->store,
		.key_fd = run->with->key_fd,
		.deadline = run->with->deadline,
	};
	struct why why = {0};
	bool left;

	(void)folding_post(&folding, &left, &why);
	keeping_sweep(run->with->config, run->store, run->with->deadline);
}

enum outcome handle_mail(const struct handling *with, const struct spool *mail,
			 const struct envelope *envelope, struct why *why)
{
	struct run run = {
		.with = with,
		.mail = mail,
		.envelope = envelope,
		.pool = pool_new(),
		.pack = {.fd = -1},
		.done = {.outcome = OUTCOME_LATER, .reason = "", .refusal = ""},
		.start_ms = clock_boot_ms(),
	};
	struct deciding deciding = {
		.config = with->config,
		.remember = true,
		.deadline = with->deadline,
	};

	if (read_mail(&run, why) && open_state(&run, why)) {
		deciding.secrets = &run.secrets;
		deciding.store = run.store;
		deciding.ask = &run.ask;
		deliver(&deciding, &run.letter, mail->fd, &run.done, why);
	}
	settle(&run, why);
	if (run.store != NULL)
		delivery_record(run.store, &run.done);
	if (run.store != NULL && !is_later(&run))
		look_after(&run);
	ask_close(&run.ask);
	store_close(run.store);
	spool_close(&run.pack);
	log_read(&run);
	log_mail(&run, why);
	tell(&run, why);
	pool_free(run.pool);
	return run.done.outcome;
}
