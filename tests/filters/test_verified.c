// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter verified.
#include "filters/filter_test.h"

extern const struct filter filter_verified;

static const struct option_value our_host = {OPTION_TEXT,
					     .text = "mx.help.example"};

#define AR "Authentication-Results"

struct row {
	const char *label, *first, *second, *source;
	enum verified want;
};

static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct header headers[] = {
			{AR, rows[i].first, rows[i].first},
			{AR, rows[i].second, rows[i].second},
		};
		struct filter_test *t = filter_test_new(&filter_verified);

		assert_null(filter_test_set(t, &filter_verified, "authserv_id",
					    &our_host));
		t->msg.head =
			(struct head){headers, *rows[i].second == '\0' ? 1 : 2};
		filter_test_begin(t);
		t->dec.sender.source = rows[i].source;
		filter_verified.run(&t->in, &t->dec);
		same_number(rows[i].label, t->dec.sender.verified,
			    rows[i].want);
		same_number(rows[i].label, t->dec.sender.unsure,
			    rows[i].want == VERIFIED_FAIL);
		filter_test_free(t);
	}
}

static void test_verified_believes_only_our_topmost_header(void **state)
{
	static const struct row rows[] = {
		{"pass", "mx.help.example; dmarc=pass header.from=x", "",
		 "from", VERIFIED_PASS},
		{"fail", "mx.help.example; spf=pass; dmarc=fail", "", "from",
		 VERIFIED_FAIL},
		{"none", "mx.help.example; dmarc=none", "", "from",
		 VERIFIED_NONE},
		{"no dmarc", "mx.help.example; spf=fail", "", "from",
		 VERIFIED_NONE},
		{"another host", "mx.evil.example; dmarc=pass", "", "from",
		 VERIFIED_NONE},
		{"name as a beginning", "mx.help.example.evil; dmarc=pass", "",
		 "from", VERIFIED_NONE},
		{"forged below", "mx.help.example; dmarc=fail",
		 "mx.help.example; dmarc=pass", "from", VERIFIED_FAIL},
		{"other host above", "mx.other.example; dmarc=pass",
		 "mx.help.example; dmarc=fail", "from", VERIFIED_FAIL},
		{"says nothing above", "mx.help.example; none",
		 "mx.help.example; dmarc=pass", "from", VERIFIED_NONE},
		{"case and version", "MX.Help.Example 1; DMARC = Pass", "",
		 "from", VERIFIED_PASS},
		{"comments", "(x) mx.help.example (a;b); dmarc=(c)pass", "",
		 "from", VERIFIED_PASS},
		{"pass within a comment",
		 "mx.help.example; (dmarc=pass) dmarc=fail", "", "from",
		 VERIFIED_FAIL},
		{"longer method", "mx.help.example; dmarcx=pass", "", "from",
		 VERIFIED_NONE},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

/* A mail system writes the envelope sender there as it came, in quotes. */
static void test_verified_reads_no_result_in_a_senders_words(void **state)
{
	static const struct row rows[] = {
		{"pass within quotes",
		 "mx.help.example; spf=pass smtp.mailfrom=\"a; dmarc=pass "
		 ";\"@x; dmarc=fail",
		 "", "from", VERIFIED_FAIL},
		{"pass within quotes alone",
		 "mx.help.example; spf=pass smtp.mailfrom=\"a; dmarc=pass "
		 ";\"@x",
		 "", "from", VERIFIED_NONE},
		{"a comment that begins within quotes",
		 "mx.help.example; spf=pass smtp.mailfrom=\"a(\"@x; "
		 "dmarc=fail",
		 "", "from", VERIFIED_FAIL},
		{"an escaped quote within quotes",
		 "mx.help.example; spf=pass smtp.mailfrom=\"a\\\"; dmarc=pass "
		 ";\"@x; dmarc=fail",
		 "", "from", VERIFIED_FAIL},
		{"a quote within a comment",
		 "mx.help.example; spf=pass (it's 5\" wide); dmarc=pass", "",
		 "from", VERIFIED_PASS},
		{"fail behind a comment without end",
		 "mx.help.example; spf=pass (a; dmarc=fail", "", "from",
		 VERIFIED_FAIL},
		{"pass behind a comment without end",
		 "mx.help.example; spf=pass (a; dmarc=pass", "", "from",
		 VERIFIED_NONE},
		{"pass and fail", "mx.help.example; dmarc=pass; dmarc=fail", "",
		 "from", VERIFIED_FAIL},
		{"fail and pass", "mx.help.example; dmarc=fail; dmarc=pass", "",
		 "from", VERIFIED_FAIL},
		{"name in quotes", "\"mx.help.example\"; dmarc=fail", "",
		 "from", VERIFIED_FAIL},
		{"method with a version", "mx.help.example; dmarc/1=fail", "",
		 "from", VERIFIED_FAIL},
		{"longer method with digits", "mx.help.example; dmarc2=fail",
		 "", "from", VERIFIED_NONE},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_verified_believes_nobody_by_default(void **state)
{
	const struct header header = {AR, "; dmarc=pass", "; dmarc=pass"};
	struct filter_test *t = filter_test_new(&filter_verified);

	(void)state;
	t->msg.head = (struct head){&header, 1};
	filter_test_begin(t);
	t->dec.sender.source = "from";
	filter_verified.run(&t->in, &t->dec);
	assert_int_equal(t->dec.sender.verified, VERIFIED_NONE);
	filter_test_free(t);
}

static void test_verified_knows_who_names_another_as_the_writer(void **state)
{
	static const struct {
		const char *label, *source, *result;
		bool vouched, unsure;
	} rows[] = {
		{"ours, and proved", "reply-to", "pass", true, false},
		{"ours, from within", "reply-to", "none", true, false},
		{"ours, but forged", "reply-to", "fail", true, true},
		{"another's, proved", "reply-to", "pass", false, true},
		{"another's list", "original-from", "pass", false, true},
		{"the envelope's", "envelope", "fail", false, false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *value = g_strdup_printf(
			"mx.help.example; dmarc=%s", rows[i].result);
		const struct header header = {AR, value, value};
		struct filter_test *t = filter_test_new(&filter_verified);

		assert_null(filter_test_set(t, &filter_verified, "authserv_id",
					    &our_host));
		t->msg.head = (struct head){&header, 1};
		filter_test_begin(t);
		t->dec.sender.source = rows[i].source;
		t->dec.sender.vouched = rows[i].vouched;
		filter_verified.run(&t->in, &t->dec);
		same_number(rows[i].label, t->dec.sender.unsure,
			    rows[i].unsure);
		same_number(rows[i].label, t->dec.sender.verified,
			    VERIFIED_NONE);
		filter_test_free(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_verified_believes_only_our_topmost_header),
		cmocka_unit_test(
			test_verified_reads_no_result_in_a_senders_words),
		cmocka_unit_test(test_verified_believes_nobody_by_default),
		cmocka_unit_test(
			test_verified_knows_who_names_another_as_the_writer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
