// SPDX-License-Identifier: GPL-3.0-or-later
// held: lists, shows, releases and drops the mails kept for a person.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "command.h"
#include "handle.h"
#include "held.h"
#include "keeping.h"
#include "spooled.h"
#include "state/hold.h"
#include "state/store.h"

struct run {
	struct call *call;
	gboolean json;
	gboolean raw;
	gboolean discarded;
	double seconds; /* of the whole run */
	struct config *config;
	struct held_folder folder;
	struct deadline deadline;
};

/* What is done with one mail; false if it was not. */
typedef bool (*deed)(struct run *run, const char *code, struct why *why);

/* What a released mail begins with: the same at every try. */
static const char *released_line(const struct run *run,
				 const struct hold_note *note,
				 struct pool *pool)
{
	g_autoptr(GDateTime) at =
		g_date_time_new_from_unix_utc(note->at_ms / 1000);
	g_autofree char *time =
		at == NULL ? NULL : g_date_time_format(at, "%F %H:%M UTC");

	return pool_format(pool,
			   "(This mail was %s on %s and released by hand.)",
			   run->folder.word, time != NULL ? time : "?");
}

/* Says what became of it; true if it need no longer be kept. */
static bool judge(const struct run *run, const char *code, enum outcome outcome,
		  const struct handled *handled)
{
	g_autofree char *reason = command_printable(handled->reason->str);
	const bool done =
		outcome == OUTCOME_CREATED || outcome == OUTCOME_POSTED;

	printf("%s: %s", code, outcome_name(outcome));
	if (done && handled->number != 0)
		printf(", ticket #%" G_GINT64_FORMAT, handled->number);
	if (!done)
		printf(": %s", reason);
	if (outcome == OUTCOME_REPEATED)
		printf("; to remove it here: tixgate held drop %s%s", code,
		       run->discarded ? " --discarded" : "");
	else if (done && handled->unread)
		printf("; it could not be read, so the whole mail stays here");
	printf("\n");
	return done && !handled->unread;
}

static bool release(struct run *run, const char *code, struct why *why)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GString) reason = g_string_new(NULL);
	struct handled handled = {.reason = reason};
	struct handling with = {
		.config = run->config,
		.key_fd = run->call->around.key_fd,
		.deadline = run->deadline,
		.spool = "",
		.handled = &handled,
		.taken = true,
	};
	struct hold_note note;
	struct spool mail;
	struct envelope envelope;
	enum outcome outcome;

	if (!hold_note_read(run->folder.path, code, pool, &note, why) ||
	    !spooled_open(run->folder.path, code, pool, &mail, &envelope, why))
		return false;
	with.released = released_line(run, &note, pool);
	outcome = handle_mail(&with, &mail, &envelope, why);
	spool_close(&mail);
	if (judge(run, code, outcome, &handled))
		return hold_drop(run->folder.path, code, why);
	return (outcome == OUTCOME_CREATED || outcome == OUTCOME_POSTED ||
		outcome == OUTCOME_REPEATED) ||
	       why_set(why, TROUBLE_LATER, "not all mails were delivered");
}

/* Its record says that a person dropped it; there may be none any more. */
static bool record_drop(struct run *run, const char *code, struct why *why)
{
	g_autoptr(store_handle) store = store_open(
		&run->config->state, STORE_WRITE, run->deadline, why);
	struct store_mail mail;

	if (store == NULL || !store_mail_by_trace(store, code, &mail, why))
		return false;
	if (mail.state == MAIL_UNKNOWN)
		return true;
	/* Whoever releases it at this moment comes first. */
	if (!store_lock(store, mail.key, why) ||
	    !store_mail_get(store, mail.key, &mail, why))
		return false;
	if (mail.state == MAIL_DONE &&
	    strcmp(mail.outcome, outcome_name(OUTCOME_HELD)) != 0)
		return true;
	mail.outcome = outcome_name(OUTCOME_DISCARDED);
	mail.reason = "dropped by hand";
	mail.requests = 0;
	mail.ended_ms = 0;
	return store_mail_end(store, &mail, NULL, NULL, why);
}

static bool drop(struct run *run, const char *code, struct why *why)
{
	if (!record_drop(run, code, why) ||
	    !hold_drop(run->folder.path, code, why))
		return false;
	log_line(LOG_LEVEL_INFO, "trace=%s outcome=dropped reason=\"by hand\"",
		 code);
	printf("%s: dropped\n", code);
	return true;
}

static bool show(struct run *run, const char *code, struct why *why)
{
	if (!run->raw)
		return held_show(&run->folder, code, stdout, why);
	if (isatty(STDOUT_FILENO))
		return why_set(why, TROUBLE_USAGE,
			       "a mail may hold what a terminal obeys; send "
			       "--raw to a file or a pipe");
	return held_show_raw(&run->folder, code, stdout, why);
}

