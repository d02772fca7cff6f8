// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzes the record's reader: what it takes keeps all promises, and is stable.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../message_check.h"
#include "mail/record.h"
#include "mail/record_form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "not true: %s\n", what);
	abort();
}

/* A message that was read can be written, and reads as itself. */
static void check_again(const struct message *msg)
{
	g_autoptr(pool_handle) pool = pool_new();
	int fd = memfd_create("record", MFD_CLOEXEC);
	struct message again;
	struct why failure = {0}, why = {0};
	struct stat info;
	char *bytes;

	need(fd >= 0 && record_write(fd, msg, &why), "it can be written");
	need(fstat(fd, &info) == 0, "it is there");
	bytes = g_malloc((gsize)info.st_size);
	need(pread(fd, bytes, (size_t)info.st_size, 0) == info.st_size,
	     "it can be read back");
	close(fd);
	pool_keep(pool, bytes, g_free);
	need(record_read(bytes, (gsize)info.st_size, pool, &again, &failure,
			 &why),
	     "it is a record again");
	need(strcmp(again.subject, msg->subject) == 0 &&
		     again.parts_n == msg->parts_n &&
		     strcmp(again.text, msg->text) == 0,
	     "it is the same message");
}

static void check(const char *bytes, gsize size)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct message msg;
	struct why failure = {0}, why = {0};

	if (!record_read(bytes, size, pool, &msg, &failure, &why)) {
		need(why.trouble == TROUBLE_LATER && why.text[0] != '\0',
		     "a refusal says why");
		return;
	}
	if (failure.trouble != TROUBLE_NONE)
		return;
	if (message_check(&msg) != NULL)
		need(false, message_check(&msg));
	check_again(&msg);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record_begin begin = {
		.magic = RECORD_MAGIC,
		.version = RECORD_VERSION,
		.size = sizeof begin + size,
	};
	/* Exactly as large as it is, so that reading past it is seen. */
	g_autofree char *bytes = g_malloc(sizeof begin + size);

	check((const char *)data, size);
	/* Behind a beginning that is right, so that more of it is reached. */
	memcpy(bytes, &begin, sizeof begin);
	if (size > 0)
		memcpy(bytes + sizeof begin, data, size);
	check(bytes, sizeof begin + size);
	return 0;
}
