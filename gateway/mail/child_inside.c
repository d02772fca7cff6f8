// SPDX-License-Identifier: GPL-3.0-or-later
// A process of its own for each mail that is read: its own side.
#include "mail/child_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "mail/confine.h"
#include "mail/record.h"

/* The descriptors of a child, and no others; the last only if it is asked for.
 */
enum place {
	PLACE_MAIL = 3,
	PLACE_COPY,
	PLACE_RECORD,
	PLACE_LIFE,
	PLACE_FILES = CHILD_FILES,
	PLACE_END
};
#define PLACES (PLACE_END - PLACE_MAIL)

/* Where the kernel cannot close all others at once: how many are closed. */
#define CLOSE_MOST 4096

/* Signals as in a new process: no handler of the parent's, none ignored. */
static void reset_signals(void)
{
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		(void)signal(i, SIG_DFL);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/*
 * The mail, so that it cannot be changed, since the parent may have to keep it
 * whole: sealed, or opened anew for reading only, which takes 25 us and /proc.
 * (Landlock does not see to a memfd; without seccomp only the seal holds.)
 */
static int open_mail(int fd, unsigned *confined)
{
	char path[64];
	int seals = fcntl(fd, F_GET_SEALS);
	int own;

	if (seals > 0 && (seals & F_SEAL_WRITE) != 0) {
		*confined |= CONFINE_MAIL;
		return fd;
	}
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	own = open(path, O_RDONLY | O_CLOEXEC);
	if (own < 0)
		return fd;
	*confined |= CONFINE_MAIL;
	return own;
}

static void close_others(unsigned from)
{
#ifdef SYS_close_range
	if (syscall(SYS_close_range, from, ~0u, 0) == 0)
		return;
#endif
	for (int i = (int)from; i < CLOSE_MOST; i++)
		(void)close(i);
}

/* Nothing is heard from it but through its record. */
static void silence(void)
{
	int null = open("/dev/null", O_RDWR);

	for (int i = 0; i <= 2; i++) {
#ifdef WITH_SANITIZERS
		/* Where they report. */
		if (i == 2)
			continue;
#endif
		if (null < 0)
			(void)close(i);
		else if (null != i)
			(void)dup2(null, i);
	}
}

static bool place_files(const struct child_job *job,
			const struct child_links *links, unsigned *confined)
{
	const int from[PLACES] = {open_mail(job->mail, confined), links->copy,
				  links->record, links->life_end,
				  job->files == NULL ? -1 : job->files->fd};
	const int n = job->files == NULL ? PLACES - 1 : PLACES;
	int high[PLACES];

	/* Out of each other's way first: any of them may be 0, 1 or 2. */
	for (int i = 0; i < n; i++) {
		high[i] = fcntl(from[i], F_DUPFD_CLOEXEC, PLACE_END);
		if (high[i] < 0)
			return false;
	}
	for (int i = 0; i < n; i++) {
		if (dup2(high[i], PLACE_MAIL + i) < 0)
			return false;
	}
	silence();
	close_others((unsigned)(PLACE_MAIL + n));
	return true;
}

static unsigned confine(enum sandbox sandbox)
{
	struct stat info;
	unsigned confined = 0;
	guint64 most = CHILD_WRITE_MOST;

	/* The copy of a mail can be as large as the mail, and a bit more. */
	if (fstat(PLACE_MAIL, &info) == 0)
		most += (guint64)info.st_size;
	if (confine_limits(most))
		confined |= CONFINE_LIMITS;
	if (sandbox == SANDBOX_OFF)
		return confined;
	if (confine_files())
		confined |= CONFINE_FILES;
	if (confine_calls())
		confined |= CONFINE_CALLS;
	return confined;
}

static void tell(unsigned confined)
{
	unsigned char byte = (unsigned char)confined;

	if (write(PLACE_LIFE, &byte, 1) != 1)
		_exit(CHILD_STATUS_NOT_READY);
}

static _Noreturn void end(bool written, const struct why *why)
{
	if (written)
		_exit(CHILD_STATUS_DONE);
	_exit(why->trouble == TROUBLE_INPUT ? CHILD_STATUS_TOO_LARGE
					    : CHILD_STATUS_NOT_WRITTEN);
}

static _Noreturn void refuse(unsigned confined)
{
	struct why why = {0}, failed = {0};

	why_set(&why, TROUBLE_CONFIG,
		"limits.sandbox is \"require\", but there is no %s here",
		(confined & CONFINE_FILES) == 0	  ? "Landlock"
		: (confined & CONFINE_CALLS) == 0 ? "seccomp filter"
		: (confined & CONFINE_MAIL) == 0  ? "/proc"
						  : "resource limit");
	tell(confined | CHILD_UNREADY);
	end(record_write_failure(PLACE_RECORD, &why, &failed), &failed);
}

_Noreturn void child_inside(const struct child_job *job,
			    const struct child_links *links, pid_t parent)
{
	struct why why = {0}, failed = {0};
	struct message msg = {0};
	unsigned confined = 0;
	struct pool *pool;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 ||
	    getppid() != parent)
		_exit(CHILD_STATUS_NOT_READY);
	reset_signals();
	if (!place_files(job, links, &confined))
		_exit(CHILD_STATUS_NOT_READY);
	confined |= confine(job->sandbox);
	if (job->sandbox == SANDBOX_REQUIRE &&
	    (confined & CONFINE_ALL) != CONFINE_ALL)
		refuse(confined);
	tell(confined);
	pool = pool_new();
	if (job->read(PLACE_MAIL, PLACE_COPY, job->wish, pool, &msg, &why))
		end(record_write(PLACE_RECORD, &msg, &failed), &failed);
	end(record_write_failure(PLACE_RECORD, &why, &failed), &failed);
}
