// SPDX-License-Identifier: GPL-3.0-or-later
// sync: remembers the newest tickets, whichever way they were made.
#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "base/log.h"
#include "command.h"
#include "sheet.h"

struct run {
	struct call *call;
	double seconds; /* of the whole run */
	gboolean json;
	struct config *config;
	struct store *store;
	struct deadline deadline;
};

/* What one workspace told. */
struct told {
	guint tickets, unknown;
	gint64 least, most; /* numbers */
};

/* Mailboxes of one workspace share their tickets: one request for all. */
static bool is_first(const struct config *config, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(config->mailboxes[i].workspace,
			   config->mailboxes[n].workspace) == 0)
			return false;
	return true;
}

static bool remember(const struct run *run, const char *workspace,
		     const GArray *tickets, struct told *told, struct why *why)
{
	g_autoptr(GArray) known =
		g_array_new(FALSE, FALSE, sizeof(struct store_ticket));

	for (guint i = 0; i < tickets->len; i++) {
		const struct desk_ticket *from =
			&g_array_index(tickets, struct desk_ticket, i);
		const struct store_ticket ticket = {
			.id = from->id,
			.number = from->number,
			.customer_id = from->customer_id,
			.customer_email = from->customer_email,
			.subject = from->subject,
		};
		struct store_ticket seen;
		bool found = false;

		if (!store_ticket_by_id(run->store, workspace, from->id, &seen,
					&found, why))
			return false;
		told->tickets++;
		told->unknown += !found;
		told->most = MAX(told->most, from->number);
		told->least =
			i == 0 ? from->number : MIN(told->least, from->number);
		g_array_append_val(known, ticket);
	}
	return store_tickets_save(run->store, workspace,
				  (const struct store_ticket *)known->data,
				  known->len, why);
}

static void print_object(const char *workspace, const struct told *told)
{
	struct json_object *object = json_object_new_object();

	sheet_add_text(object, "workspace", workspace);
	sheet_add_number(object, "tickets", told->tickets);
	sheet_add_number(object, "least", told->least);
	sheet_add_number(object, "most", told->most);
	sheet_add_number(object, "new", told->unknown);
	sheet_print(object, stdout);
	(void)json_object_put(object);
}

static void print_line(const char *workspace, const struct told *told)
{
	g_autofree char *name = command_printable(workspace);

	printf("%s: %u tickets", name, told->tickets);
	if (told->tickets > 0)
		printf(", #%" G_GINT64_FORMAT " to #%" G_GINT64_FORMAT
		       ", %u new",
		       told->least, told->most, told->unknown);
	/* Then others may lie between these and those that were known. */
	if (told->unknown == DESK_NEWEST_MOST)
		printf("; there may be older ones that are not known: run it "
		       "more often");
	printf("\n");
}

static void say(const char *workspace, const struct told *told, bool json)
{
	g_autoptr(GString) line = g_string_new(NULL);

	if (json)
		print_object(workspace, told);
	else
		print_line(workspace, told);
	(void)fflush(stdout);
	g_string_append_printf(line, "sync tickets=%u new=%u", told->tickets,
			       told->unknown);
	log_field(line, "workspace", workspace);
	log_line(LOG_LEVEL_INFO, "%s", line->str);
}

static bool sync_one(const struct run *run, const struct mailbox *mailbox,
		     struct why *why)
{
	struct ask ask = {
		.config = run->config,
		.mailbox = mailbox,
		.key_fd = run->call->around.key_fd,
		.store = run->store,
		.deadline = run->deadline,
	};
	g_autoptr(GArray) tickets = NULL;
	struct told told = {0};
	bool good = ask_newest(&ask, &tickets, why) == ANSWER_DONE &&
		    remember(run, mailbox->workspace, tickets, &told, why);

	if (good)
		say(mailbox->workspace, &told, run->json);
	else
		why_at(why, "workspace %s", mailbox->workspace);
	ask_close(&ask);
	return good;
}

/* One workspace that does not answer is no reason to leave out the others. */
static bool sync_all(const struct run *run, struct why *why)
{
	bool good = true;

	for (size_t i = 0; i < run->config->mailboxes_n; i++) {
		struct why reason = {0};

		if (!is_first(run->config, i) ||
		    sync_one(run, &run->config->mailboxes[i], &reason))
			continue;
		/* Each reason is said where it happens; the last is main's. */
		if (!good)
			fprintf(stderr, "tixgate: %s\n", why->text);
		*why = reason;
		good = false;
	}
	return good;
}

static enum outcome sync_prepared(struct run *run, struct why *why)
{
	bool good;

	run->store = store_open(&run->config->state, STORE_WRITE, run->deadline,
				why);
	if (run->store == NULL)
		return OUTCOME_WRONG;
	good = sync_all(run, why);
	store_close(run->store);
	return good ? OUTCOME_OK : OUTCOME_WRONG;
}

static enum outcome run_sync(struct call *call, struct why *why)
{
	struct run run = {.call = call, .seconds = 60};
	const GOptionEntry entries[] = {
		{"deadline", 0, 0, G_OPTION_ARG_DOUBLE, &run.seconds,
		 "seconds after which it gives up (60)", "S"},
		{"json", 0, 0, G_OPTION_ARG_NONE, &run.json,
		 "one JSON object for each workspace, one a line", NULL},
		{0},
	};
	enum outcome outcome;
	bool ended = false;

	if (!command_options(call, &command_sync, entries, &ended, why))
		return OUTCOME_USAGE;
	if (ended)
		return OUTCOME_OK;
	if (call->argc > 1) {
		why_set(why, TROUBLE_USAGE, "sync takes no operands");
		return OUTCOME_USAGE;
	}
	run.config = config_load(call->config_path, call->config_asked, why);
	if (run.config == NULL)
		return OUTCOME_CONFIG;
	log_open(run.config->log.file);
	run.deadline = deadline_in(run.seconds);
	outcome = sync_prepared(&run, why);
	config_free(run.config);
	return outcome;
}

const struct command command_sync = {
	.name = "sync",
	.usage = "sync [OPTION]...",
	.about = "remembers the newest tickets by their numbers",
	.run = run_sync,
};
