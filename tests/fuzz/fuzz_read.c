// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzes the whole reader as the child runs it, up to the record.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../message_check.h"
#include "mail/parse.h"
#include "mail/prescan.h"
#include "mail/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "not true: %s\n", what);
	abort();
}

/* What was read gets through to the parent: nothing in it is refused. */
static void hand_on(const struct message *msg)
{
	g_autoptr(pool_handle) pool = pool_new();
	int fd = memfd_create("record", MFD_CLOEXEC);
	struct message got;
	struct why failure = {0}, why = {0};
	struct stat info;
	void *at;

	need(fd >= 0 && record_write(fd, msg, &why), why.text);
	need(fstat(fd, &info) == 0, "there is a record");
	at = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	need(at != MAP_FAILED, "it can be read");
	if (!record_read(at, (gsize)info.st_size, pool, &got, &failure, &why))
		need(false, why.text);
	if (message_check(&got) != NULL)
		need(false, message_check(&got));
	munmap(at, (size_t)info.st_size);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(pool_handle) pool = pool_new();
	const struct parse_wish wish = {.sha256 = true, .whole = true};
	int fd = memfd_create("mail", MFD_CLOEXEC);
	int copy = memfd_create("copy", MFD_CLOEXEC);
	struct prescan found;
	struct message msg;
	struct why why = {0};

	need(fd >= 0 && copy >= 0 && write(fd, data, size) == (ssize_t)size,
	     "there is a mail");
	need(prescan_mail(fd, copy, &found, &why), why.text);
	if (parse_mail(found.defects == 0 ? fd : copy, &wish, pool, &msg, &why))
		hand_on(&msg);
	else
		need(why.trouble == TROUBLE_INPUT, why.text);
	close(copy);
	close(fd);
	return 0;
}
