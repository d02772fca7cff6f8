// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded by the proofs: memory that runs out, and a wall clock that jumps.
//
//   SHIM_MALLOC=N      the N-th allocation fails; N+ that one and all after it.
//                      Counted from the gateway's first call, close_range()
//   SHIM_CLOCK=S       the wall clock is S seconds off
//   SHIM_JUMP=K:S      … and from its K-th reading on by S seconds
//   SHIM_FORK=N        the child of the N-th fork() is killed before it does
//                      anything
//   SHIM_SPIN=1        a child never gets beyond its first read, so that
//                      whoever wants to kill it finds it
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static long malloc_at;
static bool malloc_on;
static atomic_long mallocs;
static atomic_bool begun; /* the libraries' own beginning is over */
static long clock_off, jump_at, jump_by;
static atomic_long readings;
static long fork_at, forks;
static volatile bool in_child, spins;

__attribute__((constructor)) static void begin(void)
{
	const char *text = getenv("SHIM_MALLOC");
	char *end = NULL;

	if (text != NULL) {
		malloc_at = strtol(text, &end, 10);
		malloc_on = *end == '+';
	}
	text = getenv("SHIM_CLOCK");
	if (text != NULL)
		clock_off = strtol(text, NULL, 10);
	text = getenv("SHIM_FORK");
	if (text != NULL)
		fork_at = strtol(text, NULL, 10);
	spins = getenv("SHIM_SPIN") != NULL;
	text = getenv("SHIM_JUMP");
	if (text != NULL) {
		jump_at = strtol(text, &end, 10);
		jump_by = strtol(end + 1, NULL, 10);
	}
}

static bool runs_out(void)
{
	long n;

	if (malloc_at == 0 || !atomic_load(&begun))
		return false;
	n = atomic_fetch_add(&mallocs, 1) + 1;
	if ((malloc_on ? n < malloc_at : n != malloc_at))
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return runs_out() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return runs_out() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	return runs_out() ? NULL : __libc_realloc(old, size);
}

int close_range(unsigned first, unsigned last, int flags)
{
	static int (*real)(unsigned, unsigned, int);

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "close_range");
	atomic_store(&begun, true);
	return real(first, last, flags);
}

static long off_now(void)
{
	long n = atomic_fetch_add(&readings, 1) + 1;

	return clock_off + (jump_at > 0 && n >= jump_at ? jump_by : 0);
}

int clock_gettime(clockid_t id, struct timespec *now)
{
	static int (*real)(clockid_t, struct timespec *);
	int status;

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
	status = real(id, now);
	if (status == 0 &&
	    (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
		now->tv_sec += off_now();
	return status;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	static int (*real)(struct timeval *, void *);
	int status;

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "gettimeofday");
	status = real(now, zone);
	now->tv_sec += off_now();
	return status;
}

time_t time(time_t *out)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (out != NULL)
		*out = now.tv_sec;
	return now.tv_sec;
}

pid_t fork(void)
{
	static pid_t (*real)(void);
	pid_t child;

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "fork");
	forks++;
	child = real();
	in_child = child == 0;
	if (child == 0 && forks == fork_at)
		(void)raise(SIGKILL);
	return child;
}

ssize_t pread64(int fd, void *at, size_t size, off64_t from)
{
	static ssize_t (*real)(int, void *, size_t, off64_t);

	while (in_child && spins)
		;
	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "pread64");
	return real(fd, at, size, from);
}

ssize_t pread(int fd, void *at, size_t size, off_t from)
{
	return pread64(fd, at, size, from);
}
