// SPDX-License-Identifier: GPL-3.0-or-later
// Programs: running another one with an input, for a limited time.
#include "base/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"

/* How often it is looked at whether a silent program has ended. */
#define LOOK_EVERY_MS 20

/* What the child's own clock has more than ours. */
#define ALARM_MORE_S 1

/* Longest time for that clock. */
#define ALARM_MOST_S 3600

/* One run; what is open in it, -1 for nothing. */
struct run {
	int input;
	int said;  /* what it writes */
	int fault; /* errno of an exec that failed */
	int said_end, fault_end;
	pid_t pid;
	GString *words; /* what it wrote */
};

static void close_one(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static bool write_all(int fd, const char *data, gsize size)
{
	while (size > 0) {
		const ssize_t n = write(fd, data, size);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			data += n;
			size -= (gsize)n;
		}
	}
	return true;
}

static bool open_run(struct run *run, const struct program *program)
{
	int ends[2];

	run->input = memfd_create("input", MFD_CLOEXEC);
	if (run->input < 0 ||
	    !write_all(run->input, program->input, program->size) ||
	    lseek(run->input, 0, SEEK_SET) < 0 || pipe2(ends, O_CLOEXEC) < 0)
		return false;
	run->said = ends[0];
	run->said_end = ends[1];
	if (pipe2(ends, O_CLOEXEC) < 0)
		return false;
	run->fault = ends[0];
	run->fault_end = ends[1];
	return fcntl(run->said, F_SETFL, O_NONBLOCK) == 0;
}

static void close_run(struct run *run)
{
	close_one(&run->input);
	close_one(&run->said);
	close_one(&run->said_end);
	close_one(&run->fault);
	close_one(&run->fault_end);
	g_string_free(run->words, TRUE);
}

/* In the child: only calls that are safe after a fork. */
static void become(const struct run *run, const struct program *program)
{
	const gint64 left = deadline_left_ms(program->deadline) / 1000;
	const struct rlimit none = {0, 0};
	struct sigaction action = {.sa_handler = SIG_DFL};
	sigset_t empty;
	int reason;

	(void)setsid();
	for (int i = 1; i < NSIG; i++)
		(void)sigaction(i, &action, NULL);
	(void)sigemptyset(&empty);
	(void)sigprocmask(SIG_SETMASK, &empty, NULL);
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)alarm((unsigned)MIN(left, ALARM_MOST_S) + ALARM_MORE_S);
	if (dup2(run->input, STDIN_FILENO) >= 0 &&
	    dup2(run->said_end, STDOUT_FILENO) >= 0 &&
	    dup2(run->said_end, STDERR_FILENO) >= 0) {
		(void)close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
		(void)execv(program->path,
			    (char *const *)(guintptr)program->argv);
	}
	reason = errno;
	if (write(run->fault_end, &reason, sizeof reason) < 0)
		_exit(126);
	_exit(127);
}

/* Takes what it has written; false when nobody can write any more. */
static bool listen_to(struct run *run)
{
	char bytes[512];

	for (;;) {
		const ssize_t n = read(run->said, bytes, sizeof bytes);
		const gsize room = PROGRAM_SAID_MOST - run->words->len;

		if (n == 0)
			return false;
		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		g_string_append_len(run->words, bytes,
				    (gssize)MIN((gsize)n, room));
	}
}

/* True with its status when it has ended; false when its time was over. */
static bool await(struct run *run, struct deadline deadline, int *status)
{
	bool open = true;

	for (;;) {
		const gint64 left = deadline_left_ms(deadline);
		const int wait = (int)MIN(left, LOOK_EVERY_MS);
		struct pollfd event = {.fd = open ? run->said : -1,
				       .events = POLLIN};

		if (waitpid(run->pid, status, WNOHANG) == run->pid)
			return true;
		if (left == 0)
			return false;
		(void)poll(&event, 1, wait);
		if (open)
			open = listen_to(run);
		else if (waitpid(run->pid, status, WNOHANG) == run->pid)
			return true;
	}
}

static void end_it(struct run *run)
{
	int status;

	(void)kill(-run->pid, SIGKILL);
	(void)kill(run->pid, SIGKILL);
	while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR)
		;
}

/* What it said, as a harmless end of a sentence. */
static char *words_of(const struct run *run)
{
	g_autoptr(GString) line = g_string_new(NULL);

	text_line(line, run->words->str, run->words->len);
	if (line->len > 0)
		g_string_prepend(line, ": ");
	return g_string_free(g_steal_pointer(&line), FALSE);
}

static bool judge(struct run *run, const struct program *program, int status,
		  struct why *why)
{
	g_autofree char *words = NULL;
	int reason = 0;

	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	if (read(run->fault, &reason, sizeof reason) == sizeof reason) {
		errno = reason;
		return why_errno(why, TROUBLE_CONFIG, "cannot run %s",
				 program->path);
	}
	(void)listen_to(run);
	words = words_of(run);
	if (WIFSIGNALED(status))
		return why_set(why, TROUBLE_LATER, "%s died of signal %d%s",
			       program->path, WTERMSIG(status), words);
	return why_set(why, TROUBLE_LATER, "%s ended with status %d%s",
		       program->path, WEXITSTATUS(status), words);
}

static bool run_it(struct run *run, const struct program *program,
		   struct why *why)
{
	int status = 0;

	if (!open_run(run, program))
		return why_errno(why, TROUBLE_LATER,
				 "cannot make the input of %s", program->path);
	run->pid = fork();
	if (run->pid < 0)
		return why_errno(why, TROUBLE_LATER, "cannot run %s",
				 program->path);
	if (run->pid == 0)
		become(run, program);
	close_one(&run->said_end);
	close_one(&run->fault_end);
	if (!await(run, program->deadline, &status))
		end_it(run);
	else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		/* Its clock came first: we were not let run for a second. */
		(void)kill(-run->pid, SIGKILL);
	else
		return judge(run, program, status, why);
	return why_set(why, TROUBLE_LATER, "%s took too long and was stopped",
		       program->path);
}

bool program_run(const struct program *program, struct why *why)
{
	struct run run = {-1, -1, -1, -1, -1, 0, g_string_new(NULL)};
	const bool good = run_it(&run, program, why);

	close_run(&run);
	return good;
}
