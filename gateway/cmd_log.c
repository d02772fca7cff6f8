// SPDX-License-Identifier: GPL-3.0-or-later
// log: the mails of late, a line for each, with what became of it.
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "history.h"
#include "sheet.h"
#include "state/store_find.h"
#include "table.h"

/* Mails that are listed where neither a time nor a number is asked for. */
#define LIMIT_USUAL 30

/* Columns of a line that are not for sender and subject. */
#define FIXED_WIDTH 50

/* The longest time that --since can mean: a hundred years. */
#define SINCE_MOST_S (G_GINT64_CONSTANT(100) * 366 * 86400)

struct run {
	struct call *call;
	gboolean json;
	char *since, *sender, *ticket, *outcome; /* as typed, by g_free() */
	int limit;
	struct config *config;
	struct store *store;
	struct store_search search;
};

/* "90m", "2h", "3d": so long ago. False for any other text. */
static bool read_ago(const char *text, gint64 *since_ms)
{
	static const struct {
		char letter;
		gint64 seconds;
	} units[] = {
		{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800},
	};
	char *end = NULL;
	const gint64 n = g_ascii_strtoll(text, &end, 10);

	if (end == text || n < 0 || strlen(end) != 1)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
		if (units[i].letter == *end &&
		    n <= SINCE_MOST_S / units[i].seconds) {
			*since_ms =
				clock_wall_ms() - n * units[i].seconds * 1000;
			return true;
		}
	return false;
}

/* "2026-11-23", "2026-11-23 13:45", or any time of ISO 8601; UTC. */
static bool read_date(const char *text, gint64 *since_ms)
{
	static const char *const rests[] = {"", ":00", "T00:00:00"};
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autofree char *with_t = g_strdelimit(g_strdup(text), " ", 'T');

	for (size_t i = 0; i < G_N_ELEMENTS(rests); i++) {
		g_autofree char *whole = g_strconcat(with_t, rests[i], NULL);
		g_autoptr(GDateTime) at =
			g_date_time_new_from_iso8601(whole, utc);

		if (at == NULL)
			continue;
		*since_ms = g_date_time_to_unix(at) * 1000;
		return true;
	}
	return false;
}

static bool wrong(struct why *why, const char *option, const char *value,
		  const char *example)
{
	g_autofree char *shown = command_printable(value);

	return why_set(why, TROUBLE_USAGE, "%s cannot be \"%s\"; it is %s",
		       option, shown, example);
}

/* A mail ends so, or waits. */
static bool is_outcome(const char *word)
{
	if (strcmp(word, OUTCOME_OPEN) == 0)
		return true;
	for (int i = OUTCOME_CREATED; i <= OUTCOME_REFUSED; i++)
		if (i != OUTCOME_REPEATED &&
		    strcmp(word, outcome_name((enum outcome)i)) == 0)
			return true;
	return false;
}

static bool read_search(struct run *run, struct why *why)
{
	struct store_search *search = &run->search;

	if (run->since != NULL && !read_ago(run->since, &search->since_ms) &&
	    !read_date(run->since, &search->since_ms))
		return wrong(
			why, "--since", run->since,
			"so long ago as 90m, 2h or 3d, or a time of UTC as "
			"2026-11-23 or \"2026-11-23 13:45\"");
	if (run->ticket != NULL && !command_ticket(run->ticket, search))
		return wrong(why, "--ticket", run->ticket,
			     "the number of a ticket, or its id");
	if (run->outcome != NULL && !is_outcome(run->outcome))
		return wrong(why, "--outcome", run->outcome,
			     "created, posted, held, discarded, folded, "
			     "refused, later, spooled or open");
	if (run->sender != NULL && !g_utf8_validate(run->sender, -1, NULL))
		return wrong(why, "--sender", run->sender,
			     "the address of a sender");
	if (run->limit < 0)
		return wrong(why, "--limit", "less than 0",
			     "how many mails are listed; 0 for all");
	search->sender = run->sender;
	search->outcome = run->outcome;
	search->most = run->limit;
	return true;
}

static void add_row(struct table *table, const struct store_mail *mail)
{
	g_autoptr(GDateTime) at =
		g_date_time_new_from_unix_utc(mail->seen_ms / 1000);
	g_autofree char *time =
		at == NULL ? NULL : g_date_time_format(at, "%m-%d %H:%M");
	g_autofree char *ticket =
		mail->ticket_number == 0 ? g_strdup("-")
					 : g_strdup_printf("#%" G_GINT64_FORMAT,
							   mail->ticket_number);
	const char *const texts[] = {
		time,	mail->trace,  mail->outcome,
		ticket, mail->sender, mail->subject,
	};

	table_add(table, texts);
}

