// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the state share: folders of their own, and one mail.
#ifndef TIXGATE_TESTS_UNIT_STATE_H
#define TIXGATE_TESTS_UNIT_STATE_H

#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib.h>
#include <glib/gstdio.h>

#include "state/store_inside.h"

#define WORKSPACE "w1"

static const struct store_budget sixty = {"key-1", 60, 60000};

/* A folder of this test's own in *state, removed by folder_end(). */
static inline int folder_begin(void **state)
{
	char *folder = g_strdup("/tmp/tixgate-test.XXXXXX");

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

		if (g_remove(path) < 0)
			g_printerr("%s was left behind\n", path);
	}
	if (dir != NULL)
		g_dir_close(dir);
	(void)g_rmdir(folder);
	g_free(folder);
	return 0;
}

static inline struct store *try_open(const char *folder, enum store_mode mode,
				     struct why *why)
{
	g_autofree char *path = g_build_filename(folder, "state.db", NULL);

	return store_open_with(&driver_sqlite, path, mode, deadline_in(20),
			       why);
}

/* Opens the state of this folder, which must work. */
static inline struct store *open_state(const char *folder)
{
	struct why why = {0};
	struct store *store = try_open(folder, STORE_WRITE, &why);

	if (store == NULL)
		fail_msg("%s", why.text);
	return store;
}

static inline void must(bool good, const struct why *why)
{
	if (!good)
		fail_msg("%s", why->text);
}

/* A mail as deliver would describe it, and its first part. */
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

#endif
