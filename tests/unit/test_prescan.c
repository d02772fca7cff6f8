// SPDX-License-Identifier: GPL-3.0-or-later
// The pre-scan: ordinary mail passes untouched, bombs lose what makes them so.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib.h>

#include "mail/prescan.h"

#define FIFTY	    "01234567890123456789012345678901234567890123456789"
#define BIT(defect) (1u << (defect))

static int hold(const char *bytes, gsize size)
{
	int fd = memfd_create("mail", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, size), size);
	return fd;
}

/* The defects of a mail; *copy is what was written, freed by g_free(). */
static guint scan(const char *bytes, gsize size, char **copy, gsize *copy_size)
{
	int fd = hold(bytes, size);
	int out = memfd_create("copy", MFD_CLOEXEC);
	struct prescan result;
	struct why why = {0};
	struct stat info;

	if (!prescan_mail(fd, out, &result, &why))
		fail_msg("%s", why.text);
	assert_int_equal(fstat(out, &info), 0);
	*copy_size = (gsize)info.st_size;
	*copy = g_malloc0(*copy_size + 1);
	assert_int_equal(pread(out, *copy, *copy_size, 0), *copy_size);
	close(fd);
	close(out);
	return result.defects;
}

static guint scan_text(const GString *mail, char **copy)
{
	gsize size;

	return scan(mail->str, mail->len, copy, &size);
}

static void repeat(GString *mail, const char *text, gsize n)
{
	for (gsize i = 0; i < n; i++)
		g_string_append(mail, text);
}

static gsize count(const char *text, const char *part)
{
	gsize n = 0;

	for (text = strstr(text, part); text != NULL;
	     text = strstr(text + strlen(part), part))
		n++;
	return n;
}

#define MIXED "Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\nA: b\n\n"

static void test_prescan_leaves_ordinary_mail_alone(void **state)
{
	static const struct {
		const char *label;
		const char *head;
		const char *line;
		gsize lines;
		const char *tail;
	} rows[] = {
		{"empty", "", "", 0, ""},
		{"one line", "x", "", 0, ""},
		{"headers only", "From: a@b.example\n", "", 0, ""},
		{"long text", "A: b\n\n", "a: b: c\n", 100000, ""},
		{"dashes in plain text", "A: b\n\n", "-- \n--- a\n", 100000,
		 ""},
		{"log as text after headers", "A: b\n\n", "12:00:01 x\n", 9000,
		 ""},
		{"diff in a part", MIXED, "--- a/x\n+++ b/x\n", 9000,
		 "--b--\n"},
		{"boundary as a beginning", MIXED, "--bb\n--b-\n--b--x\n", 9000,
		 "--b--\n"},
		{"boundaries behind the end", MIXED "--b--\n", "--b\n", 9000,
		 ""},
		{"headers in a text part", MIXED, "A: b\n", 9000, "--b--\n"},
		{"1000 parts less one", MIXED, "--b\nA: b\n\nx\n", 999,
		 "--b--\n"},
		{"1900 fields", "", "A: b\n", 1900, "\n"},
		{"a field of 2000 lines", "To: a@b.example", ",\n a@b.example",
		 2000, "\n\n"},
		{"64 KiB in a field", "A:", "0123456789abcde ", 4095, "\n\n"},
		{"1999 colons", "A:", "b:", 1999, "\n\n"},
		{"colons in many fields", "", "A: b:c:d:e:f:g:h\n", 1800, "\n"},
		{"a report's lines are no message's",
		 "Content-Type: multipart/report; boundary=b\n\n--b\n"
		 "Content-Type: message/delivery-status\n\n",
		 "Final-Recipient: a\n", 9000, "--b--\n"},
		{"CRLF", "A: b\r\n\r\n", "a: b\r\n", 9000, ""},
		{"CR alone", "A: b\r\r", "a: b\r", 9000, ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) mail = g_string_new(rows[i].head);
		g_autofree char *copy = NULL;
		guint defects;

		repeat(mail, rows[i].line, rows[i].lines);
		g_string_append(mail, rows[i].tail);
		defects = scan_text(mail, &copy);
		if (defects != 0 || copy[0] != '\0')
			fail_msg("%s: defects %x", rows[i].label, defects);
	}
}

