// SPDX-License-Identifier: GPL-3.0-or-later
// For tests of the reading child: stand-ins for what reads a mail in it.
#ifndef TIXGATE_TESTS_CHILD_SAMPLE_H
#define TIXGATE_TESTS_CHILD_SAMPLE_H

#include <stdbool.h>

#include "mail/child.h"

/* The child's descriptors, as an intruder would find them. */
#define RECORD_FD 5
#define LIFE_FD	  6

/* A reader by that name. */
#define READER(name)                                                       \
	bool name(int mail, int copy, const void *wish, struct pool *pool, \
		  struct message *msg, struct why *why)
#define UNUSED \
	((void)mail, (void)copy, (void)wish, (void)pool, (void)msg, (void)why)

/* Hands on a message with that subject. */
bool say(struct pool *pool, struct message *msg, const char *text);

/* The subject is the mail's first bytes. */
READER(read_plainly);

/* Ways to end badly that several tests need. */
READER(do_abort);
READER(do_loop);
READER(do_write_without_end);

/* A memfd that holds text. */
int mail_of(const char *text);

struct result {
	struct message msg;
	struct child_report report;
	struct why why;
	bool good;
	gint64 took_ms;
};

/* Runs a child with that reader on the mail "hello". */
struct result run_with(child_reader *reader, enum sandbox sandbox,
		       double seconds, struct pool *pool);

/* The same with SANDBOX_TRY and time enough. */
struct result run(child_reader *reader, struct pool *pool);

#endif
