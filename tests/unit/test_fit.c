// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of what makes content fit the desk.
#include "unit/unit.h"

#include "base/text.h"
#include "desk/fit.h"

#define EMOJI "\xf0\x9f\x98\x80" /* two UTF-16 units, four bytes */

static void test_line_is_cut_with_an_ellipsis_only_if_it_must(void **state)
{
	static const struct {
		const char *label, *line;
		gsize units;
		const char *want;
	} rows[] = {
		{"fits exactly", "abcde", 5, "abcde"},
		{"empty", "", 5, ""},
		{"one too many", "abcdef", 5, "abcd…"},
		{"no room", "abc", 0, ""},
		{"room for the ellipsis only", "abc", 1, "…"},
		{"blank near the end", "one two three four fi", 20,
		 "one two three four…"},
		{"cut falls on a blank", "one two", 4, "one…"},
		{"blank too far away", "a bcdefghijklmnopqrstuvw", 20,
		 "a bcdefghijklmnopqr…"},
		{"emoji counts two", EMOJI EMOJI EMOJI, 5, EMOJI EMOJI "…"},
		{"emoji does not fit half", EMOJI EMOJI EMOJI, 4, EMOJI "…"},
		{"emoji fits", EMOJI EMOJI, 4, EMOJI EMOJI},
		{"accent stays on its letter", "abce\xcc\x81xyz", 5, "abc…"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = fit_line(rows[i].line, rows[i].units);

		same_text(rows[i].label, got, rows[i].want);
		assert_true(text_units(got) <= rows[i].units);
	}
}

static void test_text_that_fits_is_one_part_unchanged(void **state)
{
	static const char *const rows[] = {"", "x", "a\n\n  b \n", " \n "};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) parts = fit_text(rows[i], 200, 5);

		assert_int_equal(parts->len, 1);
		same_text(rows[i], parts->pdata[0], rows[i]);
	}
}

/* What of a part is the text itself. */
static char *without_marks(const char *part)
{
	const char *start = g_str_has_prefix(part, "(part ")
				    ? strstr(part, "\n\n") + 2
				    : part;
	const char *end = g_strrstr(start, "\n\n(continued in part ");

	if (end == NULL)
		end = g_strrstr(start, "\n\n(");
	return end == NULL ? g_strdup(start)
			   : g_strndup(start, (gsize)(end - start));
}

static char *without_space(const char *text)
{
	GString *out = g_string_new(NULL);

	for (; *text != '\0'; text++)
		if (strchr(" \n\t", *text) == NULL)
			g_string_append_c(out, *text);
	return g_string_free(out, FALSE);
}

/* A text of n bytes made of words, lines and paragraphs, the same each time. */
static char *make_text(gsize n, guint32 seed, bool wide)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
	GString *out = g_string_new(NULL);

	while (out->len < n) {
		gint32 dice = g_rand_int_range(rand, 0, 40);

		if (dice == 0)
			g_string_append(out, "\n\n");
		else if (dice == 1)
			g_string_append(out, "\n");
		else if (dice < 8)
			g_string_append_c(out, ' ');
		else if (wide && dice < 20)
			g_string_append(out, EMOJI);
		else if (wide && dice < 24)
			g_string_append(out, "\xcc\x81");
		else
			g_string_append_c(out, (char)('a' + dice % 26));
	}
	return g_string_free(out, FALSE);
}

static void check_parts(const char *text, GPtrArray *parts, gsize units)
{
	g_autoptr(GString) joined = g_string_new(NULL);
	g_autofree char *want = without_space(text);
	g_autofree char *got = NULL;

	for (guint i = 0; i < parts->len; i++) {
		g_autofree char *piece = without_marks(parts->pdata[i]);
		g_autofree char *head = g_strdup_printf("(part %u of %u)\n\n",
							i + 1, parts->len);
		g_autofree char *foot = g_strdup_printf(
			"\n\n(continued in part %u of %u)", i + 2, parts->len);

		assert_true(text_units(parts->pdata[i]) <= units);
		assert_true(g_utf8_validate(parts->pdata[i], -1, NULL));
		assert_int_equal(g_str_has_prefix(parts->pdata[i], head),
				 i > 0);
		assert_int_equal(g_str_has_suffix(parts->pdata[i], foot),
				 i + 1 < parts->len);
		g_string_append(joined, piece);
	}
	got = without_space(joined->str);
	assert_string_equal(got, want);
}

