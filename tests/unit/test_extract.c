// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of taking a mail's attachments out of what is kept of it.
#include "unit/unit.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <json-c/json.h>

#include "extract.h"
#include "state/archive.h"
#include "state/hold.h"

#define CODE "AAAA-BBBB-CCCC"

static const char mail[] =
	"From: a@b.example\n"
	"MIME-Version: 1.0\n"
	"Content-Type: multipart/mixed; boundary=b\n\n"
	"--b\nContent-Type: text/plain\n\nHello\n"
	"--b\nContent-Type: text/csv; name=\"../list.csv\"\n\n1;2\n"
	"--b\nContent-Type: text/csv; name=\"list.csv\"\n\n3;4\n"
	"--b\nContent-Type: text/csv; name=\"-rf\x1b[2J\"\n\n5;6\n"
	"--b--\n";

struct fixture {
	char above[64];
	char *out, *into;
	struct config *config;
	struct extraction with;
	struct why why;
};

static void write_text(const struct fixture *f, const char *name,
		       const char *text)
{
	g_autofree char *path = g_build_filename(f->above, name, NULL);

	assert_true(g_file_set_contents(path, text, -1, NULL));
}

static int set_up(void **state)
{
	struct fixture *f = g_new0(struct fixture, 1);
	g_autofree char *conf = NULL;
	g_autofree char *text = NULL;

	g_strlcpy(f->above, "/tmp/tixgate-extract.XXXXXX", sizeof f->above);
	assert_non_null(mkdtemp(f->above));
	conf = g_build_filename(f->above, "tixgate.conf", NULL);
	text = g_strdup_printf(
		"state : { url = \"sqlite:%s/state.db\"; hold = \"%s/held\"; };"
		"attachments : { archive = \"%s/archive\"; };\n",
		f->above, f->above, f->above);
	write_text(f, "tixgate.conf", text);
	f->config = config_load(conf, true, &f->why);
	if (f->config == NULL)
		fail_msg("%s", f->why.text);
	f->into = g_build_filename(f->above, "into", NULL);
	f->out = g_build_filename(f->above, "out", NULL);
	f->with = (struct extraction){
		.config = f->config,
		.code = CODE,
		.key = "",
		.folder = f->into,
	};
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	g_autofree char *command = g_strdup_printf("rm -rf '%s'", f->above);

	assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
	config_free(f->config);
	g_free(f->into);
	g_free(f->out);
	g_free(f);
	return 0;
}

static void hold_mail(struct fixture *f)
{
	const struct hold_note note = {
		.code = CODE,
		.reason = "a test",
		.mailbox = "support",
		.sender = "",
		.queue_id = "",
		.from = "",
		.subject = "",
	};
	int fd = memfd_create("mail", MFD_CLOEXEC);

	assert_int_equal(write(fd, mail, sizeof mail - 1), sizeof mail - 1);
	assert_true(hold_keep(f->config->state.hold, fd, &note, &f->why));
	(void)close(fd);
}

/* What is printed, by g_free(). */
static char *extract(struct fixture *f, bool good)
{
	char *text = NULL;

	f->with.out = fopen(f->out, "we");
	assert_non_null(f->with.out);
	if (extract_files(&f->with, &f->why) != good)
		fail_msg("%s", f->why.text);
	assert_int_equal(fclose(f->with.out), 0);
	assert_true(g_file_get_contents(f->out, &text, NULL, NULL));
	return text;
}

static void same_file(const struct fixture *f, const char *name,
		      const char *want)
{
	g_autofree char *path = g_build_filename(f->into, name, NULL);
	g_autofree char *text = NULL;
	struct stat info;

	if (lstat(path, &info) < 0)
		fail_msg("there is no %s", name);
	assert_true(S_ISREG(info.st_mode));
	assert_int_equal(info.st_mode & 07777, 0600);
	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	same_text(name, text, want);
}

static void test_extract_takes_files_out_of_a_held_mail(void **state)
{
	struct fixture *f = *state;
	g_autofree char *text = NULL;

	hold_mail(f);
	text = extract(f, true);
	same_file(f, "list.csv", "1;2");
	same_file(f, "list-2.csv", "3;4");
	same_file(f, "rf [2J", "5;6");
	assert_null(strchr(text, '\x1b'));
	assert_non_null(strstr(text, "list-2.csv (text/csv, 3 bytes), in the "
				     "mail: list.csv\n"));
	assert_non_null(strstr(text, "3 files in "));
}

static void test_extract_replaces_nothing_and_follows_nothing(void **state)
{
	struct fixture *f = *state;
	g_autofree char *link = g_build_filename(f->into, "list.csv", NULL);
	g_autofree char *aim = g_build_filename(f->above, "aim", NULL);
	g_autofree char *text = NULL;

	hold_mail(f);
	assert_int_equal(mkdir(f->into, 0700), 0);
	assert_int_equal(symlink(aim, link), 0);
	text = extract(f, true);
	assert_int_equal(access(aim, F_OK), -1);
	same_file(f, "list-2.csv", "1;2");
	same_file(f, "list-3.csv", "3;4");
	g_free(g_steal_pointer(&text));
	text = extract(f, true);
	same_file(f, "list-4.csv", "1;2");
}

