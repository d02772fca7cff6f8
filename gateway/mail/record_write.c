// SPDX-License-Identifier: GPL-3.0-or-later
// Writing a read mail as a record.
#include "mail/record.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "mail/record_form.h"

/* Bytes that are gathered before they are written. */
#define BUFFER_SIZE 16384

/* From this size on a text is written from where it is. */
#define TEXT_DIRECT 4096

struct sink {
	int fd;
	guint64 size; /* of the record so far */
	gsize used;   /* of buffer */
	bool failed;  /* write() did: errno_of says why */
	int errno_of;
	bool clipped; /* a list or the parts' texts were too long */
	gsize parts_text;
	const struct message *msg;
	char buffer[BUFFER_SIZE];
};

static void write_out(struct sink *sink, const char *data, gsize size)
{
	while (size > 0 && !sink->failed) {
		ssize_t n = write(sink->fd, data, size);

		if (n < 0 && errno != EINTR) {
			sink->failed = true;
			sink->errno_of = errno;
		} else if (n > 0) {
			data += n;
			size -= (gsize)n;
		}
	}
}

static void flush(struct sink *sink)
{
	write_out(sink, sink->buffer, sink->used);
	sink->used = 0;
}

static void put(struct sink *sink, const void *data, gsize size)
{
	sink->size += size;
	if (sink->size > RECORD_SIZE_MOST)
		return;
	if (size >= TEXT_DIRECT) {
		flush(sink);
		write_out(sink, data, size);
		return;
	}
	if (sink->used + size > sizeof sink->buffer)
		flush(sink);
	memcpy(sink->buffer + sink->used, data, size);
	sink->used += size;
}

static void put_number(struct sink *sink, guint32 number)
{
	put(sink, &number, sizeof number);
}

static void put_size(struct sink *sink, guint64 size)
{
	put(sink, &size, sizeof size);
}

static void put_text(struct sink *sink, const char *text)
{
	gsize size = strlen(text);

	/* Past the ceiling only the size counts, and it fails the record. */
	put_number(sink, (guint32)MIN(size, G_MAXUINT32));
	put(sink, text, size + 1);
}

/* Writes how many of n items follow, and returns it. */
static size_t put_count(struct sink *sink, size_t n, size_t most)
{
	if (n > most) {
		sink->clipped = true;
		n = most;
	}
	put_number(sink, (guint32)n);
	return n;
}

/* A text that may be one of the message's two bodies. */
static void put_shared(struct sink *sink, const char *text)
{
	if (text == sink->msg->plain.text) {
		put_number(sink, RECORD_TEXT_PLAIN);
	} else if (text == sink->msg->html.text) {
		put_number(sink, RECORD_TEXT_HTML);
	} else {
		put_number(sink, RECORD_TEXT_OWN);
		put_text(sink, text);
	}
}

static void put_head(struct sink *sink, const struct head *head)
{
	size_t n = put_count(sink, head->n, RECORD_HEADERS_MOST);

	for (size_t i = 0; i < n; i++) {
		put_text(sink, head->at[i].name);
		put_text(sink, head->at[i].value);
		put_text(sink, head->at[i].raw);
	}
}

static void put_addresses(struct sink *sink, const struct addresses *list)
{
	size_t n = put_count(sink, list->n, RECORD_ADDRESSES_MOST);

	for (size_t i = 0; i < n; i++) {
		put_text(sink, list->at[i].email);
		put_text(sink, list->at[i].name);
	}
}

static void put_ids(struct sink *sink, const struct ids *list)
{
	size_t n = put_count(sink, list->n, RECORD_IDS_MOST);

	for (size_t i = 0; i < n; i++)
		put_text(sink, list->at[i]);
}

static void put_body(struct sink *sink, const struct body *body)
{
	size_t n;

	put_text(sink, body->text);
	n = put_count(sink, body->marks_n, RECORD_MARKS_MOST);
	for (size_t i = 0; i < n; i++) {
		put_number(sink, (guint32)body->marks[i].kind);
		put_number(sink, body->marks[i].depth);
		put_size(sink, body->marks[i].from);
		put_size(sink, body->marks[i].to);
	}
}

