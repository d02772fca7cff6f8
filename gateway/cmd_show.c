// SPDX-License-Identifier: GPL-3.0-or-later
// show: the history of mails by what a person knows of them; attachments.
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "extract.h"
#include "history.h"
#include "state/hold.h"
#include "state/store_find.h"

/* Mails that one call shows: the newest. */
#define SHOW_MOST 50

struct run {
	struct call *call;
	gboolean json;
	char *folder; /* to extract into; NULL: not asked for */
	struct config *config;
	struct store *store;
	char *asked; /* as it was typed, by g_free() */
};

/* What the operand can be: codes have letters, so numbers are none. */
enum kind { KIND_NONE, KIND_TICKET, KIND_CODE, KIND_MAIL };

static enum kind kind_of(const char *text)
{
	struct store_search search = {0};

	if (command_ticket(text, &search))
		return KIND_TICKET;
	if (strchr(text, '@') != NULL ||
	    (*text == '<' && g_str_has_suffix(text, ">")))
		return KIND_MAIL;
	return hold_code_valid(text) &&
			       strspn(text, "0123456789") < strlen(text)
		       ? KIND_CODE
		       : KIND_NONE;
}

static bool find_by_code(struct run *run, GArray **mails, struct why *why)
{
	g_autofree char *code = g_ascii_strup(run->asked, -1);
	const struct store_search by_id = {.trace = code};

	return store_find(run->store, &by_id, mails, why);
}

/*
 * A Message-ID looks like an address: who sent it is looked for second. Both
 * may be what a mail program shows: Ann <ann@example.org>.
 */
static bool find_by_mail(struct run *run, GArray **mails, struct why *why)
{
	const char *open = strrchr(run->asked, '<');
	g_autofree char *bare = open != NULL && g_str_has_suffix(open, ">")
					? g_strndup(open + 1, strlen(open) - 2)
					: g_strdup(run->asked);
	struct store_search search = {.message_id = bare, .most = SHOW_MOST};

	if (!store_find(run->store, &search, mails, why))
		return false;
	if ((*mails)->len > 0)
		return true;
	g_array_unref(g_steal_pointer(mails));
	search = (struct store_search){.sender = bare, .most = SHOW_MOST};
	return store_find(run->store, &search, mails, why);
}

static bool find(struct run *run, GArray **mails, struct why *why)
{
	struct store_search search = {.most = SHOW_MOST};

	switch (kind_of(run->asked)) {
	case KIND_TICKET:
		(void)command_ticket(run->asked, &search);
		return store_find(run->store, &search, mails, why);
	case KIND_MAIL:
		return find_by_mail(run, mails, why);
	case KIND_CODE:
	case KIND_NONE:
		break;
	}
	return find_by_code(run, mails, why);
}

static bool unknown(const struct run *run, struct why *why)
{
	g_autofree char *asked = command_printable(run->asked);

	if (store_is_missing(run->store))
		return command_no_state(run->config, why);
	if (kind_of(run->asked) == KIND_CODE)
		return why_set(why, TROUBLE_LATER,
			       "no mail with the code %s is known; what is "
			       "held is shown by: tixgate held show",
			       asked);
	return why_set(why, TROUBLE_LATER,
		       "no mail of %s is known; what came of late is shown by: "
		       "tixgate log",
		       asked);
}

static bool extract(const struct run *run, const GArray *mails, struct why *why)
{
	const struct store_mail *mail =
		mails->len == 0 ? NULL
				: &g_array_index(mails, struct store_mail, 0);
	g_autofree char *code =
		g_ascii_strup(mail != NULL ? mail->trace : run->asked, -1);
	const struct extraction with = {
		.config = run->config,
		.code = code,
		.key = mail != NULL ? mail->key : "",
		.store = run->store,
		.folder = run->folder,
		.json = run->json,
		.out = stdout,
	};

	if (mails->len > 1)
		return why_set(why, TROUBLE_LATER,
			       "%u mails are known of that; --extract needs "
			       "the code of one",
			       mails->len);
	/* What is held may be there without any record. */
	if (mail == NULL && kind_of(run->asked) != KIND_CODE)
		return unknown(run, why);
	return extract_files(&with, why);
}

/* In the order in which they came, so that the newest is seen last. */
static bool show_all(const struct run *run, const GArray *mails,
		     struct why *why)
{
	const struct history with = {
		.config = run->config,
		.store = run->store,
		.json = run->json,
		.out = stdout,
	};

	for (guint i = mails->len; i > 0; i--) {
		if (!history_show(
			    &with,
			    &g_array_index(mails, struct store_mail, i - 1),
			    why))
			return false;
		if (i > 1 && !run->json)
			printf("\n");
	}
	if (mails->len == SHOW_MOST && !run->json)
		printf("\nThere may be older ones; see: tixgate log\n");
	return true;
}

static bool show(struct run *run, struct why *why)
{
	const struct deadline none = {0};
	g_autoptr(GArray) mails = NULL;

	run->store = store_open(&run->config->state, STORE_READ, none, why);
	if (run->store == NULL || !find(run, &mails, why))
		return false;
	if (run->folder != NULL)
		return extract(run, mails, why);
	return mails->len > 0 ? show_all(run, mails, why) : unknown(run, why);
}

static enum outcome run_prepared(struct run *run, struct why *why)
{
	bool good;

	run->config = config_load(run->call->config_path,
				  run->call->config_asked, why);
	if (run->config == NULL)
		return OUTCOME_CONFIG;
	good = show(run, why);
	store_close(run->store);
	config_free(run->config);
	return good ? OUTCOME_OK : OUTCOME_WRONG;
}

static enum outcome run_show(struct call *call, struct why *why)
{
	struct run run = {.call = call};
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &run.json,
		 "one JSON object a line: a mail each, or a file", NULL},
		{"extract", 0, 0, G_OPTION_ARG_FILENAME, &run.folder,
		 "write its attachments into a folder instead", "DIR"},
		{0},
	};
	g_autofree char *folder = NULL;
	g_autofree char *asked = NULL;
	bool ended = false;

	if (!command_options(call, &command_show, entries, &ended, why))
		return OUTCOME_USAGE;
	folder = run.folder;
	if (ended)
		return OUTCOME_OK;
	asked = g_strdup(call->argc == 2 ? call->argv[1] : "");
	if (!g_utf8_validate(asked, -1, NULL) || kind_of(asked) == KIND_NONE) {
		why_set(why, TROUBLE_USAGE,
			"show needs a trace code, as the log and the ticket "
			"have it, a Message-ID, the number or id of a ticket, "
			"or a sender's address");
		return OUTCOME_USAGE;
	}
	run.asked = asked;
	return run_prepared(&run, why);
}

const struct command command_show = {
	.name = "show",
	.usage = "show [OPTION]... CODE|MESSAGE-ID|TICKET|SENDER",
	.about = "shows what became of a mail and why, or its attachments",
	.run = run_show,
};
