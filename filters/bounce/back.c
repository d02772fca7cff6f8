// SPDX-License-Identifier: GPL-3.0-or-later
// The mail that came back: its Message-ID, and to whom it was written.
#include <string.h>

#include "filters/bounce/address.h"
#include "filters/bounce/gather.h"
#include "mail/address.h"

static const char *first_id(struct gather *g, const char *raw)
{
	const struct ids ids = ids_read(raw, g->pool);

	return ids.n > 0 ? ids.at[0] : "";
}

/* The headers of the first message that is attached, or NULL. */
static const struct head *attached_head(const struct message *msg)
{
	for (size_t i = 0; i < msg->parts_n; i++)
		if (msg->parts[i].head.n > 0 && bounce_part_is_outer(msg, i))
			return &msg->parts[i].head;
	return NULL;
}

static struct span without_quote(struct span line)
{
	while (line.n > 0 && strchr("> \t|", *line.at) != NULL)
		line = span_after(line, 1);
	return line;
}

/* The value of a header in a text: indented or quoted ones count as well. */
static struct span text_header(struct span text, const char *name)
{
	struct span line;

	while (line_next(&text, &line)) {
		line = without_quote(line);
		if (!span_begins(line, name))
			continue;
		line = span_trim(span_after(line, strlen(name)));
		/* Folded before its value, as long ids are. */
		if (line.n == 0 && line_next(&text, &line))
			line = span_trim(line);
		return line;
	}
	return (struct span){"", 0};
}

static void find_id(struct gather *g, const struct head *head, struct span back)
{
	const struct header *header =
		head == NULL ? NULL : head_nth(head, "Message-ID", 0);
	struct span value;

	if (*g->message_id == '\0' && header != NULL)
		g->message_id = first_id(g, header->raw);
	if (*g->message_id != '\0')
		return;
	value = text_header(back, "Message-ID:");
	if (value.n > 0)
		g->message_id = first_id(g, gather_line(g, value, IDS_ID_MOST));
}

/* True if a line of a header block begins a header, and continues none. */
static bool begins_header(struct span line)
{
	gsize n = 0;

	while (n < line.n && (g_ascii_isalnum(line.at[n]) || line.at[n] == '-'))
		n++;
	return n > 0 && n < line.n && line.at[n] == ':';
}

/* The same with all lines that it is folded to, however the text is indented.
 */
static const char *text_folded(struct gather *g, struct span text,
			       const char *name)
{
	g_autoptr(GString) value = g_string_new(NULL);
	bool within = false;
	struct span line;
	int lines = 0;

	while (lines < BOUNCE_HEADER_LINES_MOST && line_next(&text, &line)) {
		line = without_quote(line);
		if (within && (span_trim(line).n == 0 || begins_header(line)))
			break;
		if (!within && span_begins(line, name)) {
			within = true;
			line = span_after(line, strlen(name));
		}
		if (!within)
			continue;
		g_string_append_len(value, line.at, (gssize)line.n);
		g_string_append_c(value, ' ');
		lines++;
	}
	return gather_line(g, (struct span){value->str, value->len},
			   BOUNCE_HEADER_MOST);
}

/* Where an id of ours may stand: who was to be answered, and what it answers.
 */
static void keep_headers(struct gather *g, const struct head *head,
			 struct span back)
{
	static const char *const names[] = {
		"Message-ID:",	"Reply-To:",	"From:",      "Sender:",
		"Return-Path:", "In-Reply-To:", "References:"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *name =
			g_strndup(names[i], strlen(names[i]) - 1);
		const struct header *header =
			head == NULL ? NULL : head_nth(head, name, 0);
		struct returned_header one = {.name = pool_text(g->pool, name)};

		one.value = header != NULL
				    ? gather_line(g, span_of(header->raw),
						  BOUNCE_HEADER_MOST)
				    : text_folded(g, back, names[i]);
		if (*one.value != '\0')
			g_array_append_val(g->headers, one);
	}
}

/* The only address of a header, or "" where it names more or none. */
static const char *only_address(struct gather *g, const char *raw)
{
	bool unsure = false;
	const struct addresses all = addresses_read(raw, g->pool, &unsure);

	return all.n == 1 && strchr(all.at[0].email, '@') != NULL
		       ? all.at[0].email
		       : "";
}

bool gather_returns(const struct gather *g, struct span back)
{
	return span_trim(back).n > 0 || attached_head(g->msg) != NULL;
}

/* Whom the mail that came back was for. */
static const char *sent_to(struct gather *g, const struct head *head,
			   struct span said, struct span back)
{
	const struct span places[] = {back, said};
	const char *email = "";

	if (head != NULL && head_nth(head, "To", 0) != NULL)
		return only_address(g, head_nth(head, "To", 0)->raw);
	for (gsize i = 0; i < G_N_ELEMENTS(places) && *email == '\0'; i++) {
		const struct span to = text_header(places[i], "To:");

		email = only_address(g, gather_line(g, to, ADDRESS_EMAIL_MOST));
	}
	/* "To: support@…" above a text is how that text itself was sent. */
	return gather_is_of_mail(g->msg, email) &&
			       text_header(back, "To:").n == 0
		       ? ""
		       : email;
}

void gather_back(struct gather *g, struct span said, struct span back,
		 bool delayed)
{
	const struct head *head = attached_head(g->msg);
	struct returned_recipient one = {
		.email = "",
		.status = "",
		.diagnostic = "",
		.action = delayed ? "delayed" : "failed",
	};

	find_id(g, head, back);
	keep_headers(g, head, back);
	if (g->recipients->len > 0)
		return;
	one.email = sent_to(g, head, said, back);
	if (*one.email != '\0')
		gather_add(g, &one);
}