static void test_extract_says_all_in_json(void **state)
{
	struct fixture *f = *state;
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	g_autofree char *want =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, "3;4", -1);
	struct json_object *one;

	hold_mail(f);
	f->with.json = true;
	text = extract(f, true);
	lines = g_strsplit(text, "\n", -1);
	assert_int_equal(g_strv_length(lines), 4);
	one = json_tokener_parse(lines[1]);
	same_text("name",
		  json_object_get_string(json_object_object_get(one, "name")),
		  "list.csv");
	same_text("file",
		  json_object_get_string(json_object_object_get(one, "file")),
		  "list-2.csv");
	same_text("sha256",
		  json_object_get_string(json_object_object_get(one, "sha256")),
		  want);
	json_object_put(one);
}

/* A mail that was delivered: its attachments are in the archive alone. */
static struct store *deliver(struct fixture *f, const char *const *texts,
			     size_t n)
{
	const struct deadline none = {0};
	struct store *store =
		store_open(&f->config->state, STORE_WRITE, none, &f->why);
	g_autoptr(archive_handle) archive =
		archive_open(&f->config->attachments, none, &f->why);
	struct store_file kept[2];
	char digests[2][65];
	const struct store_files files = {
		.kept = kept, .kept_n = n, .sender = ""};
	const struct store_lesson lesson = {.files = &files};
	const struct store_mail known = {
		.key = "key",
		.trace = CODE,
		.workspace = "",
		.mailbox = "",
		.message_id = "",
		.sender = "",
		.subject = "",
		.outcome = "created",
		.reason = "",
		.ticket_id = "",
	};

	assert_non_null(store);
	assert_non_null(archive);
	for (size_t i = 0; i < n; i++) {
		g_autofree char *hex = g_compute_checksum_for_string(
			G_CHECKSUM_SHA256, texts[i], -1);
		struct archive_item item = {
			.fd = memfd_create("item", MFD_CLOEXEC),
			.size = strlen(texts[i]),
			.digest = hex,
		};

		assert_true(write(item.fd, texts[i], item.size) > 0);
		assert_true(archive_put(archive, &item, &f->why));
		(void)close(item.fd);
		g_strlcpy(digests[i], hex, sizeof digests[i]);
		kept[i] = (struct store_file){digests[i], "kept.txt",
					      "text/plain", (gint64)item.size};
	}
	if (!store_mail_end(store, &known, NULL, &lesson, &f->why))
		fail_msg("%s", f->why.text);
	f->with.key = "key";
	f->with.store = store;
	return store;
}

static void test_extract_takes_files_out_of_the_archive(void **state)
{
	struct fixture *f = *state;
	static const char *const texts[] = {"one", "two"};
	g_autoptr(store_handle) store = deliver(f, texts, 2);
	g_autofree char *text = extract(f, true);

	assert_ptr_equal(f->with.store, store);
	same_file(f, "kept.txt", "one");
	same_file(f, "kept-2.txt", "two");
	assert_non_null(strstr(text, "2 files in "));
}

static void test_extract_says_what_is_gone_or_damaged(void **state)
{
	struct fixture *f = *state;
	static const char *const texts[] = {"one", "two"};
	g_autoptr(store_handle) store = deliver(f, texts, 2);
	g_autofree char *hex =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, "one", -1);
	g_autofree char *path = g_strdup_printf("%s/archive/files/%.2s/%.2s/%s",
						f->above, hex, hex + 2, hex);
	g_autofree char *text = NULL;
	g_autofree char *again = NULL;

	assert_ptr_equal(f->with.store, store);
	assert_true(g_file_set_contents(path, "eno", 3, NULL));
	text = extract(f, false);
	assert_non_null(strstr(text, "kept.txt: not written: what is kept of "
				     "it is damaged"));
	same_file(f, "kept.txt", "two");
	assert_int_equal(unlink(path), 0);
	again = extract(f, false);
	assert_non_null(strstr(again, "kept.txt: not written: cannot open"));
	assert_non_null(strstr(f->why.text, "1 of 2 attachments"));
	same_file(f, "kept-2.txt", "two");
}

static void test_extract_of_nothing_says_so(void **state)
{
	struct fixture *f = *state;
	g_autofree char *text = extract(f, false);

	same_text("out", text, "");
	assert_non_null(strstr(f->why.text, CODE));
	f->with.code = "../../etc/passwd";
	g_free(text);
	text = extract(f, false);
}

int main(void)
{
#define ONE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		ONE(test_extract_takes_files_out_of_a_held_mail),
		ONE(test_extract_replaces_nothing_and_follows_nothing),
		ONE(test_extract_says_all_in_json),
		ONE(test_extract_takes_files_out_of_the_archive),
		ONE(test_extract_says_what_is_gone_or_damaged),
		ONE(test_extract_of_nothing_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
