// SPDX-License-Identifier: GPL-3.0-or-later
// deliver: the mail on standard input becomes a ticket or a message.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/pool.h"
#include "base/text.h"
#include "command.h"
#include "delivery.h"
#include "mail/read.h"

/* What the command line says. */
struct arguments {
	char *sender;
	char **recipients;
	char **originals;
	char *queue_id;
	double deadline;
};

/* One run: all that is opened on the way, and closed at the end. */
struct run {
	struct call *call;
	struct arguments args;
	struct config *config;
	struct deadline deadline;
	struct spool spool;
	struct pool *pool;
	struct envelope envelope;
	struct message msg;
	struct read_report read;
	struct store *store;
	struct ask ask;
	struct letter letter;
	struct delivered done;
	gint64 start_ms;
};

static bool read_arguments(struct call *call, struct arguments *args,
			   bool *ended, struct why *why)
{
	const GOptionEntry entries[] = {
		{"sender", 0, 0, G_OPTION_ARG_FILENAME, &args->sender,
		 "envelope sender; empty for a bounce", "ADDRESS"},
		{"recipient", 0, 0, G_OPTION_ARG_FILENAME_ARRAY,
		 &args->recipients, "envelope recipient; may be repeated",
		 "ADDRESS"},
		{"original-recipient", 0, 0, G_OPTION_ARG_FILENAME_ARRAY,
		 &args->originals, "recipient before rewriting", "ADDRESS"},
		{"queue-id", 0, 0, G_OPTION_ARG_FILENAME, &args->queue_id,
		 "the mail system's name for the mail", "ID"},
		{"deadline", 0, 0, G_OPTION_ARG_DOUBLE, &args->deadline,
		 "seconds after which to give up, for a later try", "S"},
		{0},
	};

	if (!command_options(call, &command_deliver, entries, ended, why))
		return false;
	if (call->argc > 1 && !*ended)
		return why_set(why, TROUBLE_USAGE,
			       "deliver takes no operand; the mail comes on "
			       "standard input");
	return true;
}

/* An argument or variable as harmless text; "" for NULL. */
static const char *clean(struct pool *pool, const char *value)
{
	g_autoptr(GString) line = g_string_new(NULL);

	if (value != NULL)
		text_line(line, value, strlen(value));
	return pool_text(pool, line->str);
}

/* The envelope's list: arguments, else the environment's one. */
static const char *const *clean_list(struct pool *pool, char **values,
				     const char *fallback, size_t *n)
{
	char *const one[] = {(char *)(guintptr)fallback, NULL};
	char *const *from = values != NULL ? values : one;
	const char **list =
		pool_zero(pool, ENVELOPE_RECIPIENTS_MOST, sizeof *list);

	for (*n = 0; from[*n] != NULL && *n < ENVELOPE_RECIPIENTS_MOST; (*n)++)
		list[*n] = clean(pool, from[*n]);
	return list;
}

/*
 * Postfix says MAILER-DAEMON for the null sender, unless null_sender= is set;
 * some mail systems say <>.
 */
static const char *clean_sender(struct pool *pool, const char *value)
{
	if (value == NULL || strcmp(value, "<>") == 0 ||
	    g_ascii_strcasecmp(value, "MAILER-DAEMON") == 0)
		return "";
	return clean(pool, value);
}

static void fill_envelope(struct run *run)
{
	const struct arguments *args = &run->args;
	const struct surroundings *around = &run->call->around;
	struct envelope *envelope = &run->envelope;
	const char *sender =
		args->sender != NULL ? args->sender : around->sender;

	envelope->sender_known = sender != NULL;
	envelope->sender = clean_sender(run->pool, sender);
	envelope->recipients =
		clean_list(run->pool, args->recipients, around->recipient,
			   &envelope->recipients_n);
	envelope->originals =
		clean_list(run->pool, args->originals,
			   around->original_recipient, &envelope->originals_n);
	envelope->queue_id = clean(run->pool, args->queue_id);
}

/* Whoever is in the way of reading the mail: it is still read away first. */
static void drain(void)
{
	struct spool spool;
	struct why why = {0};

	/* A terminal would wait for a person who has nothing to say. */
	if (isatty(STDIN_FILENO))
		return;
	(void)spool_read(STDIN_FILENO, 0, &spool, &why);
	spool_close(&spool);
}

