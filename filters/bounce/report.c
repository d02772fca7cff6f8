// SPDX-License-Identifier: GPL-3.0-or-later
// Delivery reports: the fields of a message/delivery-status part (RFC 3464).
#include <string.h>

#include "filters/bounce/address.h"
#include "filters/bounce/gather.h"
#include "mail/address.h"

/* Bytes of one field with its continuation lines. */
#define FIELD_MOST ((gsize)4000)

/* What the fields have said of one recipient so far. */
struct group {
	struct span final, original, action, status, diagnostic;
	struct span disposition; /* of a receipt (RFC 8098, 3.2.6) */
};

/* A field's value: the rest of its line and the lines that continue it. */
static struct span field_value(struct span line, gsize from, struct span *rest)
{
	struct span value = span_after(line, from);
	struct span next, after = *rest;

	while (after.n > 0 && (*after.at == ' ' || *after.at == '\t') &&
	       line_next(&after, &next)) {
		/* A blank line with a blank in it ends a group all the same. */
		if (span_trim(next).n == 0)
			break;
		value.n = (gsize)(next.at + next.n - value.at);
		*rest = after;
		if (value.n > FIELD_MOST)
			break;
	}
	return span_trim(value);
}

static const struct group no_group = {
	{"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0},
};

static const char *action_word(struct span action)
{
	static const char *const words[] = {"failed", "delayed", "delivered",
					    "relayed", "expanded"};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (span_begins(action, words[i]))
			return words[i];
	return "";
}

/*
 * What became of the mail: "displayed" in "manual-action/MDN-sent-manually;
 * displayed".
 */
static const char *disposition_word(struct span disposition)
{
	static const char *const words[] = {"displayed",  "deleted",
					    "dispatched", "processed",
					    "denied",	  "failed"};
	const char *type = memchr(disposition.at, ';', disposition.n);

	if (type == NULL)
		return "";
	disposition = span_trim(
		span_after(disposition, (gsize)(type + 1 - disposition.at)));
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (span_begins(disposition, words[i]))
			return words[i];
	return "";
}

/* Without the type: "smtp; 550 …" (RFC 3464, 2.3.6). */
static struct span untyped(struct span value)
{
	const char *end = memchr(value.at, ';', value.n);

	if (end == NULL || memchr(value.at, ' ', (gsize)(end - value.at)))
		return value;
	return span_trim(span_after(value, (gsize)(end + 1 - value.at)));
}

/*
 * The field Status counts unless it says less ("5.0.0", as many systems write
 * whatever the other server has said) than the diagnostic.
 */
static const char *group_status(struct gather *g, const struct group *group)
{
	char stated[STATUS_SIZE] = "", said[STATUS_SIZE] = "";

	(void)status_enhanced(group->status, stated);
	if (status_enhanced(group->diagnostic, said) &&
	    status_worth(said) > status_worth(stated))
		return pool_text(g->pool, said);
	return pool_text(g->pool, stated);
}

static bool is_whole(struct span field)
{
	struct span email;

	return address_next(&field, &email);
}

static void close_group(struct gather *g, struct group *group)
{
	struct span email;
	struct returned_recipient one = {.email = ""};
	struct span named = group->final;

	if (named.n == 0 && group->original.n == 0)
		return;
	/* The original one is what the mail was sent to, if it is whole. */
	if (named.n == 0 || is_whole(group->original))
		named = group->original;
	if (address_of_field(named, &email)) {
		one.email = gather_line(g, email, ADDRESS_EMAIL_MOST);
		one.action = group->disposition.n > 0
				     ? disposition_word(group->disposition)
				     : action_word(group->action);
		one.status = group_status(g, group);
		one.diagnostic = gather_line(g, untyped(group->diagnostic),
					     BOUNCE_DIAGNOSTIC_MOST);
		gather_add(g, &one);
	}
	*group = no_group;
}

static struct span *group_field(struct group *group, struct span name)
{
	const struct {
		const char *name;
		struct span *field;
	} fields[] = {
		{"Final-Recipient", &group->final},
		{"Original-Recipient", &group->original},
		{"Action", &group->action},
		{"Status", &group->status},
		{"Diagnostic-Code", &group->diagnostic},
		{"X-Actual-Recipient", &group->original},
		{"Disposition", &group->disposition},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
		if (name.n == strlen(fields[i].name) &&
		    span_begins(name, fields[i].name))
			return fields[i].field;
	return NULL;
}

static void take_field(struct gather *g, struct group *group, struct span name,
		       struct span value)
{
	struct span *field = group_field(group, name);

	if (field == NULL) {
		if (g->message_id[0] == '\0' &&
		    span_has(name, "Original-Message-ID")) {
			const struct ids ids = ids_read(
				gather_line(g, value, IDS_ID_MOST), g->pool);

			g->message_id = ids.n > 0 ? ids.at[0] : "";
		}
		return;
	}
	/* Groups that no blank line parts: the next recipient begins. */
	if (field == &group->final && group->final.n > 0)
		close_group(g, group);
	if (field->n == 0)
		*field = value;
}

void gather_report(struct gather *g, const char *text)
{
	struct span rest = span_of(text);
	struct group group = no_group;
	struct span line;

	while (line_next(&rest, &line)) {
		const char *colon = memchr(line.at, ':', line.n);
		struct span name;

		if (span_trim(line).n == 0) {
			close_group(g, &group);
			continue;
		}
		if (colon == NULL)
			continue;
		name = span_trim(
			(struct span){line.at, (gsize)(colon - line.at)});
		take_field(
			g, &group, name,
			field_value(line, (gsize)(colon + 1 - line.at), &rest));
	}
	close_group(g, &group);
}
