// SPDX-License-Identifier: GPL-3.0-or-later
// Bounces: puts together what the parts, headers and the text say.
#include "filters/bounce/bounce.h"

#include <string.h>

#include "base/text.h"
#include "filters/bounce/address.h"
#include "filters/bounce/gather.h"
#include "mail/address.h"

/* Levels of parts that are climbed. */
#define PART_DEPTH_MOST 64

bool bounce_part_is_outer(const struct message *msg, size_t i)
{
	int around = msg->parts[i].parent;

	for (int n = 0; around >= 0 && n < PART_DEPTH_MOST; n++) {
		if (!g_str_has_prefix(msg->parts[around].type, "multipart/"))
			return false;
		around = msg->parts[around].parent;
	}
	return true;
}

const char *gather_line(struct gather *g, struct span span, gsize most)
{
	g_autoptr(GString) line = g_string_new(NULL);

	text_line(line, span.at, MIN(span.n, most * 2));
	if (line->len > most) {
		const char *end =
			g_utf8_find_prev_char(line->str, line->str + most + 1);

		g_string_truncate(line, (gsize)(end - line->str));
	}
	return pool_text(g->pool, line->str);
}

void gather_add(struct gather *g, const struct returned_recipient *one)
{
	if (*one->email == '\0')
		return;
	for (guint i = 0; i < g->recipients->len; i++) {
		struct returned_recipient *known = &g_array_index(
			g->recipients, struct returned_recipient, i);

		if (!address_same(known->email, one->email))
			continue;
		if (status_worth(one->status) > status_worth(known->status))
			known->status = one->status;
		if (*known->action == '\0')
			known->action = one->action;
		if (*known->diagnostic == '\0')
			known->diagnostic = one->diagnostic;
		return;
	}
	if (g->recipients->len < BOUNCE_RECIPIENTS_MOST)
		g_array_append_val(g->recipients, *one);
}

static enum report_kind kind_of(const struct part *part)
{
	static const struct {
		const char *type, *parameter;
		enum report_kind kind;
	} kinds[] = {
		{"message/delivery-status", "delivery-status", REPORT_DELIVERY},
		{"message/global-delivery-status", "delivery-status",
		 REPORT_DELIVERY},
		{"message/disposition-notification", "disposition-notification",
		 REPORT_DISPOSITION},
		{"message/global-disposition-notification",
		 "disposition-notification", REPORT_DISPOSITION},
		{"message/feedback-report", "feedback-report", REPORT_FEEDBACK},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(part->type, kinds[i].type) == 0 ||
		    (strcmp(part->type, "multipart/report") == 0 &&
		     span_has(span_of(part->parameters), kinds[i].parameter)))
			return kinds[i].kind;
	/* RFC 3462 asks for report-type; a delivery report is the oldest. */
	return strcmp(part->type, "multipart/report") == 0 ? REPORT_DELIVERY
							   : REPORT_NONE;
}

/*
 * Reports where they do not belong: in the text of a mail whose parts cannot be
 * told apart, or in a bounce that another system wrapped up.
 */
static void read_strays(struct gather *g)
{
	const struct message *msg = g->msg;
	const char *stray = span_find(
		(struct span){msg->text, strnlen(msg->text, BOUNCE_TEXT_MOST)},
		"Final-Recipient:");

	if (stray != NULL)
		gather_report(g, stray);
	for (size_t i = 0; i < msg->parts_n && g->recipients->len == 0; i++)
		if (kind_of(&msg->parts[i]) == REPORT_DELIVERY)
			gather_report(g, msg->parts[i].text);
}

static void read_parts(struct gather *g, struct bounce *bounce)
{
	const struct message *msg = g->msg;

	for (size_t i = 0; i < msg->parts_n; i++) {
		const struct part *part = &msg->parts[i];
		const enum report_kind kind = kind_of(part);

		if (kind == REPORT_NONE || !bounce_part_is_outer(msg, i))
			continue;
		if (bounce->kind == REPORT_NONE)
			bounce->kind = kind;
		if ((kind == REPORT_DELIVERY || kind == REPORT_DISPOSITION) &&
		    *part->text != '\0')
			gather_report(g, part->text);
	}
	bounce->stated =
		g->recipients->len > 0 && bounce->kind != REPORT_DISPOSITION;
}

/* RFC 3464 has no such field: Exim and Gmail write it in the header. */
static void read_failed(struct gather *g, struct span said, bool delayed)
{
	const struct header *header;

	for (size_t i = 0; i < BOUNCE_RECIPIENTS_MOST; i++) {
		struct span rest, email;

		header = head_nth(&g->msg->head, "X-Failed-Recipients", i);
		if (header == NULL)
			return;
		rest = span_of(header->raw);
		while (address_next(&rest, &email)) {
			struct returned_recipient one = {
				.email = gather_line(g, email,
						     ADDRESS_EMAIL_MOST),
				.action = delayed ? "delayed" : "failed",
				.diagnostic = "",
			};

			one.status = gather_status(
				g,
				&(struct saying){
					.said = said,
					.beside = {"", 0},
					.email = email,
					.only = i == 0 &&
						!memchr(rest.at, '@', rest.n),
					.delayed = delayed});
			gather_add(g, &one);
		}
	}
}

