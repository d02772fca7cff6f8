// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the archive: what is put there, once, whole, and for whom.
#include "unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "state/archive.h"

#define TAG "0123456789abcdef0123456789abcdef01234567"

struct fixture {
	char above[64];
	char *folder;
	struct archive_settings settings;
	struct why why;
	int fd;		 /* bytes to be put there */
	double patience; /* seconds for what is put */
};

static int set_up(void **state)
{
	struct fixture *f = g_new0(struct fixture, 1);

	f->patience = 20;
	g_strlcpy(f->above, "/tmp/tixgate-archive.XXXXXX", sizeof f->above);
	assert_non_null(mkdtemp(f->above));
	f->folder = g_build_filename(f->above, "archive", NULL);
	f->settings = (struct archive_settings){
		.folder = f->folder,
		.url = "",
	};
	f->fd = memfd_create("bytes", MFD_CLOEXEC);
	assert_int_equal(pwrite(f->fd, "one, two, three", 15, 0), 15);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	g_autofree char *command = g_strdup_printf("rm -rf '%s'", f->above);

	assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
	(void)close(f->fd);
	g_free(f->folder);
	g_free(f);
	return 0;
}

static char *path_of(const struct fixture *f, const char *digest)
{
	return g_strdup_printf("%s/files/%.2s/%.2s/%s", f->folder, digest,
			       digest + 2, digest);
}

/* Puts a stretch of the bytes under their digest, which text receives. */
static bool put(struct fixture *f, gsize at, gsize size, const char *name,
		char **digest)
{
	g_autoptr(archive_handle) archive =
		archive_open(&f->settings, deadline_in(f->patience), &f->why);
	struct archive_item item = {
		.fd = f->fd,
		.at = at,
		.size = size,
		.tag = name == NULL ? NULL : TAG,
		.name = name,
	};
	char bytes[64];

	assert_int_equal(pread(f->fd, bytes, size, (off_t)at), size);
	*digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256,
					      (const guchar *)bytes, size);
	item.digest = *digest;
	return archive != NULL && archive_put(archive, &item, &f->why) &&
	       archive_sync(archive, &f->why);
}

static struct stat info_of(const char *path)
{
	struct stat info;

	if (lstat(path, &info) < 0)
		fail_msg("%s: %s", path, g_strerror(errno));
	return info;
}

static void test_archive_keeps_a_stretch_by_its_digest(void **state)
{
	struct fixture *f = *state;
	g_autofree char *digest = NULL;
	char bytes[16];
	int fd;

	assert_true(put(f, 5, 3, NULL, &digest));
	fd = archive_read(&f->settings, digest, &f->why);
	assert_true(fd >= 0);
	assert_int_equal(read(fd, bytes, sizeof bytes), 3);
	assert_memory_equal(bytes, "two", 3);
	(void)close(fd);
}

static void test_archive_writes_the_same_digest_once(void **state)
{
	struct fixture *f = *state;
	g_autofree char *digest = NULL, *again = NULL, *path = NULL;
	struct stat first;

	assert_true(put(f, 0, 3, NULL, &digest));
	path = path_of(f, digest);
	first = info_of(path);
	assert_true(put(f, 0, 3, NULL, &again));
	assert_int_equal(info_of(path).st_ino, first.st_ino);
	assert_int_equal(info_of(path).st_mtim.tv_nsec, first.st_mtim.tv_nsec);
}

static void test_archive_replaces_what_is_not_whole(void **state)
{
	struct fixture *f = *state;
	g_autofree char *digest = NULL, *again = NULL, *path = NULL;

	assert_true(put(f, 0, 3, "a.txt", &digest));
	path = path_of(f, digest);
	assert_int_equal(truncate(path, 1), 0);
	assert_true(put(f, 0, 3, "a.txt", &again));
	assert_int_equal(info_of(path).st_size, 3);
	g_free(g_steal_pointer(&path));
	path = g_strdup_printf("%s/public/01/%s/a.txt", f->folder, &TAG[2]);
	assert_int_equal(info_of(path).st_size, 3);
}

static void test_archive_is_private_without_a_url(void **state)
{
	struct fixture *f = *state;
	g_autofree char *digest = NULL, *path = NULL;

	(void)umask(0);
	assert_true(put(f, 0, 3, NULL, &digest));
	(void)umask(022);
	path = path_of(f, digest);
	assert_int_equal(info_of(f->folder).st_mode & 07777, 0700);
	assert_int_equal(info_of(path).st_mode & 07777, 0600);
}

static void test_archive_opens_public_for_the_group_alone(void **state)
{
	struct fixture *f = *state;
	g_autofree char *digest = NULL, *path = NULL, *own = NULL;
	g_autofree char *files = g_build_filename(f->folder, "files", NULL);
	g_autofree char *public = g_build_filename(f->folder, "public", NULL);

	f->settings.url = "https://files.example/";
	(void)umask(077);
	assert_int_equal(mkdir(f->folder, 0700), 0);
	assert_int_equal(chmod(f->folder, 02750), 0);
	assert_true(put(f, 0, 3, "a b.txt", &digest));
	(void)umask(022);
	assert_int_equal(info_of(files).st_mode & 07777, 02700);
	assert_int_equal(info_of(public).st_mode & 07777, 02750);
	path = g_strdup_printf("%s/01/%s/a b.txt", public, &TAG[2]);
	own = path_of(f, digest);
	assert_int_equal(info_of(path).st_mode & 07777, 0640);
	assert_int_equal(info_of(path).st_ino, info_of(own).st_ino);
}

