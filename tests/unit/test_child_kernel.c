// SPDX-License-Identifier: GPL-3.0-or-later
// The reading child on kernels that lack what confines it.
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib.h>

#include "child_sample.h"
#include "mail/confine.h"

/* landlock_create_ruleset(), on all machines. */
#define LANDLOCK 444

/* From now on that call, with that first argument or any (-1), fails. */
static void take_away(int call, int argument, int with)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (guint32)call, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, args) +
				 (G_BYTE_ORDER == G_BIG_ENDIAN ? 4 : 0)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (guint32)argument, 0,
			 argument == -1 ? 0 : 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (guint32)with),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {G_N_ELEMENTS(code), code};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		_exit(2);
}

/* Exits with 1 and says where unless all is well. */
#define NEED(what)                                                \
	if (!(what)) {                                            \
		fprintf(stderr, "%d: not %s\n", __LINE__, #what); \
		_exit(1);                                         \
	}

/* Tried, reading goes on and says what is missing; required, it does not. */
static void need_less(unsigned missing, const char *name)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct result r = run(read_plainly, pool);

	NEED(r.good);
	NEED(r.report.confined == (CONFINE_ALL & ~missing));
	r = run_with(read_plainly, SANDBOX_REQUIRE, 20, pool);
	NEED(!r.good);
	NEED(r.why.trouble == TROUBLE_CONFIG);
	NEED(r.report.end == CHILD_REFUSED);
	NEED(strstr(r.why.text, name) != NULL);
	NEED(strstr(r.why.text, "limits.sandbox") != NULL);
}

static void without_landlock(void)
{
	take_away(LANDLOCK, -1, ENOSYS);
	need_less(CONFINE_FILES, "Landlock");
}

#ifndef WITH_SANITIZERS
static void without_seccomp(void)
{
	take_away(SYS_prctl, PR_SET_SECCOMP, EINVAL);
	need_less(CONFINE_CALLS, "seccomp");
}
#endif

static void test_child_says_what_the_kernel_lacks(void **state)
{
	void (*const cases[])(void) = {
		without_landlock,
#ifndef WITH_SANITIZERS
		without_seccomp,
#endif
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		pid_t child = fork();
		int status = -1;

		if (child == 0) {
			cases[i]();
			_exit(0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_child_says_what_the_kernel_lacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
