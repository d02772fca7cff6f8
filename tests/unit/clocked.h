// SPDX-License-Identifier: GPL-3.0-or-later
// A state whose clock tests can set, and whose reading they can see.
#ifndef TIXGATE_TESTS_UNIT_CLOCKED_H
#define TIXGATE_TESTS_UNIT_CLOCKED_H

#include "unit/state.h"

/* A clock of the test's own, and the last time that a store has read. */
static struct moment fake = {1000000, "boot-1"};
static bool faked;
static gint64 read_ms;

static inline void test_clock(struct database *db, struct moment *now)
{
	if (faked)
		*now = fake;
	else
		driver_sqlite.clock(db, now);
	read_ms = now->ms;
}

static inline struct store *open_clocked(const char *folder, double seconds)
{
	static struct driver driver;
	g_autofree char *path = state_path(folder);
	struct why why = {0};
	struct store *store;

	driver = driver_sqlite;
	driver.clock = test_clock;
	store = store_open_with(&driver, path, STORE_WRITE,
				deadline_in(seconds), &why);
	if (store == NULL)
		fail_msg("%s", why.text);
	return store;
}

#endif