/* One that cannot be done is no reason to leave the others. */
static bool do_each(struct run *run, deed what, struct why *why)
{
	bool good = true;

	if (run->call->argc < 3)
		return why_set(why, TROUBLE_USAGE,
			       "which mail? see: tixgate held list");
	for (int i = 2; i < run->call->argc; i++) {
		struct why reason = {0};
		g_autofree char *code =
			held_find(&run->folder, run->call->argv[i], &reason);

		if (code != NULL && what(run, code, &reason))
			continue;
		good = false;
		*why = reason;
		if (i + 1 < run->call->argc && reason.trouble != TROUBLE_NONE)
			fprintf(stderr, "tixgate: %s\n", reason.text);
	}
	return good;
}

static bool list(struct run *run, deed what, struct why *why)
{
	(void)what;
	if (run->call->argc > 2)
		return why_set(why, TROUBLE_USAGE,
			       "list takes no code; see: tixgate held show");
	return held_list(&run->folder, run->json, stdout, why);
}

static const struct {
	const char *name;
	bool json, raw, seconds; /* which options it has */
	bool (*run)(struct run *run, deed what, struct why *why);
	deed what;
} verbs[] = {
	{"list", true, false, false, list, NULL},
	{"show", false, true, false, do_each, show},
	{"release", false, false, true, do_each, release},
	{"drop", false, false, false, do_each, drop},
};

static bool find_verb(const struct run *run, size_t *verb, struct why *why)
{
	const char *name = run->call->argc > 1 ? run->call->argv[1] : "";

	for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
		const char *option = NULL;

		if (strcmp(verbs[i].name, name) != 0)
			continue;
		*verb = i;
		if (run->json && !verbs[i].json)
			option = "--json";
		else if (run->raw && !verbs[i].raw)
			option = "--raw";
		else if (run->seconds > 0 && !verbs[i].seconds)
			option = "--deadline";
		return option == NULL ||
		       why_set(why, TROUBLE_USAGE, "%s has no option %s", name,
			       option);
	}
	return why_set(why, TROUBLE_USAGE,
		       "held needs one of list, show, release, drop; see: "
		       "tixgate held --help");
}

static enum outcome run_verb(struct run *run, size_t verb, struct why *why)
{
	g_autofree char *discarded = NULL;

	run->config = config_load(run->call->config_path,
				  run->call->config_asked, why);
	if (run->config == NULL)
		return OUTCOME_CONFIG;
	log_open(run->config->log.file);
	discarded = keeping_discarded(&run->config->state);
	run->deadline = deadline_in(run->seconds > 0 ? run->seconds : 600);
	run->folder = (struct held_folder){
		.config = run->config,
		.path = run->discarded ? discarded : run->config->state.hold,
		.word = run->discarded ? "discarded" : "held",
	};
	if (run->folder.path == NULL) {
		why_set(why, TROUBLE_CONFIG,
			"discarded mail is not kept: state.discarded is "
			"\"none\"");
		return OUTCOME_CONFIG;
	}
	if (verbs[verb].run(run, verbs[verb].what, why))
		return OUTCOME_OK;
	return why->trouble == TROUBLE_USAGE ? OUTCOME_USAGE : OUTCOME_WRONG;
}

static enum outcome run_held(struct call *call, struct why *why)
{
	struct run run = {.call = call};
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &run.json,
		 "list: one object for each mail, one a line", NULL},
		{"raw", 0, 0, G_OPTION_ARG_NONE, &run.raw,
		 "show: the mail byte for byte, to a file or a pipe", NULL},
		{"discarded", 0, 0, G_OPTION_ARG_NONE, &run.discarded,
		 "the discarded mails instead of the held ones", NULL},
		{"deadline", 0, 0, G_OPTION_ARG_DOUBLE, &run.seconds,
		 "release: seconds after which the rest stays (600)", "S"},
		{0},
	};
	enum outcome outcome;
	bool ended = false;
	size_t verb = 0;

	if (!command_options(call, &command_held, entries, &ended, why))
		return OUTCOME_USAGE;
	if (ended)
		return OUTCOME_OK;
	if (!find_verb(&run, &verb, why))
		return OUTCOME_USAGE;
	outcome = run_verb(&run, verb, why);
	config_free(run.config);
	return outcome;
}

const struct command command_held = {
	.name = "held",
	.usage = "held list|show|release|drop [OPTION]... [CODE]...",
	.about = "lists, shows, releases or drops the mails kept for a person",
	.run = run_held,
};