static const struct {
	const char *label;
	const char *head;
	const char *line;
	gsize lines;
	const char *tail;
	guint defects;
	gsize copy_most;
} too_much[] = {
	{"a field of 64 KiB and more", "A:", "0123456789abcde ", 4096,
	 "\nB: c\n\nx", BIT(PRESCAN_LONG_FIELD), 65560},
	{"a field without gaps", "A: ", "x", 1000000, "\nB: c\n\nx",
	 BIT(PRESCAN_LONG_FIELD), 65560},
	{"a name without an end", "", "x", 100000, ": b\nB: c\n\nx",
	 BIT(PRESCAN_LONG_FIELD), 20},
	{"nested groups", "From: ", "a:", 42000, "\nB: c\n\nx",
	 BIT(PRESCAN_LONG_FIELD) | BIT(PRESCAN_COLONS), 5000},
	{"nested groups, folded", "From: ", "a:\n ", 2001, "\nB: c\n\nx",
	 BIT(PRESCAN_COLONS), 9000},
	{"one field more", "", "A: b\n", 1901, "B: c\n\nx",
	 BIT(PRESCAN_LONG_BLOCK), 10030},
	{"256 KiB of fields", "", "A: " FIFTY FIFTY FIFTY "\n", 1800,
	 "B: c\n\nx", BIT(PRESCAN_LONG_BLOCK), 262144},
	{"1001 parts", MIXED, "--b\nA: b\n\nx\n", 1001, "--b--\n",
	 BIT(PRESCAN_PARTS), 13000},
	{"1001 parts without anything",
	 "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n", 1001, "",
	 BIT(PRESCAN_PARTS), 5000},
	{"a boundary that has to be decoded",
	 "Content-Type: multipart/mixed; boundary*=us-ascii'en'%62\n\n",
	 "--b\n\n", 1001, "", BIT(PRESCAN_PARTS), 6000},
	{"a boundary in pieces",
	 "Content-Type: multipart/mixed;\n boundary*0=\"b\";\n"
	 " boundary*1=\"c\"\n\n",
	 "--bc\n\n", 1001, "", BIT(PRESCAN_PARTS), 7000},
	{"an unquoted boundary with =",
	 "Content-Type: multipart/mixed; boundary=b=c\n\n", "--b=c\n\n", 1001,
	 "", BIT(PRESCAN_PARTS), 9000},
	{"a boundary behind comments",
	 "content-type : (a(b)) Multipart (c) / x (d\\)); Boundary "
	 "(e) =\n (f) b\n\n",
	 "--b \t\r\n\n", 1001, "", BIT(PRESCAN_PARTS), 9000},
	{"fields of a message inside", "Content-Type: message/rfc822\n\n",
	 "A: b\n", 2001, "\nx", BIT(PRESCAN_LONG_BLOCK), 10050},
	{"fields of a digest's message",
	 "Content-Type: multipart/digest; boundary=b\n\n--b\n\n", "A: b\n",
	 2001, "\nx", BIT(PRESCAN_LONG_BLOCK), 10080},
	{"groups in a message inside", "Content-Type: message/rfc822\n\nFrom: ",
	 "a:", 3000, "\n\nx", BIT(PRESCAN_COLONS), 5000},
	{"groups in a message after rubbish", "rubbish\n\nFrom: ", "a:", 3000,
	 "\n\nx", BIT(PRESCAN_COLONS), 5000},
	{"groups, lines end in CR", "A: b\rFrom: ", "a:", 3000, "\r\rx",
	 BIT(PRESCAN_COLONS), 5000},
	{"messages in messages", "", "Content-Type: message/rfc822\n\n", 5000,
	 "A: b\n\nx", BIT(PRESCAN_DEPTH), 200000},
	{"digests in digests", "Content-Type: multipart/digest; boundary=b\n\n",
	 "--b\n\nContent-Type: multipart/digest; boundary=b\n\n", 100, "",
	 BIT(PRESCAN_DEPTH), 9000},
};

