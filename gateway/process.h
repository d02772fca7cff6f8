// SPDX-License-Identifier: GPL-3.0-or-later
// The process: made the same whoever started it, before anything else.
#ifndef TIXGATE_PROCESS_H
#define TIXGATE_PROCESS_H

#include <stdbool.h>

#include <glib.h>

/* What of the environment counts; copies, NULL where unset. */
struct surroundings {
	char *sender;
	char *recipient;
	char *original_recipient;
	/*
	 * The key lies in a memfd and in no memory, so that the process which
	 * reads the mail has no copy of it; -1 where there is none.
	 */
	int key_fd;
};

/*
 * Makes of whatever a mail system, a shell or a timer left us one defined
 * process (HARDENING §2, 5): umask 077; signals at their defaults but SIGPIPE,
 * which is ignored, and none blocked, and with for_mail those that would end it
 * end it with "later"; no descriptor above 2 open, and 0 to 2
 * open at least on /dev/null; an environment of PATH and LANG only, so that no
 * variable of another program's steers us or our libraries. out takes what
 * counts of the environment before it goes; the caller ends it by
 * surroundings_clear().
 */
void process_normalise(bool for_mail, struct surroundings *out);

/*
 * The working directory is / from here on, so that none is kept busy. For a
 * command that takes a mail, once the files that a person named are open.
 */
void process_leave_folder(void);

/* Frees the copies, and with the descriptor the key. */
void surroundings_clear(struct surroundings *surroundings);

/* From here on no core file and no tracer shows this process's memory. */
void process_hide(void);

#endif
