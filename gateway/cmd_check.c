// SPDX-License-Identifier: GPL-3.0-or-later
// check: looks whether everything that a delivery needs is in order.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acknowledge.h"
#include "archiving.h"
#include "ask.h"
#include "base/clock.h"
#include "base/room.h"
#include "command.h"
#include "keeping.h"
#include "mailboxes.h"
#include "state/place.h"
#include "state/store.h"
#include "state/store_storm.h"

/* One run: what was found is printed at once, and counted. */
struct run {
	struct call *call;
	gboolean online;
	gboolean settings;
	struct config *config;
	guint wrong;
};

/* One line: is it in order, what is it, and what was seen. */
static void say(struct run *run, bool good, const char *what, const char *seen)
{
	run->wrong += !good;
	printf("%-6s %-14s %s\n", good ? "ok" : "WRONG", what, seen);
}

static void check_config(struct run *run)
{
	g_autofree char *seen = g_strdup_printf(
		"%s%s", run->config->path,
		run->config->missing ? " is not there: the defaults count"
				     : "");

	say(run, true, "configuration", seen);
}

/* The folder of the state, which is made with it. */
static char *state_folder(const struct config *config)
{
	const char *path = strchr(config->state.url, ':');

	return g_path_get_dirname(path != NULL ? path + 1 : "/");
}

/*
 * True if this user may use what is at path as access() takes mode, or may make
 * it where it is missing; *missing tells the one from the other.
 */
static bool can_use(const struct run *run, const char *path, int mode,
		    bool *missing, struct why *why)
{
	g_autofree char *above = g_path_get_dirname(path);
	g_autofree char *top = g_path_get_dirname(above);
	g_autofree char *made = state_folder(run->config);
	const char *tried = above;

	*missing = false;
	if (access(path, mode) == 0)
		return true;
	if (errno != ENOENT)
		return why_errno(why, TROUBLE_CONFIG, "%s", path);
	*missing = true;
	if (access(above, W_OK | X_OK) == 0)
		return true;
	if (errno == ENOENT && strcmp(above, made) == 0) {
		tried = top;
		if (access(top, W_OK | X_OK) == 0)
			return true;
	}
	return why_errno(why, TROUBLE_CONFIG,
			 "%s is missing and cannot be made: %s", path, tried);
}

static void check_place(struct run *run, const char *what, const char *path,
			int mode)
{
	struct why why = {0};
	bool missing = false;
	const bool good = can_use(run, path, mode, &missing, &why) &&
			  room_left(path, &why);
	g_autofree char *seen = g_strdup_printf(
		"%s%s", path, missing ? " (made when it is needed)" : "");

	say(run, good, what, good ? seen : why.text);
}

static void check_folder(struct run *run, const char *what, const char *folder)
{
	check_place(run, what, folder, W_OK | X_OK);
}

/* A mail is delivered without a log, and then nobody knows of it. */
static void check_log(struct run *run)
{
	if (*run->config->log.file != '\0')
		check_place(run, "log", run->config->log.file, W_OK);
}

/* Said only where they cannot be read: no request works then. */
static void check_authorities(struct run *run)
{
	const struct desk_settings *api = &run->config->api;
	const char *const paths[] = {api->ca_file, api->ca_path};
	struct why why = {0};

	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
		if (*paths[i] == '\0' || access(paths[i], R_OK) == 0)
			continue;
		why_errno(&why, TROUBLE_CONFIG, "cannot read %s", paths[i]);
		say(run, false, i == 0 ? "api.ca_file" : "api.ca_path",
		    why.text);
	}
}

/* Said only where there is something to say. */
static void check_folded(struct run *run, struct store *store)
{
	struct why why = {0};
	gint64 digests = 0, mails = 0;
	g_autofree char *seen = NULL;

	if (!store_digests_open(store, &digests, &mails, &why)) {
		say(run, false, "folded mail", why.text);
		return;
	}
	seen = g_strdup_printf("%" G_GINT64_FORMAT " mails in %" G_GINT64_FORMAT
			       " messages that are not posted yet",
			       mails, digests);
	if (digests > 0)
		say(run, true, "folded mail", seen);
}

