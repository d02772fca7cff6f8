// SPDX-License-Identifier: GPL-3.0-or-later
// Where the state lies: how it is made, what is refused, how it is only read.
#include "unit/state.h"

/* The header of a database file (sqlite.org/fileformat.html, 1.3). */
#define AT_VERSION     60
#define AT_APPLICATION 68

#define PAGE ((gsize)4096)

/* Changes bytes of the state's file, as a fault or another program would. */
static void patch(const char *folder, off_t at, const void *bytes, size_t size)
{
	g_autofree char *path = state_path(folder);
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, size, at), size);
	assert_int_equal(close(fd), 0);
}

static void write_beside(const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void test_state_is_made_private_and_alone(void **state)
{
	g_autofree char *folder = g_build_filename(*state, "a", NULL);
	g_autofree char *path = state_path(folder);
	struct stat info;

	(void)umask(0);
	make_state(folder);
	(void)umask(022);
	assert_int_equal(stat(folder, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0700);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_int_equal(size_of(folder, "state.db-wal"), -1);
	assert_int_equal(size_of(folder, "state.db.new"), -1);
	folder_end((void **)&(char *){g_strdup(folder)});
}

static void test_left_overs_of_a_killed_making_do_not_matter(void **state)
{
	write_beside(*state, "state.db.new", "half");
	write_beside(*state, "state.db.new-wal", "half");
	make_state(*state);
	assert_int_equal(size_of(*state, "state.db.new"), -1);
	assert_int_equal(size_of(*state, "state.db.new-wal"), -1);
}

static void test_twenty_processes_make_one_state(void **state)
{
	int status = 0;
	int good = 0;
	g_autoptr(store_handle) store = NULL;

	for (int i = 0; i < 20; i++) {
		if (fork() > 0)
			continue;
		g_autofree char *key = g_strdup_printf("k%d", i);
		struct store *mine = open_state(*state);

		end_created(mine, key, "t-1", 1, NULL);
		store_close(mine);
		_exit(0);
	}
	while (wait(&status) > 0)
		good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
	assert_int_equal(good, 20);
	store = open_state(*state);
	assert_int_equal(facts_of(store).mails, 20);
	assert_true(facts_of(store).sound);
}

static void test_state_behind_a_symbolic_link_is_the_same(void **state)
{
	g_autofree char *path = state_path(*state);
	g_autofree char *link = g_build_filename(*state, "link.db", NULL);
	g_autoptr(store_handle) store = NULL;
	struct why why = {0};

	make_state(*state);
	assert_int_equal(symlink(path, link), 0);
	store = store_open_with(&driver_sqlite, link, STORE_WRITE,
				deadline_in(5), &why);
	assert_non_null(store);
	must(store_lock(store, "k1", &why), &why);
	assert_int_equal(facts_of(store).mails, 1);
	assert_int_equal(size_of(*state, "state.db.lock"), 0);
}

static void spoil_truncated(const char *folder)
{
	g_autofree char *path = state_path(folder);

	assert_int_equal(truncate(path, 5000), 0);
}

static void spoil_emptied(const char *folder)
{
	g_autofree char *path = state_path(folder);

	assert_int_equal(truncate(path, 0), 0);
}

static void spoil_zeroed(const char *folder)
{
	static const char zeros[4096];

	patch(folder, 0, zeros, sizeof(zeros));
}

static void spoil_schema(const char *folder)
{
	static const char zeros[3000];

	patch(folder, 100, zeros, sizeof(zeros));
}

static void spoil_foreign(const char *folder)
{
	write_beside(folder, "state.db", "From: somebody\n\nnot a database\n");
}

static void spoil_other_program(const char *folder)
{
	patch(folder, AT_APPLICATION, "\0\0\0\0", 4);
}

static void spoil_future(const char *folder)
{
	patch(folder, AT_VERSION, "\0\0\0\x63", 4);
}

static void spoil_folder(const char *folder)
{
	g_autofree char *path = state_path(folder);

	assert_int_equal(g_remove(path), 0);
	assert_int_equal(g_mkdir(path, 0700), 0);
}

static void spoil_lost(const char *folder)
{
	g_autofree char *path = state_path(folder);

	assert_int_equal(g_remove(path), 0);
	write_beside(folder, "state.db-wal", "what is left");
}

static const struct {
	const char *label;
	void (*spoil)(const char *folder);
	const char *says;
} spoiled[] = {
	{"truncated", spoil_truncated, "damaged"},
	{"emptied", spoil_emptied, "is empty"},
	{"header zeroed", spoil_zeroed, "no SQLite database"},
	{"no database", spoil_foreign, "no SQLite database"},
	{"another program's", spoil_other_program, "another program"},
	{"of a newer tixgate", spoil_future, "newer tixgate"},
	{"a folder", spoil_folder, "no plain file"},
	{"lost but its log", spoil_lost, "is missing"},
};

static void test_spoiled_states_are_refused_and_left_alone(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(spoiled); i++) {
		const char *label = spoiled[i].label;
		void *folder = NULL;
		off_t size;

		(void)state;
		assert_int_equal(folder_begin(&folder), 0);
		make_state(folder);
		spoiled[i].spoil(folder);
		size = size_of(folder, "state.db");
		for (int mode = STORE_WRITE; mode <= STORE_READ; mode++) {
			struct why why = {0};

			if (open_with(&driver_sqlite, folder,
				      (enum store_mode)mode, &why) != NULL)
				fail_msg("%s: was opened", label);
			same_number(label, why.trouble, TROUBLE_CONFIG);
			if (strstr(why.text, spoiled[i].says) == NULL)
				fail_msg("%s: %s", label, why.text);
		}
		same_number(label, size_of(folder, "state.db"), size);
		folder_end(&folder);
	}
}

/* Whether the file is named, where the reason is not the schema's. */
static void test_refusals_name_the_file(void **state)
{
	g_autofree char *path = state_path(*state);
	const struct store_settings settings = {
		.url = g_strconcat("sqlite:", path, NULL)};
	struct why why = {0};

	spoil_foreign(*state);
	assert_null(store_open(&settings, STORE_WRITE, deadline_in(5), &why));
	assert_non_null(strstr(why.text, path));
	g_free((char *)(guintptr)settings.url);
}

/* To be read it is opened without its schema: the first question meets it. */
static void test_damaged_schema_is_met_at_the_latest_when_asked(void **state)
{
	g_autoptr(store_handle) store = NULL;
	struct why why = {0};
	struct store_mail mail;

	make_state(*state);
	spoil_schema(*state);
	assert_null(open_with(&driver_sqlite, *state, STORE_WRITE, &why));
	assert_int_equal(why.trouble, TROUBLE_CONFIG);
	assert_non_null(strstr(why.text, "damaged"));
	store = open_with(&driver_sqlite, *state, STORE_READ, &why);
	assert_non_null(store);
	why.trouble = TROUBLE_NONE;
	assert_false(store_mail_get(store, "k1", &mail, &why));
	assert_int_equal(why.trouble, TROUBLE_CONFIG);
}

/* Where rows of a mail are: the tables' own description is elsewhere. */
static void damage_rows(const char *folder)
{
	g_autofree char *path = state_path(folder);
	g_autofree char *bytes = NULL;
	char rubbish[512];
	gsize size, damaged = 0;

	assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	memset(rubbish, 0x5a, sizeof(rubbish));
	for (gsize at = PAGE; at + PAGE <= size; at += PAGE) {
		if (memmem(bytes + at, PAGE, "CREATE ", 7) != NULL ||
		    memmem(bytes + at, PAGE, "t-1", 3) == NULL)
			continue;
		patch(folder, (off_t)at, rubbish, sizeof(rubbish));
		damaged++;
	}
	assert_true(damaged > 0);
}

static void test_page_damaged_inside_is_found_by_facts(void **state)
{
	g_autoptr(store_handle) store = NULL;
	struct store_facts facts;

	make_state(*state);
	damage_rows(*state);
	store = open_state(*state);
	facts = facts_of(store);
	assert_false(facts.sound);
}

static void test_state_of_another_user_is_refused(void **state)
{
	g_autofree char *path = state_path(*state);
	struct why why = {0};

	if (geteuid() != 0) {
		print_message("skipped: only root can give files away\n");
		skip();
	}
	make_state(*state);
	assert_int_equal(chown(path, 65534, 65534), 0);
	assert_null(open_with(&driver_sqlite, *state, STORE_WRITE, &why));
	assert_int_equal(why.trouble, TROUBLE_CONFIG);
	assert_non_null(strstr(why.text, " belongs to user "));
}

static int check_write_refused(const char *folder)
{
	struct why why = {0};
	struct store *store =
		open_with(&driver_sqlite, folder, STORE_WRITE, &why);

	if (store != NULL)
		return 1;
	if (why.trouble != TROUBLE_CONFIG || strstr(why.text, folder) == NULL) {
		g_printerr("%s\n", why.text);
		return 2;
	}
	return 0;
}

static void test_state_that_cannot_be_written_is_refused(void **state)
{
	static const struct {
		const char *label;
		mode_t file, folder;
	} rows[] = {
		{"read-only file", 0400, 0700},
		{"read-only folder", 0600, 0500},
		{"folder without entry", 0600, 0600},
	};

	make_state(*state);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		give_to_nobody(*state, rows[i].file, rows[i].folder);
		same_number(rows[i].label,
			    as_nobody(*state, check_write_refused), 0);
		assert_int_equal(chmod(*state, 0700), 0);
	}
}

