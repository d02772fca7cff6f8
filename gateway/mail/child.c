// SPDX-License-Identifier: GPL-3.0-or-later
// A process of its own for each mail that is read: its parent's side.
#include "mail/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mail/child_inside.h"
#include "mail/record.h"

/* Since Linux 6.3, where a system may ask for it (vm.memfd_noexec). */
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008u
#endif

/*
 * A child that was stopped by the clock while it had less than this share of
 * it as CPU time was not at work: the machine is busy, and the mail is fine.
 */
#define BUSY_SHARE 4

static int make_memory(const char *name)
{
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING |
					    MFD_NOEXEC_SEAL);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	return fd;
}

static void close_one(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static bool open_links(struct child_links *links, struct why *why)
{
	int ends[2] = {-1, -1};

	links->record = make_memory("record");
	links->copy = make_memory("copy");
	if (links->record >= 0 && links->copy >= 0 &&
	    pipe2(ends, O_CLOEXEC) == 0) {
		links->life = ends[0];
		links->life_end = ends[1];
		return true;
	}
	return why_errno(why, TROUBLE_LATER,
			 "cannot make a place for what is read");
}

static void close_links(struct child_links *links)
{
	close_one(&links->record);
	close_one(&links->copy);
	close_one(&links->life);
	close_one(&links->life_end);
}

/*
 * Waits until no process holds the other end of the pipe any more. False when
 * the time is over first. The first byte is what the child said before it saw
 * the mail; later ones it has no business to write.
 */
static bool await(int life, struct deadline until, int *ready)
{
	for (;;) {
		struct pollfd wait = {.fd = life, .events = POLLIN};
		gint64 left = deadline_left_ms(until);
		unsigned char bytes[64];
		ssize_t n;

		if (left == 0)
			return false;
		if (poll(&wait, 1, (int)left) <= 0)
			continue;
		n = read(life, bytes, sizeof bytes);
		if (n == 0)
			return true;
		if (n > 0 && *ready < 0)
			*ready = bytes[0];
	}
}

static void fill_report(struct child_report *report, int status, bool in_time,
			const struct rusage *usage)
{
	report->cpu_us = (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) *
				 G_GINT64_CONSTANT(1000000) +
			 usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
	report->memory = (gint64)usage->ru_maxrss * 1024;
	if (!in_time) {
		report->end = CHILD_TIME;
	} else if (WIFEXITED(status)) {
		report->status = WEXITSTATUS(status);
		report->end = report->status == CHILD_STATUS_DONE ? CHILD_DONE
			      : report->status == CHILD_STATUS_TOO_LARGE
				      ? CHILD_SIZE
				      : CHILD_STATUS;
	} else {
		report->signal = WTERMSIG(status);
		report->end = report->signal == SIGXCPU	  ? CHILD_TIME
			      : report->signal == SIGXFSZ ? CHILD_SIZE
							  : CHILD_SIGNAL;
	}
}

static bool collect(pid_t child, bool in_time, struct child_report *report)
{
	struct rusage usage = {0};
	int status = 0;

	/*
	 * One that has ended keeps its status; one that only closed its end
	 * of the pipe, or ran out of time, ends now.
	 */
	(void)kill(child, SIGKILL);
	while (wait4(child, &status, 0, &usage) < 0) {
		if (errno != EINTR)
			return false;
	}
	fill_report(report, status, in_time, &usage);
	return true;
}

struct mapping {
	void *at;
	gsize size;
};

static void end_mapping(void *data)
{
	struct mapping *mapping = data;

	(void)munmap(mapping->at, mapping->size);
	g_free(mapping);
}

/*
 * The record's bytes, which nobody can change any more: should a process live
 * that still holds the descriptor, the seals bind it as well.
 */
static const void *map_record(int fd, struct pool *pool, gsize *size,
			      struct child_report *report, struct why *why)
{
	struct mapping *mapping;
	struct stat info;
	void *at;

	if (fcntl(fd, F_ADD_SEALS,
		  F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) <
		    0 ||
	    fstat(fd, &info) < 0) {
		report->end = CHILD_GARBAGE;
		why_errno(why, TROUBLE_INPUT, "cannot seal what was read");
		return NULL;
	}
	*size = (gsize)info.st_size;
	if (*size == 0 || *size > RECORD_SIZE_MOST) {
		report->end = *size == 0 ? CHILD_GARBAGE : CHILD_SIZE;
		why_set(why, TROUBLE_INPUT,
			"the process that reads mails wrote %zu bytes", *size);
		return NULL;
	}
	at = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (at == MAP_FAILED) {
		why_errno(why, TROUBLE_LATER, "cannot read what was read");
		return NULL;
	}
	mapping = g_new(struct mapping, 1);
	*mapping = (struct mapping){at, *size};
	pool_keep(pool, mapping, end_mapping);
	return at;
}

/* Takes over what the child wrote. */
static bool take_record(int fd, bool refused, struct pool *pool,
			struct message *msg, struct child_report *report,
			struct why *why)
{
	struct why told = {0};
	gsize size;
	const void *data = map_record(fd, pool, &size, report, why);

	if (data == NULL)
		return false;
	if (!record_read(data, size, pool, msg, &told, why)) {
		report->end = CHILD_GARBAGE;
		why->trouble = TROUBLE_INPUT;
		return false;
	}
	if (told.trouble == TROUBLE_NONE && !refused)
		return true;
	report->end = CHILD_REFUSED;
	*why = told;
	/* Only before it sees the mail can it speak of the configuration. */
	if (refused)
		why->trouble = TROUBLE_CONFIG;
	else if (told.trouble != TROUBLE_LATER)
		why->trouble = TROUBLE_INPUT;
	return false;
}

/* Says in words how a child ended that handed on nothing. */
static bool say_end(const struct child_report *report, gint64 wall_ms,
		    struct why *why)
{
	static const char who[] = "the process that reads mails";

	switch (report->end) {
	case CHILD_TIME:
		if (report->signal != SIGXCPU &&
		    report->cpu_us < wall_ms * 1000 / BUSY_SHARE)
			return why_set(why, TROUBLE_LATER,
				       "the machine is too busy to read the "
				       "mail: %s was not done after "
				       "%" G_GINT64_FORMAT " ms",
				       who, wall_ms);
		return why_set(why, TROUBLE_INPUT,
			       "%s took more time than it has", who);
	case CHILD_SIGNAL:
		return why_set(why, TROUBLE_INPUT, "%s died of signal %d (%s)",
			       who, report->signal,
			       g_strsignal(report->signal));
	case CHILD_STATUS:
		return why_set(why,
			       report->status == CHILD_STATUS_NOT_WRITTEN
				       ? TROUBLE_LATER
				       : TROUBLE_INPUT,
			       "%s gave up with status %d", who,
			       report->status);
	case CHILD_SIZE:
		return why_set(why, TROUBLE_INPUT,
			       "%s wrote more than a mail can hold", who);
	case CHILD_NONE:
		return why_set(why, TROUBLE_LATER,
			       "%s could not be made ready (status %d, signal "
			       "%d)",
			       who, report->status, report->signal);
	case CHILD_DONE:
	case CHILD_REFUSED:
	case CHILD_GARBAGE:
		break;
	}
	return why_set(why, TROUBLE_LATER, "%s ended in no known way", who);
}

static bool follow(pid_t child, struct child_links *links, gint64 wall_ms,
		   struct child_report *report, struct why *why)
{
	struct deadline until = {clock_boot_ms() + wall_ms};
	int ready = -1;
	bool in_time;

	close_one(&links->life_end);
	in_time = await(links->life, until, &ready);
	if (!collect(child, in_time, report))
		return why_errno(
			why, TROUBLE_LATER,
			"cannot wait for the process that reads mails");
	if (ready < 0 && in_time)
		report->end = CHILD_NONE;
	else if (ready >= 0)
		report->confined = (unsigned)ready & ~CHILD_UNREADY;
	links->refused = ready >= 0 && ((unsigned)ready & CHILD_UNREADY) != 0;
	return report->end == CHILD_DONE || say_end(report, wall_ms, why);
}

static bool run(const struct child_job *job, struct child_links *links,
		struct child_report *report, struct why *why)
{
	gint64 left = deadline_left_ms(job->deadline);
	pid_t parent = getpid();
	pid_t child;

	if (left == 0)
		return why_set(why, TROUBLE_LATER,
			       "there is no time left to read the mail");
	child = fork();
	if (child < 0)
		return why_errno(why, TROUBLE_LATER,
				 "cannot make a process to read the mail");
	if (child == 0)
		child_inside(job, links, parent);
	return follow(child, links, MIN(left / 2 + 1, CHILD_WALL_MOST), report,
		      why);
}

bool child_run(const struct child_job *job, struct pool *pool,
	       struct message *msg, struct child_report *report,
	       struct why *why)
{
	struct child_links links = {-1, -1, -1, -1, false};
	struct sigaction before, plain = {.sa_handler = SIG_DFL};
	bool changed = false;
	bool good;

	*report = (struct child_report){.end = CHILD_NONE};
	/* What is read is final: also where only a seal can see to it. */
	(void)fcntl(job->mail, F_ADD_SEALS,
		    F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
	/* Where SIGCHLD is ignored, a child's status is lost (sigaction(2)). */
	if (sigaction(SIGCHLD, NULL, &before) == 0 &&
	    (before.sa_handler == SIG_IGN ||
	     (before.sa_flags & SA_NOCLDWAIT) != 0))
		changed = sigaction(SIGCHLD, &plain, NULL) == 0;
	good = open_links(&links, why) && run(job, &links, report, why);
	if (changed)
		(void)sigaction(SIGCHLD, &before, NULL);
	good = good &&
	       take_record(links.record, links.refused, pool, msg, report, why);
	close_links(&links);
	(void)lseek(job->mail, 0, SEEK_SET);
	return good;
}
