// SPDX-License-Identifier: GPL-3.0-or-later
// The reading child: whatever it does, its parent goes on and knows what it
// was.
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib.h>

#include "mail/child.h"
#include "mail/confine.h"
#include "mail/record.h"

#define DIGEST \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* The child's descriptors, as an intruder would find them. */
#define RECORD_FD 5
#define LIFE_FD	  6

static void fill(struct message *msg, const char *subject)
{
	*msg = (struct message){
		.subject = subject,
		.message_id = "",
		.date = "",
		.plain = {"", NULL, 0},
		.html = {"", NULL, 0},
		.text = "",
		.digest = DIGEST,
	};
}

/* A stand-in for the reader: the subject is the mail's first bytes. */
static bool read_plainly(int mail, int copy, const void *wish,
			 struct pool *pool, struct message *msg,
			 struct why *why)
{
	char text[100];
	ssize_t n = read(mail, text, sizeof text);

	(void)copy;
	(void)wish;
	if (n < 0)
		return why_errno(why, TROUBLE_LATER, "cannot read");
	fill(msg, pool_text_n(pool, text, (size_t)n));
	return true;
}

static bool say(struct pool *pool, struct message *msg, const char *text)
{
	fill(msg, pool_text(pool, text));
	return true;
}

#define READER(name)                                             \
	static bool name(int mail, int copy, const void *wish,   \
			 struct pool *pool, struct message *msg, \
			 struct why *why)
#define UNUSED \
	((void)mail, (void)copy, (void)wish, (void)pool, (void)msg, (void)why)

READER(do_refuse)
{
	UNUSED;
	return why_set(why, TROUBLE_INPUT, "there is no header");
}

READER(do_later)
{
	UNUSED;
	return why_set(why, TROUBLE_LATER, "the disk is gone");
}

READER(do_blame_configuration)
{
	UNUSED;
	return why_set(why, TROUBLE_CONFIG, "it is all your fault");
}

READER(do_crash)
{
	UNUSED;
	return raise(SIGSEGV) != 0;
}

READER(do_abort)
{
	UNUSED;
	abort();
}

READER(do_loop)
{
	UNUSED;
	for (volatile unsigned i = 1; i != 0; i += 2)
		;
	return false;
}

READER(do_sleep)
{
	UNUSED;
	for (;;) {
		if (nanosleep(&(struct timespec){.tv_sec = 60}, NULL) > 0)
			return false;
	}
}

READER(do_close_and_sleep)
{
	UNUSED;
	(void)close(LIFE_FD);
	return do_sleep(mail, copy, wish, pool, msg, why);
}

READER(do_eat_memory)
{
	UNUSED;
	for (;;) {
		if (memset(g_malloc(1 << 20), 1, 1 << 20) == NULL)
			return false;
	}
}

READER(do_exit)
{
	UNUSED;
	_exit(17);
}

READER(do_say_nothing)
{
	UNUSED;
	_exit(0);
}

READER(do_write_garbage)
{
	char bytes[5000];

	UNUSED;
	memset(bytes, 0xee, sizeof bytes);
	(void)!write(RECORD_FD, bytes, sizeof bytes);
	_exit(0);
}

READER(do_write_half)
{
	UNUSED;
	if (!read_plainly(mail, copy, wish, pool, msg, why) ||
	    !record_write(RECORD_FD, msg, why))
		_exit(1);
	if (ftruncate(RECORD_FD, 60) < 0)
		_exit(2);
	_exit(0);
}

READER(do_write_more)
{
	UNUSED;
	if (!read_plainly(mail, copy, wish, pool, msg, why) ||
	    !record_write(RECORD_FD, msg, why) ||
	    lseek(RECORD_FD, 0, SEEK_END) < 0 || write(RECORD_FD, "x", 1) != 1)
		_exit(1);
	_exit(0);
}

READER(do_write_without_end)
{
	static char bytes[1 << 16];

	UNUSED;
	while (write(RECORD_FD, bytes, sizeof bytes) > 0)
		;
	_exit(0);
}

