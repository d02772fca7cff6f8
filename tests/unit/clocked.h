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

/* How many changes began that are kept surely, and lightly. */
static int begun[KEEP_LIGHTLY + 1];

static inline bool test_begin(struct database *db, enum keep keep,
			      struct why *why)
{
	begun[keep]++;
	return driver_sqlite.begin(db, keep, why);
}

static inline struct store *open_clocked(const char *folder, double seconds)
{
	static struct driver driver;
	g_autofree char *path = state_path(folder);
	struct why why = {0};
	struct store *store;

	driver = driver_sqlite;
	driver.clock = test_clock;
	driver.begin = test_begin;
	store = store_open_with(&driver, path, STORE_WRITE,
				deadline_in(seconds), &why);
	if (store == NULL)
		fail_msg("%s", why.text);
	return store;
}

static inline int begin_faked(void **state)
{
	faked = true;
	fake = (struct moment){1000000, "boot-1"};
	return folder_begin(state);
}

static inline int end_faked(void **state)
{
	faked = false;
	return folder_end(state);
}

#define AT_A_FAKED_TIME(test) \
	cmocka_unit_test_setup_teardown(test, begin_faked, end_faked)

/* What asking gives, and into *wait_ms how long to wait; no turn is ended. */
static inline enum turn only_ask(struct store *store,
				 const struct store_budget *budget,
				 gint64 *wait_ms)
{
	struct why why = {0};
	enum turn turn = TURN_PAUSED;

	*wait_ms = -1;
	must(store_turn(store, budget, &turn, wait_ms, &why), &why);
	return turn;
}

/* The same; a turn that is taken is used, and answered, at once. */
static inline enum turn ask(struct store *store,
			    const struct store_budget *budget, gint64 *wait_ms)
{
	enum turn turn = only_ask(store, budget, wait_ms);
	struct why why = {0};

	if (turn == TURN_TAKEN)
		must(store_turn_end(store, &why), &why);
	return turn;
}

static inline gint64 take_all(struct store *store,
			      const struct store_budget *budget)
{
	gint64 taken = 0;
	gint64 wait_ms;

	while (taken < 1000 && ask(store, budget, &wait_ms) == TURN_TAKEN)
		taken++;
	return taken;
}

static const struct store_budget three = {"b", 3, 10000};

#endif
