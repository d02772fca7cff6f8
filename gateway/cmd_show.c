// SPDX-License-Identifier: GPL-3.0-or-later
// show: one mail by its trace code: what became of it, and its attachments.
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "command.h"
#include "extract.h"
#include "state/hold.h"
#include "state/store.h"

/* The column in which values begin. */
#define LABEL_WIDTH 13

struct run {
	struct call *call;
	gboolean json;
	char *folder; /* to extract into; NULL: not asked for */
	struct config *config;
	struct store *store; /* NULL: it cannot be read */
	char *code;	     /* as codes are written */
};

/* A line of the description, or a member of the object; "" is left out. */
struct sheet {
	struct json_object *object; /* NULL: lines are printed */
};

static void put(const struct sheet *sheet, const char *label, const char *key,
		const char *value)
{
	g_autofree char *line = command_printable(value);

	if (sheet->object != NULL)
		json_object_object_add(sheet->object, key,
				       json_object_new_string(line));
	else if (*line != '\0')
		printf("%-*s%s\n", LABEL_WIDTH, label, line);
}

static void put_number(const struct sheet *sheet, const char *label,
		       const char *key, gint64 number)
{
	if (sheet->object != NULL)
		json_object_object_add(sheet->object, key,
				       json_object_new_int64(number));
	else if (number != 0)
		printf("%-*s%" G_GINT64_FORMAT "\n", LABEL_WIDTH, label,
		       number);
}

static void put_time(const struct sheet *sheet, const char *label,
		     const char *key, gint64 at_ms)
{
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(at_ms / 1000);
	g_autofree char *text =
		at == NULL ? NULL : g_date_time_format(at, "%F %H:%M:%S UTC");

	if (sheet->object != NULL)
		put_number(sheet, label, key, at_ms);
	else if (at_ms != 0)
		put(sheet, label, key, text != NULL ? text : "?");
}

static void put_mail(const struct sheet *sheet, const struct store_mail *mail)
{
	put(sheet, "Code", "trace", mail->trace);
	put(sheet, "Outcome", "outcome",
	    mail->state == MAIL_DONE ? mail->outcome : "under way");
	put(sheet, "Reason", "reason", mail->reason);
	put_number(sheet, "Ticket", "ticket", mail->ticket_number);
	put(sheet, "Mailbox", "mailbox", mail->mailbox);
	put(sheet, "From", "from", mail->sender);
	put(sheet, "Subject", "subject", mail->subject);
	put(sheet, "Message-ID", "message_id", mail->message_id);
	put_time(sheet, "First seen", "seen_ms", mail->seen_ms);
	put_time(sheet, "Ended", "ended_ms", mail->ended_ms);
	put_number(sheet, "Attempts", "attempts", mail->attempts);
	put_number(sheet, "Requests", "requests", mail->requests);
}

static void put_file(const struct sheet *sheet, struct json_object *all,
		     const struct store_file *file)
{
	g_autofree char *name = command_printable(file->name);
	g_autofree char *type = command_printable(file->type);
	g_autofree char *line = NULL;
	struct json_object *one;

	if (sheet->object == NULL) {
		line = g_strdup_printf("%s (%s, %" G_GINT64_FORMAT " bytes)",
				       name, type, file->size);
		put(sheet, "Archived", "", line);
		return;
	}
	one = json_object_new_object();
	json_object_object_add(one, "name", json_object_new_string(name));
	json_object_object_add(one, "type", json_object_new_string(type));
	json_object_object_add(one, "size", json_object_new_int64(file->size));
	json_object_object_add(one, "sha256",
			       json_object_new_string(file->digest));
	json_object_array_add(all, one);
}

static bool describe(const struct run *run, const struct store_mail *mail,
		     struct why *why)
{
	struct sheet sheet = {run->json ? json_object_new_object() : NULL};
	struct json_object *all = NULL;
	g_autoptr(GArray) files = NULL;

	if (!store_files_of(run->store, mail->key, &files, why)) {
		json_object_put(sheet.object);
		return false;
	}
	put_mail(&sheet, mail);
	if (run->json) {
		all = json_object_new_array();
		json_object_object_add(sheet.object, "archived", all);
	}
	for (guint i = 0; i < files->len; i++)
		put_file(&sheet, all,
			 &g_array_index(files, struct store_file, i));
	if (run->json)
		printf("%s\n", json_object_to_json_string_ext(
				       sheet.object, JSON_C_TO_STRING_PLAIN));
	json_object_put(sheet.object);
	return true;
}

static bool extract(const struct run *run, const struct store_mail *mail,
		    struct why *why)
{
	const struct extraction with = {
		.config = run->config,
		.code = run->code,
		.key = mail->state == MAIL_UNKNOWN ? "" : mail->key,
		.store = run->store,
		.folder = run->folder,
		.json = run->json,
		.out = stdout,
	};

	return extract_files(&with, why);
}

static bool show(struct run *run, struct why *why)
{
	const struct deadline none = {0};
	struct store_mail mail;

	run->store = store_open(&run->config->state, STORE_READ, none, why);
	if (run->store == NULL ||
	    !store_mail_by_trace(run->store, run->code, &mail, why))
		return false;
	if (run->folder != NULL)
		return extract(run, &mail, why);
	if (mail.state != MAIL_UNKNOWN)
		return describe(run, &mail, why);
	return why_set(why, TROUBLE_LATER,
		       "no mail with the code %s is known; what is held is "
		       "shown by: tixgate held show",
		       run->code);
}

static enum outcome run_show(struct call *call, struct why *why)
{
	struct run run = {.call = call};
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &run.json,
		 "one JSON object; with --extract one for each file, one a "
		 "line",
		 NULL},
		{"extract", 0, 0, G_OPTION_ARG_FILENAME, &run.folder,
		 "write its attachments into a folder instead", "DIR"},
		{0},
	};
	g_autofree char *folder = NULL;
	enum outcome outcome = OUTCOME_WRONG;
	bool ended = false;

	if (!command_options(call, &command_show, entries, &ended, why))
		return OUTCOME_USAGE;
	folder = run.folder;
	if (ended)
		return OUTCOME_OK;
	if (call->argc != 2 || !hold_code_valid(call->argv[1])) {
		why_set(why, TROUBLE_USAGE,
			"show needs the trace code of one mail, as the log and "
			"the ticket have it");
		return OUTCOME_USAGE;
	}
	run.config = config_load(call->config_path, call->config_asked, why);
	if (run.config == NULL)
		return OUTCOME_CONFIG;
	run.code = g_ascii_strup(call->argv[1], -1);
	if (show(&run, why))
		outcome = OUTCOME_OK;
	store_close(run.store);
	g_free(run.code);
	config_free(run.config);
	return outcome;
}

const struct command command_show = {
	.name = "show",
	.usage = "show [OPTION]... CODE",
	.about = "shows one mail by its trace code, or gets its attachments",
	.run = run_show,
};
