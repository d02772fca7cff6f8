// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of file names that come from outside.
#include "unit/unit.h"

#include "base/filename.h"
#include "base/text.h"

static void test_filename_is_safe_in_any_folder(void **state)
{
	static const struct {
		const char *label, *name, *want;
	} rows[] = {
		{"as it is", "Angebot Nr. 1.pdf", "Angebot Nr. 1.pdf"},
		{"letters of all", "größe 見積.pdf", "größe 見積.pdf"},
		{"a path", "../../etc/passwd", "passwd"},
		{"only a path", "../..", "file"},
		{"a slash at the end", "a/", "file"},
		{"Windows", "C:\\x\\y.exe", "C__x_y.exe"},
		{"a stream", "a.txt:hidden", "a.txt_hidden"},
		{"hidden", ".bashrc", "bashrc"},
		{"an option", "--help", "help"},
		{"home", "~root", "root"},
		{"dots behind", "a.exe. . ", "a.exe"},
		{"turned round",
		 "ann\xe2\x80\xae"
		 "fdp.exe",
		 "annfdp.exe"},
		{"a terminal's",
		 "a\x1b"
		 "[2Jb\n.txt",
		 "a [2Jb .txt"},
		{"no UTF-8", "a\xff.txt", "a\xef\xbf\xbd.txt"},
		{"quotes", "a\"<b>|?*.txt", "a__b____.txt"},
		{"nothing", "", "file"},
		{"blanks", " \t ", "file"},
		{"dots", "...", "file"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = filename_safe(rows[i].name);

		same_text(rows[i].label, got, rows[i].want);
	}
}

static void test_filename_is_cut_before_its_ending(void **state)
{
	g_autoptr(GString) name = g_string_new(NULL);
	g_autofree char *safe = NULL;
	g_autofree char *endless = NULL;

	(void)state;
	for (int i = 0; i < 100; i++)
		g_string_append(name, "äö");
	g_string_append(name, ".tar.gz");
	safe = filename_safe(name->str);
	assert_true(strlen(safe) <= FILENAME_MOST);
	assert_true(strlen(safe) > FILENAME_MOST - 4);
	assert_true(g_str_has_suffix(safe, "ä.gz") ||
		    g_str_has_suffix(safe, "ö.gz"));
	assert_true(g_utf8_validate(safe, -1, NULL));
	g_string_assign(name, "a.");
	for (int i = 0; i < 1000; i++)
		g_string_append_c(name, 'x');
	endless = filename_safe(name->str);
	assert_int_equal(strlen(endless), FILENAME_MOST);
}

static void test_filename_number_stands_before_the_ending(void **state)
{
	g_autofree char *a = filename_numbered("report.pdf", 2);
	g_autofree char *b = filename_numbered("README", 13);

	(void)state;
	same_text("ending", a, "report-2.pdf");
	same_text("none", b, "README-13");
}

static void test_glob_star_stands_for_anything(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool fits;
	} rows[] = {
		{"*.exe", "setup.EXE", true},
		{"*.exe", "setup.exe.txt", false},
		{"*", "", true},
		{"", "", true},
		{"", "a", false},
		{"image/*", "image/png", true},
		{"a*b*c", "axxbyybzc", true},
		{"a*b*c", "axxbyybz", false},
		{"STRASSE*", "straße 1", true},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		same_number(rows[i].text,
			    text_glob(rows[i].pattern, rows[i].text),
			    rows[i].fits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_filename_is_safe_in_any_folder),
		cmocka_unit_test(test_filename_is_cut_before_its_ending),
		cmocka_unit_test(test_filename_number_stands_before_the_ending),
		cmocka_unit_test(test_glob_star_stands_for_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
