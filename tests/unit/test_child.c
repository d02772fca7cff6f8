// SPDX-License-Identifier: GPL-3.0-or-later
// The reading child: whatever it does, its parent goes on and knows what it
// was.
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib.h>

#include "child_sample.h"
#include "mail/confine.h"
#include "mail/record.h"

static READER(do_refuse)
{
	UNUSED;
	return why_set(why, TROUBLE_INPUT, "there is no header");
}

static READER(do_later)
{
	UNUSED;
	return why_set(why, TROUBLE_LATER, "the disk is gone");
}

static READER(do_blame_configuration)
{
	UNUSED;
	return why_set(why, TROUBLE_CONFIG, "it is all your fault");
}

static READER(do_crash)
{
	UNUSED;
	return raise(SIGSEGV) != 0;
}

static READER(do_sleep)
{
	UNUSED;
	for (;;) {
		if (nanosleep(&(struct timespec){.tv_sec = 60}, NULL) > 0)
			return false;
	}
}

static READER(do_close_and_sleep)
{
	UNUSED;
	(void)close(LIFE_FD);
	return do_sleep(mail, copy, wish, pool, msg, why);
}

#ifndef WITH_SANITIZERS
static READER(do_eat_memory)
{
	UNUSED;
	for (;;) {
		if (memset(g_malloc(1 << 20), 1, 1 << 20) == NULL)
			return false;
	}
}
#endif

static READER(do_exit)
{
	UNUSED;
	_exit(17);
}

static READER(do_say_nothing)
{
	UNUSED;
	_exit(0);
}

static READER(do_write_garbage)
{
	char bytes[5000];

	UNUSED;
	memset(bytes, 0xee, sizeof bytes);
	(void)!write(RECORD_FD, bytes, sizeof bytes);
	_exit(0);
}

static READER(do_write_half)
{
	UNUSED;
	if (!read_plainly(mail, copy, wish, pool, msg, why) ||
	    !record_write(RECORD_FD, msg, why))
		_exit(1);
	if (ftruncate(RECORD_FD, 60) < 0)
		_exit(2);
	_exit(0);
}

static READER(do_write_more)
{
	UNUSED;
	if (!read_plainly(mail, copy, wish, pool, msg, why) ||
	    !record_write(RECORD_FD, msg, why) ||
	    lseek(RECORD_FD, 0, SEEK_END) < 0 || write(RECORD_FD, "x", 1) != 1)
		_exit(1);
	_exit(0);
}

static READER(do_large_message)
{
	if (!read_plainly(mail, copy, wish, pool, msg, why))
		return false;
	msg->plain.text = msg->text =
		pool_keep(pool, g_strnfill(RECORD_SIZE_MOST, 'x'), g_free);
	return true;
}

static READER(do_write_to_life)
{
	UNUSED;
	while (write(LIFE_FD, "\xff\xff\xff", 3) > 0)
		;
	_exit(0);
}

#ifndef WITH_SANITIZERS
static READER(do_socket)
{
	UNUSED;
	(void)!socket(AF_INET, SOCK_STREAM, 0);
	return say(pool, msg, "got a socket");
}
#endif

#ifndef WITH_SANITIZERS
static READER(do_execute)
{
	char *const args[] = {NULL};

	UNUSED;
	(void)execve("/bin/true", args, args);
	return say(pool, msg, "went on");
}
#endif

#ifndef WITH_SANITIZERS
static READER(do_fork)
{
	UNUSED;
	(void)!fork();
	return say(pool, msg, "forked");
}
#endif

#ifndef WITH_SANITIZERS
static READER(do_kill_parent)
{
	UNUSED;
	(void)kill(getppid(), SIGTERM);
	return say(pool, msg, "killed");
}
#endif

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

static const struct {
	const char *label;
	child_reader *reader;
	double seconds;
	enum child_end end;
	int number;	      /* signal or status */
	enum trouble trouble; /* NONE: it depends on the load */
} misbehaviours[] = {
	{"no header", do_refuse, 20, CHILD_REFUSED, 0, TROUBLE_INPUT},
	{"disk error", do_later, 20, CHILD_REFUSED, 0, TROUBLE_LATER},
	{"blames the configuration", do_blame_configuration, 20, CHILD_REFUSED,
	 0, TROUBLE_INPUT},
	{"crash", do_crash, 20, CHILD_SIGNAL, SIGSEGV, TROUBLE_INPUT},
	{"abort", do_abort, 20, CHILD_SIGNAL, SIGABRT, TROUBLE_INPUT},
	{"endless loop", do_loop, 0.6, CHILD_TIME, 0, TROUBLE_NONE},
	{"busy machine", do_sleep, 0.6, CHILD_TIME, 0, TROUBLE_LATER},
	{"closes its pipe and stays", do_close_and_sleep, 20, CHILD_SIGNAL,
	 SIGKILL, TROUBLE_INPUT},
	{"exits", do_exit, 20, CHILD_STATUS, 17, TROUBLE_INPUT},
	{"says nothing", do_say_nothing, 20, CHILD_GARBAGE, 0, TROUBLE_INPUT},
	{"garbage", do_write_garbage, 20, CHILD_GARBAGE, 0, TROUBLE_INPUT},
	{"bytes behind its record", do_write_more, 20, CHILD_GARBAGE, 0,
	 TROUBLE_INPUT},
	{"writes without end", do_write_without_end, 20, CHILD_SIZE, SIGXFSZ,
	 TROUBLE_INPUT},
	{"message too large", do_large_message, 20, CHILD_SIZE, 4,
	 TROUBLE_INPUT},
	{"writes to the pipe without end", do_write_to_life, 0.6, CHILD_TIME, 0,
	 TROUBLE_INPUT},
#ifdef WITH_SANITIZERS
	{"half a record", do_write_half, 20, CHILD_GARBAGE, 0, TROUBLE_INPUT},
#else
	{"cuts its record", do_write_half, 20, CHILD_SIGNAL, SIGSYS,
	 TROUBLE_INPUT},
	{"socket", do_socket, 20, CHILD_SIGNAL, SIGSYS, TROUBLE_INPUT},
	{"program", do_execute, 20, CHILD_SIGNAL, SIGSYS, TROUBLE_INPUT},
	{"process", do_fork, 20, CHILD_SIGNAL, SIGSYS, TROUBLE_INPUT},
	{"kills its parent", do_kill_parent, 20, CHILD_SIGNAL, SIGSYS,
	 TROUBLE_INPUT},
#endif
};

static void test_child_that_misbehaves_is_told_by_how(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(misbehaviours); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		struct result r = run_with(misbehaviours[i].reader, SANDBOX_TRY,
					   misbehaviours[i].seconds, pool);

		if (r.good)
			fail_msg("%s: was taken", misbehaviours[i].label);
		if (r.report.end != misbehaviours[i].end ||
		    (misbehaviours[i].trouble != TROUBLE_NONE &&
		     r.why.trouble != misbehaviours[i].trouble) ||
		    r.report.signal + r.report.status !=
			    misbehaviours[i].number)
			fail_msg("%s: end %d signal %d status %d trouble %d %s",
				 misbehaviours[i].label, (int)r.report.end,
				 r.report.signal, r.report.status,
				 (int)r.why.trouble, r.why.text);
		assert_string_not_equal(r.why.text, "");
		if (r.took_ms > 3000)
			fail_msg("%s: took %d ms", misbehaviours[i].label,
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_child_hands_on_what_was_read),
		cmocka_unit_test(test_child_that_misbehaves_is_told_by_how),
#ifndef WITH_SANITIZERS
		cmocka_unit_test(test_child_cannot_eat_all_memory),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
