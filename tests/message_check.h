// SPDX-License-Identifier: GPL-3.0-or-later
// For tests: whether a message keeps what mail/message.h promises of it.
#ifndef TIXGATE_TESTS_MESSAGE_CHECK_H
#define TIXGATE_TESTS_MESSAGE_CHECK_H

#include <string.h>

#include <glib.h>

#include "mail/message.h"

#define CHECK_TEXT(text)                                          \
	if ((text) == NULL || !g_utf8_validate((text), -1, NULL)) \
	return #text

static inline const char *check_head(const struct head *head)
{
	for (size_t i = 0; i < head->n; i++) {
		CHECK_TEXT(head->at[i].name);
		CHECK_TEXT(head->at[i].value);
		CHECK_TEXT(head->at[i].raw);
		if (strchr(head->at[i].value, '\n') != NULL)
			return "a header's value has several lines";
	}
	return NULL;
}

static inline const char *check_addresses(const struct addresses *list)
{
	for (size_t i = 0; i < list->n; i++) {
		CHECK_TEXT(list->at[i].email);
		CHECK_TEXT(list->at[i].name);
	}
	return NULL;
}

static inline const char *check_ids(const struct ids *list)
{
	for (size_t i = 0; i < list->n; i++)
		CHECK_TEXT(list->at[i]);
	return NULL;
}

static inline const char *check_body(const struct body *body)
{
	gsize before = 0;

	CHECK_TEXT(body->text);
	for (size_t i = 0; i < body->marks_n; i++) {
		const struct mark *mark = &body->marks[i];

		if (mark->from < before || mark->from > mark->to ||
		    mark->to > strlen(body->text))
			return "a mark outside of its text";
		if (mark->kind > MARK_DIVIDER)
			return "a mark of no kind";
		/* Taken apart at its marks a text stays UTF-8. */
		if (!g_utf8_validate(body->text + mark->from,
				     (gssize)(mark->to - mark->from), NULL))
			return "a mark inside a character";
		before = mark->from;
	}
	return NULL;
}

static inline const char *check_parts(const struct message *msg)
{
	for (size_t i = 0; i < msg->parts_n; i++) {
		const struct part *part = &msg->parts[i];
		const char *wrong = check_head(&part->head);

		if (wrong != NULL)
			return wrong;
		CHECK_TEXT(part->type);
		CHECK_TEXT(part->name);
		CHECK_TEXT(part->disposition);
		CHECK_TEXT(part->content_id);
		CHECK_TEXT(part->parameters);
		CHECK_TEXT(part->text);
		if (part->parent < -1 || part->parent >= (int)i)
			return "a part before the one around it";
	}
	return NULL;
}

static inline const char *check_files(const struct message *msg)
{
	for (size_t i = 0; i < msg->attachments_n; i++) {
		CHECK_TEXT(msg->attachments[i].name);
		CHECK_TEXT(msg->attachments[i].type);
		CHECK_TEXT(msg->attachments[i].content_id);
		CHECK_TEXT(msg->attachments[i].sha256);
	}
	for (size_t i = 0; i < msg->defects_n; i++)
		CHECK_TEXT(msg->defects[i]);
	return NULL;
}

/* What is wrong with msg, or NULL. */
static inline const char *message_check(const struct message *msg)
{
	const char *wrong[] = {
		check_head(&msg->head),
		check_addresses(&msg->from),
		check_addresses(&msg->to),
		check_addresses(&msg->cc),
		check_ids(&msg->in_reply_to),
		check_addresses(&msg->reply_to),
		check_ids(&msg->references),
		check_body(&msg->plain),
		check_body(&msg->html),
		check_parts(msg),
		check_files(msg),
	};

	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
		if (wrong[i] != NULL)
			return wrong[i];
	}
	CHECK_TEXT(msg->subject);
	CHECK_TEXT(msg->message_id);
	CHECK_TEXT(msg->date);
	CHECK_TEXT(msg->text);
	CHECK_TEXT(msg->whole);
	CHECK_TEXT(msg->digest);
	if (strlen(msg->digest) != 64)
		return "a digest of another length";
	return NULL;
}

#endif