static void print_table(const GArray *mails)
{
	const glong room = table_room(stdout);
	const struct table_column columns[] = {
		{"UTC", 11},
		{"CODE", 64},
		{"OUTCOME", 9},
		{"TICKET", 12},
		{"FROM", (room - FIXED_WIDTH) / 2},
		{"SUBJECT", 0},
	};
	g_autoptr(table_handle) table =
		table_new(columns, G_N_ELEMENTS(columns));

	for (guint i = mails->len; i > 0; i--)
		add_row(table, &g_array_index(mails, struct store_mail, i - 1));
	table_print(table, room, stdout);
}

static void print_objects(const GArray *mails)
{
	for (guint i = mails->len; i > 0; i--) {
		struct sheet sheet = sheet_begin(stdout, true);

		history_mail(&sheet,
			     &g_array_index(mails, struct store_mail, i - 1));
		sheet_end(&sheet);
	}
}

static bool list(struct run *run, struct why *why)
{
	const struct deadline none = {0};
	g_autoptr(GArray) mails = NULL;

	run->store = store_open(&run->config->state, STORE_READ, none, why);
	if (run->store == NULL)
		return false;
	if (store_is_missing(run->store))
		return command_no_state(run->config, why);
	if (!store_find(run->store, &run->search, &mails, why))
		return false;
	if (run->json)
		print_objects(mails);
	else if (mails->len > 0)
		print_table(mails);
	else
		printf("no mail is known that fits\n");
	return true;
}

static enum outcome run_prepared(struct run *run, struct why *why)
{
	bool good;

	run->config = config_load(run->call->config_path,
				  run->call->config_asked, why);
	if (run->config == NULL)
		return OUTCOME_CONFIG;
	good = list(run, why);
	store_close(run->store);
	config_free(run->config);
	return good ? OUTCOME_OK : OUTCOME_WRONG;
}

static enum outcome run_checked(struct run *run, bool limited, struct why *why)
{
	if (run->call->argc > 1) {
		why_set(why, TROUBLE_USAGE,
			"log takes no operands; one mail is shown by: tixgate "
			"show");
		return OUTCOME_USAGE;
	}
	if (!read_search(run, why))
		return OUTCOME_USAGE;
	if (!limited && run->since == NULL)
		run->search.most = LIMIT_USUAL;
	return run_prepared(run, why);
}

static enum outcome run_log(struct call *call, struct why *why)
{
	struct run run = {.call = call, .limit = G_MININT};
	const GOptionEntry entries[] = {
		{"since", 0, 0, G_OPTION_ARG_STRING, &run.since,
		 "mails since 90m, 2h, 3d ago, or a time of UTC", "TIME"},
		{"sender", 0, 0, G_OPTION_ARG_STRING, &run.sender,
		 "mails of that sender", "ADDRESS"},
		{"ticket", 0, 0, G_OPTION_ARG_STRING, &run.ticket,
		 "mails that came to that ticket", "NUMBER"},
		{"outcome", 0, 0, G_OPTION_ARG_STRING, &run.outcome,
		 "mails of that outcome: created, posted, held, …", "WORD"},
		{"limit", 0, 0, G_OPTION_ARG_INT, &run.limit,
		 "the newest so many, 0 for all (30; with --since all)", "N"},
		{"json", 0, 0, G_OPTION_ARG_NONE, &run.json,
		 "one JSON object for each mail, one a line", NULL},
		{0},
	};
	enum outcome outcome = OUTCOME_USAGE;
	bool ended = false;
	bool limited;

	if (command_options(call, &command_log, entries, &ended, why)) {
		limited = run.limit != G_MININT;
		run.limit = limited ? run.limit : 0;
		outcome = ended ? OUTCOME_OK : run_checked(&run, limited, why);
	}
	g_free(run.since);
	g_free(run.sender);
	g_free(run.ticket);
	g_free(run.outcome);
	return outcome;
}

const struct command command_log = {
	.name = "log",
	.usage = "log [OPTION]...",
	.about = "lists the mails of late, and what became of each",
	.run = run_log,
};
