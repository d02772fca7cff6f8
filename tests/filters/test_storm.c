// SPDX-License-Identifier: GPL-3.0-or-later
// storm: which subjects are one, and what is too much of one kind.
#include "filters/filter_test.h"

#include "filters/storm/storm.h"

extern const struct filter filter_storm;

static void test_mask_leaves_what_names_the_kind(void **state)
{
	static const struct {
		const char *label, *subject, *want;
	} rows[] = {
		{"words stay", "Disk full", "disk full"},
		{"a number", "Disk 93% full", "disk # full"},
		{"one within a word", "web01 down", "web # down"},
		{"prefixes go", "Re: AW: Fwd: Disk full", "disk full"},
		{"a growing row of tickets", "Re: Alert [#12] [#345] (#6)",
		 "alert #"},
		{"a date in digits", "Backup 2026-11-23 04:00:17", "backup #"},
		{"a date in words", "Report of Mon, 23 Nov 2026 at 4 pm",
		 "report of # at #"},
		{"the month first", "Report Nov 23 done", "report # done"},
		{"a month alone is a word", "You may call", "you may call"},
		{"a UUID", "Job 1b4e28ba-2fa1-11d2-883f-0016d3cca427 failed",
		 "job # failed"},
		{"a code", "Order 7Q3F9KDM came", "order # came"},
		{"a hash", "commit deadbee1f broke it", "commit # broke it"},
		{"a word of hex letters", "Facade decade", "facade decade"},
		{"another script", "障害 2026年11月", "障害 # 年 # 月"},
		{"nothing", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		const char *got = storm_mask(rows[i].subject, pool);

		if (strcmp(got, rows[i].want) != 0)
			fail_msg("%s: \"%s\", not \"%s\"", rows[i].label, got,
				 rows[i].want);
	}
}

static void test_mask_has_a_ceiling(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GString) subject = g_string_new(NULL);

	(void)state;
	while (subject->len < 100000)
		g_string_append(subject, "word ");
	assert_true(strlen(storm_mask(subject->str, pool)) <=
		    STORM_MASK_MOST + 64);
}

static void test_mask_of_an_address_keeps_names(void **state)
{
	static const struct {
		const char *email, *want;
	} rows[] = {
		{"Alerts@Mon.example", "alerts@mon.example"},
		{"alerts-10044@mon.example", "alerts-#@mon.example"},
		{"bounce+0a1b2c3d4e@list.example", "bounce+#@list.example"},
		{"web1@mon2026.example", "web1@mon2026.example"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(pool_handle) pool = pool_new();

		assert_string_equal(storm_mask_address(rows[i].email, pool),
				    rows[i].want);
	}
}

static void test_excess_is_folded_or_held_by_its_class(void **state)
{
	static const struct {
		enum mail_class class;
		enum action want;
	} rows[] = {
		{CLASS_HUMAN, ACTION_HOLD},	  {CLASS_SELF, ACTION_HOLD},
		{CLASS_MACHINE, ACTION_DISCARD},  {CLASS_LIST, ACTION_DISCARD},
		{CLASS_VACATION, ACTION_DISCARD}, {CLASS_DSN, ACTION_DISCARD},
		{CLASS_MDN, ACTION_DISCARD},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct filter_test *t = filter_test_new(&filter_storm);

		filter_test_begin(t);
		t->dec.class = rows[i].class;
		t->dec.storm.counted = true;
		t->dec.storm.over = STORM_TICKETS;
		t->dec.storm.most = 20;
		t->dec.storm.window = 7200;
		t->dec.storm.number = 12;
		filter_storm.run(&t->in, &t->dec);
		assert_int_equal(t->dec.action, rows[i].want);
		assert_true(t->dec.storm.fold ==
			    (rows[i].want == ACTION_DISCARD));
		assert_non_null(strstr(t->dec.reason,
				       "more than 20 new tickets by one sender "
				       "in 120 minutes"));
		filter_test_free(t);
	}
}

static void test_mail_within_the_limits_is_left_alone(void **state)
{
	struct filter_test *t = filter_test_new(&filter_storm);

	(void)state;
	filter_test_begin(t);
	filter_storm.run(&t->in, &t->dec);
	assert_int_equal(t->dec.notes->len, 0);
	t->dec.storm.counted = true;
	t->dec.storm.sums = "tickets of its sender 3 of 20";
	filter_storm.run(&t->in, &t->dec);
	assert_int_equal(t->dec.action, ACTION_CREATE);
	assert_int_equal(t->dec.notes->len, 1);
	filter_test_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mask_leaves_what_names_the_kind),
		cmocka_unit_test(test_mask_has_a_ceiling),
		cmocka_unit_test(test_mask_of_an_address_keeps_names),
		cmocka_unit_test(test_excess_is_folded_or_held_by_its_class),
		cmocka_unit_test(test_mail_within_the_limits_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
