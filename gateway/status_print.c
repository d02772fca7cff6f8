// SPDX-License-Identifier: GPL-3.0-or-later
// How the gateway does, on a terminal or as JSON.
#include <string.h>

#include "held.h"
#include "sheet.h"
#include "status.h"

static gint64 count_of(const GArray *tallies, const char *outcome)
{
	for (guint i = 0; i < tallies->len; i++) {
		const struct store_tally *tally =
			&g_array_index(tallies, struct store_tally, i);

		if (strcmp(tally->outcome, outcome) == 0)
			return tally->mails;
	}
	return 0;
}

static void print_tallies(const struct status *status, FILE *out)
{
	fprintf(out, "%-*s%10s %10s\n", SHEET_LABEL_WIDTH, "Mails", "last hour",
		"last day");
	for (guint i = 0; i < status->day->len; i++) {
		const struct store_tally *tally =
			&g_array_index(status->day, struct store_tally, i);

		fprintf(out,
			"  %-*s%10" G_GINT64_FORMAT " %10" G_GINT64_FORMAT "\n",
			SHEET_LABEL_WIDTH - 2, tally->outcome,
			count_of(status->hour, tally->outcome), tally->mails);
	}
	if (status->day->len == 0)
		fprintf(out, "  %-*s%10d %10d\n", SHEET_LABEL_WIDTH - 2, "all",
			0, 0);
}

static void print_waiting(const struct sheet *sheet,
			  const struct store_overview *seen)
{
	g_autofree char *age = held_age(seen->open_since_ms);
	g_autoptr(GString) line = g_string_new("nothing");

	if (seen->open > 0)
		g_string_printf(
			line, "%" G_GINT64_FORMAT " %s, the oldest for %s",
			seen->open, seen->open == 1 ? "mail" : "mails", age);
	if (seen->open > seen->tried)
		g_string_append_printf(line,
				       "; %" G_GINT64_FORMAT
				       " nobody has tried for two days",
				       seen->open - seen->tried);
	if (seen->intents > 0)
		g_string_append_printf(
			line,
			"; of %" G_GINT64_FORMAT
			" it is not known yet whether it was posted",
			seen->intents);
	sheet_text(sheet, "Waiting", "", line->str);
}

static void print_folder(const struct sheet *sheet, const char *label,
			 const struct status_folder *folder)
{
	g_autofree char *age = held_age(folder->since_ms);
	g_autofree char *line = NULL;

	if (*folder->path == '\0')
		line = g_strdup("none is configured");
	else if (!folder->readable)
		line = g_strdup_printf("%s cannot be read by this user",
				       folder->path);
	else if (folder->mails == 0)
		line = g_strdup("nothing");
	else
		line = g_strdup_printf(
			"%u %s, the oldest for %s", folder->mails,
			folder->mails == 1 ? "mail" : "mails", age);
	sheet_text(sheet, label, "", line);
}

static void print_budget(const struct sheet *sheet, const char *label,
			 const struct status_budget *one)
{
	const struct store_standing *standing = &one->standing;
	g_autoptr(GString) line = g_string_new(NULL);

	g_string_printf(line,
			"%s: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
			" requests in %g s",
			*one->mailbox != '\0' ? one->mailbox : one->name,
			standing->used, one->budget.requests,
			(double)one->budget.window_ms / 1000);
	if (standing->waiting > 0)
		g_string_append_printf(line,
				       ", %" G_GINT64_FORMAT " wait for one",
				       standing->waiting);
	sheet_text(sheet, label, "", line->str);
	if (!standing->down && standing->paused_ms == 0)
		return;
	if (standing->paused_ms == 0)
		g_string_printf(line, "did not answer the last request: %s",
				standing->reason);
	else
		g_string_printf(
			line, "%s, not asked for %" G_GINT64_FORMAT " s: %s",
			standing->down ? "down" : "paused",
			(standing->paused_ms + 999) / 1000, standing->reason);
	sheet_text(sheet, "  Desk", "", line->str);
}

static void print_last(const struct sheet *sheet, const struct status *status)
{
	const gint64 at_ms = status->overview.delivered_ms;
	g_autofree char *age = held_age(at_ms);
	g_autofree char *at = sheet_clock(at_ms);
	g_autofree char *line =
		at_ms == 0 ? g_strdup("none is recorded")
			   : g_strdup_printf("%s ago, %s", age, at);

	sheet_text(sheet, "Delivered", "", line);
	for (guint i = 0; i < status->errors->len; i++) {
		const struct store_mail *mail =
			&g_array_index(status->errors, struct store_mail, i);
		g_autofree char *error =
			g_strdup_printf("%s %s", mail->trace, mail->reason);

		sheet_text(sheet, i == 0 ? "Put off" : "", "", error);
	}
}