static void test_archive_follows_no_link(void **state)
{
	struct fixture *f = *state;
	g_autofree char *digest = NULL;
	g_autofree char *files = g_build_filename(f->folder, "files", NULL);

	assert_int_equal(mkdir(f->folder, 0700), 0);
	assert_int_equal(symlink("/tmp", files), 0);
	assert_false(put(f, 0, 3, NULL, &digest));
	assert_int_equal(f->why.trouble, TROUBLE_LATER);
}

static void test_archive_leaves_nothing_of_what_cannot_be_read(void **state)
{
	struct fixture *f = *state;
	const struct deadline soon = deadline_in(20);
	g_autoptr(archive_handle) archive =
		archive_open(&f->settings, soon, &f->why);
	g_autofree char *digest = g_strnfill(ARCHIVE_DIGEST, 'a');
	g_autofree char *path = path_of(f, digest);
	g_autofree char *new = g_build_filename(f->folder, "new", NULL);
	const struct archive_item item = {
		.fd = f->fd,
		.at = 10,
		.size = 100,
		.digest = digest,
	};

	assert_non_null(archive);
	assert_false(archive_put(archive, &item, &f->why));
	assert_int_equal(f->why.trouble, TROUBLE_LATER);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(rmdir(new), 0);
}

static void test_archive_needs_the_folder_around_it(void **state)
{
	struct fixture *f = *state;
	g_autofree char *deep = g_build_filename(f->folder, "deeper", NULL);
	g_autofree char *digest = NULL;

	f->settings.folder = deep;
	assert_false(put(f, 0, 3, NULL, &digest));
	assert_int_equal(f->why.trouble, TROUBLE_LATER);
	assert_non_null(strstr(f->why.text, "deeper"));
}

static void test_archive_waits_for_who_removes(void **state)
{
	struct fixture *f = *state;
	g_autofree char *digest = NULL, *again = NULL;
	int root;

	assert_true(put(f, 0, 3, NULL, &digest));
	root = open(f->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(flock(root, LOCK_EX), 0);
	f->patience = 0.5;
	assert_false(put(f, 0, 3, NULL, &again));
	assert_int_equal(f->why.trouble, TROUBLE_LATER);
	(void)close(root);
	f->patience = 20;
	g_free(again);
	assert_true(put(f, 0, 3, NULL, &again));
}

static void test_archive_forgets_what_is_old(void **state)
{
	struct fixture *f = *state;
	g_autofree char *old = NULL, *young = NULL, *old_path = NULL;
	g_autofree char *young_path = NULL, *public = NULL;
	const struct timespec long_ago[2] = {{1000, 0}, {1000, 0}};
	struct archive_sweep sweep = {
		.before_ms = 2000000,
		.n = ARCHIVE_SHARES,
		.most = 100,
	};

	assert_true(put(f, 0, 3, "a.txt", &old));
	assert_true(put(f, 5, 3, NULL, &young));
	old_path = path_of(f, old);
	young_path = path_of(f, young);
	public = g_strdup_printf("%s/public/01/%s", f->folder, &TAG[2]);
	assert_int_equal(archive_expire(&f->settings, &sweep), 0);
	assert_int_equal(utimensat(AT_FDCWD, old_path, long_ago, 0), 0);
	sweep.n = 1; /* the tag's share, but not the digest's */
	sweep.first = 1;
	assert_int_equal(archive_expire(&f->settings, &sweep), 1);
	assert_int_equal(access(public, F_OK), -1);
	assert_int_equal(access(old_path, F_OK), 0);
	sweep.n = ARCHIVE_SHARES;
	sweep.most = 0;
	assert_int_equal(archive_expire(&f->settings, &sweep), 0);
	sweep.most = 100;
	assert_int_equal(archive_expire(&f->settings, &sweep), 1);
	assert_int_equal(access(old_path, F_OK), -1);
	assert_int_equal(access(young_path, F_OK), 0);
	assert_int_equal(archive_read(&f->settings, old, &f->why), -1);
}

int main(void)
{
#define ONE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		ONE(test_archive_keeps_a_stretch_by_its_digest),
		ONE(test_archive_writes_the_same_digest_once),
		ONE(test_archive_replaces_what_is_not_whole),
		ONE(test_archive_is_private_without_a_url),
		ONE(test_archive_opens_public_for_the_group_alone),
		ONE(test_archive_follows_no_link),
		ONE(test_archive_leaves_nothing_of_what_cannot_be_read),
		ONE(test_archive_needs_the_folder_around_it),
		ONE(test_archive_waits_for_who_removes),
		ONE(test_archive_forgets_what_is_old),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
