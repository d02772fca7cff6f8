// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of reasons, pools, outcomes and clocks.
#include "unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/outcome.h"
#include "base/pool.h"
#include "base/why.h"

static void test_why_keeps_reason_and_trouble(void **state)
{
	struct why why = {0};

	(void)state;
	assert_false(why_set(&why, TROUBLE_CONFIG, "%s has %d", "x", 3));
	same_text("set", why.text, "x has 3");
	assert_int_equal(why.trouble, TROUBLE_CONFIG);
	assert_false(why_at(&why, "state %s", "db"));
	same_text("at", why.text, "state db: x has 3");
	assert_int_equal(why.trouble, TROUBLE_CONFIG);
	errno = ENOENT;
	assert_false(why_errno(&why, TROUBLE_LATER, "cannot open %s", "f"));
	same_text("errno", why.text,
		  "cannot open f: No such file or directory");
}

static void test_why_cuts_at_a_character(void **state)
{
	struct why why = {0};
	g_autoptr(GString) text = g_string_new(NULL);

	(void)state;
	for (int pad = 0; pad < 4; pad++) {
		g_string_truncate(text, 0);
		for (int i = 0; i < pad; i++)
			g_string_append_c(text, 'x');
		for (int i = 0; i < 400; i++)
			g_string_append(text, "€");
		why_set(&why, TROUBLE_LATER, "%s", text->str);
		assert_true(strlen(why.text) < WHY_SIZE);
		assert_true(g_utf8_validate(why.text, -1, NULL));
		assert_true(g_str_has_suffix(why.text, "..."));
	}
}

static int ends;

static void count_end(gpointer thing)
{
	(void)thing;
	ends++;
}

static void test_pool_keeps_copies_and_ends_all(void **state)
{
	struct pool *pool = pool_new();
	char text[] = "abc";
	const char *copy = pool_text(pool, text);
	const int *zero = pool_zero(pool, 10, sizeof(int));

	(void)state;
	text[0] = 'x';
	same_text("copy", copy, "abc");
	same_text("n", pool_text_n(pool, "abcdef", 3), "abc");
	same_text("format", pool_format(pool, "%d-%s", 7, "y"), "7-y");
	assert_null(pool_text(pool, NULL));
	for (int i = 0; i < 10; i++)
		assert_int_equal(zero[i], 0);
	assert_non_null(pool_zero(pool, 0, 0));
	ends = 0;
	(void)pool_keep(pool, text, count_end);
	(void)pool_keep(pool, text, count_end);
	pool_free(pool);
	assert_int_equal(ends, 2);
	pool_free(NULL);
}

