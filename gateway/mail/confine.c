// SPDX-License-Identifier: GPL-3.0-or-later
// Resource limits, and Landlock: what the reading process may use and open.
#include "mail/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Of <linux/landlock.h> and <sys/syscall.h>, which older systems do not have
 * or only in part; the numbers are the same on all machines that Linux has got
 * since 2019, and these do not change.
 */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule	    445
#define SYS_landlock_restrict_self  446
#endif
#define RULESET_VERSION 1u /* asks which version the kernel has */
#define RULE_BENEATH	1  /* a rule for a folder and what is in it */
#define READ_FILE	(1u << 2)
#define READ_FOLDER	(1u << 3)

struct ruleset {
	guint64 files;
	guint64 ports;
	guint64 scoped;
};

struct rule_beneath {
	guint64 allowed;
	gint32 fd;
} __attribute__((packed));

/* What can be denied to files, by version: see landlock(7). */
static const guint64 file_rights[] = {
	0,
	(1u << 13) - 1, /* 1: all of opening, making and removing */
	(1u << 14) - 1, /* 2: moving between folders */
	(1u << 15) - 1, /* 3: truncating */
	(1u << 15) - 1, /* 4 */
	(1u << 16) - 1, /* 5: ioctl() on devices */
};

#define PORTS_VERSION  4
#define PORTS_RIGHTS   3u /* bind and connect */
#define SCOPED_VERSION 6
#define SCOPED_RIGHTS  3u /* abstract sockets and signals */

/* What getrlimit() takes: POSIX says int, glibc with _GNU_SOURCE an enum. */
#ifdef __GLIBC__
typedef __rlimit_resource_t resource;
#else
typedef int resource;
#endif

/* Folders that may be read, beside those around libc. */
static const char *const folders[] = {
	"/usr/share/zoneinfo",
	"/usr/lib64/gconv",
	"/usr/lib/gconv",
};

/* `over` is how far the hard limit lies over the one that is felt. */
static bool limit(resource what, rlim_t most, rlim_t over)
{
	struct rlimit now;

	if (getrlimit(what, &now) < 0)
		return false;
	now.rlim_cur = MIN(MIN(now.rlim_cur, now.rlim_max), most);
	now.rlim_max = MIN(now.rlim_max, now.rlim_cur + over);
	return setrlimit(what, &now) == 0;
}

bool confine_limits(guint64 file_size_most)
{
	bool good = true;

#ifndef WITH_SANITIZERS
	good &= limit(RLIMIT_DATA, CONFINE_MEMORY_MOST, 0);
	good &= limit(RLIMIT_AS, CONFINE_SPACE_MOST, 0);
#endif
	/* At the hard limit comes SIGKILL, which would not tell why. */
	good &= limit(RLIMIT_CPU, CONFINE_CPU_MOST, 1);
	good &= limit(RLIMIT_FSIZE, file_size_most, 0);
	good &= limit(RLIMIT_NPROC, 0, 0);
	good &= limit(RLIMIT_CORE, 0, 0);
	good &= limit(RLIMIT_NOFILE, CONFINE_FILES_MOST, 0);
	/* RLIMIT_CORE does not count where a program gets the core: this does.
	 */
	good &= prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
	good &= prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
	return good;
}

/* Allows reading what is in a folder. One that is not there is no loss. */
static bool allow_folder(int ruleset, const char *path)
{
	struct rule_beneath rule = {.allowed = READ_FILE | READ_FOLDER};
	bool good;

	rule.fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (rule.fd < 0)
		return true;
	good = syscall(SYS_landlock_add_rule, ruleset, RULE_BENEATH, &rule,
		       0) == 0;
	(void)close(rule.fd);
	return good;
}

/*
 * The folder of libc, and the same under /usr, where systems with both keep
 * gconv: Debian has /lib/x86_64-linux-gnu, Fedora /lib64, NixOS one of its
 * own. musl converts by itself; reading its /lib does no harm.
 */
static int allow_library(struct dl_phdr_info *info, size_t size, void *data)
{
	const int *ruleset = data;
	const char *slash = strrchr(info->dlpi_name, '/');
	char path[512];
	int n;

	(void)size;
	if (slash == NULL || (strncmp(slash, "/libc.so", 8) != 0 &&
			      strncmp(slash, "/ld-musl", 8) != 0))
		return 0;
	n = (int)(slash - info->dlpi_name);
	if (n == 0 || (size_t)n + sizeof "/usr" > sizeof path)
		return 0;
	(void)snprintf(path, sizeof path, "/usr%.*s", n, info->dlpi_name);
	return allow_folder(*ruleset, path + strlen("/usr")) &&
			       allow_folder(*ruleset, path)
		       ? 0
		       : -1;
}

static bool allow_all(int ruleset)
{
	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		if (!allow_folder(ruleset, folders[i]))
			return false;
	}
	return dl_iterate_phdr(allow_library, &ruleset) == 0;
}

bool confine_files(void)
{
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, RULESET_VERSION);
	struct ruleset set = {0};
	int ruleset;
	bool good;

	if (version < 1)
		return false;
	set.files =
		file_rights[MIN((gsize)version, G_N_ELEMENTS(file_rights) - 1)];
	set.ports = version >= PORTS_VERSION ? PORTS_RIGHTS : 0;
	set.scoped = version >= SCOPED_VERSION ? SCOPED_RIGHTS : 0;
	/* A kernel takes a longer struct whose further fields are 0. */
	ruleset =
		(int)syscall(SYS_landlock_create_ruleset, &set, sizeof set, 0);
	if (ruleset < 0)
		return false;
	good = allow_all(ruleset) &&
	       syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	(void)close(ruleset);
	return good;
}
