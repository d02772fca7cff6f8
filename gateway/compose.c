// SPDX-License-Identifier: GPL-3.0-or-later
// Composing: from a decision to the texts that the desk will be sent.
#include "compose.h"

#include <string.h>

#include "base/text.h"
#include "desk/fit.h"

/* What a part begins with that may have been posted before. */
static const char doubt_line[] =
	"(This may be a second copy: an earlier try got no answer.)";

/* UTF-16 units kept free for " (part 20)" behind a trace line. */
#define TRACE_ROOM 16

const char *compose_trace(const struct letter *letter,
			  const struct decision *dec, size_t n)
{
	if (*dec->trace_line == '\0' || n == 0)
		return dec->trace_line;
	return pool_format(letter->pool, "%s (part %zu)", dec->trace_line,
			   n + 1);
}

/* Adds a paragraph: an empty line stands between it and what is there. */
static void add_paragraph(GString *text, const char *paragraph)
{
	if (*paragraph == '\0')
		return;
	if (text->len > 0)
		g_string_append(text, "\n\n");
	g_string_append(text, paragraph);
}

static void add_lines(GString *text, const GPtrArray *lines)
{
	for (guint i = 0; i < lines->len; i++) {
		if (text->len > 0)
			g_string_append(text, i == 0 ? "\n\n" : "\n");
		g_string_append(text, lines->pdata[i]);
	}
}

/* A text without empty lines at its ends. */
static const char *trimmed(struct pool *pool, const char *text)
{
	const char *end = text + strlen(text);

	while (*text == '\n' || *text == ' ' || *text == '\t') {
		const char *line = text + strspn(text, " \t");

		/* What indents the first line of text belongs to it. */
		if (*line != '\n')
			break;
		text = line + 1;
	}
	while (end > text && strchr(" \t\n", end[-1]) != NULL)
		end--;
	return pool_text_n(pool, text, (size_t)(end - text));
}

/* The whole text: first lines, what was written, last lines. */
static char *whole_text(const struct letter *letter, const struct decision *dec,
			const char *first)
{
	g_autoptr(GString) text = g_string_new(first);
	const char *body = trimmed(letter->pool, dec->text);

	add_lines(text, dec->first);
	if (dec->summary != NULL) {
		add_paragraph(text, dec->summary);
		return g_string_free(g_steal_pointer(&text), FALSE);
	}
	add_paragraph(text, *body != '\0' ? body : "(This mail has no text.)");
	add_lines(text, dec->last);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void cut_parts(const struct config *config, const struct letter *letter,
		      const struct decision *dec,
		      const struct desk_limits *limits, const char *text,
		      struct plan *plan)
{
	const gsize trace = *dec->trace_line == '\0'
				    ? 0
				    : text_units(dec->trace_line) + TRACE_ROOM;
	const gsize doubt = sizeof doubt_line + 1;
	g_autoptr(GPtrArray) parts =
		fit_text(text, limits->text - trace - doubt,
			 (guint)config->limits.parts);
	const char **all = pool_zero(letter->pool, parts->len, sizeof *all);

	for (guint i = 0; i < parts->len; i++) {
		const char *line = compose_trace(letter, dec, i);

		all[i] = *line == '\0'
				 ? pool_text(letter->pool, parts->pdata[i])
				 : pool_format(letter->pool, "%s\n\n%s",
					       (char *)parts->pdata[i], line);
	}
	plan->parts = all;
	plan->parts_n = parts->len;
}

/* Who the ticket's customer will be; "" if nobody can be. */
static const char *customer(const struct letter *letter,
			    const struct decision *dec,
			    const struct desk_limits *limits,
			    const char **first)
{
	const struct writer *who = &dec->sender;
	g_autofree char *email =
		dec->no_customer ? NULL : fit_email(who->email, limits->email);
	g_autofree char *fallback =
		fit_email(letter->mailbox->fallback_customer, limits->email);

	*first = "";
	if (email != NULL)
		return pool_text(letter->pool, email);
	if (fallback == NULL)
		return "";
	*first =
		*who->email == '\0'
			? "From an unknown sender:"
			: pool_format(letter->pool, "From %s%s<%s>:", who->name,
				      *who->name ? " " : "", who->email);
	return pool_text(letter->pool, fallback);
}

static void fill_draft(const struct letter *letter, const struct decision *dec,
		       const struct desk_limits *limits, const char *email,
		       bool own_name, struct plan *plan)
{
	g_autofree char *subject = fit_line(dec->subject, limits->subject);
	g_autofree char *name = fit_line(dec->sender.name, limits->name);

	plan->draft = (struct desk_draft){
		.subject = pool_text(letter->pool, subject),
		.text = plan->parts[0],
		.email = email,
		.name = own_name ? pool_text(letter->pool, name) : "",
		.priority = dec->priority,
	};
}

void compose_doubt(const struct letter *letter, size_t n, struct plan *plan)
{
	const char **all = pool_zero(letter->pool, plan->parts_n, sizeof *all);

	memcpy(all, plan->parts, plan->parts_n * sizeof *all);
	all[n] = pool_format(letter->pool, "%s\n\n%s", doubt_line, all[n]);
	plan->parts = all;
	if (n == 0)
		plan->draft.text = all[0];
}

static void hold_for_customer(const struct letter *letter,
			      const struct decision *dec, struct plan *plan)
{
	plan->action = ACTION_HOLD;
	plan->reason = pool_format(
		letter->pool,
		"the desk cannot take %s%s%s as a customer; set "
		"fallback_customer for mailbox %s",
		*dec->sender.email == '\0' ? "a mail without a sender" : "\"",
		dec->sender.email, *dec->sender.email == '\0' ? "" : "\"",
		letter->mailbox->name);
}

void compose(const struct config *config, const struct letter *letter,
	     const struct decision *dec, const struct desk_limits *limits,
	     struct plan *plan)
{
	const char *first = "";
	const char *email = "";
	g_autofree char *text = NULL;

	*plan = (struct plan){
		.action = dec->action,
		.reason = dec->reason,
		.ticket_id =
			dec->action == ACTION_REPLY ? dec->standing.id : "",
	};
	if (dec->action != ACTION_CREATE && dec->action != ACTION_REPLY)
		return;
	if (dec->action == ACTION_CREATE) {
		email = customer(letter, dec, limits, &first);
		if (*email == '\0') {
			hold_for_customer(letter, dec, plan);
			return;
		}
	}
	text = whole_text(letter, dec, first);
	cut_parts(config, letter, dec, limits, text, plan);
	if (dec->action == ACTION_CREATE)
		fill_draft(letter, dec, limits, email, *first == '\0', plan);
}

void compose_detour(const struct config *config, const struct letter *letter,
		    const struct decision *dec,
		    const struct desk_limits *limits, const char *gone,
		    struct plan *plan)
{
	struct decision detour = *dec;
	const gint64 number = dec->standing.number;
	const char *ticket =
		number != 0 ? pool_format(letter->pool,
					  "ticket #%" G_GINT64_FORMAT, number)
			    : pool_format(letter->pool, "ticket %s",
					  dec->standing.id);

	detour.action = ACTION_CREATE;
	detour.reason = pool_format(
		letter->pool, "%s is %s, so this is a new one", ticket, gone);
	detour.first = g_ptr_array_new();
	g_ptr_array_add(detour.first,
			(gpointer)(guintptr)pool_format(
				letter->pool, "This mail answers %s (%s).",
				ticket, gone));
	compose(config, letter, &detour, limits, plan);
	g_ptr_array_unref(detour.first);
}