static void test_outcomes_leave_only_three_for_mail(void **state)
{
	static const struct {
		enum outcome outcome;
		int status;
	} rows[] = {
		{OUTCOME_CREATED, 0}, {OUTCOME_POSTED, 0},
		{OUTCOME_SPOOLED, 0}, {OUTCOME_REPEATED, 0},
		{OUTCOME_HELD, 0},    {OUTCOME_DISCARDED, 0},
		{OUTCOME_LATER, 75},  {OUTCOME_REFUSED, 77},
		{OUTCOME_OK, 0},      {OUTCOME_WRONG, 1},
		{OUTCOME_USAGE, 64},  {OUTCOME_CONFIG, 78},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		same_number(outcome_name(rows[i].outcome),
			    outcome_status(rows[i].outcome), rows[i].status);
	assert_int_equal(outcome_of_trouble(TROUBLE_CONFIG), OUTCOME_CONFIG);
	assert_int_equal(outcome_of_trouble(TROUBLE_USAGE), OUTCOME_USAGE);
	assert_int_equal(outcome_of_trouble(TROUBLE_LATER), OUTCOME_WRONG);
	assert_int_equal(outcome_of_trouble(TROUBLE_INPUT), OUTCOME_WRONG);
}

static void test_deadline_bounds_every_sleep(void **state)
{
	struct deadline none = {0};
	struct deadline soon = deadline_in(0.05);
	gint64 start = clock_boot_ms();

	(void)state;
	assert_int_equal(deadline_left_ms(none), G_MAXINT32);
	assert_true(deadline_sleep(none, 1));
	assert_false(deadline_sleep(soon, 60000));
	assert_true(clock_boot_ms() - start < 30000);
	assert_int_equal(deadline_left_ms(soon), 0);
	assert_int_equal(deadline_in(0).at_ms, 0);
}

static void test_log_field_quotes_what_is_not_plain(void **state)
{
	static const struct {
		const char *label, *value, *want;
	} rows[] = {
		{"plain", "abc-1.2@x", "k=abc-1.2@x"},
		{"empty", "", "k=\"\""},
		{"blank", "a b", "k=\"a b\""},
		{"quote", "a\"b", "k=\"a\\x22b\""},
		{"backslash", "a\\b", "k=\"a\\x5cb\""},
		{"equals", "a=b", "k=\"a=b\""},
		{"line end", "a\nkey=b", "k=\"a\\x0akey=b\""},
		{"escape sequence", "\033[2J", "k=\"\\x1b[2J\""},
		{"C1 control", "\xc2\x9b", "k=\"\\xc2\\x9b\""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) line = g_string_new(NULL);

		log_field(line, "k", rows[i].value);
		same_text(rows[i].label, line->str, rows[i].want);
	}
}

static void test_log_field_cuts_long_values(void **state)
{
	g_autofree char *value = g_strnfill(LOG_VALUE_MOST + 50, 'a');
	g_autofree char *kept = g_strnfill(LOG_VALUE_MOST, 'a');
	g_autofree char *want = g_strdup_printf("a=b k=\"%s...\"", kept);
	g_autoptr(GString) line = g_string_new("a=b");

	(void)state;
	log_field(line, "k", value);
	same_text("long", line->str, want);
}

static void test_log_file_gets_whole_lines(void **state)
{
	char path[] = "/tmp/tixgate-log.XXXXXX";
	int fd = mkstemp(path);
	g_autofree char *text = NULL;

	(void)state;
	assert_true(fd >= 0);
	(void)close(fd);
	log_open(path);
	log_line(LOG_LEVEL_INFO, "one=%d", 1);
	log_line(LOG_LEVEL_ERROR, "two=%s", "2");
	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	(void)unlink(path);
	assert_non_null(strstr(text, "]: one=1\n"));
	assert_true(g_str_has_suffix(text, "]: two=2\n"));
}

static void test_log_file_that_is_rotated_is_made_anew(void **state)
{
	char folder[] = "/tmp/tixgate-log.XXXXXX";
	g_autofree char *path = NULL;
	g_autofree char *older = NULL;
	g_autofree char *text = NULL;
	g_autofree char *rotated = NULL;

	(void)state;
	assert_non_null(g_mkdtemp(folder));
	path = g_build_filename(folder, "log", NULL);
	older = g_build_filename(folder, "log.1", NULL);
	log_open(path);
	log_line(LOG_LEVEL_INFO, "one");
	assert_int_equal(rename(path, older), 0);
	log_line(LOG_LEVEL_INFO, "two");
	log_line(LOG_LEVEL_INFO, "three");
	assert_true(g_file_get_contents(older, &rotated, NULL, NULL));
	assert_true(g_str_has_suffix(rotated, "]: one\n"));
	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	assert_non_null(strstr(text, "]: two\n"));
	assert_true(g_str_has_suffix(text, "]: three\n"));

	/* Where it cannot be made anew, lines go on into what is open. */
	(void)unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	log_line(LOG_LEVEL_INFO, "four");
	assert_int_equal(rmdir(path), 0);
	log_line(LOG_LEVEL_INFO, "five");
	g_clear_pointer(&text, g_free);
	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	assert_true(g_str_has_suffix(text, "]: five\n"));
	(void)unlink(path);
	(void)unlink(older);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_why_keeps_reason_and_trouble),
		cmocka_unit_test(test_why_cuts_at_a_character),
		cmocka_unit_test(test_pool_keeps_copies_and_ends_all),
		cmocka_unit_test(test_outcomes_leave_only_three_for_mail),
		cmocka_unit_test(test_deadline_bounds_every_sleep),
		cmocka_unit_test(test_log_field_quotes_what_is_not_plain),
		cmocka_unit_test(test_log_field_cuts_long_values),
		cmocka_unit_test(test_log_file_gets_whole_lines),
		cmocka_unit_test(test_log_file_that_is_rotated_is_made_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
