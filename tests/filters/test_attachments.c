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
	assert_int_equal(t->dec.last->len, 4);
	same_text("heading", filter_test_line(t->dec.last, 0),
		  "Attachments, which could not be uploaded:");
	same_text("pdf", filter_test_line(t->dec.last, 1),
		  "- offer.pdf (application/pdf, 12.3 kB)");
	same_text("text", filter_test_line(t->dec.last, 2),
		  "- log.txt (text/plain, 340 bytes)");
	same_text("logo", filter_test_line(t->dec.last, 3),
		  "- and 1 small inline image");
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

static const struct attachment sealed[] = {
	{"offer.pdf", "application/pdf", 12345, false, "", ""},
	{"smime.p7s", "application/pkcs7-signature", 4567, false, "", ""},
	{"key.asc", "application/pgp-keys", 340, false, "", ""},
};

static void test_attachments_that_sign_are_listed_if_asked(void **state)
{
	struct filter_test *t = filter_test_new(&filter_attachments);

	(void)state;
	t->msg.attachments = sealed;
	t->msg.attachments_n = 3;
	filter_test_begin(t);
	filter_attachments.run(&t->in, &t->dec);
	assert_int_equal(t->dec.last->len, 3);
	same_text("key", filter_test_line(t->dec.last, 2),
		  "- key.asc (application/pgp-keys, 340 bytes)");
	filter_test_free(t);

	t = filter_test_new(&filter_attachments);
	assert_null(filter_test_set(t, &filter_attachments, "list_inline",
				    &all_inline));
	t->msg.attachments = sealed;
	t->msg.attachments_n = 3;
	filter_test_begin(t);
	filter_attachments.run(&t->in, &t->dec);
	assert_int_equal(t->dec.last->len, 4);
	same_text("signature", filter_test_line(t->dec.last, 2),
		  "- smime.p7s (application/pkcs7-signature, 4.6 kB)");
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

/* One image of a mail, beside a file so that there is a list. */
static guint lines_with(const struct attachment *image, bool seen, bool trimmed)
{
	struct filter_test *t = filter_test_new(&filter_attachments);
	const struct attachment both[] = {files[0], *image};
	const struct file_view views[] = {
		{.link = "", .not_kept = ""},
		{.link = "", .not_kept = "", .seen = seen},
	};
	guint n;

	t->msg.attachments = both;
	t->msg.attachments_n = 2;
	t->in.files = views;
	filter_test_begin(t);
	if (trimmed)
		t->dec.text = t->dec.visible = "new words";
	filter_attachments.run(&t->in, &t->dec);
	n = t->dec.last->len;
	if (n == 3 && strcmp(filter_test_line(t->dec.last, 2),
			     "- and 1 small inline image") == 0)
		n = 0;
	filter_test_free(t);
	return n;
}

static void test_attachments_screenshot_is_listed_and_logo_counted(void **state)
{
	static const struct {
		const char *label;
		guint64 size;
		enum image_place place;
		bool inlined, seen, trimmed, counted;
	} rows[] = {
		{"a screenshot", 80000, IMAGE_IN_TEXT, true, false, false,
		 false},
		{"a small one", 3000, IMAGE_IN_TEXT, true, false, false, false},
		{"a pixel", 43, IMAGE_IN_TEXT, true, false, false, true},
		{"a logo", 9000, IMAGE_IN_SIGNATURE, true, false, false, true},
		{"seen before", 9000, IMAGE_IN_TEXT, true, true, false, true},
		{"quoted, and posted", 9000, IMAGE_IN_QUOTE, true, false, false,
		 false},
		{"quoted, and left out", 9000, IMAGE_IN_QUOTE, true, false,
		 true, true},
		{"a file that came before", 43, IMAGE_IN_TEXT, false, true,
		 true, false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct attachment image = {
			.name = "image001.png",
			.type = "image/png",
			.size = rows[i].size,
			.inlined = rows[i].inlined,
			.content_id = "a@b",
			.sha256 = "",
			.place = rows[i].place,
		};

		same_number(rows[i].label,
			    lines_with(&image, rows[i].seen, rows[i].trimmed) ==
				    0,
			    rows[i].counted);
	}
}

static void test_attachments_only_logos_are_not_worth_a_line(void **state)
{
	struct filter_test *t = filter_test_new(&filter_attachments);

	(void)state;
	t->msg.attachments = &files[1];
	t->msg.attachments_n = 1;
	filter_test_begin(t);
	filter_attachments.run(&t->in, &t->dec);
	assert_int_equal(t->dec.last->len, 0);
	assert_int_equal(t->dec.notes->len, 1);
	filter_test_free(t);
}

static void test_attachments_have_links_or_reasons(void **state)
{
	struct filter_test *t = filter_test_new(&filter_attachments);
	const struct file_view views[] = {
		{.kept = true, .link = "https://x/1/offer.pdf", .not_kept = ""},
		{.kept = true, .link = "", .not_kept = ""},
		{.link = "", .not_kept = "too large"},
	};

	(void)state;
	t->msg.attachments = files;
	t->msg.attachments_n = 3;
	t->in.files = views;
	filter_test_begin(t);
	filter_attachments.run(&t->in, &t->dec);
	same_text("heading", filter_test_line(t->dec.last, 0), "Attachments:");
	same_text("link", filter_test_line(t->dec.last, 1),
		  "- offer.pdf (application/pdf, 12.3 kB): "
		  "https://x/1/offer.pdf");
	same_text("reason", filter_test_line(t->dec.last, 2),
		  "- log.txt (text/plain, 340 bytes) - not kept: too large");
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
		cmocka_unit_test(
			test_attachments_that_sign_are_listed_if_asked),
		cmocka_unit_test(test_attachments_over_the_most_are_counted),
		cmocka_unit_test(
			test_attachments_screenshot_is_listed_and_logo_counted),
		cmocka_unit_test(
			test_attachments_only_logos_are_not_worth_a_line),
		cmocka_unit_test(test_attachments_have_links_or_reasons),
		cmocka_unit_test(test_attachments_none_adds_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