static bool prepare(struct run *run, struct why *why)
{
	run->config = config_load(run->call->config_path,
				  run->call->config_asked, why);
	if (run->config == NULL) {
		drain();
		return false;
	}
	log_open(run->config->log.file);
	run->deadline = deadline_in(run->args.deadline > 0
					    ? run->args.deadline
					    : run->config->limits.deadline);
	return true;
}

static bool read_mail(struct run *run, struct why *why)
{
	const struct read_wish wish = {
		.deadline = run->deadline,
	};

	if (!spool_read(STDIN_FILENO, (guint64)run->config->limits.message_size,
			&run->spool, why))
		return false;
	if (run->spool.size == 0)
		return why_set(why, TROUBLE_LATER,
			       "standard input is empty: there is no mail");
	fill_envelope(run);
	return mail_read(&run->spool, &wish, run->pool, &run->msg, &run->read,
			 why);
}

static bool open_state(struct run *run, struct why *why)
{
	g_autofree char *secret = NULL;

	/* After the mail was read by a child: it never sees a secret. */
	process_hide();
	secret = command_secret(run->config, true, why);
	if (secret == NULL)
		return false;
	run->store = store_open(&run->config->state, STORE_WRITE, run->deadline,
				why);
	if (run->store == NULL)
		return false;
	letter_identify(&run->letter, run->config, &run->msg, &run->envelope,
			secret, run->pool);
	run->ask = (struct ask){
		.config = run->config,
		.mailbox = run->letter.mailbox,
		.environment_key = run->call->around.api_key,
		.store = run->store,
		.deadline = run->deadline,
	};
	return true;
}

/* One line for each mail: what came, what became of it, and why. */
static void log_mail(const struct run *run, const struct why *why)
{
	const struct delivered *done = &run->done;
	const struct letter *letter = &run->letter;
	const bool later = done->outcome == OUTCOME_LATER;
	g_autoptr(GString) line = g_string_new(NULL);
	g_autofree char *ticket =
		g_strdup_printf("%" G_GINT64_FORMAT, done->number);
	g_autofree char *requests = g_strdup_printf("%u", done->requests);
	g_autofree char *ms = g_strdup_printf("%" G_GINT64_FORMAT,
					      clock_boot_ms() - run->start_ms);

	if (letter->trace != NULL) {
		log_field(line, "trace", letter->trace);
		log_field(line, "mailbox", letter->mailbox->name);
	}
	log_field(line, "outcome", outcome_name(done->outcome));
	if (done->number != 0)
		log_field(line, "ticket", ticket);
	log_field(line, "requests", requests);
	log_field(line, "ms", ms);
	log_field(line, "sender", run->envelope.sender);
	if (run->msg.from.n > 0)
		log_field(line, "from", run->msg.from.at[0].email);
	if (run->msg.message_id != NULL)
		log_field(line, "message_id", run->msg.message_id);
	if (*run->envelope.queue_id != '\0')
		log_field(line, "queue_id", run->envelope.queue_id);
	log_field(line, "reason", later ? why->text : done->reason);
	log_line(later ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, "%s", line->str);
}

static void deliver_run(struct run *run, struct why *why)
{
	const struct deciding with = {
		.config = run->config,
		.store = run->store,
		.ask = &run->ask,
		.remember = true,
	};

	deliver(&with, &run->letter, run->spool.fd, &run->done, why);
}

static void finish(struct run *run)
{
	ask_close(&run->ask);
	store_close(run->store);
	spool_close(&run->spool);
	config_free(run->config);
	pool_free(run->pool);
	g_free(run->args.sender);
	g_strfreev(run->args.recipients);
	g_strfreev(run->args.originals);
	g_free(run->args.queue_id);
}

static enum outcome run_deliver(struct call *call, struct why *why)
{
	struct run run = {
		.call = call,
		.spool = {.fd = -1},
		.pool = pool_new(),
		.envelope = {.sender = "", .queue_id = ""},
		.done = {.outcome = OUTCOME_LATER},
		.start_ms = clock_boot_ms(),
	};
	bool ended = false;

	if (!read_arguments(call, &run.args, &ended, why))
		drain();
	else if (!ended && prepare(&run, why) && read_mail(&run, why) &&
		 open_state(&run, why))
		deliver_run(&run, why);
	if (ended)
		run.done.outcome = OUTCOME_OK;
	else
		log_mail(&run, why);
	finish(&run);
	return run.done.outcome;
}

const struct command command_deliver = {
	.name = "deliver",
	.usage = "[deliver] [OPTION]... < MAIL",
	.about = "makes a ticket of the mail on standard input",
	.for_mail = true,
	.run = run_deliver,
};
