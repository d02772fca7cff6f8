// SPDX-License-Identifier: GPL-3.0-or-later
// The history of one mail as people and programs are shown it.
#include "history.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/outcome.h"
#include "keeping.h"
#include "spooled.h"
#include "state/store_ack.h"
#include "state/store_find.h"
#include "state/store_history.h"

void history_mail(const struct sheet *sheet, const struct store_mail *mail)
{
	sheet_text(sheet, "Code", "trace", mail->trace);
	sheet_text(sheet, "Outcome", "outcome", mail->outcome);
	sheet_text(sheet, "Reason", "reason", mail->reason);
	sheet_number(sheet, "Ticket", "ticket", mail->ticket_number);
	sheet_text(sheet, "Ticket's id", "ticket_id", mail->ticket_id);
	sheet_text(sheet, "Mailbox", "mailbox", mail->mailbox);
	sheet_text(sheet, "From", "from", mail->sender);
	sheet_text(sheet, "Subject", "subject", mail->subject);
	sheet_text(sheet, "Message-ID", "message_id", mail->message_id);
	sheet_time(sheet, "First seen", "seen_ms", mail->seen_ms);
	sheet_time(sheet, "Ended", "ended_ms", mail->ended_ms);
	/* Of older mails only those are known that made a request. */
	sheet_number(sheet, "Attempts", "attempts",
		     mail->tries > 0 ? mail->tries : mail->attempts);
	sheet_number(sheet, "Requests", "requests", mail->requests);
}

/* The file in which the whole mail is kept, by g_free(), or NULL. */
static char *kept_in(const struct store_settings *settings,
		     const struct store_mail *mail)
{
	const bool held =
		strcmp(mail->outcome, outcome_name(OUTCOME_HELD)) == 0;
	const bool gone =
		strcmp(mail->outcome, outcome_name(OUTCOME_DISCARDED)) == 0 ||
		strcmp(mail->outcome, outcome_name(OUTCOME_FOLDED)) == 0;
	g_autofree char *discarded = keeping_discarded(settings);
	const char *folder = held ? settings->hold : gone ? discarded : NULL;
	g_autofree char *name = NULL;

	if (*settings->spool != '\0' && *mail->trace != '\0' &&
	    strcmp(mail->outcome, outcome_name(OUTCOME_SPOOLED)) == 0) {
		name = spooled_path(settings->spool, mail->trace);
		/* Who may not look into the folder is told that much. */
		return name != NULL ? g_steal_pointer(&name)
				    : g_strdup(settings->spool);
	}
	if (folder == NULL || *mail->trace == '\0')
		return NULL;
	name = g_strconcat(mail->trace, ".eml", NULL);
	return g_build_filename(folder, name, NULL);
}

static void put_kept(const struct sheet *sheet, const struct history *with,
		     const struct store_mail *mail)
{
	g_autofree char *path = kept_in(&with->config->state, mail);
	g_autofree char *gone = NULL;

	/* Who may not look into the folder is told the place all the same. */
	if (sheet->object == NULL && path != NULL && access(path, F_OK) < 0 &&
	    errno == ENOENT)
		gone = g_strdup_printf("%s (no longer there)", path);
	sheet_path(sheet, "Kept in", "kept",
		   gone != NULL	  ? gone
		   : path != NULL ? path
				  : "");
}

static void put_ack(const struct sheet *sheet, const struct store_ack *ack)
{
	g_autofree char *at = sheet_clock(ack->at_ms);
	g_autofree char *line = NULL;
	struct json_object *object;

	if (sheet->object == NULL) {
		line = g_strdup_printf(
			"%s to %s, %s%s%s", ack_state_name(ack->state),
			ack->recipient, at, *ack->detail != '\0' ? ": " : "",
			ack->detail);
		if (ack->state != ACK_NONE)
			sheet_text(sheet, "Answered", "", line);
		return;
	}
	object = json_object_new_object();
	sheet_add_text(object, "state", ack_state_name(ack->state));
	sheet_add_text(object, "recipient", ack->recipient);
	sheet_add_text(object, "message_id", ack->answer_id);
	sheet_add_text(object, "detail", ack->detail);
	sheet_add_number(object, "at_ms", ack->at_ms);
	(void)json_object_object_add(sheet->object, "acknowledgement", object);
}

static void put_files(const struct sheet *sheet, const GArray *files)
{
	struct json_object *all = NULL;

	if (sheet->object != NULL) {
		all = json_object_new_array();
		(void)json_object_object_add(sheet->object, "archived", all);
	}
	for (guint i = 0; i < files->len; i++) {
		const struct store_file *file =
			&g_array_index(files, struct store_file, i);
		g_autofree char *line =
			g_strdup_printf("%s (%s, %" G_GINT64_FORMAT " bytes)",
					file->name, file->type, file->size);
		struct json_object *one;

		if (all == NULL) {
			sheet_text(sheet, "Archived", "", line);
			continue;
		}
		one = json_object_new_object();
		sheet_add_text(one, "name", file->name);
		sheet_add_text(one, "type", file->type);
		sheet_add_number(one, "size", file->size);
		sheet_add_text(one, "sha256", file->digest);
		(void)json_object_array_add(all, one);
	}
}

