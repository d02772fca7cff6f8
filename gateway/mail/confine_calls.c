// SPDX-License-Identifier: GPL-3.0-or-later
// seccomp: the system calls that the reading process has left.
/*
 * The filter is put together here, by the names of the calls: libseccomp costs
 * 0.12 ms of each run and another library, for a list that needs no cleverness.
 */
#include "mail/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Sanitizers make calls of their own, and more of them when they report. */
#if defined(WITH_SANITIZERS)
#undef MACHINE
#elif defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && G_BYTE_ORDER == G_LITTLE_ENDIAN
#define MACHINE AUDIT_ARCH_AARCH64
#elif defined(__i386__)
#define MACHINE AUDIT_ARCH_I386
#elif defined(__arm__) && G_BYTE_ORDER == G_LITTLE_ENDIAN
#define MACHINE AUDIT_ARCH_ARM
#elif defined(__riscv) && __riscv_xlen == 64
#define MACHINE AUDIT_ARCH_RISCV64
#elif defined(__powerpc64__) && G_BYTE_ORDER == G_LITTLE_ENDIAN
#define MACHINE AUDIT_ARCH_PPC64LE
#elif defined(__s390x__)
#define MACHINE AUDIT_ARCH_S390X
#endif

#ifndef MACHINE

bool confine_calls(void)
{
	return false;
}

#else

/* Kernels before 4.14 take an action they do not know for killing a thread. */
#ifndef SECCOMP_RET_KILL_PROCESS
#define SECCOMP_RET_KILL_PROCESS 0x80000000u
#endif

/* Instructions of the filter. */
#define CODE_MOST 192

/* Calls without a bound on what they are given. Not all machines have all. */
static const int calls[] = {
	SYS_read,
	SYS_write,
	SYS_close,
	SYS_lseek,
	SYS_pread64,
	SYS_pwrite64,
	SYS_munmap,
	SYS_brk,
	SYS_mprotect,
	SYS_mremap,
	SYS_madvise,
	SYS_readv,
	SYS_writev,
	SYS_futex,
	SYS_getrandom,
	SYS_exit,
	SYS_exit_group,
	SYS_rt_sigaction,
	SYS_rt_sigprocmask,
	SYS_rt_sigreturn,
	SYS_clock_gettime,
	SYS_clock_getres,
	SYS_nanosleep,
	SYS_clock_nanosleep,
	SYS_sched_yield,
	SYS_restart_syscall,
	SYS_statx,
	SYS_faccessat,
	SYS_readlinkat,
	SYS_getcwd,
	SYS_getdents64,
	SYS_dup,
	SYS_getpid,
	SYS_gettid,
	SYS_getppid,
	SYS_getuid,
	SYS_geteuid,
	SYS_getgid,
	SYS_getegid,
	SYS_uname,
	SYS_sysinfo,
	SYS_getrusage,
	SYS_sched_getaffinity,
#ifdef SYS_mmap
	SYS_mmap,
#endif
#ifdef SYS_fstat
	SYS_fstat,
#endif
#ifdef SYS_fadvise64
	SYS_fadvise64,
#endif
#ifdef SYS_gettimeofday
	SYS_gettimeofday,
#endif
#ifdef SYS_newfstatat
	SYS_newfstatat,
#endif
#ifdef SYS_fstatat64
	SYS_fstatat64,
#endif
#ifdef SYS_fstat64
	SYS_fstat64,
#endif
#ifdef SYS_stat
	SYS_stat,
#endif
#ifdef SYS_lstat
	SYS_lstat,
#endif
#ifdef SYS_access
	SYS_access,
#endif
#ifdef SYS_faccessat2
	SYS_faccessat2,
#endif
#ifdef SYS_readlink
	SYS_readlink,
#endif
#ifdef SYS_time
	SYS_time,
#endif
#ifdef SYS__llseek
	SYS__llseek,
#endif
#ifdef SYS_mmap2
	SYS_mmap2,
#endif
#ifdef SYS_clock_gettime64
	SYS_clock_gettime64,
#endif
#ifdef SYS_futex_time64
	SYS_futex_time64,
#endif
};

/* Calls that fail instead of killing: libraries ask, and do without. */
static const struct {
	int call;
	int with;
} refused[] = {
	{SYS_ioctl, ENOTTY},
	{SYS_prlimit64, EPERM},
#ifdef SYS_getrlimit
	{SYS_getrlimit, EPERM},
#endif
};