READER(do_large_message)
{
	if (!read_plainly(mail, copy, wish, pool, msg, why))
		return false;
	msg->plain.text = msg->text =
		pool_keep(pool, g_strnfill(RECORD_SIZE_MOST, 'x'), g_free);
	return true;
}

READER(do_write_to_life)
{
	UNUSED;
	while (write(LIFE_FD, "\xff\xff\xff", 3) > 0)
		;
	_exit(0);
}

READER(do_socket)
{
	UNUSED;
	(void)!socket(AF_INET, SOCK_STREAM, 0);
	return say(pool, msg, "got a socket");
}

READER(do_execute)
{
	char *const args[] = {NULL};

	UNUSED;
	(void)execve("/bin/true", args, args);
	return say(pool, msg, "went on");
}

READER(do_fork)
{
	UNUSED;
	(void)!fork();
	return say(pool, msg, "forked");
}

READER(do_kill_parent)
{
	UNUSED;
	(void)kill(getppid(), SIGTERM);
	return say(pool, msg, "killed");
}

READER(do_set_owner)
{
	UNUSED;
	return say(pool, msg,
		   fcntl(LIFE_FD, F_SETOWN, getppid()) < 0 ? "no" : "yes");
}

READER(do_open_passwd)
{
	int fd = open("/etc/passwd", O_RDONLY);

	UNUSED;
	return say(pool, msg, fd < 0 ? g_strerror(errno) : "opened");
}

READER(do_make_file)
{
	int fd = open("/tmp/tixgate-test-child", O_WRONLY | O_CREAT, 0600);

	UNUSED;
	return say(pool, msg, fd < 0 ? g_strerror(errno) : "made");
}

READER(do_write_mail)
{
	char path[64];
	int fd;

	UNUSED;
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", mail);
	fd = open(path, O_WRONLY);
	return say(pool, msg,
		   write(mail, "x", 1) < 0 && fd < 0 ? "no" : "written");
}

READER(do_convert)
{
	iconv_t cd = iconv_open("UTF-8", "SHIFT_JIS");
	char in[] = "\x93\xfa\x96\x7b", out[20] = "";
	char *from = in, *to = out;
	size_t n = 4, room = sizeof out - 1;

	UNUSED;
	if (cd == (iconv_t)-1)
		return say(pool, msg, "no converter");
	(void)iconv(cd, &from, &n, &to, &room);
	return say(pool, msg, out);
}

READER(do_tell_zone)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Berlin");
	/* A time in winter. */
	gint in = zone == NULL ? 0
			       : g_time_zone_find_interval(
					 zone, G_TIME_TYPE_UNIVERSAL,
					 1700000000);

	UNUSED;
	return say(pool, msg,
		   zone != NULL && g_time_zone_get_offset(zone, in) == 3600
			   ? "Berlin"
			   : "nowhere");
}

READER(do_list_files)
{
	g_autoptr(GString) open_ones = g_string_new(NULL);

	UNUSED;
	for (int i = 0; i < 200; i++) {
		if (fcntl(i, F_GETFD) >= 0)
			g_string_append_printf(open_ones, "%d ", i);
	}
	return say(pool, msg, open_ones->str);
}

READER(do_use_copy)
{
	char text[8] = "";

	UNUSED;
	if (write(copy, "copied", 6) != 6 || pread(copy, text, 6, 0) != 6)
		return say(pool, msg, "no copy");
	return say(pool, msg, text);
}

