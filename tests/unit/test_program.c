// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of running another program: its input, its end, its time.
#include "unit/unit.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/program.h"

/* Runs a shell script, with a file for it to write in as $1. */
static bool run_script(const char *script, const char *input, double seconds,
		       char **wrote, struct why *why)
{
	char path[] = "/tmp/tixgate-program.XXXXXX";
	const int fd = mkstemp(path);
	const char *const argv[] = {"sh", "-c", script, "sh", path, NULL};
	const struct program program = {
		.path = "/bin/sh",
		.argv = argv,
		.input = input,
		.size = strlen(input),
		.deadline = deadline_in(seconds),
	};
	bool good;

	assert_true(fd >= 0);
	(void)close(fd);
	good = program_run(&program, why);
	assert_true(g_file_get_contents(path, wrote, NULL, NULL));
	(void)unlink(path);
	return good;
}

static void test_program_gets_its_input_and_says_how_it_ended(void **state)
{
	static const struct {
		const char *label, *script;
		bool good;
		enum trouble trouble;
		const char *want, *why;
	} rows[] = {
		{"takes it all", "cat >$1", true, TROUBLE_NONE, "in\nput\n",
		 ""},
		{"reads nothing", "exit 0", true, TROUBLE_NONE, "", ""},
		{"a status", "echo no room >&2; exit 75", false, TROUBLE_LATER,
		 "", "/bin/sh ended with status 75: no room"},
		{"both outputs", "echo a; echo b >&2; exit 1", false,
		 TROUBLE_LATER, "", "/bin/sh ended with status 1: a b"},
		{"controls", "printf 'a\\033[2Jb\\nc'; exit 1", false,
		 TROUBLE_LATER, "", "/bin/sh ended with status 1: a [2Jb c"},
		{"a signal", "kill -9 $$", false, TROUBLE_LATER, "",
		 "/bin/sh died of signal 9"},
		{"closes its outputs", "exec >&- 2>&-; sleep 0.2; exit 3",
		 false, TROUBLE_LATER, "", "/bin/sh ended with status 3"},
		{"leaves one behind that holds the output", "sleep 30 & exit 4",
		 false, TROUBLE_LATER, "", "/bin/sh ended with status 4"},
		{"has no other descriptor",
		 "ls /proc/self/fd | tr -d '\\n' >$1", true, TROUBLE_NONE,
		 "0123", ""},
		{"has its signals", "kill -PIPE $$; echo lives >$1", false,
		 TROUBLE_LATER, "", "/bin/sh died of signal 13"},
		{"leads a session of its own",
		 "[ $(ps -o sid= -p $$) = $$ ] && echo yes >$1", true,
		 TROUBLE_NONE, "yes\n", ""},
	};

	(void)state;
	(void)signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct why why = {0};
		g_autofree char *wrote = NULL;

		assert_int_equal(run_script(rows[i].script, "in\nput\n", 20,
					    &wrote, &why),
				 rows[i].good);
		same_text(rows[i].label, why.text, rows[i].why);
		assert_int_equal(why.trouble, rows[i].trouble);
		same_text(rows[i].label, wrote, rows[i].want);
	}
}

static void test_program_much_output_does_not_stop_it(void **state)
{
	struct why why = {0};
	g_autofree char *wrote = NULL;

	(void)state;
	assert_false(run_script("yes output | head -c 300000; exit 9", "", 20,
				&wrote, &why));
	assert_true(g_str_has_prefix(why.text,
				     "/bin/sh ended with status 9: output "));
	assert_true(strlen(why.text) < 300);
}

static void test_program_large_input_is_there_whole(void **state)
{
	g_autofree char *input = g_strnfill(1000000, 'x');
	struct why why = {0};
	g_autofree char *wrote = NULL;

	(void)state;
	assert_true(run_script("wc -c >$1", input, 20, &wrote, &why));
	assert_string_equal(g_strstrip(wrote), "1000000");
}

static void wait_until_gone(pid_t pid)
{
	for (int i = 0; i < 1000 && kill(pid, 0) == 0; i++)
		g_usleep(20000);
	assert_true(kill(pid, 0) < 0 && errno == ESRCH);
}

/* It and its children are gone when it returns. */
static void test_program_that_hangs_is_killed_with_its_children(void **state)
{
	struct why why = {0};
	g_autofree char *wrote = NULL;
	pid_t child;

	(void)state;
	assert_false(run_script("trap '' TERM; sleep 600 & echo $! >$1; "
				"wait; sleep 600",
				"", 4, &wrote, &why));
	assert_string_equal(why.text, "/bin/sh took too long and was stopped");
	assert_int_equal(why.trouble, TROUBLE_LATER);
	child = (pid_t)g_ascii_strtoll(wrote, NULL, 10);
	assert_true(child > 1);
	wait_until_gone(child);
}

/* On a busy machine it may see the end of its time before we do. */
static void test_program_whose_own_clock_rings_took_too_long(void **state)
{
	struct why why = {0};
	g_autofree char *wrote = NULL;
	pid_t child;

	(void)state;
	assert_false(run_script("sleep 600 & echo $! >$1; kill -ALRM $$; wait",
				"", 60, &wrote, &why));
	assert_string_equal(why.text, "/bin/sh took too long and was stopped");
	child = (pid_t)g_ascii_strtoll(wrote, NULL, 10);
	assert_true(child > 1);
	wait_until_gone(child);
}

static void test_program_that_cannot_be_run_says_why(void **state)
{
	static const char *const argv[] = {"x", NULL};
	static const struct {
		const char *path, *why;
	} rows[] = {
		{"/nonexistent/sendmail",
		 "cannot run /nonexistent/sendmail: No such file or "
		 "directory"},
		{"/etc/passwd", "cannot run /etc/passwd: Permission denied"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct program program = {
			.path = rows[i].path,
			.argv = argv,
			.input = "",
			.deadline = deadline_in(20),
		};
		struct why why = {0};

		assert_false(program_run(&program, &why));
		/* Whoever is not root is named behind it. */
		assert_true(g_str_has_prefix(why.text, rows[i].why));
		assert_int_equal(why.trouble, TROUBLE_CONFIG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_program_gets_its_input_and_says_how_it_ended),
		cmocka_unit_test(test_program_much_output_does_not_stop_it),
		cmocka_unit_test(test_program_large_input_is_there_whole),
		cmocka_unit_test(
			test_program_that_hangs_is_killed_with_its_children),
		cmocka_unit_test(
			test_program_whose_own_clock_rings_took_too_long),
		cmocka_unit_test(test_program_that_cannot_be_run_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
