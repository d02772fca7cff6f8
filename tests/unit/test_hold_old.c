// SPDX-License-Identifier: GPL-3.0-or-later
// Kept mail: what is old goes, and no code leads out of the folder.
#include "unit/state.h"

#include "state/hold.h"

/* Makes a file as old as that many seconds. */
static void age_file(const char *folder, const char *name, gint64 seconds)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	const struct timespec times[2] = {
		{.tv_sec = clock_wall_ms() / 1000 - seconds},
		{.tv_sec = clock_wall_ms() / 1000 - seconds},
	};

	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void test_what_is_old_goes_and_nothing_else(void **state)
{
	static const struct {
		const char *name;
		gint64 age;
		bool stays;
	} rows[] = {
		{"OLD.eml", 1000, false},
		{"OLD.json", 10000, false},
		{"NEW.eml", 10, true},
		{"NEW.json", 10, true},
		{"LATE.json", 1000, true}, /* its mail may be a little newer */
		{"KILLED.eml.a8Xz1q", 1000, false},
		{"readme.txt", 100000, true},
	};
	const struct deadline none = {0};
	guint removed;

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_build_filename(*state, rows[i].name, NULL);

		assert_true(g_file_set_contents(path, "x", 1, NULL));
		age_file(*state, rows[i].name, rows[i].age);
	}
	removed = hold_expire(*state, clock_wall_ms() - 500000, 100, none);
	assert_int_equal(removed, 3);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_build_filename(*state, rows[i].name, NULL);

		same_number(rows[i].name, access(path, F_OK) == 0,
			    rows[i].stays);
	}
	assert_int_equal(hold_expire("/nowhere", 0, 100, none), 0);
	assert_int_equal(hold_expire(*state, clock_wall_ms(), 1, none), 1);
}

static void test_code_is_no_path(void **state)
{
	static const char *const codes[] = {"", "..", "../AB-12", "a/b", "-x"};
	g_autoptr(pool_handle) pool = pool_new();
	struct hold_note note;

	for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
		struct why why = {0};

		if (hold_note_read(*state, codes[i], pool, &note, &why) ||
		    why.trouble != TROUBLE_USAGE)
			fail_msg("%s was read", codes[i]);
		assert_false(hold_drop(*state, codes[i], &why));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(test_what_is_old_goes_and_nothing_else),
		IN_A_FOLDER(test_code_is_no_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