static int mail_of(const char *text)
{
	int fd = memfd_create("mail", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	return fd;
}

struct result {
	struct message msg;
	struct child_report report;
	struct why why;
	bool good;
	gint64 took_ms;
};

static struct result run_with(child_reader *reader, enum sandbox sandbox,
			      double seconds, struct pool *pool)
{
	struct result result = {0};
	struct child_job job = {
		.mail = mail_of("hello"),
		.read = reader,
		.sandbox = sandbox,
		.deadline = deadline_in(seconds),
	};
	gint64 from = clock_boot_ms();

	result.good =
		child_run(&job, pool, &result.msg, &result.report, &result.why);
	result.took_ms = clock_boot_ms() - from;
	close(job.mail);
	return result;
}

static struct result run(child_reader *reader, struct pool *pool)
{
	return run_with(reader, SANDBOX_TRY, 20, pool);
}

static void test_child_hands_on_what_was_read(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct result result = run(read_plainly, pool);

	(void)state;
	if (!result.good)
		fail_msg("%s", result.why.text);
	assert_string_equal(result.msg.subject, "hello");
	assert_int_equal(result.report.end, CHILD_DONE);
	assert_true(result.report.cpu_us > 0);
	assert_true(result.report.memory > 100000);
	/* This machine has what a Linux of 2021 has. */
	assert_int_equal(result.report.confined, CONFINE_ALL);
}

static void test_child_that_misbehaves_is_told_by_how(void **state)
{
	static const struct {
		const char *label;
		child_reader *reader;
		double seconds;
		enum child_end end;
		int number; /* signal or status */
		enum trouble trouble;
	} rows[] = {
		{"no header", do_refuse, 20, CHILD_REFUSED, 0, TROUBLE_INPUT},
		{"disk error", do_later, 20, CHILD_REFUSED, 0, TROUBLE_LATER},
		{"blames the configuration", do_blame_configuration, 20,
		 CHILD_REFUSED, 0, TROUBLE_INPUT},
		{"crash", do_crash, 20, CHILD_SIGNAL, SIGSEGV, TROUBLE_INPUT},
		{"abort", do_abort, 20, CHILD_SIGNAL, SIGABRT, TROUBLE_INPUT},
		{"endless loop", do_loop, 0.6, CHILD_TIME, 0, TROUBLE_INPUT},
		{"busy machine", do_sleep, 0.6, CHILD_TIME, 0, TROUBLE_LATER},
		{"closes its pipe and stays", do_close_and_sleep, 20,
		 CHILD_SIGNAL, SIGKILL, TROUBLE_INPUT},
		{"exits", do_exit, 20, CHILD_STATUS, 17, TROUBLE_INPUT},
		{"says nothing", do_say_nothing, 20, CHILD_GARBAGE, 0,
		 TROUBLE_INPUT},
		{"garbage", do_write_garbage, 20, CHILD_GARBAGE, 0,
		 TROUBLE_INPUT},
		{"bytes behind its record", do_write_more, 20, CHILD_GARBAGE, 0,
		 TROUBLE_INPUT},
		{"writes without end", do_write_without_end, 20, CHILD_SIZE,
		 SIGXFSZ, TROUBLE_INPUT},
		{"message too large", do_large_message, 20, CHILD_SIZE, 4,
		 TROUBLE_INPUT},
		{"writes to the pipe without end", do_write_to_life, 0.6,
		 CHILD_TIME, 0, TROUBLE_INPUT},
#ifdef WITH_SANITIZERS
		{"half a record", do_write_half, 20, CHILD_GARBAGE, 0,
		 TROUBLE_INPUT},
#else
		{"cuts its record", do_write_half, 20, CHILD_SIGNAL, SIGSYS,
		 TROUBLE_INPUT},
		{"socket", do_socket, 20, CHILD_SIGNAL, SIGSYS, TROUBLE_INPUT},
		{"program", do_execute, 20, CHILD_SIGNAL, SIGSYS,
		 TROUBLE_INPUT},
		{"process", do_fork, 20, CHILD_SIGNAL, SIGSYS, TROUBLE_INPUT},
		{"kills its parent", do_kill_parent, 20, CHILD_SIGNAL, SIGSYS,
		 TROUBLE_INPUT},
#endif
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		struct result r = run_with(rows[i].reader, SANDBOX_TRY,
					   rows[i].seconds, pool);

		if (r.good)
			fail_msg("%s: was taken", rows[i].label);
		if (r.report.end != rows[i].end ||
		    r.why.trouble != rows[i].trouble ||
		    r.report.signal + r.report.status != rows[i].number)
			fail_msg("%s: end %d signal %d status %d trouble %d %s",
				 rows[i].label, (int)r.report.end,
				 r.report.signal, r.report.status,
				 (int)r.why.trouble, r.why.text);
		assert_string_not_equal(r.why.text, "");
		if (r.took_ms > 3000)
			fail_msg("%s: took %d ms", rows[i].label,
				 (int)r.took_ms);
		/* None is left behind. */
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	}
}

#ifndef WITH_SANITIZERS
static void test_child_cannot_eat_all_memory(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct result result = run(do_eat_memory, pool);

	(void)state;
	assert_false(result.good);
	/* GLib gives up by abort() or a trap. */
	assert_int_equal(result.report.end, CHILD_SIGNAL);
	assert_int_equal(result.why.trouble, TROUBLE_INPUT);
	assert_in_range(result.report.memory, CONFINE_MEMORY_MOST / 2,
			CONFINE_MEMORY_MOST + ((guint64)64 << 20));
}
#endif

static void test_child_may_do_what_reading_needs_and_no_more(void **state)
{
	static const struct {
		const char *label;
		child_reader *reader;
		const char *said;
	} rows[] = {
		{"reads /etc/passwd", do_open_passwd, "Permission denied"},
		{"makes a file", do_make_file, "Permission denied"},
		{"writes to the mail", do_write_mail, "no"},
		{"converts a charset", do_convert, "日本"},
		{"knows time zones", do_tell_zone, "Berlin"},
		{"writes a copy", do_use_copy, "copied"},
#ifndef WITH_SANITIZERS
		{"has its parent signalled", do_set_owner, "no"},
		{"has only its descriptors", do_list_files, "0 1 2 3 4 5 6 "},
#endif
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		struct result r = run(rows[i].reader, pool);

		if (!r.good)
			fail_msg("%s: %s", rows[i].label, r.why.text);
		if (strcmp(r.msg.subject, rows[i].said) != 0)
			fail_msg("%s: %s", rows[i].label, r.msg.subject);
	}
}

static void test_child_without_sandbox_still_has_limits(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct result r = run_with(do_open_passwd, SANDBOX_OFF, 20, pool);

	(void)state;
	assert_true(r.good);
	assert_string_equal(r.msg.subject, "opened");
	assert_int_equal(r.report.confined, CONFINE_LIMITS | CONFINE_MAIL);
}

static void test_child_starts_where_a_sandbox_is_required(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct result r = run_with(read_plainly, SANDBOX_REQUIRE, 20, pool);

	(void)state;
	if (!r.good)
		fail_msg("%s", r.why.text);
	assert_int_equal(r.report.confined & CONFINE_ALL, CONFINE_ALL);
}

/* Runs what follows in a process of its own, whose state does not matter. */
static void in_process(void (*what)(void))
{
	pid_t child = fork();
	int status = -1;

	if (child == 0) {
		what();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (status != 0)
		fail_msg("status %x", (unsigned)status);
}

/* Exits with the line's number unless all is well. */
#define NEED(what)                                                \
	if (!(what)) {                                            \
		fprintf(stderr, "%d: not %s\n", __LINE__, #what); \
		_exit(1);                                         \
	}

static void need_plain_run(void)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct result r = run(read_plainly, pool);

	NEED(r.good);
	NEED(strcmp(r.msg.subject, "hello") == 0);
	NEED(r.report.end == CHILD_DONE);
}

static void need_run_without_files(void)
{
	close(0);
	close(1);
	/* Where NEED speaks, and sanitizers do. */
	dup2(2, 20);
	close(2);
	need_plain_run();
	dup2(20, 2);
}

static void need_run_with_ignored_children(void)
{
	struct sigaction after;

	signal(SIGCHLD, SIG_IGN);
	need_plain_run();
	NEED(sigaction(SIGCHLD, NULL, &after) == 0);
	NEED(after.sa_handler == SIG_IGN);
}

static void need_run_with_ignored_signals(void)
{
	g_autoptr(pool_handle) pool = pool_new();
	sigset_t all;
	struct result r;

	/* Ignored, SIGXFSZ makes write() fail: Postfix leaves it so. */
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGXCPU, SIG_IGN);
	signal(SIGABRT, SIG_IGN);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	need_plain_run();
	r = run(do_write_without_end, pool);
	NEED(!r.good && r.report.end == CHILD_SIZE);
	r = run(do_abort, pool);
	NEED(!r.good && r.report.signal == SIGABRT);
}

static void need_run_in_little_memory(void)
{
	const struct rlimit small = {256u << 20, 256u << 20};

#ifndef WITH_SANITIZERS
	NEED(setrlimit(RLIMIT_AS, &small) == 0);
	NEED(setrlimit(RLIMIT_DATA, &small) == 0);
#endif
	(void)small;
	need_plain_run();
}

static void need_run_with_few_files(void)
{
	const struct rlimit few = {16, 16};

	NEED(setrlimit(RLIMIT_NOFILE, &few) == 0);
	need_plain_run();
}

static void need_later_without_processes(void)
{
	g_autoptr(pool_handle) pool = pool_new();
	const struct rlimit none = {0, 0};
	struct result r;

	/* The limit does not bind root. */
	if (getuid() == 0)
		NEED(setresuid(65534, 65534, 65534) == 0);
	NEED(setrlimit(RLIMIT_NPROC, &none) == 0);
	r = run(read_plainly, pool);
	NEED(!r.good);
	NEED(r.why.trouble == TROUBLE_LATER);
	NEED(r.report.end == CHILD_NONE);
	NEED(strstr(r.why.text, "process") != NULL);
}

static void need_later_without_descriptors(void)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct child_job job = {.mail = mail_of("x"), .read = read_plainly};
	const struct rlimit few = {4, 4};
	struct child_report report;
	struct message msg;
	struct why why = {0};

	NEED(setrlimit(RLIMIT_NOFILE, &few) == 0);
	NEED(!child_run(&job, pool, &msg, &report, &why));
	NEED(why.trouble == TROUBLE_LATER);
}