/* What is there says nothing of whether this user may write to it. */
static bool check_writable(struct run *run)
{
	g_autofree char *folder = state_folder(run->config);
	const char *path = strchr(run->config->state.url, ':') + 1;
	struct why why = {0};
	bool missing = false;

	if (place_look(path, STORE_WRITE, &why) == PLACE_BAD ||
	    !can_use(run, path, R_OK | W_OK, &missing, &why) ||
	    (!missing && !can_use(run, folder, W_OK | X_OK, &missing, &why)) ||
	    !room_left(path, &why)) {
		say(run, false, "state", why.text);
		return false;
	}
	if (missing)
		say(run, true, "state", "is made when the first mail comes");
	return !missing;
}

static void check_state(struct run *run)
{
	const struct deadline none = {0};
	struct why why = {0};
	struct store_facts facts = {0};
	g_autoptr(store_handle) store =
		store_open(&run->config->state, STORE_READ, none, &why);
	g_autofree char *seen = NULL;

	if (store == NULL || !store_facts(store, &facts, &why)) {
		say(run, false, "state", why.text);
		return;
	}
	if (!check_writable(run))
		return;
	seen = g_strdup_printf("%s, schema %" G_GINT64_FORMAT
			       "%s; mails: %" G_GINT64_FORMAT
			       " (open: %" G_GINT64_FORMAT
			       "), tickets: %" G_GINT64_FORMAT "%s",
			       facts.driver, facts.schema,
			       facts.older ? " (older; renewed when the next "
					     "mail comes)"
					   : "",
			       facts.mails, facts.open, facts.tickets,
			       facts.sound ? "" : "; the file is damaged");
	say(run, facts.sound, "state", seen);
	if (facts.sound)
		check_folded(run, store);
}

static void check_secret(struct run *run)
{
	struct why why = {0};
	struct secrets secrets;

	if (!command_secrets(run->config, false, &secrets, &why))
		say(run, false, "secret", why.text);
	else if (*secrets.newest == '\0')
		say(run, true, "secret", "is made when the first mail comes");
	else
		say(run, true, "secret",
		    *secrets.older == '\0' ? "is there"
					   : "is there, and the one before it");
}

/* One key of a mailbox; where there are more, it is named by its file. */
static void check_key(struct run *run, struct ask *ask, const char *what,
		      size_t n)
{
	const char *place = ask->keys_n > 1 ? ask->keys[n].place : "";
	const char *between = ask->keys_n > 1 ? " " : "";
	g_autoptr(GArray) tickets = NULL;
	g_autofree char *seen = NULL;
	struct why why = {0};
	bool good = true;

	if (run->online)
		good = desk_newest(ask->keys[n].desk, 1, &tickets, &why) ==
		       ANSWER_DONE;
	if (!good && *place != '\0')
		why_at(&why, "%s", place);
	seen = g_strconcat(
		place, between,
		run->online ? "is accepted by the desk" : "can be read", NULL);
	say(run, good, what, good ? seen : why.text);
}

static void check_desk(struct run *run, const struct mailbox *mailbox)
{
	struct ask ask = {
		.config = run->config,
		.mailbox = mailbox,
		.key_fd = run->call->around.key_fd,
		.deadline = deadline_in((double)run->config->api.timeout),
	};
	struct why why = {0};
	g_autofree char *what = g_strdup_printf("key %s", mailbox->name);

	if (!ask_ready(&ask, &why))
		say(run, false, what, why.text);
	for (size_t i = 0; i < ask.keys_n; i++)
		check_key(run, &ask, what, i);
	ask_close(&ask);
}

