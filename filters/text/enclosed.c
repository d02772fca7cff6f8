// SPDX-License-Identifier: GPL-3.0-or-later
// A mail that was forwarded as an attachment: message/rfc822.
#include "filters/text/enclosed.h"

#include <string.h>

#include "mail/address.h"
#include "mail/html.h"

static const char *value(const struct part *part, const char *name)
{
	const char *found = head_get(&part->head, name);

	return found == NULL ? "" : found;
}

static struct addresses people(const struct part *part, const char *name,
			       struct pool *pool)
{
	const struct header *header = head_nth(&part->head, name, 0);
	bool unsure = false;

	if (header == NULL)
		return (struct addresses){NULL, 0};
	return addresses_read(header->raw, pool, &unsure);
}

/* True if part i stands inside part outer, at any depth. */
static bool inside(const struct message *msg, size_t i, size_t outer)
{
	/* A parent always stands before its parts, so this ends. */
	for (int at = msg->parts[i].parent; at >= 0;
	     at = msg->parts[at].parent) {
		if ((size_t)at == outer)
			return true;
	}
	return false;
}

/* A bounce encloses what came back; that is no forward (RFC 3462). */
static bool reported(const struct message *msg, size_t i)
{
	for (int at = msg->parts[i].parent; at >= 0;
	     at = msg->parts[at].parent) {
		if (strcmp(msg->parts[at].type, "multipart/report") == 0)
			return true;
	}
	return false;
}

static const char *body_of(const struct message *msg, size_t outer,
			   struct pool *pool)
{
	const struct part *html = NULL;

	for (size_t i = outer + 1; i < msg->parts_n; i++) {
		const struct part *part = &msg->parts[i];

		if (!inside(msg, i, outer))
			break;
		if (*part->text == '\0')
			continue;
		if (strcmp(part->type, "text/plain") == 0)
			return part->text;
		if (html == NULL && strcmp(part->type, "text/html") == 0)
			html = part;
	}
	if (html == NULL)
		return "";
	struct html_text text;

	html_to_text(html->text, strlen(html->text), &text);
	const char *body = pool_text_n(pool, text.text->str, text.text->len);

	html_text_clear(&text);
	return body;
}

bool enclosed_find(const struct message *msg, struct pool *pool,
		   struct forwarded *forwarded)
{
	for (size_t i = 0; i < msg->parts_n; i++) {
		const struct part *part = &msg->parts[i];

		if (strcmp(part->type, "message/rfc822") != 0 ||
		    part->head.n == 0 || reported(msg, i))
			continue;
		struct addresses from = people(part, "From", pool);

		*forwarded = (struct forwarded){
			.from = from.n > 0 ? from.at[0]
					   : (struct address){"", ""},
			.to = people(part, "To", pool),
			.cc = people(part, "Cc", pool),
			.subject = value(part, "Subject"),
			.date = value(part, "Date"),
			.body = body_of(msg, i, pool),
		};
		return true;
	}
	return false;
}

bool enclosed_digest(const struct message *msg)
{
	for (size_t i = 0; i < msg->parts_n; i++) {
		if (strcmp(msg->parts[i].type, "multipart/digest") == 0 &&
		    !reported(msg, i))
			return true;
	}
	return false;
}
