// SPDX-License-Identifier: GPL-3.0-or-later
// A process of its own for each mail that is read, which can do no harm.
#ifndef TIXGATE_MAIL_CHILD_H
#define TIXGATE_MAIL_CHILD_H

#include <stdbool.h>

#include <glib.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/pool.h"
#include "base/why.h"
#include "mail/message.h"
#include "mail/record.h"

/* `limits.sandbox`. Resource limits hold whatever it says. */
enum sandbox {
	SANDBOX_TRY,	 /* what the kernel has */
	SANDBOX_REQUIRE, /* all of it, or no mail is read */
	SANDBOX_OFF,	 /* neither Landlock nor seccomp */
};

/* Milliseconds that reading one mail may take; half of a shorter deadline. */
#define CHILD_WALL_MOST 10000

/* The descriptor of child_job.files, inside the child. */
#define CHILD_FILES 7

/* Bytes that a child may write to one file, beside as many as the mail has. */
#define CHILD_WRITE_MOST RECORD_SIZE_MOST

/*
 * Reads the mail into msg, inside the child. mail is open for reading only;
 * copy is an empty memfd to be used at will. What it returns reaches the
 * parent, by which process ever.
 */
typedef bool child_reader(int mail, int copy, const void *wish,
			  struct pool *pool, struct message *msg,
			  struct why *why);

struct child_job {
	/*
	 * A regular file, or a memfd, which is sealed for good where it can
	 * be. Its offset is 0 afterwards.
	 */
	int mail;
	/*
	 * Empty, and open for writing: inside the child it is CHILD_FILES. What
	 * it holds afterwards nobody vouches for. NULL for none.
	 */
	const struct spool *files;
	child_reader *read;
	const void *wish; /* for read() */
	enum sandbox sandbox;
	struct deadline deadline;
};

/* How a child ended. */
enum child_end {
	CHILD_NONE,    /* it was not there or not ready: the mail is not why */
	CHILD_DONE,    /* it handed on a message */
	CHILD_REFUSED, /* it handed on a reason why there is none */
	CHILD_SIGNAL,  /* it was killed by a signal */
	CHILD_STATUS,  /* it exited by itself, with a status */
	CHILD_TIME,    /* its time, or its CPU time, was over */
	CHILD_SIZE,    /* what it wrote was too much */
	CHILD_GARBAGE, /* what it wrote is no record */
};

struct child_report {
	enum child_end end;
	int signal;	   /* that ended it, 0 for none */
	int status;	   /* of CHILD_STATUS */
	unsigned confined; /* enum confine_part: what held in the child */
	gint64 cpu_us;	   /* microseconds of CPU that it took */
	gint64 memory;	   /* bytes that it had in memory at most */
};

/*
 * Reads a mail in a child: forks, confines the child (confine.h), waits no
 * longer than the deadline allows, and checks what it hands back (record.h).
 * Texts of msg are in memory that pool keeps. To be called before the process
 * knows a key or has a database or connection open, since the child has a copy
 * of all memory; and where no other thread waits for children.
 *
 * True: msg was read. Otherwise *report says how the child ended, why->text
 * says it in words, and why->trouble what to do:
 * TROUBLE_INPUT: this mail cannot be read that way, and will not be;
 * TROUBLE_LATER: memory, processes, time or the file failed, not the mail;
 * TROUBLE_CONFIG: SANDBOX_REQUIRE asks for what this kernel does not have.
 */
bool child_run(const struct child_job *job, struct pool *pool,
	       struct message *msg, struct child_report *report,
	       struct why *why);

#endif
