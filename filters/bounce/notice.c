// SPDX-License-Identifier: GPL-3.0-or-later
// Notices: bounces that a sending service tells of as JSON in a mail's text.
#include <string.h>

#include "filters/bounce/address.h"
#include "filters/bounce/gather.h"
#include "mail/address.h"

/* Bytes of one value that are read. */
#define VALUE_MOST ((gsize)1000)

/*
 * The text without the backslashes that wrap an object up as a string. What
 * they escape is lost but for quotes: this reads a few keys, it is no parser.
 */
static GString *unwrapped(struct span said)
{
	GString *text = g_string_sized_new(said.n);

	for (gsize i = 0; i < said.n; i++)
		if (said.at[i] != '\\')
			g_string_append_c(text, said.at[i]);
	return text;
}

/* The text value of the next "key": "value" in *rest, which moves behind it. */
static bool value_next(struct span *rest, const char *key, struct span *value)
{
	g_autofree char *quoted = g_strdup_printf("\"%s\"", key);
	const char *at = span_find(*rest, quoted);
	const char *end;
	struct span after;

	if (at == NULL)
		return false;
	after = span_after(*rest, (gsize)(at - rest->at) + strlen(quoted));
	while (after.n > 0 && strchr(" :\t\n", *after.at) != NULL)
		after = span_after(after, 1);
	if (after.n == 0 || *after.at != '"')
		return false;
	after = span_after(after, 1);
	end = memchr(after.at, '"', MIN(after.n, VALUE_MOST));
	if (end == NULL)
		return false;
	*value = (struct span){after.at, (gsize)(end - after.at)};
	*rest = span_after(after, value->n + 1);
	return true;
}

/* The keys of one recipient stand between its address and the next. */
static void add_recipient(struct gather *g, struct span email,
			  struct span about, struct span before)
{
	struct returned_recipient one = {
		.email = gather_line(g, email, ADDRESS_EMAIL_MOST),
		.status = "",
		.action = "failed",
		.diagnostic = "",
	};
	const struct span places[] = {about, before};
	struct span value;
	char code[STATUS_SIZE];

	/* Keys have no order: what is missing behind may stand before. */
	for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
		struct span rest = places[i];

		if (*one.diagnostic == '\0' &&
		    value_next(&rest, "diagnosticCode", &value))
			one.diagnostic =
				gather_line(g, value, BOUNCE_DIAGNOSTIC_MOST);
		rest = places[i];
		if (*one.status == '\0' &&
		    value_next(&rest, "status", &value) &&
		    status_enhanced(value, code))
			one.status = pool_text(g->pool, code);
	}
	if (status_enhanced(span_of(one.diagnostic), code) &&
	    status_worth(code) > status_worth(one.status))
		one.status = pool_text(g->pool, code);
	gather_add(g, &one);
}

static void read_recipients(struct gather *g, struct span text)
{
	struct span rest = text;
	struct span email, next;
	struct span before = {text.at, 0};
	bool more = value_next(&rest, "emailAddress", &email);

	for (int n = 0; more && n < BOUNCE_RECIPIENTS_MOST; n++) {
		struct span about = rest;

		before.n = (gsize)(email.at - before.at);
		more = value_next(&rest, "emailAddress", &next);
		if (more)
			about.n = (gsize)(next.at - about.at);
		add_recipient(g, email, about, before);
		before = (struct span){about.at, 0};
		email = next;
	}
}

/* "recipients": ["a@b", …], and one answer for all of them. */
static void read_delivered(struct gather *g, struct span text)
{
	const char *list = span_find(text, "\"recipients\"");
	struct returned_recipient one = {
		.status = "", .action = "delivered", .diagnostic = ""};
	struct span rest = text;
	struct span value, email;
	char code[STATUS_SIZE];

	if (value_next(&rest, "smtpResponse", &value)) {
		one.diagnostic = gather_line(g, value, BOUNCE_DIAGNOSTIC_MOST);
		if (status_enhanced(value, code))
			one.status = pool_text(g->pool, code);
	}
	if (list == NULL)
		return;
	rest = span_after(text, (gsize)(list - text.at));
	list = memchr(rest.at, ']', rest.n);
	rest.n = list == NULL ? 0 : (gsize)(list - rest.at);
	while (address_next(&rest, &email)) {
		one.email = gather_line(g, email, ADDRESS_EMAIL_MOST);
		gather_add(g, &one);
	}
}

enum report_kind gather_notice(struct gather *g, struct span said)
{
	const struct span trimmed = span_trim(said);
	g_autoptr(GString) text = NULL;
	struct span rest, kind, id;
	enum report_kind report = REPORT_DELIVERY;

	if (!span_begins(trimmed, "{") ||
	    !span_has(trimmed, "notificationType"))
		return REPORT_NONE;
	text = unwrapped(trimmed);
	rest = (struct span){text->str, text->len};
	if (!value_next(&rest, "notificationType", &kind))
		return REPORT_NONE;
	rest = (struct span){text->str, text->len};
	if (span_begins(kind, "Complaint"))
		report = REPORT_FEEDBACK;
	else if (span_begins(kind, "Bounce"))
		read_recipients(g, rest);
	else if (span_begins(kind, "Delivery"))
		read_delivered(g, rest);
	else
		return REPORT_NONE;
	while (*g->message_id == '\0' && value_next(&rest, "messageId", &id)) {
		const struct ids ids =
			ids_read(gather_line(g, id, IDS_ID_MOST), g->pool);

		/* The service's own ids have no domain. */
		if (ids.n > 0 && strchr(ids.at[0], '@') != NULL)
			g->message_id = ids.at[0];
	}
	return report;
}
