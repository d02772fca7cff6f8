// SPDX-License-Identifier: GPL-3.0-or-later
// For tests of the reading child: stand-ins for what reads a mail in it.
#include "child_sample.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define DIGEST \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void fill(struct message *msg, const char *subject)
{
	*msg = (struct message){
		.subject = subject,
		.message_id = "",
		.date = "",
		.plain = {"", NULL, 0},
		.html = {"", NULL, 0},
		.text = "",
		.whole = "",
		.digest = DIGEST,
	};
}

READER(read_plainly)
{
	char text[100];
	ssize_t n = pread(mail, text, sizeof text, 0);

	(void)copy;
	(void)wish;
	if (n < 0)
		return why_errno(why, TROUBLE_LATER, "cannot read");
	fill(msg, pool_text_n(pool, text, (size_t)n));
	return true;
}

bool say(struct pool *pool, struct message *msg, const char *text)
{
	fill(msg, pool_text(pool, text));
	return true;
}

READER(do_abort)
{
	UNUSED;
	abort();
}

READER(do_write_without_end)
{
	static char bytes[1 << 16];

	UNUSED;
	while (write(RECORD_FD, bytes, sizeof bytes) > 0)
		;
	_exit(0);
}

READER(do_loop)
{
	UNUSED;
	for (volatile unsigned i = 1; i != 0; i += 2)
		;
	return false;
}

int mail_of(const char *text)
{
	int fd = memfd_create("mail", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	g_assert_cmpint(fd, >=, 0);
	g_assert_cmpint(write(fd, text, strlen(text)), >=, 0);
	return fd;
}

struct result run_with(child_reader *reader, enum sandbox sandbox,
		       double seconds, struct pool *pool)
{
	struct result result = {0};
	struct child_job job = {
		.mail = mail_of("hello"),
		.read = reader,
		.sandbox = sandbox,
		.deadline = deadline_in(seconds),
	};
	gint64 from = clock_boot_ms();

	result.good =
		child_run(&job, pool, &result.msg, &result.report, &result.why);
	result.took_ms = clock_boot_ms() - from;
	close(job.mail);
	return result;
}

struct result run(child_reader *reader, struct pool *pool)
{
	return run_with(reader, SANDBOX_TRY, 20, pool);
}