static void test_state_is_not_made_where_nothing_may_be_written(void **state)
{
	if (geteuid() == 0)
		assert_int_equal(chown(*state, 65534, 65534), 0);
	assert_int_equal(chmod(*state, 0500), 0);
	same_number("new state", as_nobody(*state, check_write_refused), 0);
	assert_int_equal(chmod(*state, 0700), 0);
}

static void test_urls_are_judged(void **state)
{
	static const struct {
		const char *url;
		bool good;
	} rows[] = {
		{"sqlite:/var/lib/tixgate/state.db", true},
		{"sqlite:state.db", false},
		{"sqlite:", false},
		{"/var/lib/tixgate/state.db", false},
		{"mysql://host/db", false},
		{"", false},
	};
	const struct option *url = option_find(store_options, "url");

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct why why = {0};

		same_number(rows[i].url, url->check(rows[i].url, &why),
			    rows[i].good);
		same_number(rows[i].url, why.trouble == TROUBLE_NONE,
			    rows[i].good);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(test_state_is_made_private_and_alone),
		IN_A_FOLDER(test_left_overs_of_a_killed_making_do_not_matter),
		IN_A_FOLDER(test_twenty_processes_make_one_state),
		IN_A_FOLDER(test_state_behind_a_symbolic_link_is_the_same),
		cmocka_unit_test(
			test_spoiled_states_are_refused_and_left_alone),
		IN_A_FOLDER(test_refusals_name_the_file),
		IN_A_FOLDER(
			test_damaged_schema_is_met_at_the_latest_when_asked),
		IN_A_FOLDER(test_page_damaged_inside_is_found_by_facts),
		IN_A_FOLDER(test_state_of_another_user_is_refused),
		IN_A_FOLDER(test_state_that_cannot_be_written_is_refused),
		IN_A_FOLDER(
			test_state_is_not_made_where_nothing_may_be_written),
		cmocka_unit_test(test_urls_are_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
