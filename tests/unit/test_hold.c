// SPDX-License-Identifier: GPL-3.0-or-later
// Held mail: whole, with its envelope, once, and nowhere but in its folder.
#include "unit/state.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <json-c/json.h>

#include "state/hold.h"

#define MAIL "Subject: x\n\nfire\n"

static const char *const recipients[] = {"support@example.org",
					 "sales@example.org"};

static struct hold_note a_note(const char *code)
{
	return (struct hold_note){
		.code = code,
		.reason = "a line\nof \"two\" \xc3\xa4",
		.mailbox = "support",
		.sender_known = true,
		.sender = "",
		.recipients = recipients,
		.recipients_n = 2,
		.queue_id = "4XyZ",
		.from = "anna@example.org",
		.subject = "</script>\x1b[2J",
		.at_ms = G_GINT64_CONSTANT(1700000000123),
	};
}

static int a_mail_fd(const char *text)
{
	int fd = memfd_create("mail", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	return fd;
}

static bool keep(const char *folder, const char *code, const char *text,
		 struct why *why)
{
	struct hold_note note = a_note(code);
	int fd = a_mail_fd(text);
	bool good = hold_keep(folder, fd, &note, why);

	(void)close(fd);
	return good;
}

static char *read_held(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return NULL;
	return text;
}

static size_t files_in(const char *folder)
{
	GDir *dir = g_dir_open(folder, 0, NULL);
	size_t n = 0;

	while (dir != NULL && g_dir_read_name(dir) != NULL)
		n++;
	if (dir != NULL)
		g_dir_close(dir);
	return n;
}

static void test_mail_and_note_are_kept_privately(void **state)
{
	static const char *const names[] = {"AB-12.eml", "AB-12.json"};
	struct why why = {0};
	g_autofree char *mail = NULL;

	must(keep(*state, "AB-12", MAIL, &why), &why);
	mail = read_held(*state, "AB-12.eml");
	same_text("mail", mail, MAIL);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path =
			g_build_filename(*state, names[i], NULL);
		struct stat info;

		assert_int_equal(stat(path, &info), 0);
		same_number(names[i], info.st_mode & 07777, 0600);
	}
	assert_int_equal(files_in(*state), 2);
}

static const char *text_of(struct json_object *note, const char *name)
{
	struct json_object *value = NULL;

	assert_true(json_object_object_get_ex(note, name, &value));
	return json_object_get_string(value);
}

static void test_note_says_all_that_was_known(void **state)
{
	struct why why = {0};
	g_autofree char *text = NULL;
	struct json_object *note;
	struct json_object *value = NULL;

	must(keep(*state, "AB-12", MAIL, &why), &why);
	text = read_held(*state, "AB-12.json");
	note = json_tokener_parse(text);
	assert_non_null(note);
	same_text("code", text_of(note, "code"), "AB-12");
	same_text("reason", text_of(note, "reason"),
		  "a line\nof \"two\" \xc3\xa4");
	same_text("mailbox", text_of(note, "mailbox"), "support");
	same_text("sender", text_of(note, "sender"), "");
	same_text("queue_id", text_of(note, "queue_id"), "4XyZ");
	same_text("from", text_of(note, "from"), "anna@example.org");
	same_text("subject", text_of(note, "subject"), "</script>\x1b[2J");
	assert_true(json_object_object_get_ex(note, "at_ms", &value));
	assert_int_equal(json_object_get_int64(value), 1700000000123);
	assert_true(json_object_object_get_ex(note, "recipients", &value));
	assert_int_equal(json_object_array_length(value), 2);
	same_text("second",
		  json_object_get_string(json_object_array_get_idx(value, 1)),
		  "sales@example.org");
	/* A terminal command stays text. */
	assert_null(strchr(text, '\x1b'));
	(void)json_object_put(note);
}

