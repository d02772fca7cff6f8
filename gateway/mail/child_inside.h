// SPDX-License-Identifier: GPL-3.0-or-later
// The two sides of a child: for child.c and child_inside.c alone.
#ifndef TIXGATE_MAIL_CHILD_INSIDE_H
#define TIXGATE_MAIL_CHILD_INSIDE_H

#include <stdbool.h>
#include <sys/types.h>

#include "mail/child.h"

/* What parent and child share; -1 for what is not open. */
struct child_links {
	int record; /* memfd that the child writes */
	int copy;   /* memfd that is the child's */
	int life;   /* the parent's end of a pipe that ends with the child */
	int life_end;
	bool refused; /* the child was not ready, and says why */
};

/*
 * The byte that a child writes to life_end before it sees the mail: what it is
 * confined by (enum confine_part), and this bit if that is not enough.
 */
#define CHILD_UNREADY 0x80u

/* With what a child exits. */
enum child_status {
	CHILD_STATUS_DONE,	      /* there is a record */
	CHILD_STATUS_NOT_READY = 3,   /* it did not get as far as the mail */
	CHILD_STATUS_TOO_LARGE = 4,   /* what it read makes no record */
	CHILD_STATUS_NOT_WRITTEN = 5, /* there is no memory for its record */
};

/* The child's life, after fork(). parent is whom it must not outlive. */
_Noreturn void child_inside(const struct child_job *job,
			    const struct child_links *links, pid_t parent);

#endif