/* Mailboxes that share keys are asked for once: a request is scarce. */
static bool key_seen(const struct config *config, size_t n)
{
	const struct mailbox *one = &config->mailboxes[n];

	for (const struct mailbox *other = config->mailboxes; other < one;
	     other++)
		if (strcmp(other->key_file, one->key_file) == 0 &&
		    g_strv_equal(other->key_files, one->key_files))
			return true;
	return false;
}

static void check_ack(struct run *run, const struct mailbox *mailbox)
{
	g_autofree char *what = g_strdup_printf("ack %s", mailbox->name);
	g_autofree char *path = NULL;
	struct why why = {0};
	const bool good = acknowledge_check(mailbox, &path, &why);

	say(run, good, what, good ? path : why.text);
}

static void check_mailboxes(struct run *run)
{
	const struct config *config = run->config;

	for (size_t i = 0; i < config->mailboxes_n; i++) {
		const struct mailbox *mailbox = &config->mailboxes[i];
		g_autofree char *what =
			g_strdup_printf("mailbox %s", mailbox->name);
		g_autofree char *list =
			g_strjoinv(", ", (char **)(guintptr)mailbox->address);

		say(run, true, what,
		    *list != '\0' ? list : "takes the mail of all addresses");
		if (!key_seen(config, i))
			check_desk(run, mailbox);
		if (mailbox->acknowledge.enabled)
			check_ack(run, mailbox);
	}
}

/* A web server's process reads it by its group. */
static void check_archive(struct run *run)
{
	const struct archive_settings *settings = &run->config->attachments;
	g_autofree char *seen = NULL;
	struct stat info;

	if (!archiving_is_on(run->config))
		return;
	if (*settings->url == '\0' || stat(settings->folder, &info) < 0 ||
	    (info.st_mode & 050) == 050) {
		check_folder(run, "attachments", settings->folder);
		return;
	}
	seen = g_strdup_printf("%s: the web server's group cannot read it; "
			       "run: chgrp GROUP %s && chmod 2750 %s",
			       settings->folder, settings->folder,
			       settings->folder);
	say(run, false, "attachments", seen);
}

static enum outcome check_all(struct run *run)
{
	g_autofree char *discarded = keeping_discarded(&run->config->state);

	check_config(run);
	check_authorities(run);
	check_mailboxes(run);
	check_state(run);
	check_secret(run);
	check_folder(run, "held mail", run->config->state.hold);
	if (discarded != NULL)
		check_folder(run, "discarded mail", discarded);
	if (*run->config->state.spool != '\0')
		check_folder(run, "spool", run->config->state.spool);
	check_archive(run);
	check_log(run);
	return run->wrong == 0 ? OUTCOME_OK : OUTCOME_WRONG;
}

static enum outcome run_check(struct call *call, struct why *why)
{
	struct run run = {.call = call};
	const GOptionEntry entries[] = {
		{"online", 0, 0, G_OPTION_ARG_NONE, &run.online,
		 "ask the desk as well (one request for each key)", NULL},
		{"settings", 0, 0, G_OPTION_ARG_NONE, &run.settings,
		 "list all settings, their types and defaults", NULL},
		{0},
	};
	enum outcome outcome;
	bool ended = false;

	if (!command_options(call, &command_check, entries, &ended, why))
		return OUTCOME_USAGE;
	if (ended)
		return OUTCOME_OK;
	if (call->argc > 1) {
		why_set(why, TROUBLE_USAGE,
			"check takes no operands; the configuration is named "
			"by -c");
		return OUTCOME_USAGE;
	}
	if (run.settings) {
		config_list_settings(stdout);
		return OUTCOME_OK;
	}
	run.config = config_load(call->config_path, call->config_asked, why);
	if (run.config == NULL)
		return OUTCOME_CONFIG;
	outcome = check_all(&run);
	config_free(run.config);
	return outcome;
}

const struct command command_check = {
	.name = "check",
	.usage = "check [OPTION]...",
	.about =
		"looks whether configuration, key, state and desk are in order",
	.run = run_check,
};