static void test_prescan_finds_what_is_too_much(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(too_much); i++) {
		g_autoptr(GString) mail = g_string_new(too_much[i].head);
		g_autofree char *copy = NULL;
		guint defects;

		repeat(mail, too_much[i].line, too_much[i].lines);
		g_string_append(mail, too_much[i].tail);
		defects = scan_text(mail, &copy);
		if (defects != too_much[i].defects)
			fail_msg("%s: defects %x, not %x", too_much[i].label,
				 defects, too_much[i].defects);
		if (strlen(copy) > too_much[i].copy_most)
			fail_msg("%s: a copy of %zu bytes", too_much[i].label,
				 strlen(copy));
		if (defects != 0 && copy[0] == '\0')
			fail_msg("%s: no copy", too_much[i].label);
		/* What follows what was cut is still there. */
		if (strstr(too_much[i].tail, "B: c\n\nx") != NULL &&
		    defects != BIT(PRESCAN_LONG_BLOCK) &&
		    !g_str_has_suffix(copy, "\nB: c\n\nx") &&
		    strcmp(copy, "B: c\n\nx") != 0)
			fail_msg("%s: lost what follows", too_much[i].label);
		/* Nor does anything end the headers before. */
		if (g_str_has_suffix(copy, "B: c\n\nx") &&
		    count(copy, "\n\n") != 1)
			fail_msg("%s: a blank line", too_much[i].label);
	}
}

static void test_prescan_copy_of_a_copy_is_the_same(void **state)
{
	static const char *const lines[] = {
		"A: b\n",
		"From: a:a:a:a:a:a:a:a:a\n",
		"--b\nA: b\n\n",
		"Content-Type: message/rfc822\n\n",
		" a:a:a:a:a:a:a:a:a,",
		"--b\n\n",
		"Content-Type: multipart/mixed; boundary=b\n\n--b\n",
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autoptr(GString) mail = g_string_new(
			"Content-Type: multipart/mixed; boundary=b\n"
			"To: a\n");
		g_autofree char *copy = NULL, *again = NULL;
		gsize size, again_size;
		guint defects;

		repeat(mail, lines[i], 30000);
		assert_int_not_equal(scan(mail->str, mail->len, &copy, &size),
				     0);
		/* The few fields over the bound are there again. */
		defects = scan(copy, size, &again, &again_size);
		if ((defects & ~BIT(PRESCAN_LONG_BLOCK)) != 0)
			fail_msg("%s: defects %x again", lines[i], defects);
		if (defects != 0)
			assert_string_equal(again, copy);
	}
}

static void test_prescan_keeps_the_headers_of_a_ticket(void **state)
{
	g_autoptr(GString) mail = g_string_new(NULL);
	g_autofree char *copy = NULL;

	(void)state;
	repeat(mail, "X-Flood: y\n", 100000);
	g_string_append(mail, "From: a@b.example\nSubject: help\n"
			      "Auto-Submitted: auto-replied\n\nthe text\n");
	assert_int_equal(scan_text(mail, &copy), BIT(PRESCAN_LONG_BLOCK));
	assert_int_equal(count(copy, "X-Flood"), PRESCAN_FIELDS_MOST);
	assert_true(g_str_has_suffix(
		copy, "X-Flood: y\nFrom: a@b.example\nSubject: help\n"
		      "Auto-Submitted: auto-replied\n\nthe text\n"));
}

static void test_prescan_does_not_cut_inside_an_address(void **state)
{
	g_autoptr(GString) mail = g_string_new("To: ");
	g_autofree char *copy = NULL;

	(void)state;
	repeat(mail, "someone@example.com, ", 50000);
	g_string_append(mail, "last@example.com\nSubject: x\n\ntext\n");
	assert_int_equal(scan_text(mail, &copy), BIT(PRESCAN_LONG_FIELD));
	assert_true(count(copy, "someone@example.com") > 3000);
	assert_int_equal(count(copy, "someone@"),
			 count(copy, "someone@example.com"));
	assert_true(g_str_has_suffix(
		copy, "someone@example.com\nSubject: x\n\ntext\n"));
}