static void need_run_as_another_user(void)
{
	if (getuid() == 0)
		NEED(setresuid(65534, 65534, 65534) == 0);
	need_plain_run();
}

static void test_child_works_where_mail_systems_put_it(void **state)
{
	(void)state;
	in_process(need_run_without_files);
	in_process(need_run_with_ignored_children);
	in_process(need_run_with_ignored_signals);
	in_process(need_run_in_little_memory);
	in_process(need_run_with_few_files);
	in_process(need_run_as_another_user);
}

static void test_child_that_cannot_start_means_later(void **state)
{
	(void)state;
	in_process(need_later_without_processes);
	in_process(need_later_without_descriptors);
}

static void test_child_has_no_time_after_the_deadline(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct child_job job = {
		.mail = mail_of("x"),
		.read = read_plainly,
		.deadline = {1},
	};
	struct child_report report;
	struct message msg;
	struct why why = {0};

	(void)state;
	assert_false(child_run(&job, pool, &msg, &report, &why));
	assert_int_equal(why.trouble, TROUBLE_LATER);
	assert_int_equal(report.end, CHILD_NONE);
	close(job.mail);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_child_hands_on_what_was_read),
		cmocka_unit_test(test_child_that_misbehaves_is_told_by_how),
#ifndef WITH_SANITIZERS
		cmocka_unit_test(test_child_cannot_eat_all_memory),
#endif
		cmocka_unit_test(
			test_child_may_do_what_reading_needs_and_no_more),
		cmocka_unit_test(test_child_without_sandbox_still_has_limits),
		cmocka_unit_test(test_child_starts_where_a_sandbox_is_required),
		cmocka_unit_test(test_child_works_where_mail_systems_put_it),
		cmocka_unit_test(test_child_that_cannot_start_means_later),
		cmocka_unit_test(test_child_has_no_time_after_the_deadline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
