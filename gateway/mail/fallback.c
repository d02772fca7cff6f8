// SPDX-License-Identifier: GPL-3.0-or-later
// The reader of last resort: for mails that the real one cannot read.
#include "mail/fallback.h"

#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "mail/digest.h"
#include "mail/fallback_text.h"
#include "mail/rawhead.h"
#include "mail/source.h"

/* A header's value on one line, cut; for both of its forms. */
static const char *one_line(const char *bytes, gsize size, struct pool *pool)
{
	g_autoptr(GString) line = g_string_new(NULL);

	text_line(line, bytes, MIN(size, FALLBACK_VALUE_MOST));
	return pool_text_n(pool, line->str, line->len);
}

static void read_head(const char *at, const char *end, struct pool *pool,
		      struct message *msg)
{
	struct header *list =
		pool_zero(pool, FALLBACK_HEADERS_MOST, sizeof *list);
	struct raw_field field;
	size_t n = 0;

	while (n < FALLBACK_HEADERS_MOST && raw_field_next(&at, end, &field)) {
		list[n].name = one_line(field.name, field.name_size, pool);
		list[n].raw = one_line(field.value, field.value_size, pool);
		list[n].value = list[n].raw;
		n++;
	}
	msg->head = (struct head){list, n};
}

static struct addresses read_addresses(const struct message *msg,
				       const char *name, struct pool *pool)
{
	const struct header *header = head_nth(&msg->head, name, 0);

	return header == NULL ? (struct addresses){NULL, 0}
			      : fallback_addresses(header->raw, pool);
}

static struct ids read_ids(const struct message *msg, const char *name,
			   struct pool *pool)
{
	const struct header *header = head_nth(&msg->head, name, 0);

	return header == NULL ? (struct ids){NULL, 0}
			      : fallback_ids(header->raw, pool);
}

static const char *value_of(const struct message *msg, const char *name)
{
	const char *value = head_get(&msg->head, name);

	return value == NULL ? "" : value;
}

/* What the headers say, now that msg->head has them. */
static void read_meaning(struct message *msg, struct pool *pool)
{
	struct ids id = read_ids(msg, "Message-ID", pool);
	const struct header *from = head_nth(&msg->head, "From", 0);

	msg->subject = value_of(msg, "Subject");
	msg->date = value_of(msg, "Date");
	msg->message_id = id.n > 0 ? id.at[0] : "";
	msg->from = read_addresses(msg, "From", pool);
	msg->to = read_addresses(msg, "To", pool);
	msg->cc = read_addresses(msg, "Cc", pool);
	msg->reply_to = read_addresses(msg, "Reply-To", pool);
	msg->in_reply_to = read_ids(msg, "In-Reply-To", pool);
	msg->references = read_ids(msg, "References", pool);
	msg->from_unsure = from == NULL || msg->from.n != 1 ||
			   head_count(&msg->head, "From") != 1 ||
			   !fallback_is_plain(from->raw);
}

static void set_defect(struct message *msg, const char *reason,
		       struct pool *pool)
{
	const char **list = pool_zero(pool, 1, sizeof *list);

	list[0] = pool_format(pool, "the mail could not be read: %s", reason);
	msg->defects = list;
	msg->defects_n = 1;
}

/* Reads at most size bytes from offset on; fewer only at the end. */
static gssize read_block(const struct source *source, gint64 offset, char *to,
			 gsize size)
{
	gsize n = 0;

	while (n < size) {
		gssize got = source_read(source, offset + (gint64)n, to + n,
					 size - n);

		if (got < 0)
			return -1;
		if (got == 0)
			break;
		n += (gsize)got;
	}
	return (gssize)n;
}

static bool read_source(const struct source *source, struct pool *pool,
			struct message *msg, struct why *why)
{
	g_autofree char *bytes = g_malloc(RAWHEAD_SIZE_MOST);
	gssize n = read_block(source, source->start, bytes, RAWHEAD_SIZE_MOST);

	if (n >= 0 && source->body > source->start)
		read_head(bytes, bytes + n, pool, msg);
	if (n >= 0)
		n = read_block(source, source->body, bytes, FALLBACK_BODY_MOST);
	if (n < 0)
		return why_errno(why, TROUBLE_LATER, "cannot read the mail");
	msg->plain.text = fallback_text(bytes, (gsize)n, pool);
	msg->text = msg->plain.text;
	msg->whole = "";
	return true;
}

bool fallback_read(int fd, const char *reason, struct pool *pool,
		   struct message *msg, struct why *why)
{
	struct source source = {.fd = -1};
	char hex[DIGEST_HEX_SIZE];
	bool good;

	*msg = (struct message){.html = {"", NULL, 0}};
	good = raw_digest(fd, hex, why);
	if (good && !source_open(&source, fd, why)) {
		/* Without a header line all of it is text. */
		good = why->trouble == TROUBLE_INPUT;
		source.start = source.body = 0;
	}
	good = good && read_source(&source, pool, msg, why);
	if (good) {
		read_meaning(msg, pool);
		set_defect(msg, reason, pool);
		msg->digest = pool_text(pool, hex);
		msg->size = (guint64)source.size;
		*why = (struct why){0};
	}
	source_close(&source);
	return good;
}
