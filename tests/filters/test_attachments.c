// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter attachments.
#include "filters/filter_test.h"

extern const struct filter filter_attachments;

static const struct attachment files[] = {
	{"offer.pdf", "application/pdf", 12345, false, "", ""},
	{"logo.png", "image/png", 900, true, "a@b", ""},
	{"log.txt", "text/plain", 340, false, "", ""},
};

static const struct option_value all_inline = {OPTION_BOOL, .truth = true};
static const struct option_value only_one = {OPTION_INT, .integer = 1};

static void test_attachments_are_listed_with_type_and_size(void **state)
{
	struct filter_test *t = filter_test_new(&filter_attachments);

	(void)state;
	t->msg.attachments = files;
	t->msg.attachments_n = 3;
	filter_test_begin(t);
	filter_attachments.run(&t->in, &t->dec);
	assert_int_equal(t->dec.last->len, 3);
	same_text("pdf", filter_test_line(t->dec.last, 1),
		  "- offer.pdf (application/pdf, 12.3 kB)");
	same_text("text", filter_test_line(t->dec.last, 2),
		  "- log.txt (text/plain, 340 bytes)");
	filter_test_free(t);
}

static void test_attachments_within_the_text_are_listed_if_asked(void **state)
{
	struct filter_test *t = filter_test_new(&filter_attachments);

	(void)state;
	assert_null(filter_test_set(t, &filter_attachments, "list_inline",
				    &all_inline));
	t->msg.attachments = files;
	t->msg.attachments_n = 3;
	filter_test_begin(t);
	filter_attachments.run(&t->in, &t->dec);
	same_text("logo", filter_test_line(t->dec.last, 2),
		  "- logo.png (image/png, 900 bytes)");
	filter_test_free(t);
}

static void test_attachments_over_the_most_are_counted(void **state)
{
	struct filter_test *t = filter_test_new(&filter_attachments);

	(void)state;
	assert_null(filter_test_set(t, &filter_attachments, "most", &only_one));
	t->msg.attachments = files;
	t->msg.attachments_n = 3;
	filter_test_begin(t);
	filter_attachments.run(&t->in, &t->dec);
	same_text("more", filter_test_line(t->dec.last, 2), "- and 1 more");
	filter_test_free(t);
}

static void test_attachments_none_adds_nothing(void **state)
{
	struct filter_test *t = filter_test_new(&filter_attachments);

	(void)state;
	filter_test_begin(t);
	filter_attachments.run(&t->in, &t->dec);
	assert_int_equal(t->dec.last->len, 0);
	assert_int_equal(t->dec.notes->len, 0);
	filter_test_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_attachments_are_listed_with_type_and_size),
		cmocka_unit_test(
			test_attachments_within_the_text_are_listed_if_asked),
		cmocka_unit_test(test_attachments_over_the_most_are_counted),
		cmocka_unit_test(test_attachments_none_adds_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