static void test_prescan_counts_all_blocks_together(void **state)
{
	g_autoptr(GString) mail =
		g_string_new("Content-Type: multipart/mixed; boundary=b\n\n");
	g_autofree char *copy = NULL;

	(void)state;
	for (int i = 0; i < 30; i++) {
		g_string_append(mail, "--b\n");
		repeat(mail, "A: b\n", 1000);
		g_string_append(mail, "Content-Type: text/html\n\nx\n");
	}
	assert_int_equal(scan_text(mail, &copy), BIT(PRESCAN_ALL_BLOCKS));
	assert_in_range(count(copy, "A: b\n"), 19000, PRESCAN_ALL_FIELDS_MOST);
	assert_int_equal(count(copy, "text/html"), 30);
}

static void test_prescan_reads_what_lies_too_deep_as_text(void **state)
{
	g_autoptr(GString) mail = g_string_new(NULL);
	g_autofree char *copy = NULL;

	(void)state;
	for (int i = 0; i < 200; i++)
		g_string_append_printf(mail,
				       "Content-Type: multipart/mixed; "
				       "boundary=\"b%d\"\n\n--b%d\n",
				       i, i);
	g_string_append(mail, "Content-Type: text/plain\n\nthe text\n");
	assert_int_equal(scan_text(mail, &copy), BIT(PRESCAN_DEPTH));
	/* One is made text, and all that it holds is text with it. */
	assert_int_equal(count(copy, "text/plain"), 2);
	assert_non_null(strstr(copy, "--b63\nContent-Type: text/plain\n\n"));
	assert_true(g_str_has_suffix(copy, "--b199\nContent-Type: text/plain"
					   "\n\nthe text\n"));
}

static void test_prescan_copies_a_large_mail_to_its_end(void **state)
{
	g_autoptr(GString) mail = g_string_new("From: ");
	g_autofree char *copy = NULL;
	gsize size;

	(void)state;
	repeat(mail, "a:", 3000);
	g_string_append(mail, "\nContent-Type: multipart/mixed; boundary=b\n"
			      "\n--b\n\ntext\n--b\n\n");
	repeat(mail, "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=\n", 150000);
	g_string_append(mail, "--b--\n");
	assert_int_equal(scan(mail->str, mail->len, &copy, &size),
			 BIT(PRESCAN_COLONS));
	assert_int_equal(size, mail->len - 2001);
	assert_memory_equal(copy + size - 1000000,
			    mail->str + mail->len - 1000000, 1000000);
}

static void test_prescan_says_what_it_found(void **state)
{
	(void)state;
	for (int i = 0; i < PRESCAN_DEFECTS_N; i++)
		assert_true(strlen(prescan_phrase((enum prescan_defect)i)) >
			    10);
}

static void test_prescan_says_when_it_cannot_read_or_write(void **state)
{
	g_autoptr(GString) mail = g_string_new(NULL);
	int ends[2], fd;
	struct prescan result;
	struct why why = {0};

	(void)state;
	assert_int_equal(pipe(ends), 0);
	/* A pipe says that it has no bytes: nothing is wrong with those. */
	assert_false(prescan_mail(-1, -1, &result, &why));
	assert_int_equal(why.trouble, TROUBLE_LATER);
	repeat(mail, "A: b\n", 3000);
	fd = hold(mail->str, mail->len);
	/* The reading end of a pipe takes nothing. */
	why = (struct why){0};
	assert_false(prescan_mail(fd, ends[0], &result, &why));
	assert_int_equal(why.trouble, TROUBLE_LATER);
	close(fd);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prescan_leaves_ordinary_mail_alone),
		cmocka_unit_test(test_prescan_finds_what_is_too_much),
		cmocka_unit_test(test_prescan_copy_of_a_copy_is_the_same),
		cmocka_unit_test(test_prescan_keeps_the_headers_of_a_ticket),
		cmocka_unit_test(test_prescan_does_not_cut_inside_an_address),
		cmocka_unit_test(test_prescan_counts_all_blocks_together),
		cmocka_unit_test(test_prescan_reads_what_lies_too_deep_as_text),
		cmocka_unit_test(test_prescan_copies_a_large_mail_to_its_end),
		cmocka_unit_test(test_prescan_says_what_it_found),
		cmocka_unit_test(
			test_prescan_says_when_it_cannot_read_or_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