/* A status that the report left open, from what the text says. */
static void fill_one(struct gather *g, struct returned_recipient *one,
		     struct saying *saying)
{
	const char *other;

	saying->beside = span_of(one->diagnostic);
	saying->email = span_of(one->email);
	other = gather_stated(g, saying);
	if (status_worth(other) > status_worth(one->status))
		one->status = other;
	if (status_worth(one->status) > 0 ||
	    (*one->status != '\0' && *one->diagnostic != '\0'))
		return;
	/* No server was asked: the reporter's own words say more. */
	other = gather_derived(g, saying);
	if (*one->status == '\0')
		one->status = other;
	else if (strcmp(other + 2, STATUS_UNTOLD) != 0 &&
		 strcmp(other + 2, STATUS_NO_REASON) != 0)
		one->status =
			pool_format(g->pool, "%c%s", *one->status, other + 1);
}

static void fill_status(struct gather *g, struct span said, bool delayed)
{
	for (guint i = 0; i < g->recipients->len; i++) {
		struct returned_recipient *one = &g_array_index(
			g->recipients, struct returned_recipient, i);
		const bool lost = *one->action == '\0' ||
				  strcmp(one->action, "failed") == 0 ||
				  strcmp(one->action, "delayed") == 0;
		struct saying saying = {
			.said = said,
			.only = g->recipients->len == 1,
			.delayed =
				delayed || strcmp(one->action, "delayed") == 0};

		if (lost && status_worth(one->status) < STATUS_WORTH_MOST)
			fill_one(g, one, &saying);
	}
}

static void judge(struct bounce *bounce)
{
	const struct returned *back = &bounce->returned;
	size_t late = 0, good = 0;

	for (size_t i = 0; i < back->recipients_n; i++) {
		const char *action = back->recipients[i].action;

		late += strcmp(action, "delayed") == 0;
		good += strcmp(action, "delivered") == 0 ||
			strcmp(action, "relayed") == 0 ||
			strcmp(action, "expanded") == 0;
	}
	if (back->recipients_n > 0) {
		bounce->delayed = late > 0 && late + good == back->recipients_n;
		bounce->delivered = good == back->recipients_n;
	}
}

static void drop_array(gpointer array)
{
	g_array_unref(array);
}

/* What can be told without a search: the parts, and how the text begins. */
static void look(struct gather *g, struct bounce *bounce, struct span *said,
		 struct span *back)
{
	const struct message *msg = g->msg;

	*bounce = (struct bounce){.kind = REPORT_NONE};
	g->message_id = "";
	g->recipients = pool_keep(
		g->pool,
		g_array_new(FALSE, FALSE, sizeof(struct returned_recipient)),
		drop_array);
	g->headers = pool_keep(
		g->pool,
		g_array_new(FALSE, FALSE, sizeof(struct returned_header)),
		drop_array);
	gather_split(msg->text, said, back);
	bounce->told = gather_opens(*said);
	bounce->refused = gather_refuses(*said);
	bounce->proven = gather_lists(g, *said) || gather_returns(g, *back);
	bounce->delayed = gather_delays(*said) ||
			  span_has(span_of(msg->subject), "(delay)");
	read_parts(g, bounce);
	if (bounce->kind == REPORT_NONE) {
		bounce->kind = gather_notice(g, span_of(msg->text));
		bounce->stated = g->recipients->len > 0;
	}
}

static void take_over(const struct gather *g, struct bounce *bounce)
{
	bounce->returned = (struct returned){
		.recipients = (const struct returned_recipient *)(const void *)
				      g->recipients->data,
		.recipients_n = g->recipients->len,
		.message_id = g->message_id,
		.headers = (const struct returned_header *)(const void *)
				   g->headers->data,
		.headers_n = g->headers->len,
	};
	judge(bounce);
}

void bounce_look(const struct message *msg, struct pool *pool,
		 struct bounce *bounce)
{
	struct gather g = {.msg = msg, .pool = pool};
	struct span said, back;

	look(&g, bounce, &said, &back);
	take_over(&g, bounce);
}

void bounce_read(const struct message *msg, struct pool *pool,
		 struct bounce *bounce)
{
	struct gather g = {.msg = msg, .pool = pool};
	struct span said, back;

	look(&g, bounce, &said, &back);
	if (!bounce->stated)
		read_strays(&g);
	if (g.recipients->len == 0) {
		gather_told(&g, said, bounce->delayed);
		read_failed(&g, said, bounce->delayed);
	}
	gather_back(&g, said, back, bounce->delayed);
	fill_status(&g, said, bounce->delayed);
	take_over(&g, bounce);
}
