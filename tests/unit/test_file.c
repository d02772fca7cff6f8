// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of spooling a mail, reading secrets and writing durably.
#include "unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "state/secret.h"

struct fixture {
	char folder[64];
	struct why why;
};

static int set_up(void **state)
{
	struct fixture *f = g_new0(struct fixture, 1);

	g_strlcpy(f->folder, "/tmp/tixgate-file.XXXXXX", sizeof f->folder);
	assert_non_null(mkdtemp(f->folder));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	const char *name;
	GDir *dir = g_dir_open(f->folder, 0, NULL);

	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(f->folder, name, NULL);

		(void)unlink(path);
	}
	g_dir_close(dir);
	(void)rmdir(f->folder);
	g_free(f);
	return 0;
}

/* A pipe into which a child writes size bytes, then ends. */
static int pipe_of(gsize size, pid_t *child)
{
	int ends[2];
	char block[4096];

	memset(block, 'm', sizeof block);
	assert_int_equal(pipe(ends), 0);
	*child = fork();
	if (*child == 0) {
		(void)close(ends[0]);
		while (size > 0) {
			ssize_t n =
				write(ends[1], block, MIN(size, sizeof block));

			if (n < 0)
				_exit(1);
			size -= (gsize)n;
		}
		_exit(0);
	}
	(void)close(ends[1]);
	return ends[0];
}

static void test_spool_reads_a_pipe_to_its_end(void **state)
{
	static const struct {
		const char *label;
		gsize size;
		guint64 most;
		bool good;
	} rows[] = {
		{"empty", 0, 100, true},
		{"small", 10, 100, true},
		{"at the limit", 100, 100, true},
		{"over the limit", 101, 100, false},
		{"large, in a file", 3 << 20, 4 << 20, true},
		{"large, over the limit", 3 << 20, 1 << 20, false},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct spool spool;
		pid_t child;
		int status = -1;
		int fd = pipe_of(rows[i].size, &child);
		bool good = spool_read(fd, rows[i].most, &spool, &f->why);

		(void)close(fd);
		(void)waitpid(child, &status, 0);
		same_number(rows[i].label, good, rows[i].good);
		/* Its writer saw no broken pipe: all of it was read. */
		same_number(rows[i].label, status, 0);
		if (good) {
			same_number(rows[i].label, lseek(spool.fd, 0, SEEK_CUR),
				    0);
			same_number(rows[i].label, lseek(spool.fd, 0, SEEK_END),
				    (gint64)rows[i].size);
			same_number(rows[i].label, (gint64)spool.size,
				    (gint64)rows[i].size);
		} else {
			assert_int_equal(f->why.trouble, TROUBLE_LATER);
			assert_int_equal(spool.fd, -1);
		}
		spool_close(&spool);
	}
}

