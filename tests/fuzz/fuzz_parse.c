// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzes the whole reader: a mail from a descriptor to a message.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mail/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the message promises of every text in it. */
static void check(const char *text, bool lines)
{
	if (text == NULL || !g_utf8_validate(text, -1, NULL))
		abort();
	for (; *text != '\0'; text++)
		if (((unsigned char)*text < ' ' || *text == 0x7f) &&
		    !(lines && (*text == '\n' || *text == '\t')))
			abort();
}

static void check_addresses(struct addresses addresses)
{
	for (size_t i = 0; i < addresses.n; i++) {
		check(addresses.at[i].email, false);
		check(addresses.at[i].name, false);
	}
}

static void check_body(const struct body *body)
{
	const gsize size = strlen(body->text);

	check(body->text, true);
	for (size_t i = 0; i < body->marks_n; i++)
		if (body->marks[i].from > body->marks[i].to ||
		    body->marks[i].to > size)
			abort();
}

static void check_head(const struct head *head)
{
	for (size_t i = 0; i < head->n; i++) {
		check(head->at[i].name, false);
		check(head->at[i].value, false);
		check(head->at[i].raw, false);
	}
}

static void check_parts(const struct message *msg)
{
	for (size_t i = 0; i < msg->parts_n; i++) {
		const struct part *part = &msg->parts[i];

		check(part->type, false);
		check(part->name, false);
		check(part->disposition, false);
		check(part->content_id, false);
		check(part->parameters, false);
		check(part->text, true);
		check_head(&part->head);
		if (part->parent >= (int)i || part->parent < -1)
			abort();
	}
	for (size_t i = 0; i < msg->attachments_n; i++) {
		check(msg->attachments[i].name, false);
		check(msg->attachments[i].type, false);
		check(msg->attachments[i].content_id, false);
		if (*msg->attachments[i].name == '\0')
			abort();
	}
}

static void check_message(const struct message *msg)
{
	check_head(&msg->head);
	check(msg->subject, false);
	check(msg->message_id, false);
	check(msg->date, false);
	check_addresses(msg->from);
	check_addresses(msg->to);
	check_addresses(msg->cc);
	check_addresses(msg->reply_to);
	check_body(&msg->plain);
	check_body(&msg->html);
	check(msg->text, true);
	check_parts(msg);
	if (strlen(msg->digest) != 64)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(pool_handle) pool = pool_new();
	const struct parse_wish wish = {.sha256 = size % 2 == 0,
					.whole = size % 3 == 0};
	const int fd = memfd_create("mail", MFD_CLOEXEC);
	struct message msg;
	struct why why = {0};

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	if (parse_mail(fd, &wish, pool, &msg, &why))
		check_message(&msg);
	else if (why.trouble != TROUBLE_INPUT)
		abort();
	close(fd);
	return 0;
}