static void test_parts_hold_the_whole_text_and_never_too_much(void **state)
{
	(void)state;
	for (guint32 seed = 0; seed < 200; seed++) {
		g_autofree char *text = make_text(3000, seed, seed % 2 == 0);
		gsize units = FIT_UNITS_LEAST + seed * 3;
		g_autoptr(GPtrArray) parts = fit_text(text, units, 100);

		assert_true(parts->len > 1);
		check_parts(text, parts, units);
	}
}

/* Words that fill n units, then what the row puts there, then more words. */
static char *filled(gsize n, const char *middle, gsize more)
{
	GString *out = g_string_new(NULL);

	while (out->len < n)
		g_string_append(out, out->len % 7 == 6 ? " " : "x");
	g_string_append(out, middle);
	for (gsize i = 0; i < more; i++)
		g_string_append(out, i % 7 == 6 ? " " : "y");
	return g_string_free(out, FALSE);
}

static void test_part_ends_at_the_best_place_near_its_end(void **state)
{
	static const struct {
		const char *label;
		gsize before;
		const char *middle;
		const char *ends;   /* of the first piece */
		const char *begins; /* of the second */
	} rows[] = {
		{"paragraph before line", 600, ".\n\nxxx xxx\nyy", ".", "xxx"},
		{"paragraph at half", 500, ".\n\n", ".", "yyy"},
		{"line when no paragraph", 750, ".\n", ".", "yyy"},
		{"line too early is passed over", 300, ".\n", "y", "y"},
		{"indentation stays", 750, ".\n\n    z", ".", "    z"},
		{"no blank at all", 0, "", "y", "y"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
			filled(rows[i].before, rows[i].middle, 2000);
		g_autoptr(GPtrArray) parts = fit_text(text, 1000, 10);
		g_autofree char *one = without_marks(parts->pdata[0]);
		g_autofree char *two = without_marks(parts->pdata[1]);

		if (!g_str_has_suffix(one, rows[i].ends) ||
		    !g_str_has_prefix(two, rows[i].begins))
			fail_msg("%s: \"%s\" and \"%s\"", rows[i].label, one,
				 two);
	}
}

static void test_what_is_too_much_is_left_out_and_counted(void **state)
{
	g_autofree char *text = g_strnfill(5000, 'a');
	g_autoptr(GPtrArray) parts = fit_text(text, 1000, 3);
	gsize kept = 0;
	g_autofree char *want = NULL;

	(void)state;
	assert_int_equal(parts->len, 3);
	for (guint i = 0; i < parts->len; i++) {
		g_autofree char *piece = without_marks(parts->pdata[i]);

		assert_true(text_units(parts->pdata[i]) <= 1000);
		kept += strlen(piece);
	}
	want = g_strdup_printf("\n\n(%zu more characters were left out)",
			       5000 - kept);
	assert_true(g_str_has_suffix(parts->pdata[2], want));
	assert_true(kept > 2000);
}

static void test_one_part_at_most_says_what_is_missing(void **state)
{
	g_autofree char *text = g_strnfill(30000, 'a');

	(void)state;
	for (guint most = 0; most < 2; most++) {
		g_autoptr(GPtrArray) parts = fit_text(text, 20000, most);

		assert_int_equal(parts->len, 1);
		assert_non_null(strstr(parts->pdata[0], "left out)"));
		assert_true(text_units(parts->pdata[0]) <= 20000);
	}
}

static void test_hostile_texts_end_and_fit(void **state)
{
	g_autofree char *spaces = g_strnfill(20 << 20, ' ');
	g_autofree char *lines = g_strnfill(20 << 20, '\n');
	GString *marks = g_string_new("a");
	const char *rows[3];

	(void)state;
	for (int i = 0; i < 200000; i++)
		g_string_append(marks, "\xcc\x81");
	rows[0] = spaces;
	rows[1] = lines;
	rows[2] = marks->str;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) parts = fit_text(rows[i], 20000, 10);

		assert_in_range(parts->len, 1, 10);
		for (guint at = 0; at < parts->len; at++)
			assert_true(text_units(parts->pdata[at]) <= 20000);
	}
	g_string_free(marks, TRUE);
}