static void print_screen(const struct status *status, FILE *out)
{
	const struct sheet sheet = sheet_begin(out, false);
	const struct store_overview *seen = &status->overview;
	g_autofree char *schema = g_strdup_printf(
		"%" G_GINT64_FORMAT "%s", seen->schema,
		seen->older ? " (older; renewed when the next mail comes)"
			    : "");
	g_autofree char *folded = g_strdup_printf(
		"%" G_GINT64_FORMAT " mails, to be posted in %" G_GINT64_FORMAT
		" messages",
		status->folded, status->digests);

	print_tallies(status, out);
	print_waiting(&sheet, seen);
	print_folder(&sheet, "Held", &status->held);
	print_folder(&sheet, "Spool", &status->spool);
	sheet_text(&sheet, "Storms", "",
		   status->digests > 0 ? folded : "nothing is folded");
	for (guint i = 0; i < status->budgets->len; i++)
		print_budget(&sheet, i == 0 ? "Budget" : "",
			     &g_array_index(status->budgets,
					    struct status_budget, i));
	print_last(&sheet, status);
	sheet_path(&sheet, "State", "", status->config->state.url);
	sheet_text(&sheet, "Schema", "", schema);
	for (guint i = 0; i < status->attention->len; i++)
		sheet_text(&sheet, i == 0 ? "Attention" : "", "",
			   status->attention->pdata[i]);
}

static struct json_object *tallies_object(const GArray *tallies)
{
	struct json_object *object = json_object_new_object();

	for (guint i = 0; i < tallies->len; i++) {
		const struct store_tally *tally =
			&g_array_index(tallies, struct store_tally, i);

		sheet_add_number(object, tally->outcome, tally->mails);
	}
	return object;
}

/* null for a folder that is not there to be read. */
static struct json_object *folder_object(const struct status_folder *folder)
{
	struct json_object *object;

	if (!folder->readable)
		return NULL;
	object = json_object_new_object();
	sheet_add_number(object, "mails", folder->mails);
	sheet_add_number(object, "since_ms", folder->since_ms);
	return object;
}

static struct json_object *budget_object(const struct status_budget *one)
{
	struct json_object *object = json_object_new_object();

	sheet_add_text(object, "key", one->name);
	sheet_add_text(object, "mailbox", one->mailbox);
	sheet_add_number(object, "requests", one->budget.requests);
	sheet_add_number(object, "window_ms", one->budget.window_ms);
	sheet_add_number(object, "used", one->standing.used);
	sheet_add_number(object, "waiting", one->standing.waiting);
	sheet_add_number(object, "paused_ms", one->standing.paused_ms);
	(void)json_object_object_add(
		object, "down", json_object_new_boolean(one->standing.down));
	sheet_add_text(object, "reason", one->standing.reason);
	return object;
}

static struct json_object *waiting_object(const struct store_overview *seen)
{
	struct json_object *object = json_object_new_object();

	sheet_add_number(object, "mails", seen->open);
	sheet_add_number(object, "since_ms", seen->open_since_ms);
	sheet_add_number(object, "given_up", seen->open - seen->tried);
	sheet_add_number(object, "intents", seen->intents);
	sheet_add_number(object, "intents_since_ms", seen->intents_since_ms);
	return object;
}

static void add_lists(struct json_object *object, const struct status *status)
{
	struct json_object *budgets = json_object_new_array();
	struct json_object *errors = json_object_new_array();
	struct json_object *attention = json_object_new_array();

	for (guint i = 0; i < status->budgets->len; i++)
		(void)json_object_array_add(
			budgets,
			budget_object(&g_array_index(status->budgets,
						     struct status_budget, i)));
	for (guint i = 0; i < status->errors->len; i++) {
		const struct store_mail *mail =
			&g_array_index(status->errors, struct store_mail, i);
		struct json_object *one = json_object_new_object();

		sheet_add_text(one, "trace", mail->trace);
		sheet_add_text(one, "reason", mail->reason);
		sheet_add_number(one, "seen_ms", mail->seen_ms);
		(void)json_object_array_add(errors, one);
	}
	for (guint i = 0; i < status->attention->len; i++)
		(void)json_object_array_add(
			attention,
			json_object_new_string(status->attention->pdata[i]));
	(void)json_object_object_add(object, "budgets", budgets);
	(void)json_object_object_add(object, "put_off", errors);
	(void)json_object_object_add(object, "attention", attention);
}

static void print_object(const struct status *status, FILE *out)
{
	struct json_object *object = json_object_new_object();
	struct json_object *storms = json_object_new_object();

	(void)json_object_object_add(object, "hour",
				     tallies_object(status->hour));
	(void)json_object_object_add(object, "day",
				     tallies_object(status->day));
	(void)json_object_object_add(object, "waiting",
				     waiting_object(&status->overview));
	(void)json_object_object_add(object, "held",
				     folder_object(&status->held));
	(void)json_object_object_add(object, "spool",
				     folder_object(&status->spool));
	sheet_add_number(storms, "mails", status->folded);
	sheet_add_number(storms, "messages", status->digests);
	(void)json_object_object_add(object, "folded", storms);
	sheet_add_number(object, "delivered_ms", status->overview.delivered_ms);
	sheet_add_number(object, "seen_ms", status->overview.seen_ms);
	sheet_add_text(object, "state", status->config->state.url);
	sheet_add_number(object, "schema", status->overview.schema);
	add_lists(object, status);
	sheet_print(object, out);
	(void)json_object_put(object);
}

void status_print(const struct status *status, bool json, FILE *out)
{
	if (json)
		print_object(status, out);
	else
		print_screen(status, out);
}
