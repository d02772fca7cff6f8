// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the state share: folders of their own, and one mail.
#ifndef TIXGATE_TESTS_UNIT_STATE_H
#define TIXGATE_TESTS_UNIT_STATE_H

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "state/store_inside.h"
#include "unit/unit.h"

#define WORKSPACE "w1"

static const struct store_budget sixty = {"key-1", 60, 60000};

/* A folder of this test's own in *state, removed by folder_end(). */
static inline int folder_begin(void **state)
{
	char *folder = g_strdup("/tmp/tixgate-state.XXXXXX");

	if (g_mkdtemp(folder) == NULL)
		return -1;
	*state = folder;
	return 0;
}

static inline int folder_end(void **state)
{
	char *folder = *state;
	GDir *dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		(void)g_remove(path);
	}
	if (dir != NULL)
		g_dir_close(dir);
	(void)g_rmdir(folder);
	g_free(folder);
	return 0;
}

#define IN_A_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, folder_begin, folder_end)

static inline char *state_path(const char *folder)
{
	return g_build_filename(folder, "state.db", NULL);
}

static inline struct store *open_with(const struct driver *driver,
				      const char *folder, enum store_mode mode,
				      struct why *why)
{
	g_autofree char *path = state_path(folder);

	return store_open_with(driver, path, mode, deadline_in(20), why);
}

/* Opens the state of this folder, which must work. */
static inline struct store *open_state(const char *folder)
{
	struct why why = {0};
	struct store *store =
		open_with(&driver_sqlite, folder, STORE_WRITE, &why);

	if (store == NULL)
		fail_msg("%s", why.text);
	return store;
}

static inline void must(bool good, const struct why *why)
{
	if (!good)
		fail_msg("%s", why->text);
}

/* A mail as deliver would describe it, and a part of it. */
static inline struct store_mail a_mail(const char *key)
{
	return (struct store_mail){
		.key = key,
		.trace = key,
		.workspace = WORKSPACE,
		.mailbox = "support",
		.message_id = "one@example.org",
		.sender = "anna@example.org",
		.subject = "Printer on fire",
		.outcome = "",
		.reason = "",
		.ticket_id = "",
	};
}

static inline struct store_part a_part(gint64 part)
{
	return (struct store_part){
		.part = part,
		.create = part == 0,
		.target = "",
		.digest = "d1",
		.remote_id = "",
	};
}

static inline void intend(struct store *store, const struct store_mail *mail,
			  const struct store_part *part)
{
	struct why why = {0};
	enum turn turn = TURN_WAIT;
	gint64 wait_ms;

	must(store_intend(store, &sixty, mail, part, &turn, &wait_ms, &why),
	     &why);
	assert_int_equal(turn, TURN_TAKEN);
}

/* Ends a mail as one that became a ticket, with what was learned. */
static inline void end_created(struct store *store, const char *key,
			       const char *ticket_id, gint64 number,
			       const struct store_lesson *lesson)
{
	struct why why = {0};
	struct store_mail mail = a_mail(key);

	mail.outcome = "created";
	mail.ticket_id = ticket_id;
	mail.ticket_number = number;
	must(store_mail_end(store, &mail, NULL, lesson, &why), &why);
}

static inline struct store_facts facts_of(struct store *store)
{
	struct why why = {0};
	struct store_facts facts;

	must(store_facts(store, &facts, &why), &why);
	return facts;
}

static inline off_t size_of(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	struct stat info;

	return stat(path, &info) == 0 ? info.st_size : -1;
}

/* A state with one mail in it. */
static inline void make_state(const char *folder)
{
	struct store *store = open_state(folder);

	end_created(store, "k1", "t-1", 1042, NULL);
	store_close(store);
}

/* Runs check() as a user who has no rights; what it returns. */
static inline int as_nobody(const char *folder,
			    int (*check)(const char *folder))
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		if (geteuid() == 0 && (setgroups(0, NULL) < 0 ||
				       setgid(65534) < 0 || setuid(65534) < 0))
			_exit(99);
		_exit(check(folder));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static inline void give_to_nobody(const char *folder, mode_t file,
				  mode_t folder_mode)
{
	g_autofree char *path = state_path(folder);

	if (geteuid() == 0)
		assert_int_equal(chown(path, 65534, 65534), 0);
	assert_int_equal(chmod(path, file), 0);
	if (geteuid() == 0)
		assert_int_equal(chown(folder, 65534, 65534), 0);
	assert_int_equal(chmod(folder, folder_mode), 0);
}

#endif
