// SPDX-License-Identifier: GPL-3.0-or-later
// Held mail on a terminal: one mail, and its text.
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "command.h"
#include "handle.h"
#include "held.h"
#include "sheet.h"
#include "state/hold.h"

/* Seconds that reading a mail for a person may take. */
#define SHOW_SECONDS 60

char *held_find(const struct held_folder *folder, const char *typed,
		struct why *why)
{
	g_autofree char *upper = g_ascii_strup(typed, -1);
	g_autofree char *shown = command_printable(typed);
	const char *const codes[] = {typed, upper};

	for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
		g_autofree char *name = g_strconcat(codes[i], ".eml", NULL);
		g_autofree char *path =
			g_build_filename(folder->path, name, NULL);

		if (hold_code_valid(codes[i]) && access(path, F_OK) == 0)
			return g_strdup(codes[i]);
	}
	why_set(why, TROUBLE_LATER,
		"no mail with the code %s is %s; see: tixgate held list", shown,
		folder->word);
	return NULL;
}

static void row(FILE *out, const char *label, const char *value)
{
	const struct sheet sheet = sheet_begin(out, false);

	sheet_text(&sheet, label, "", value);
}

static void list_row(FILE *out, const char *label, const char *const *texts,
		     gsize n)
{
	g_autoptr(GString) line = g_string_new(NULL);

	for (gsize i = 0; i < n; i++)
		g_string_append_printf(line, "%s%s", i > 0 ? ", " : "",
				       texts[i]);
	row(out, label, line->str);
}

static void address_row(FILE *out, const char *label,
			const struct addresses *list)
{
	g_autoptr(GString) line = g_string_new(NULL);

	for (size_t i = 0; i < list->n; i++)
		g_string_append_printf(line, "%s%s%s<%s>", i > 0 ? ", " : "",
				       list->at[i].name,
				       *list->at[i].name != '\0' ? " " : "",
				       list->at[i].email);
	row(out, label, line->str);
}

static void show_note(FILE *out, const struct hold_note *note)
{
	g_autoptr(GDateTime) at =
		g_date_time_new_from_unix_utc(note->at_ms / 1000);
	g_autofree char *age = held_age(note->at_ms);
	g_autofree char *time =
		at == NULL ? NULL : g_date_time_format(at, "%F %H:%M:%S UTC");
	g_autofree char *since =
		g_strdup_printf("%s (%s ago)", time != NULL ? time : "?", age);

	row(out, "Code", note->code);
	row(out, "Kept since", since);
	row(out, "Reason", note->reason);
	row(out, "Mailbox", note->mailbox);
	if (note->sender_known)
		row(out, "Sender",
		    *note->sender != '\0' ? note->sender : "<> (none)");
	list_row(out, "Recipients", note->recipients, note->recipients_n);
	list_row(out, "Originally", note->originals, note->originals_n);
	row(out, "Queue id", note->queue_id);
}

static void show_message(FILE *out, const struct message *msg)
{
	g_autoptr(GString) text = g_string_new(NULL);

	fputc('\n', out);
	address_row(out, "From", &msg->from);
	address_row(out, "Reply-To", &msg->reply_to);
	address_row(out, "To", &msg->to);
	address_row(out, "Cc", &msg->cc);
	row(out, "Date", msg->date);
	row(out, "Subject", msg->subject);
	for (size_t i = 0; i < msg->attachments_n; i++) {
		const struct attachment *file = &msg->attachments[i];
		g_autofree char *value =
			g_strdup_printf("%s (%s, %" G_GUINT64_FORMAT " bytes)",
					file->name, file->type, file->size);

		row(out, "Attached", value);
	}
	text_body(text, msg->text, strlen(msg->text));
	fprintf(out, "\n%s%s", text->str,
		g_str_has_suffix(text->str, "\n") ? "" : "\n");
}

bool held_show(const struct held_folder *folder, const char *code, FILE *out,
	       struct why *why)
{
	g_autoptr(pool_handle) pool = pool_new();
	const struct read_wish wish =
		handle_wish(folder->config, false, deadline_in(SHOW_SECONDS));
	struct spool mail = {.fd = -1};
	struct read_report report;
	struct hold_note note;
	struct message msg;
	struct stat info;
	bool good;

	if (!hold_open(folder->path, code, pool, &note, &mail.fd, why))
		return false;
	show_note(out, &note);
	if (fstat(mail.fd, &info) == 0)
		mail.size = (guint64)info.st_size;
	good = mail_read(&mail, &wish, pool, &msg, &report, why);
	if (good)
		show_message(out, &msg);
	spool_close(&mail);
	return good;
}

bool held_show_raw(const struct held_folder *folder, const char *code,
		   FILE *out, struct why *why)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct hold_note note;
	char buffer[65536];
	ssize_t n;
	int fd;

	if (!hold_open(folder->path, code, pool, &note, &fd, why))
		return false;
	/* A regular file: each read moves on, and its size ends the loop. */
	while ((n = read(fd, buffer, sizeof buffer)) > 0)
		if (fwrite(buffer, 1, (size_t)n, out) != (size_t)n)
			break;
	if (n != 0 || fflush(out) != 0) {
		why_errno(why, TROUBLE_LATER, "cannot copy the mail %s", code);
		(void)close(fd);
		return false;
	}
	(void)close(fd);
	return true;
}