static void test_held_mail_is_read_again_as_it_was_kept(void **state)
{
	struct why why = {0};
	struct hold_note note;
	g_autoptr(pool_handle) pool = pool_new();
	char mail[sizeof MAIL] = "";
	int fd = -1;

	must(keep(*state, "AB-12", MAIL, &why), &why);
	must(hold_open(*state, "AB-12", pool, &note, &fd, &why), &why);
	same_text("code", note.code, "AB-12");
	same_text("mailbox", note.mailbox, "support");
	same_text("queue id", note.queue_id, "4XyZ");
	assert_true(note.sender_known);
	same_text("sender", note.sender, "");
	assert_int_equal(note.recipients_n, 2);
	same_text("second", note.recipients[1], "sales@example.org");
	assert_int_equal(note.originals_n, 0);
	assert_int_equal(note.at_ms, 1700000000123);
	assert_int_equal(read(fd, mail, sizeof mail), strlen(MAIL));
	same_text("mail", mail, MAIL);
	(void)close(fd);
}

static void test_held_mails_are_listed_in_order_and_dropped(void **state)
{
	struct why why = {0};
	g_autoptr(GPtrArray) none = hold_codes("/nonexistent/held", &why);
	g_autoptr(GPtrArray) codes = NULL;
	g_autoptr(GPtrArray) left = NULL;

	assert_int_equal(none->len, 0);
	must(keep(*state, "B", MAIL, &why), &why);
	must(keep(*state, "A", MAIL, &why), &why);
	codes = hold_codes(*state, &why);
	assert_int_equal(codes->len, 2);
	same_text("first", codes->pdata[0], "A");
	same_text("second", codes->pdata[1], "B");
	must(hold_drop(*state, "A", &why), &why);
	must(hold_drop(*state, "A", &why), &why);
	left = hold_codes(*state, &why);
	assert_int_equal(left->len, 1);
	assert_int_equal(files_in(*state), 2);
}

static void test_mail_without_its_note_is_not_opened(void **state)
{
	static const char *const notes[] = {"", "[]", "no JSON"};
	struct why why = {0};
	struct hold_note note;
	g_autoptr(pool_handle) pool = pool_new();
	g_autofree char *path = g_build_filename(*state, "A.json", NULL);
	int fd = -1;

	must(keep(*state, "A", MAIL, &why), &why);
	for (size_t i = 0; i < G_N_ELEMENTS(notes); i++) {
		assert_true(g_file_set_contents(path, notes[i], -1, NULL));
		assert_false(hold_open(*state, "A", pool, &note, &fd, &why));
		assert_non_null(strstr(why.text, "A.json"));
	}
	assert_int_equal(unlink(path), 0);
	assert_false(hold_open(*state, "A", pool, &note, &fd, &why));
	assert_int_equal(fd, -1);
}

static void test_same_code_again_changes_nothing(void **state)
{
	struct why why = {0};
	g_autofree char *mail = NULL;

	must(keep(*state, "AB-12", MAIL, &why), &why);
	must(keep(*state, "AB-12", "another\n", &why), &why);
	mail = read_held(*state, "AB-12.eml");
	same_text("mail", mail, MAIL);
	assert_int_equal(files_in(*state), 2);
}

static void test_try_killed_between_note_and_mail_is_finished(void **state)
{
	g_autofree char *path = g_build_filename(*state, "AB-12.json", NULL);
	g_autofree char *mail = NULL;
	g_autofree char *note = NULL;
	struct why why = {0};

	assert_true(g_file_set_contents(path, "{}", -1, NULL));
	must(keep(*state, "AB-12", MAIL, &why), &why);
	mail = read_held(*state, "AB-12.eml");
	same_text("mail", mail, MAIL);
	note = read_held(*state, "AB-12.json");
	same_text("note of the first try", note, "{}");
}