static void test_spool_waits_for_a_non_blocking_pipe(void **state)
{
	struct fixture *f = *state;
	struct spool spool;
	pid_t child;
	int fd = pipe_of(200000, &child);

	assert_true(fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
	assert_true(spool_read(fd, 1 << 20, &spool, &f->why));
	assert_int_equal(spool.size, 200000);
	spool_close(&spool);
	(void)close(fd);
	(void)waitpid(child, NULL, 0);
}

static void test_spool_of_a_closed_descriptor_fails(void **state)
{
	struct fixture *f = *state;
	struct spool spool;

	assert_false(spool_read(999, 100, &spool, &f->why));
	assert_int_equal(f->why.trouble, TROUBLE_LATER);
}

static void test_secret_files_must_be_ours_alone(void **state)
{
	static const struct {
		mode_t mode;
		bool good;
	} rows[] = {
		{0600, true},  {0400, true},  {0604, false},
		{0602, false}, {0620, false}, {0666, false},
	};
	struct fixture *f = *state;
	g_autofree char *path = g_build_filename(f->folder, "key", NULL);

	assert_true(g_file_set_contents(path, "abc\r\n", -1, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *label = g_strdup_printf("%o", rows[i].mode);
		g_autofree char *text = NULL;

		assert_int_equal(chmod(path, rows[i].mode), 0);
		text = file_read_text(path, 100, true, &f->why);
		same_text(label, text, rows[i].good ? "abc" : NULL);
		if (text == NULL)
			assert_non_null(strstr(f->why.text, "chmod 600"));
	}
}

static void test_small_files_have_a_ceiling(void **state)
{
	struct fixture *f = *state;
	g_autofree char *path = g_build_filename(f->folder, "big", NULL);
	g_autofree char *got = NULL;

	assert_true(g_file_set_contents(path, "0123456789", -1, NULL));
	assert_null(file_read_text(path, 9, false, &f->why));
	assert_non_null(strstr(f->why.text, "more than 9 bytes"));
	got = file_read_text(path, 10, false, &f->why);
	same_text("fits", got, "0123456789");
	assert_null(file_read_text("/nonexistent/x", 10, false, &f->why));
}

static guint count_files(const char *folder)
{
	GDir *dir = g_dir_open(folder, 0, NULL);
	guint n = 0;

	while (g_dir_read_name(dir) != NULL)
		n++;
	g_dir_close(dir);
	return n;
}

static void test_durable_files_are_whole_or_not_there(void **state)
{
	struct fixture *f = *state;
	g_autofree char *path = g_build_filename(f->folder, "a", NULL);
	g_autofree char *got = NULL;
	struct stat info;

	assert_true(
		file_write_durably(f->folder, "a", "one", 3, false, &f->why));
	assert_false(
		file_write_durably(f->folder, "a", "two", 3, false, &f->why));
	assert_true(g_file_get_contents(path, &got, NULL, NULL));
	same_text("not replaced", got, "one");
	assert_true(
		file_write_durably(f->folder, "a", "two", 3, true, &f->why));
	g_free(got);
	assert_true(g_file_get_contents(path, &got, NULL, NULL));
	same_text("replaced", got, "two");
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_int_equal(count_files(f->folder), 1);
	assert_false(file_write_durably("/nonexistent", "a", "x", 1, false,
					&f->why));
	assert_int_equal(f->why.trouble, TROUBLE_LATER);
}

static void test_a_full_disk_leaves_nothing_behind(void **state)
{
	struct fixture *f = *state;
	g_autofree char *data = g_strnfill(100000, 'x');
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		struct rlimit limit = {1000, 1000};

		(void)signal(SIGXFSZ, SIG_IGN);
		(void)setrlimit(RLIMIT_FSIZE, &limit);
		_exit(file_write_durably(f->folder, "a", data, 100000, false,
					 &f->why)
			      ? 1
			      : 0);
	}
	(void)waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	assert_int_equal(count_files(f->folder), 0);
}

static void test_secret_is_made_once_and_kept(void **state)
{
	struct fixture *f = *state;
	g_autofree char *path = g_build_filename(f->folder, "secret", NULL);
	struct secrets first, again;

	assert_true(secrets_load(path, false, &first, &f->why));
	same_text("none yet", first.newest, "");
	assert_true(secrets_load(path, true, &first, &f->why));
	assert_int_equal(strlen(first.newest), 2 * SECRET_BYTES);
	same_text("no other", first.older, "");
	assert_true(secrets_load(path, true, &again, &f->why));
	same_text("kept", again.newest, first.newest);
	assert_int_equal(f->why.trouble, TROUBLE_NONE);
}

#define SECRET_A \
	"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define SECRET_B \
	"ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"

static void test_secret_file_holds_one_or_two(void **state)
{
	static const struct {
		const char *label, *text, *newest, *older;
	} rows[] = {
		{"one", SECRET_A "\n", SECRET_A, ""},
		{"one, no line's end", SECRET_A, SECRET_A, ""},
		{"two", SECRET_A "\n" SECRET_B "\n", SECRET_A, SECRET_B},
		{"two, CRLF", SECRET_A "\r\n" SECRET_B "\r\n", SECRET_A,
		 SECRET_B},
		{"none", "", NULL, NULL},
		{"short", "0011\n", NULL, NULL},
		{"upper case", "A" SECRET_A "\n", NULL, NULL},
		{"the second is short", SECRET_A "\n00\n", NULL, NULL},
		{"an empty line first", "\n" SECRET_A "\n", NULL, NULL},
		{"three", SECRET_A "\n" SECRET_B "\n" SECRET_A "\n", NULL,
		 NULL},
	};
	struct fixture *f = *state;
	g_autofree char *path = g_build_filename(f->folder, "secret", NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct secrets secrets;
		struct why why = {0};

		assert_true(g_file_set_contents(path, rows[i].text, -1, NULL));
		assert_int_equal(chmod(path, 0600), 0);
		same_number(rows[i].label,
			    secrets_load(path, true, &secrets, &why),
			    rows[i].newest != NULL);
		if (rows[i].newest != NULL) {
			same_text(rows[i].label, secrets.newest,
				  rows[i].newest);
			same_text(rows[i].label, secrets.older, rows[i].older);
		} else {
			same_number(rows[i].label, why.trouble, TROUBLE_CONFIG);
		}
	}
}

static void test_secret_made_by_many_is_one(void **state)
{
	struct fixture *f = *state;
	g_autofree char *path = g_build_filename(f->folder, "secret", NULL);
	int ends[2];
	char seen[20][2 * SECRET_BYTES];

	assert_int_equal(pipe(ends), 0);
	for (int i = 0; i < 20; i++) {
		if (fork() == 0) {
			struct why why = {0};
			struct secrets made;

			_exit(!secrets_load(path, true, &made, &why) ||
			      write(ends[1], made.newest, 2 * SECRET_BYTES) <
				      0);
		}
	}
	for (int i = 0; i < 20; i++) {
		int status = -1;

		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
		assert_int_equal(read(ends[0], seen[i], sizeof seen[i]),
				 2 * SECRET_BYTES);
		assert_memory_equal(seen[i], seen[0], sizeof seen[0]);
	}
	(void)close(ends[0]);
	(void)close(ends[1]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_spool_reads_a_pipe_to_its_end),
		TEST(test_spool_waits_for_a_non_blocking_pipe),
		TEST(test_spool_of_a_closed_descriptor_fails),
		TEST(test_secret_files_must_be_ours_alone),
		TEST(test_small_files_have_a_ceiling),
		TEST(test_durable_files_are_whole_or_not_there),
		TEST(test_a_full_disk_leaves_nothing_behind),
		TEST(test_secret_is_made_once_and_kept),
		TEST(test_secret_file_holds_one_or_two),
		TEST(test_secret_made_by_many_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