static void test_email_is_what_the_desk_takes_or_nothing(void **state)
{
	static const struct {
		const char *label, *email, *want;
	} rows[] = {
		{"plain", "a.b+c@example.com", "a.b+c@example.com"},
		{"all of atext", "!#$%&'*+-/=?^_`{|}~@example.com",
		 "!#$%&'*+-/=?^_`{|}~@example.com"},
		{"case is kept", "Ann@Example.COM", "Ann@Example.COM"},
		{"umlaut domain",
		 "ann@b\xc3\xbc"
		 "cher.example",
		 "ann@xn--bcher-kva.example"},
		{"capital umlaut",
		 "ann@B\xc3\x9c"
		 "CHER.example",
		 "ann@xn--bcher-kva.example"},
		{"sharp s stays itself",
		 "a@stra\xc3\x9f"
		 "e.example",
		 "a@xn--strae-oqa.example"},
		{"A-labels already", "a@xn--bcher-kva.example",
		 "a@xn--bcher-kva.example"},
		{"A-label as last label", "a@b.xn--p1ai", "a@b.xn--p1ai"},
		{"the root's dot", "a@example.com.", "a@example.com"},
		{"quoted", "\"a b\"@example.com", NULL},
		{"quoted with an at", "\"a@b\"@example.com", NULL},
		{"two ats", "a@b@example.com", NULL},
		{"literal", "a@[192.0.2.1]", NULL},
		{"IPv4 as domain", "a@192.0.2.1", NULL},
		{"IPv6 literal", "a@[IPv6:2001:db8::1]", NULL},
		{"UTF-8 in the local part", "\xc3\xa4@example.com", NULL},
		{"no dot", "a@localhost", NULL},
		{"no at", "example.com", NULL},
		{"no local part", "@example.com", NULL},
		{"no domain", "a@", NULL},
		{"only a dot", "a@.", NULL},
		{"empty", "", NULL},
		{"dot first", ".a@example.com", NULL},
		{"dot last", "a.@example.com", NULL},
		{"two dots", "a..b@example.com", NULL},
		{"empty label", "a@b..com", NULL},
		{"hyphen first", "a@-b.com", NULL},
		{"hyphen last", "a@b-.com", NULL},
		{"underscore", "a@b_c.com", NULL},
		{"blank", "a b@example.com", NULL},
		{"line end", "a@example.com\n", NULL},
		{"escape", "a@exa\x1bmple.com", NULL},
		{"broken UTF-8", "a@\xff\xfe.example", NULL},
		{"dotless homograph", "a@\xe2\x80\xae.example", NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = fit_email(rows[i].email, 255);

		same_text(rows[i].label, got, rows[i].want);
	}
}

static void test_email_is_never_too_long(void **state)
{
	g_autofree char *local = g_strnfill(300, 'a');
	g_autofree char *label = g_strnfill(64, 'b');
	g_autofree char *wide = g_strnfill(5000, 'c');
	g_autofree char *fits = g_strdup_printf("%.243s@example.com", local);
	g_autofree char *over = g_strdup_printf("%.244s@example.com", local);
	g_autofree char *host = g_strdup_printf("a@%s.com", label);
	g_autofree char *huge = g_strdup_printf("a@%s.com", wide);
	g_autofree char *got = fit_email(fits, 255);

	(void)state;
	assert_string_equal(got, fits);
	assert_int_equal(strlen(got), 255);
	assert_null(fit_email(over, 255));
	assert_null(fit_email(host, 255));
	assert_null(fit_email(huge, 255));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_line_is_cut_with_an_ellipsis_only_if_it_must),
		cmocka_unit_test(test_text_that_fits_is_one_part_unchanged),
		cmocka_unit_test(
			test_parts_hold_the_whole_text_and_never_too_much),
		cmocka_unit_test(test_part_ends_at_the_best_place_near_its_end),
		cmocka_unit_test(test_what_is_too_much_is_left_out_and_counted),
		cmocka_unit_test(test_one_part_at_most_says_what_is_missing),
		cmocka_unit_test(test_hostile_texts_end_and_fit),
		cmocka_unit_test(test_email_is_what_the_desk_takes_or_nothing),
		cmocka_unit_test(test_email_is_never_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
