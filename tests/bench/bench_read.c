// SPDX-License-Identifier: GPL-3.0-or-later
// Measures what reading one mail costs: bench_read child|inside FILE.
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "mail/parse.h"
#include "mail/read.h"

static gint64 cpu_of(int who)
{
	struct rusage usage = {0};

	getrusage(who, &usage);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) *
		       G_GINT64_CONSTANT(1000000) +
	       usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static bool read_child(const struct spool *spool, struct pool *pool,
		       struct message *msg, struct why *why)
{
	const struct read_wish wish = {.deadline = deadline_in(20)};
	struct read_report report;

	return mail_read(spool, &wish, pool, msg, &report, why) &&
	       !report.fallback;
}

/*
 * One process reads one mail, as the gateway does. Prints microseconds of CPU
 * of all of it, with those of a child; run it often, and take the median.
 */
int main(int argc, char **argv)
{
	const struct parse_wish wish = {.sha256 = false};
	struct spool spool = {.fd = -1};
	struct why why = {0};
	struct message msg;
	struct pool *pool;
	bool ok;
	int fd;

	if (argc != 3) {
		fprintf(stderr, "usage: bench_read child|inside FILE\n");
		return 64;
	}
	pool = pool_new();
	fd = open(argv[2], O_RDONLY | O_CLOEXEC);
	ok = fd >= 0 && spool_read(fd, (guint64)1 << 30, &spool, &why) &&
	     (strcmp(argv[1], "child") == 0
		      ? read_child(&spool, pool, &msg, &why)
		      : parse_mail(spool.fd, &wish, pool, &msg, &why));
	if (!ok)
		fprintf(stderr, "bench_read: %s\n", why.text);
	else
		printf("%" PRId64 "\n",
		       cpu_of(RUSAGE_SELF) + cpu_of(RUSAGE_CHILDREN));
	return ok ? 0 : 1;
}