static void test_folder_is_made_private_but_not_its_parents(void **state)
{
	g_autofree char *folder = g_build_filename(*state, "a", NULL);
	g_autofree char *deeper = g_build_filename(*state, "b", "c", NULL);
	g_autofree char *mail = g_build_filename(folder, "AB-12.eml", NULL);
	g_autofree char *note = g_build_filename(folder, "AB-12.json", NULL);
	struct why why = {0};
	struct stat info;

	must(keep(folder, "AB-12", MAIL, &why), &why);
	assert_int_equal(stat(folder, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0700);
	/* A disk that is not mounted is not made up for. */
	assert_false(keep(deeper, "AB-12", MAIL, &why));
	assert_int_equal(why.trouble, TROUBLE_LATER);
	assert_non_null(strstr(why.text, deeper));
	assert_int_equal(g_remove(mail), 0);
	assert_int_equal(g_remove(note), 0);
}

static void test_codes_that_are_paths_are_refused(void **state)
{
	static const struct {
		const char *label;
		const char *code;
	} rows[] = {
		{"none", NULL},
		{"empty", ""},
		{"parent", ".."},
		{"up", "../x"},
		{"root", "/etc/x"},
		{"folder", "a/b"},
		{"dot", "a.b"},
		{"hidden", ".a"},
		{"option", "-rf"},
		{"newline", "a\nb"},
		{"blank", "a b"},
		{"not ASCII", "\xc3\xa4"},
		{"underscore", "a_b"},
		{"long", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			 "aaaaaaaaaaaaa"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct why why = {0};

		if (keep(*state, rows[i].code, MAIL, &why))
			fail_msg("%s: was taken", rows[i].label);
		same_number(rows[i].label, why.trouble, TROUBLE_INPUT);
		same_number(rows[i].label, (gint64)files_in(*state), 0);
	}
}

static void test_what_is_no_file_is_not_taken_for_a_mail(void **state)
{
	g_autofree char *link = g_build_filename(*state, "AB-12.eml", NULL);
	struct why why = {0};

	assert_int_equal(symlink("/dev/null", link), 0);
	assert_false(keep(*state, "AB-12", MAIL, &why));
	assert_non_null(strstr(why.text, link));
}

/* A disk that is full after so many bytes, in a process of its own. */
static int keep_on_full_disk(const char *folder, rlim_t bytes)
{
	const struct rlimit limit = {bytes, bytes};
	g_autofree char *big = g_strnfill(100000, 'x');
	struct why why = {0};
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		int fd = a_mail_fd(big);
		struct hold_note note = a_note("AB-12");

		(void)signal(SIGXFSZ, SIG_IGN);
		(void)setrlimit(RLIMIT_FSIZE, &limit);
		if (hold_keep(folder, fd, &note, &why))
			_exit(0);
		_exit(why.trouble == TROUBLE_LATER ? 75 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void test_full_disk_leaves_no_half_mail(void **state)
{
	static const rlim_t sizes[] = {0, 10, 4096, 99999};

	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autofree char *mail = NULL;

		same_number("status", keep_on_full_disk(*state, sizes[i]), 75);
		mail = read_held(*state, "AB-12.eml");
		assert_null(mail);
	}
	same_number("status", keep_on_full_disk(*state, 100000), 0);
	assert_int_equal(files_in(*state), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(test_mail_and_note_are_kept_privately),
		IN_A_FOLDER(test_note_says_all_that_was_known),
		IN_A_FOLDER(test_held_mail_is_read_again_as_it_was_kept),
		IN_A_FOLDER(test_held_mails_are_listed_in_order_and_dropped),
		IN_A_FOLDER(test_mail_without_its_note_is_not_opened),
		IN_A_FOLDER(test_same_code_again_changes_nothing),
		IN_A_FOLDER(test_try_killed_between_note_and_mail_is_finished),
		IN_A_FOLDER(test_folder_is_made_private_but_not_its_parents),
		IN_A_FOLDER(test_codes_that_are_paths_are_refused),
		IN_A_FOLDER(test_what_is_no_file_is_not_taken_for_a_mail),
		IN_A_FOLDER(test_full_disk_leaves_no_half_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
