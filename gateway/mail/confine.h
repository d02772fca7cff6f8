// SPDX-License-Identifier: GPL-3.0-or-later
// What the process that reads a mail may still do: next to nothing.
#ifndef TIXGATE_MAIL_CONFINE_H
#define TIXGATE_MAIL_CONFINE_H

#include <stdbool.h>

#include <glib.h>

/*
 * The ceilings of a confined process. Memory that can be written is what
 * counts; the address space, with libraries and the mail in it, only bounds
 * what is shared.
 */
#define CONFINE_MEMORY_MOST ((guint64)384 << 20)
#define CONFINE_SPACE_MOST  ((guint64)640 << 20)
#define CONFINE_CPU_MOST    5  /* seconds */
#define CONFINE_FILES_MOST  16 /* open descriptors */

/* What may hold; a bit each. */
enum confine_part {
	CONFINE_LIMITS = 1u << 0, /* resource limits, no core, no new rights */
	CONFINE_FILES = 1u << 1,  /* Landlock: which files can be opened */
	CONFINE_CALLS = 1u << 2,  /* seccomp: which system calls there are */
	CONFINE_MAIL = 1u << 3,	  /* the mail itself cannot be written to */
};

/* What `limits.sandbox = "require"` asks for. */
#ifdef WITH_SANITIZERS
#define CONFINE_ALL (CONFINE_LIMITS | CONFINE_FILES | CONFINE_MAIL)
#else
#define CONFINE_ALL \
	(CONFINE_LIMITS | CONFINE_FILES | CONFINE_CALLS | CONFINE_MAIL)
#endif

/*
 * Resource limits of this process, for good: memory, CPU time, bytes of a file
 * it writes, no other processes, no core. Limits that are lower already stay.
 * Built with sanitizers, memory is left out: they map terabytes.
 */
bool confine_limits(guint64 file_size_most);

/*
 * From now on this process opens files for reading only, and only where libc
 * finds its charset converters and libraries (both are loaded when a mail
 * needs them) and the time zones; no folder can be changed and, where the
 * kernel knows how, no port used and no process outside signalled. False on a
 * kernel without Landlock.
 */
bool confine_files(void);

/*
 * From now on any system call that reading a mail does not need kills this
 * process: sockets, processes, programs. False on a kernel or a machine
 * without seccomp filters, and when built with sanitizers.
 */
bool confine_calls(void);

#endif