static void put_part(struct sink *sink, const struct part *part)
{
	const char *text = part->text;

	put_text(sink, part->type);
	put_text(sink, part->name);
	put_text(sink, part->disposition);
	put_text(sink, part->content_id);
	put_text(sink, part->parameters);
	put_number(sink, (guint32)(part->parent + 1));
	put_number(sink, (guint32)part->depth);
	put_size(sink, part->size);
	put_number(sink, part->attached);
	if (sink->parts_text + strlen(text) > RECORD_PARTS_TEXT_MOST) {
		sink->clipped = true;
		text = "";
	}
	sink->parts_text += strlen(text);
	put_shared(sink, text);
	put_head(sink, &part->head);
}

static void put_attachment(struct sink *sink, const struct attachment *file)
{
	put_text(sink, file->name);
	put_text(sink, file->type);
	put_size(sink, file->size);
	put_number(sink, file->inlined);
	put_number(sink, file->place);
	put_text(sink, file->content_id);
	put_text(sink, file->sha256);
	put_number(sink, file->packed);
	put_size(sink, file->packed_at);
}

/* Last of all, since only then it is known whether something is missing. */
static void put_defects(struct sink *sink, const struct message *msg)
{
	size_t n = MIN(msg->defects_n, RECORD_DEFECTS_MOST - 1);

	put_number(sink, (guint32)(n + sink->clipped));
	for (size_t i = 0; i < n; i++)
		put_text(sink, msg->defects[i]);
	if (sink->clipped)
		put_text(sink, "the mail holds more than can be handed on: "
			       "what comes last was left out");
}

static void put_message(struct sink *sink, const struct message *msg)
{
	size_t n;

	put_head(sink, &msg->head);
	put_text(sink, msg->subject);
	put_text(sink, msg->message_id);
	put_text(sink, msg->date);
	put_addresses(sink, &msg->from);
	put_addresses(sink, &msg->to);
	put_addresses(sink, &msg->cc);
	put_addresses(sink, &msg->reply_to);
	put_ids(sink, &msg->in_reply_to);
	put_ids(sink, &msg->references);
	put_number(sink, msg->from_unsure);
	put_body(sink, &msg->plain);
	put_body(sink, &msg->html);
	put_shared(sink, msg->text);
	put_number(sink, msg->text_from_html);
	put_text(sink, msg->whole);
	n = put_count(sink, msg->parts_n, RECORD_PARTS_MOST);
	for (size_t i = 0; i < n; i++)
		put_part(sink, &msg->parts[i]);
	n = put_count(sink, msg->attachments_n, RECORD_ATTACHMENTS_MOST);
	for (size_t i = 0; i < n; i++)
		put_attachment(sink, &msg->attachments[i]);
	put_text(sink, msg->digest);
	put_size(sink, msg->size);
	put_defects(sink, msg);
}

static void begin(struct sink *sink, enum record_kind kind)
{
	const struct record_begin begin = {
		.magic = RECORD_MAGIC,
		.version = RECORD_VERSION,
		.kind = (guint32)kind,
	};

	put(sink, &begin, sizeof begin);
}

/* Makes the record valid, which it is not before all of it is there. */
static bool finish(struct sink *sink, struct why *why)
{
	if (sink->size > RECORD_SIZE_MOST)
		return why_set(why, TROUBLE_INPUT,
			       "what was read has %" G_GUINT64_FORMAT
			       " bytes, more than can be handed on",
			       sink->size);
	flush(sink);
	if (!sink->failed &&
	    pwrite(sink->fd, &sink->size, sizeof sink->size,
		   G_STRUCT_OFFSET(struct record_begin, size)) ==
		    (ssize_t)sizeof sink->size)
		return true;
	if (sink->failed)
		errno = sink->errno_of;
	return why_errno(why, TROUBLE_LATER, "cannot hand on what was read");
}

bool record_write(int fd, const struct message *msg, struct why *why)
{
	struct sink sink = {.fd = fd, .msg = msg};

	begin(&sink, RECORD_MESSAGE);
	put_message(&sink, msg);
	return finish(&sink, why);
}

bool record_write_failure(int fd, const struct why *failure, struct why *why)
{
	struct sink sink = {.fd = fd};

	begin(&sink, RECORD_FAILURE);
	put_number(&sink, (guint32)failure->trouble);
	put_text(&sink, failure->text);
	return finish(&sink, why);
}
