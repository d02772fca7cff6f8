// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of options and of the patterns that some of them hold.
#include "unit/unit.h"

#include "base/option.h"
#include "base/pattern.h"

struct group {
	bool truth;
	gint64 number;
	double real;
	const char *text;
	int word;
	const char *const *list;
};

static const char *const words[] = {"new", "post", "hold", NULL};

static bool no_x(const char *value, struct why *why)
{
	return strchr(value, 'x') == NULL ||
	       why_set(why, TROUBLE_CONFIG, "has an x");
}

#define FIELD(field) .offset = offsetof(struct group, field)

static const struct option table[] = {
	{"truth", OPTION_BOOL, FIELD(truth), .fallback = "true"},
	{"number", OPTION_INT, FIELD(number), .fallback = "20", .least = 1,
	 .most = 100},
	{"real", OPTION_NUMBER, FIELD(real), .fallback = "1.5", .least = 0,
	 .most = 10},
	{"text", OPTION_TEXT, FIELD(text), .fallback = "t", .check = no_x},
	{"word", OPTION_WORD, FIELD(word), .fallback = "post", .words = words},
	{"list", OPTION_LIST, FIELD(list), .fallback = "a\nb\n", .check = no_x},
	{0},
};

struct fixture {
	GStringChunk *strings;
	GPtrArray *lists;
	struct group group;
};

static int set_up(void **state)
{
	struct fixture *f = g_new0(struct fixture, 1);

	f->strings = g_string_chunk_new(64);
	f->lists = g_ptr_array_new_with_free_func(g_free);
	option_defaults(table, &f->group, f->strings, f->lists);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	g_string_chunk_free(f->strings);
	g_ptr_array_free(f->lists, TRUE);
	g_free(f);
	return 0;
}

static void test_defaults_are_what_the_table_says(void **state)
{
	const struct group *group = &((struct fixture *)*state)->group;

	assert_true(group->truth);
	assert_int_equal(group->number, 20);
	assert_true(group->real == 1.5);
	same_text("text", group->text, "t");
	assert_int_equal(group->word, 1);
	same_text("first", group->list[0], "a");
	same_text("second", group->list[1], "b");
	assert_null(group->list[2]);
}

static const char *const bad_list[] = {"a", "axe", NULL};
static const char *const good_list[] = {"a", NULL};
static const struct {
	const char *label, *name;
	struct option_value value;
	const char *want; /* the reason, NULL if it is taken */
} values[] = {
	{"number", "number", {OPTION_INT, .integer = 7}, NULL},
	{"too small",
	 "number",
	 {OPTION_INT, .integer = 0},
	 "0 is not from 1 to 100"},
	{"too large",
	 "number",
	 {OPTION_INT, .integer = 101},
	 "101 is not from 1 to 100"},
	{"text for number",
	 "number",
	 {OPTION_TEXT, .text = "7"},
	 "must be a whole number, not a text"},
	{"fraction for number",
	 "number",
	 {OPTION_NUMBER, .number = 7.5},
	 "must be a whole number, not a number"},
	{"whole for real", "real", {OPTION_INT, .integer = 3}, NULL},
	{"real", "real", {OPTION_NUMBER, .number = 0.25}, NULL},
	{"real too large",
	 "real",
	 {OPTION_NUMBER, .number = 10.5},
	 "10.5 is not from 0 to 10"},
	{"word", "word", {OPTION_TEXT, .text = "hold"}, NULL},
	{"wrong word",
	 "word",
	 {OPTION_TEXT, .text = "nwe"},
	 "\"nwe\" is not one of new, post, hold"},
	{"number for word",
	 "word",
	 {OPTION_INT, .integer = 1},
	 "must be a word, not a whole number"},
	{"text", "text", {OPTION_TEXT, .text = "fine"}, NULL},
	{"refused text",
	 "text",
	 {OPTION_TEXT, .text = "axe"},
	 "\"axe\" has an x"},
	{"not UTF-8",
	 "text",
	 {OPTION_TEXT, .text = "\xff"},
	 "is not valid UTF-8"},
	{"list", "list", {OPTION_LIST, .list = good_list}, NULL},
	{"refused item",
	 "list",
	 {OPTION_LIST, .list = bad_list},
	 "\"axe\" has an x"},
	{"truth", "truth", {OPTION_BOOL, .truth = false}, NULL},
	{"number for truth",
	 "truth",
	 {OPTION_INT, .integer = 1},
	 "must be true or false, not a whole number"},
};

static void test_values_are_judged(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
		const struct option *option =
			option_find(table, values[i].name);
		struct why why = {0};
		bool good = option_set(option, &f->group, &values[i].value,
				       f->strings, f->lists, &why);

		same_text(values[i].label, good ? NULL : why.text,
			  values[i].want);
	}
	assert_int_equal(f->group.word, 2);
	same_text("kept", f->group.list[0], "a");
	assert_null(option_find(table, "absent"));
}

static void test_patterns_find_their_group(void **state)
{
	static const struct {
		const char *label, *pattern, *text, *want; /* NULL: no match */
	} rows[] = {
		{"group", "\\[#([0-9]+)\\]", "Re: [#1042] x", "1042"},
		{"no group", "#[0-9]+", "Re: #7 x", "#7"},
		{"case", "ticket#([0-9]+)", "TICKET#9", "9"},
		{"unicode case", "größe([0-9]+)", "GRÖSSE1", NULL},
		{"unicode", "ß([0-9]+)", "ß12", "12"},
		{"none", "\\[#([0-9]+)\\]", "nothing", NULL},
		{"unset group", "a|(b)", "xa", "a"},
		{"over the step limit", "(x+x+)+y",
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct why why = {0};
		struct pattern_match match;
		g_autoptr(pattern_handle) pattern =
			pattern_new(rows[i].pattern, &why);
		g_autofree char *got = NULL;

		assert_non_null(pattern);
		if (pattern_match(pattern, rows[i].text, &match)) {
			bool group = match.group_to > match.group_from;
			gsize from = group ? match.group_from : match.from;
			gsize to = group ? match.group_to : match.to;

			got = g_strndup(rows[i].text + from, to - from);
		}
		same_text(rows[i].label, got, rows[i].want);
	}
}

static void test_patterns_are_bounded(void **state)
{
	g_autofree char *pad = g_strnfill(PATTERN_SUBJECT_MOST, 'x');
	g_autofree char *far = g_strconcat(pad, "[#1]", NULL);
	g_autofree char *wide = g_strnfill(2000, 'a');
	struct why why = {0};
	struct pattern_match match;
	g_autoptr(pattern_handle) pattern = pattern_new("\\[#1\\]", &why);

	(void)state;
	assert_false(pattern_match(pattern, far, &match));
	assert_true(pattern_match(pattern, "[#1]", &match));
	assert_false(pattern_check("(", &why));
	assert_non_null(strstr(why.text, "is not a pattern: "));
	assert_false(pattern_check(wide, &why));
	assert_false(pattern_check("(((a{1,200}){1,200}){1,200})", &why));
	assert_true(pattern_check("a", &why));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_defaults_are_what_the_table_says, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_values_are_judged, set_up,
						tear_down),
		cmocka_unit_test(test_patterns_find_their_group),
		cmocka_unit_test(test_patterns_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
