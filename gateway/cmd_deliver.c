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
#include "handle.h"

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
		 "seconds to a deferral, at the latest", "S"},
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
	process_leave_folder();
	if (run->config == NULL) {
		log_open("");
		handle_failed(&run->envelope, why);
		drain();
		return false;
	}
	log_open(run->config->log.file);
	run->deadline = deadline_in(run->args.deadline > 0
					    ? run->args.deadline
					    : run->config->limits.deadline);
	return true;
}

static bool take_mail(struct run *run, struct why *why)
{
	command_tell_terminal();
	if (!spool_read(STDIN_FILENO, (guint64)run->config->limits.message_size,
			&run->spool, why))
		return false;
	if (run->spool.size == 0)
		return why_set(why, TROUBLE_LATER,
			       "standard input is empty: there is no mail");
	return true;
}

static void finish(struct run *run)
{
	spool_close(&run->spool);
	config_free(run->config);
	pool_free(run->pool);
	g_free(run->args.sender);
	g_strfreev(run->args.recipients);
	g_strfreev(run->args.originals);
	g_free(run->args.queue_id);
}

/* Postfix and Exim take the beginning of this line for a status code. */
static void say_refusal(const char *text)
{
	printf("5.7.1 %s\n", text);
	(void)fflush(stdout);
}

static enum outcome handle(struct run *run, struct why *why)
{
	struct handled handled = {0};
	enum outcome outcome;
	const struct handling with = {
		.config = run->config,
		.key_fd = run->call->around.key_fd,
		.deadline = run->deadline,
		.spool = run->config->state.spool,
		.handled = &handled,
	};

	fill_envelope(run);
	if (!take_mail(run, why)) {
		handle_failed(&run->envelope, why);
		return OUTCOME_LATER;
	}
	outcome = handle_mail(&with, &run->spool, &run->envelope, why);
	if (outcome == OUTCOME_REFUSED)
		say_refusal(handled.refusal);
	return outcome;
}

static enum outcome run_deliver(struct call *call, struct why *why)
{
	struct run run = {
		.call = call,
		.spool = {.fd = -1},
		.pool = pool_new(),
		.envelope = {.sender = "", .queue_id = ""},
	};
	enum outcome outcome = OUTCOME_LATER;
	bool ended = false;

	if (!read_arguments(call, &run.args, &ended, why))
		drain();
	else if (ended)
		outcome = OUTCOME_OK;
	else if (prepare(&run, why))
		outcome = handle(&run, why);
	finish(&run);
	return outcome;
}

const struct command command_deliver = {
	.name = "deliver",
	.usage = "[deliver] [OPTION]... < MAIL",
	.about = "makes a ticket of the mail on standard input",
	.for_mail = true,
	.run = run_deliver,
};
