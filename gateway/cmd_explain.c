// SPDX-License-Identifier: GPL-3.0-or-later
// explain: the dry run. Says what would be done with a mail, and why.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "acknowledge.h"
#include "archiving.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/pool.h"
#include "command.h"
#include "compose.h"
#include "decide.h"
#include "handle.h"
#include "report.h"

/* The key of a desk that is never asked. */
#define OFFLINE_KEY "offline"

/* One run over any number of mails. */
struct run {
	struct call *call;
	gboolean json;
	gboolean offline;
	struct config *config;
	struct store *store;
	struct secrets secrets;
	bool many;
};

/* One mail of the run. */
struct sample {
	const char *name;
	struct spool spool;
	struct spool pack; /* of the attachments' bytes */
	struct pool *pool;
	struct message msg;
	struct read_report read;
	struct ask ask;
	struct desk *offline_desk;
};

static bool read_sample(const struct run *run, struct sample *sample, int fd,
			struct why *why)
{
	struct read_wish wish = handle_wish(
		run->config, true, deadline_in(run->config->limits.deadline));

	wish.whole = true;
	if (!spool_read(fd, (guint64)run->config->limits.message_size,
			&sample->spool, why))
		return false;
	if (sample->spool.size == 0)
		return why_set(why, TROUBLE_INPUT, "there is no mail in it");
	return archiving_begin(run->config, sample->spool.size, &sample->pack,
			       &wish, why) &&
	       mail_read(&sample->spool, &wish, sample->pool, &sample->msg,
			 &sample->read, why) &&
	       archiving_judge(&sample->pack, sample->pool, &sample->msg, why);
}

/* The desk whose limits and requests are shown; asked only when online. */
static struct desk *sample_desk(const struct run *run, struct sample *sample,
				struct why *why)
{
	const struct deadline none = {0};

	if (!run->offline && ask_ready(&sample->ask, why))
		return sample->ask.now->desk;
	if (!run->offline) {
		g_autofree char *reason = g_strdup(why->text);

		why_set(why, why->trouble,
			"%s; with --offline the desk is not asked", reason);
		return NULL;
	}
	sample->offline_desk =
		desk_open(&run->config->api, OFFLINE_KEY, none, why);
	return sample->offline_desk;
}

static bool explain_sample(const struct run *run, struct sample *sample,
			   struct why *why)
{
	static const struct envelope nobody = {.sender = "", .queue_id = ""};
	struct deciding with = {
		.config = run->config,
		.secrets = &run->secrets,
		.store = run->store,
		.ask = run->offline ? NULL : &sample->ask,
	};
	struct letter letter;
	struct decision dec;
	struct plan plan;
	struct desk *desk;

	letter_identify(&letter, run->config, &sample->msg, &nobody,
			&run->secrets, sample->pool);
	sample->ask = (struct ask){
		.config = run->config,
		.mailbox = letter.mailbox,
		.key_fd = run->call->around.key_fd,
		.deadline = deadline_in(run->config->limits.deadline),
	};
	desk = sample_desk(run, sample, why);
	if (desk == NULL || !decide(&with, &letter, &dec, why))
		return false;
	compose(run->config, &letter, &dec, desk_limits(desk), &plan);
	acknowledge_explain(&with, &letter, &dec, &plan);
	if (run->json)
		report_json(stdout, &letter, &dec, &plan, desk);
	else
		report_text(stdout, run->many ? sample->name : NULL, &letter,
			    &dec, &plan, desk);
	return true;
}

static bool explain_fd(const struct run *run, const char *name, int fd,
		       struct why *why)
{
	struct sample sample = {
		.name = name,
		.spool = {.fd = -1},
		.pack = {.fd = -1},
		.pool = pool_new(),
	};
	bool good = read_sample(run, &sample, fd, why) &&
		    explain_sample(run, &sample, why);

	ask_close(&sample.ask);
	desk_close(sample.offline_desk);
	spool_close(&sample.spool);
	spool_close(&sample.pack);
	pool_free(sample.pool);
	return good;
}

static bool explain_file(const struct run *run, const char *path,
			 struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	bool good;

	if (fd < 0)
		return why_errno(why, TROUBLE_INPUT, "cannot read it");
	good = explain_fd(run, path, fd, why);
	(void)close(fd);
	return good;
}

/* All mails are explained, also behind one that could not be read. */
static bool explain_all(const struct run *run, struct why *why)
{
	char **files = run->call->argv + 1;
	bool good = true;

	if (*files == NULL) {
		command_tell_terminal();
		return explain_fd(run, "standard input", STDIN_FILENO, why) ||
		       why_at(why, "standard input");
	}
	for (; *files != NULL; files++) {
		struct why reason = {0};

		if (explain_file(run, *files, &reason))
			continue;
		/* Each reason is said where it happens; the last is main's. */
		if (!good)
			fprintf(stderr, "tixgate: %s\n", why->text);
		g_autofree char *shown = command_printable(*files);

		*why = reason;
		why_at(why, "%s", shown);
		good = false;
	}
	return good;
}

static bool prepare(struct run *run, struct why *why)
{
	const struct deadline none = {0};

	run->config = config_load(run->call->config_path,
				  run->call->config_asked, why);
	if (run->config == NULL)
		return false;
	/* Without a state there is nothing to know from before. */
	run->store = store_open(&run->config->state, STORE_READ, none, why);
	if (run->store == NULL) {
		fprintf(stderr, "tixgate: going on without the state: %s\n",
			why->text);
		*why = (struct why){0};
	}
	(void)command_secrets(run->config, false, &run->secrets, why);
	*why = (struct why){0};
	return true;
}

static enum outcome run_explain(struct call *call, struct why *why)
{
	struct run run = {.call = call};
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &run.json,
		 "one JSON object for each mail, one a line", NULL},
		{"offline", 0, 0, G_OPTION_ARG_NONE, &run.offline,
		 "make no request at all", NULL},
		{0},
	};
	enum outcome outcome = OUTCOME_OK;
	bool ended = false;

	if (!command_options(call, &command_explain, entries, &ended, why))
		return OUTCOME_USAGE;
	if (ended)
		return OUTCOME_OK;
	run.many = call->argc > 2;
	if (!prepare(&run, why) || !explain_all(&run, why))
		outcome = outcome_of_trouble(why->trouble);
	store_close(run.store);
	config_free(run.config);
	return outcome;
}

const struct command command_explain = {
	.name = "explain",
	.usage = "explain [OPTION]... [FILE]...",
	.about = "says what would be done with a mail and why; sends nothing",
	.run = run_explain,
};
