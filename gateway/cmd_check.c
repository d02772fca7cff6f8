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
#include "command.h"
#include "keeping.h"
#include "mailboxes.h"
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

static void check_folder(struct run *run, const char *what, const char *folder)
{
	g_autofree char *seen = NULL;
	g_autofree char *parent = g_path_get_dirname(folder);

	if (access(folder, W_OK | X_OK) == 0) {
		say(run, true, what, folder);
		return;
	}
	/* It is made when the first mail is held. */
	if (errno == ENOENT && access(parent, W_OK | X_OK) == 0) {
		seen = g_strdup_printf("%s (made when it is needed)", folder);
		say(run, true, what, seen);
		return;
	}
	seen = g_strdup_printf("%s: %s", folder, g_strerror(errno));
	say(run, false, what, seen);
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
	seen = g_strdup_printf("%s, schema %" G_GINT64_FORMAT
			       "%s, %" G_GINT64_FORMAT
			       " mails (%" G_GINT64_FORMAT
			       " open), %" G_GINT64_FORMAT " tickets%s",
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

static void check_desk(struct run *run, const struct mailbox *mailbox)
{
	struct ask ask = {
		.config = run->config,
		.mailbox = mailbox,
		.key_fd = run->call->around.key_fd,
		.deadline = deadline_in((double)run->config->api.timeout),
	};
	struct why why = {0};
	g_autoptr(GArray) tickets = NULL;
	g_autofree char *what = g_strdup_printf("key %s", mailbox->name);

	if (!ask_ready(&ask, &why)) {
		say(run, false, what, why.text);
	} else if (!run->online) {
		say(run, true, what, "can be read");
	} else if (desk_newest(ask.now->desk, 1, &tickets, &why) ==
		   ANSWER_DONE) {
		say(run, true, what, "is accepted by the desk");
	} else {
		say(run, false, what, why.text);
	}
	ask_close(&ask);
}

/* Mailboxes that share a key are asked for once: a request is scarce. */
static bool key_seen(const struct config *config, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(config->mailboxes[i].key_file,
			   config->mailboxes[n].key_file) == 0)
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
	check_mailboxes(run);
	check_state(run);
	check_secret(run);
	check_folder(run, "held mail", run->config->state.hold);
	if (discarded != NULL)
		check_folder(run, "discarded mail", discarded);
	check_archive(run);
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
