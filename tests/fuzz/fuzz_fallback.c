// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzes the reader of last resort: it makes a message of anything.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../message_check.h"
#include "mail/fallback.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "not true: %s\n", what);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(pool_handle) pool = pool_new();
	int fd = memfd_create("mail", MFD_CLOEXEC);
	struct message msg;
	struct why why = {0};

	need(fd >= 0 && write(fd, data, size) == (ssize_t)size,
	     "there is a mail");
	need(fallback_read(fd, "fuzzed", pool, &msg, &why), why.text);
	if (message_check(&msg) != NULL)
		need(false, message_check(&msg));
	need(msg.defects_n == 1, "it says what happened");
	need(msg.from_unsure || msg.from.n == 1, "a sure From is one address");
	close(fd);
	return 0;
}
