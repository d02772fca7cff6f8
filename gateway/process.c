// SPDX-License-Identifier: GPL-3.0-or-later
// The process: made the same whoever started it, before anything else.
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/outcome.h"

/*
 * Exim starts its pipes with TERM, HUP and USR1 ignored, Postfix with PIPE and
 * XFSZ: an ignored signal survives exec.
 */
static const int default_signals[] = {SIGTERM, SIGHUP,	SIGINT,	 SIGQUIT,
				      SIGALRM, SIGCHLD, SIGUSR1, SIGUSR2};

/*
 * A closed pipe shall be an error that we see, and so shall a file that grows
 * past a limit: neither shall end the process.
 */
static const int ignored_signals[] = {SIGPIPE, SIGXFSZ};

/*
 * What would end us by a signal, by ourselves or by others: Exim bounces a
 * mail whose program died so, and maildrop makes a status of it that bounces.
 */
static const int ending_signals[] = {
	SIGTERM, SIGHUP,  SIGINT, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU,
	SIGABRT, SIGSEGV, SIGBUS, SIGFPE,  SIGILL,  SIGSYS,  SIGTRAP};

/*
 * Ends with "later" at once: what was begun is on the disk, and the next try
 * goes on from there. Only calls that are safe in a handler.
 */
static void end_later(int signal)
{
	static const char line[] =
		"tixgate: ended by a signal; the mail is tried again\n";

	(void)signal;
	if (write(STDERR_FILENO, line, sizeof line - 1) < 0)
		_exit(outcome_status(OUTCOME_LATER));
	_exit(outcome_status(OUTCOME_LATER));
}

/* Bytes of the stack of that handler. */
#define END_STACK_SIZE 65536

/*
 * A stack of its own, since GLib recurses until there is none left where it
 * cannot even say that memory ran out.
 */
static int end_flags(void)
{
	stack_t stack = {.ss_size = END_STACK_SIZE};

	stack.ss_sp = mmap(NULL, END_STACK_SIZE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stack.ss_sp == MAP_FAILED)
		return 0;
	return sigaltstack(&stack, NULL) == 0 ? SA_ONSTACK : 0;
}

static void normalise_signals(bool for_mail)
{
	struct sigaction action = {.sa_handler = SIG_DFL};
	sigset_t none;

	for (size_t i = 0; i < G_N_ELEMENTS(default_signals); i++)
		(void)sigaction(default_signals[i], &action, NULL);
	action.sa_handler = end_later;
	action.sa_flags = for_mail ? end_flags() : 0;
	for (size_t i = 0; for_mail && i < G_N_ELEMENTS(ending_signals); i++)
		(void)sigaction(ending_signals[i], &action, NULL);
	action.sa_handler = SIG_IGN;
	action.sa_flags = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(ignored_signals); i++)
		(void)sigaction(ignored_signals[i], &action, NULL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Highest descriptor that is closed one by one where the kernel is old. */
#define DESCRIPTORS_MOST 65536

static void normalise_descriptors(void)
{
	int fd;

	if (close_range(3, ~0U, 0) < 0)
		for (fd = 3; fd < DESCRIPTORS_MOST; fd++)
			(void)close(fd);
	/* open() takes the lowest free number: 0, 1 and 2 in their turn. */
	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= 2);
	if (fd > 2)
		(void)close(fd);
}

/* The first of the names that is set; an empty value counts as set. */
static char *first_set(const char *const *names)
{
	for (; *names != NULL; names++) {
		const char *value = getenv(*names);

		if (value != NULL)
			return g_strdup(value);
	}
	return NULL;
}

/* Bytes of a key in the environment. */
#define KEY_MOST 4096

static int keep_key(const char *key)
{
	const size_t size = key == NULL ? 0 : strnlen(key, KEY_MOST);
	int fd;

	if (size == 0)
		return -1;
	fd = memfd_create("key", MFD_CLOEXEC);
	if (fd >= 0 && write(fd, key, size) != (ssize_t)size) {
		(void)close(fd);
		fd = -1;
	}
	return fd;
}

static void keep_surroundings(struct surroundings *out)
{
	static const char *const sender[] = {"SENDER", NULL};
	static const char *const recipient[] = {"RECIPIENT", NULL};
	static const char *const original[] = {"ORIGINAL_RECIPIENT",
					       "ORIG_RECIPIENT", NULL};
	out->sender = first_set(sender);
	out->recipient = first_set(recipient);
	out->original_recipient = first_set(original);
	out->key_fd = keep_key(getenv("TIXALLO_API_KEY"));
}

/* The environment's own copy of the key must not stay in memory either. */
static void normalise_environment(void)
{
	char *key = getenv("TIXALLO_API_KEY");

	if (key != NULL)
		explicit_bzero(key, strlen(key));
	(void)clearenv();
	(void)setenv("PATH", "/usr/bin:/bin", 1);
	(void)setenv("LANG", "C", 1);
}

void process_normalise(bool for_mail, struct surroundings *out)
{
	normalise_descriptors();
	normalise_signals(for_mail);
	(void)umask(077);
	keep_surroundings(out);
	normalise_environment();
}

void process_leave_folder(void)
{
	/* A missing / is no reason to lose a mail. */
	if (chdir("/") < 0)
		errno = 0;
}

void surroundings_clear(struct surroundings *surroundings)
{
	if (surroundings->key_fd >= 0)
		(void)close(surroundings->key_fd);
	g_free(surroundings->sender);
	g_free(surroundings->recipient);
	g_free(surroundings->original_recipient);
	*surroundings = (struct surroundings){.key_fd = -1};
}

void process_hide(void)
{
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