static void put_asked(const struct sheet *sheet, const struct store_mail *mail,
		      const struct store_asked *asked)
{
	g_autofree char *took = sheet_span(asked->ms);
	g_autofree char *status =
		asked->status == 0 ? g_strdup("no answer")
				   : g_strdup_printf("HTTP %" G_GINT64_FORMAT,
						     asked->status);
	g_autofree char *line =
		g_strdup_printf("%-6s  %-9s  %-8s  %s", asked->what, status,
				asked->answer, took);

	/* Aligned by itself, so it is not broken. */
	fprintf(sheet->out, "%-*s%s\n", SHEET_LABEL_WIDTH, "", line);
	if (strcmp(asked->target, mail->ticket_id) != 0)
		sheet_text(sheet, "", "", asked->target);
}

/* What came of an attempt, in the middle of a line. */
static const char *ending(const struct store_attempt *attempt, bool newest,
			  const struct store_mail *mail)
{
	if (*attempt->outcome != '\0')
		return attempt->outcome;
	return newest && mail->state == MAIL_OPEN ? "under way, or killed"
						  : "killed before its end";
}

static void print_attempt(const struct sheet *sheet,
			  const struct store_mail *mail,
			  const struct store_attempt *attempt, bool newest,
			  const GArray *asked)
{
	const char *ended = ending(attempt, newest, mail);
	g_autofree char *label =
		g_strdup_printf("Attempt %" G_GINT64_FORMAT, attempt->attempt);
	g_autofree char *at = sheet_clock(attempt->at_ms);
	g_autofree char *took = sheet_span(attempt->ms);
	g_autofree char *head =
		g_strdup_printf("%s: %s%s%s", at, ended,
				*attempt->outcome != '\0' ? ", in " : "",
				*attempt->outcome != '\0' ? took : "");
	gint64 shown = 0;

	sheet_text(sheet, label, "", head);
	for (guint i = 0; i < asked->len; i++) {
		const struct store_asked *one =
			&g_array_index(asked, struct store_asked, i);

		if (one->attempt != attempt->attempt)
			continue;
		put_asked(sheet, mail, one);
		shown++;
	}
	if (attempt->requests > shown)
		fprintf(sheet->out,
			"%-*sand %" G_GINT64_FORMAT " more requests\n",
			SHEET_LABEL_WIDTH, "", attempt->requests - shown);
	/* That of the newest stands above. */
	if (!newest || strcmp(attempt->reason, mail->reason) != 0)
		sheet_text(sheet, "", "", attempt->reason);
	sheet_text(sheet, "  Class", "", attempt->class);
	sheet_text(sheet, "  Notes", "", attempt->notes);
}

static struct json_object *asked_object(const struct store_asked *asked)
{
	struct json_object *object = json_object_new_object();

	sheet_add_text(object, "what", asked->what);
	sheet_add_text(object, "target", asked->target);
	sheet_add_number(object, "status", asked->status);
	sheet_add_text(object, "answer", asked->answer);
	sheet_add_number(object, "at_ms", asked->at_ms);
	sheet_add_number(object, "ms", asked->ms);
	return object;
}

static struct json_object *attempt_object(const struct store_attempt *attempt,
					  const GArray *asked)
{
	struct json_object *object = json_object_new_object();
	struct json_object *all = json_object_new_array();

	sheet_add_number(object, "attempt", attempt->attempt);
	sheet_add_number(object, "at_ms", attempt->at_ms);
	sheet_add_number(object, "ms", attempt->ms);
	sheet_add_text(object, "outcome", attempt->outcome);
	sheet_add_text(object, "reason", attempt->reason);
	sheet_add_text(object, "class", attempt->class);
	sheet_add_text(object, "action", attempt->action);
	sheet_add_text(object, "notes", attempt->notes);
	sheet_add_number(object, "requests", attempt->requests);
	for (guint i = 0; i < asked->len; i++) {
		const struct store_asked *one =
			&g_array_index(asked, struct store_asked, i);

		if (one->attempt == attempt->attempt)
			(void)json_object_array_add(all, asked_object(one));
	}
	(void)json_object_object_add(object, "asked", all);
	return object;
}

static void put_attempts(const struct sheet *sheet,
			 const struct store_mail *mail, const GArray *attempts,
			 const GArray *asked)
{
	struct json_object *all =
		sheet->object == NULL ? NULL : json_object_new_array();
	gint64 last = 0;

	for (guint i = 0; i < attempts->len; i++) {
		const struct store_attempt *one =
			&g_array_index(attempts, struct store_attempt, i);

		if (all != NULL) {
			(void)json_object_array_add(all,
						    attempt_object(one, asked));
			continue;
		}
		if (one->attempt > last + 1)
			fprintf(sheet->out,
				"%-*s%" G_GINT64_FORMAT
				" attempts are no longer recorded\n",
				SHEET_LABEL_WIDTH, "...",
				one->attempt - last - 1);
		last = one->attempt;
		print_attempt(sheet, mail, one, i + 1 == attempts->len, asked);
	}
	if (all != NULL)
		(void)json_object_object_add(sheet->object, "history", all);
}

bool history_show(const struct history *with, const struct store_mail *mail,
		  struct why *why)
{
	g_autoptr(GArray) files = NULL;
	g_autoptr(GArray) attempts = NULL;
	g_autoptr(GArray) asked = NULL;
	struct store_ack ack;
	struct sheet sheet;

	if (!store_files_of(with->store, mail->key, &files, why) ||
	    !store_history_of(with->store, mail->key, &attempts, &asked, why) ||
	    !store_ack_get(with->store, mail->key, &ack, why))
		return false;
	sheet = sheet_begin(with->out, with->json);
	history_mail(&sheet, mail);
	put_kept(&sheet, with, mail);
	put_ack(&sheet, &ack);
	put_files(&sheet, files);
	put_attempts(&sheet, mail, attempts, asked);
	sheet_end(&sheet);
	return true;
}
