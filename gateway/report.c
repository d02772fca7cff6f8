// SPDX-License-Identifier: GPL-3.0-or-later
// Reporting: what explain says of one mail to a person.
#include "report.h"

#include <string.h>

/* The column in which values begin. */
#define LABEL_WIDTH 12

void report_request(struct desk *desk, const struct plan *plan, size_t n,
		    struct desk_request *request)
{
	if (n == 0 && plan->action == ACTION_CREATE)
		desk_create_request(desk, &plan->draft, request);
	else
		desk_reply_request(desk,
				   *plan->ticket_id != '\0' ? plan->ticket_id
							    : "NEW",
				   plan->parts[n], request);
}

static void row(FILE *out, const char *label, const char *value)
{
	fprintf(out, "%-*s%s\n", LABEL_WIDTH, label, value);
}

static void writer_row(FILE *out, const struct decision *dec)
{
	const struct writer *who = &dec->sender;
	g_autofree char *value = g_strdup_printf("%s%s<%s>  (by %s)", who->name,
						 *who->name != '\0' ? " " : "",
						 who->email, who->source);

	row(out, "Sender", *who->email != '\0' ? value : "nobody is named");
}

static void reference_row(FILE *out, const struct decision *dec)
{
	const struct reference *ref = &dec->reference;
	g_autofree char *value = NULL;

	if (!ref->found)
		return;
	value = g_strdup_printf("%s  (by %s)", ref->text, ref->source);
	row(out, "Refers to", value);
}

static void request_rows(FILE *out, const struct plan *plan, struct desk *desk)
{
	for (size_t i = 0; i < plan->parts_n; i++) {
		struct desk_request request;
		g_autofree char *value = NULL;

		report_request(desk, plan, i, &request);
		value = g_strdup_printf("%s %s", request.method, request.path);
		row(out, i == 0 ? "Requests" : "", value);
	}
	if (plan->parts_n == 0)
		row(out, "Requests", "none");
}

static void note_rows(FILE *out, const struct decision *dec)
{
	for (guint i = 0; i < dec->notes->len; i++) {
		const struct note *note =
			&g_array_index(dec->notes, struct note, i);
		g_autofree char *value =
			g_strdup_printf("%s: %s", note->filter, note->note);

		row(out, i == 0 ? "Notes" : "", value);
	}
}

/* Text of the mail, set off by an indent from what is said of it. */
static void print_text(FILE *out, const char *text)
{
	while (*text != '\0') {
		const size_t size = strcspn(text, "\n");

		fprintf(out, "    %.*s\n", (int)size, text);
		text += size + (text[size] == '\n');
	}
}

void report_text(FILE *out, const char *name, const struct letter *letter,
		 const struct decision *dec, const struct plan *plan,
		 struct desk *desk)
{
	if (name != NULL)
		row(out, "Mail", name);
	row(out, "Message-ID",
	    *letter->msg->message_id != '\0' ? letter->msg->message_id
					     : "none");
	row(out, "Subject", letter->msg->subject);
	writer_row(out, dec);
	row(out, "Mailbox", letter->mailbox->name);
	row(out, "Class", class_name(dec->class));
	reference_row(out, dec);
	row(out, "Action", action_name(plan->action));
	row(out, "Why", plan->reason);
	if (dec->filter != NULL)
		row(out, "By filter", dec->filter);
	if (*letter->trace != '\0')
		row(out, "Trace", letter->trace);
	request_rows(out, plan, desk);
	note_rows(out, dec);
	for (size_t i = 0; i < plan->parts_n; i++) {
		fputc('\n', out);
		print_text(out, plan->parts[i]);
	}
	fputc('\n', out);
}
