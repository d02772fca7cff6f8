// SPDX-License-Identifier: GPL-3.0-or-later
// What the reading child may do, and where it still runs.
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
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib.h>

#include "child_sample.h"
#include "mail/confine.h"
#include "mail/record.h"

#ifndef WITH_SANITIZERS
static READER(do_set_owner)
{
	UNUSED;
	return say(pool, msg,
		   fcntl(LIFE_FD, F_SETOWN, getppid()) < 0 ? "no" : "yes");
}
#endif

static READER(do_open_passwd)
{
	int fd = open("/etc/passwd", O_RDONLY);

	UNUSED;
	return say(pool, msg, fd < 0 ? g_strerror(errno) : "opened");
}

static READER(do_make_file)
{
	int fd = open("/tmp/tixgate-test-child", O_WRONLY | O_CREAT, 0600);

	UNUSED;
	return say(pool, msg, fd < 0 ? g_strerror(errno) : "made");
}

static READER(do_write_mail)
{
	char path[64];
	int fd;

	UNUSED;
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", mail);
	fd = open(path, O_WRONLY);
	return say(pool, msg,
		   write(mail, "x", 1) < 0 && (fd < 0 || write(fd, "x", 1) < 0)
			   ? "no"
			   : "written");
}

static READER(do_convert)
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

static READER(do_tell_zone)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Berlin");
	/* A time in winter. */
	gint in = zone == NULL
			  ? 0
			  : g_time_zone_find_interval(
				    zone, G_TIME_TYPE_UNIVERSAL, 1700000000);

	UNUSED;
	return say(pool, msg,
		   zone != NULL && g_time_zone_get_offset(zone, in) == 3600
			   ? "Berlin"
			   : "nowhere");
}

#ifndef WITH_SANITIZERS
static READER(do_list_files)
{
	g_autoptr(GString) open_ones = g_string_new(NULL);

	UNUSED;
	for (int i = 0; i < 200; i++) {
		if (fcntl(i, F_GETFD) >= 0)
			g_string_append_printf(open_ones, "%d ", i);
	}
	return say(pool, msg, open_ones->str);
}
#endif

static READER(do_use_copy)
{
	char text[8] = "";

	UNUSED;
	if (write(copy, "copied", 6) != 6 || pread(copy, text, 6, 0) != 6)
		return say(pool, msg, "no copy");
	return say(pool, msg, text);
}

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

static void test_child_cannot_change_a_mail_on_disk_either(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct child_job job = {
		.mail = open("/tmp", O_TMPFILE | O_RDWR, 0600),
		.read = do_write_mail,
	};
	struct child_report report;
	struct message msg;
	struct why why = {0};

	(void)state;
	assert_true(job.mail >= 0);
	assert_int_equal(write(job.mail, "hello", 5), 5);
	assert_true(child_run(&job, pool, &msg, &report, &why));
	assert_string_equal(msg.subject, "no");
	assert_true((report.confined & CONFINE_MAIL) != 0);
	assert_int_equal(lseek(job.mail, 0, SEEK_CUR), 0);
	assert_int_equal(lseek(job.mail, 0, SEEK_END), 5);
	close(job.mail);
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

static void need_end_of_processor_time(void)
{
	g_autoptr(pool_handle) pool = pool_new();
	const struct rlimit second = {1, 10};
	struct result r;

	NEED(setrlimit(RLIMIT_CPU, &second) == 0);
	r = run(do_loop, pool);
	NEED(!r.good && r.report.end == CHILD_TIME);
	/* It had its time: that is no busy machine. */
	NEED(r.why.trouble == TROUBLE_INPUT);
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
	in_process(need_end_of_processor_time);
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
		cmocka_unit_test(
			test_child_may_do_what_reading_needs_and_no_more),
		cmocka_unit_test(
			test_child_cannot_change_a_mail_on_disk_either),
		cmocka_unit_test(test_child_without_sandbox_still_has_limits),
		cmocka_unit_test(test_child_starts_where_a_sandbox_is_required),
		cmocka_unit_test(test_child_works_where_mail_systems_put_it),
		cmocka_unit_test(test_child_that_cannot_start_means_later),
		cmocka_unit_test(test_child_has_no_time_after_the_deadline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