/* What opening for nothing but reading may be asked with. */
#define OPEN_FLAGS                                                       \
	(O_RDONLY | O_CLOEXEC | O_LARGEFILE | O_DIRECTORY | O_NOFOLLOW | \
	 O_NOCTTY | O_NONBLOCK)

struct code {
	struct sock_filter at[CODE_MOST];
	unsigned short n;
};

static void emit(struct code *code, int what, guint32 value, guint yes,
		 guint no)
{
	code->at[code->n++] =
		(struct sock_filter){(unsigned short)what, (unsigned char)yes,
				     (unsigned char)no, value};
}

static void emit_return(struct code *code, guint32 action)
{
	emit(code, BPF_RET | BPF_K, action, 0, 0);
}

/* The call's argument n: its lower 32 bits. */
static void emit_argument(struct code *code, guint n)
{
	guint at = (guint)offsetof(struct seccomp_data, args) + 8 * n;

	emit(code, BPF_LD | BPF_W | BPF_ABS,
	     at + (G_BYTE_ORDER == G_BIG_ENDIAN ? 4 : 0), 0, 0);
}

/* What follows, `size` instructions, is only for that call. */
static void emit_call(struct code *code, int call, guint size)
{
	emit(code, BPF_JMP | BPF_JEQ | BPF_K, (guint32)call, 0, size);
}

/* Only for reading: nothing is made, written or cut. */
static void emit_open(struct code *code, int call, guint flags_at)
{
	emit_call(code, call, 4);
	emit_argument(code, flags_at);
	emit(code, BPF_JMP | BPF_JSET | BPF_K, ~(guint32)OPEN_FLAGS, 0, 1);
	emit_return(code, SECCOMP_RET_ERRNO | EACCES);
	emit_return(code, SECCOMP_RET_ALLOW);
}

/* Not what makes the kernel signal others (F_SETOWN), nor lifts a seal. */
static void emit_fcntl(struct code *code, int call)
{
	static const int commands[] = {F_GETFD, F_SETFD, F_GETFL,
				       F_DUPFD_CLOEXEC};

	emit_call(code, call, 2 + 2 * G_N_ELEMENTS(commands));
	emit_argument(code, 1);
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
		emit_call(code, commands[i], 1);
		emit_return(code, SECCOMP_RET_ALLOW);
	}
	emit_return(code, SECCOMP_RET_ERRNO | EPERM);
}

/* abort() signals itself, and shall be seen to have done so. */
static void emit_tgkill(struct code *code)
{
	emit_call(code, SYS_tgkill, 4);
	emit_argument(code, 0);
	emit_call(code, getpid(), 1);
	emit_return(code, SECCOMP_RET_ALLOW);
	emit_return(code, SECCOMP_RET_KILL_PROCESS);
}

static void emit_all(struct code *code)
{
	const guint n = G_N_ELEMENTS(calls);

	emit(code, BPF_LD | BPF_W | BPF_ABS,
	     (guint32)offsetof(struct seccomp_data, arch), 0, 0);
	emit(code, BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0);
	emit_return(code, SECCOMP_RET_KILL_PROCESS);
	emit(code, BPF_LD | BPF_W | BPF_ABS,
	     (guint32)offsetof(struct seccomp_data, nr), 0, 0);
	/* One return for all of them: a short filter is loaded sooner. */
	for (guint i = 0; i < n; i++)
		emit(code, BPF_JMP | BPF_JEQ | BPF_K, (guint32)calls[i], n - i,
		     0);
	emit(code, BPF_JMP | BPF_JA, 1, 0, 0);
	emit_return(code, SECCOMP_RET_ALLOW);
	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
		emit_call(code, refused[i].call, 1);
		emit_return(code, SECCOMP_RET_ERRNO | (guint32)refused[i].with);
	}
	emit_open(code, SYS_openat, 2);
#ifdef SYS_open
	emit_open(code, SYS_open, 1);
#endif
	emit_fcntl(code, SYS_fcntl);
#ifdef SYS_fcntl64
	emit_fcntl(code, SYS_fcntl64);
#endif
	emit_tgkill(code);
	emit_return(code, SECCOMP_RET_KILL_PROCESS);
}

/* Room for each list and, generously, for what is emitted beside them. */
G_STATIC_ASSERT(G_N_ELEMENTS(calls) + 2 * G_N_ELEMENTS(refused) + 64 <
		CODE_MOST);

bool confine_calls(void)
{
	struct code code = {.n = 0};
	struct sock_fprog program = {.filter = code.at};

	emit_all(&code);
	program.len = code.n;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

#endif
