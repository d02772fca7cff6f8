// SPDX-License-Identifier: GPL-3.0-or-later
// Fifty processes and one budget: all of it is used, and not one turn more.
#include "unit/clocked.h"

#include <signal.h>
#include <sys/mman.h>

/* Fifty processes, in real time, with one small budget. */
#define CROWD	    50
#define CROWD_MS    3000
#define GRANTS_MOST 2000

/* So many are of four windows, of which the first has no time before it. */
#define GRANTS_LEAST 100

static const struct store_budget crowded = {"crowd", 25, 500};

struct grants {
	gint64 n; /* atomically counted */
	gint64 at_ms[GRANTS_MOST];
	gint64 by[GRANTS_MOST];
};

/*
 * Takes turns until the time is over and there are enough, however busy the
 * machine; and waits as it is told.
 */
static int take_turns(const char *folder, struct grants *grants, int who,
		      gint64 until_ms)
{
	struct store *store = open_clocked(folder, 60);
	struct why why = {0};
	enum turn turn;
	gint64 wait_ms;

	while (clock_boot_ms() < until_ms ||
	       __atomic_load_n(&grants->n, __ATOMIC_SEQ_CST) < GRANTS_LEAST) {
		if (!store_turn(store, &crowded, &turn, &wait_ms, &why)) {
			g_printerr("%s\n", why.text);
			return 1;
		}
		if (turn == TURN_TAKEN) {
			gint64 n = __atomic_fetch_add(&grants->n, 1,
						      __ATOMIC_SEQ_CST);

			if (n >= GRANTS_MOST)
				return 1;
			grants->at_ms[n] = read_ms;
			grants->by[n] = who;
		} else {
			g_usleep((gulong)wait_ms * 1000);
		}
	}
	store_close(store);
	return 0;
}

static int by_time(const void *a, const void *b)
{
	const gint64 *x = a;
	const gint64 *y = b;

	return (*x > *y) - (*x < *y);
}

static void check_windows(struct grants *grants)
{
	gint64 window_ms = store_window_ms(&crowded);

	qsort(grants->at_ms, (size_t)grants->n, sizeof(gint64), by_time);
	for (gint64 i = crowded.requests; i < grants->n; i++)
		if (grants->at_ms[i] - grants->at_ms[i - crowded.requests] <
		    window_ms)
			fail_msg("%d turns within %d ms",
				 (int)crowded.requests + 1,
				 (int)(grants->at_ms[i] -
				       grants->at_ms[i - crowded.requests]));
}

static struct grants *shared_grants(void)
{
	struct grants *grants =
		mmap(NULL, sizeof(*grants), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_true(grants != MAP_FAILED);
	return grants;
}

static void start_crowd(const char *folder, struct grants *grants,
			pid_t children[CROWD], gint64 until_ms)
{
	store_close(open_clocked(folder, 20));
	for (int i = 0; i < CROWD; i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(take_turns(folder, grants, i, until_ms));
		assert_true(children[i] > 0);
	}
}

static void test_crowd_uses_all_turns_and_not_one_more(void **state)
{
	struct grants *grants = shared_grants();
	gint64 began_ms = clock_boot_ms();
	gint64 windows;
	pid_t children[CROWD];
	gint64 served[CROWD] = {0};
	int status = 0;
	int without = 0;

	start_crowd(*state, grants, children, began_ms + CROWD_MS);
	for (int i = 0; i < CROWD; i++) {
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	for (gint64 i = 0; i < grants->n; i++)
		served[grants->by[i]]++;
	check_windows(grants);
	windows = (grants->at_ms[grants->n - 1] - grants->at_ms[0]) /
		  store_window_ms(&crowded);
	print_message("%d turns in %d windows of %d\n", (int)grants->n,
		      (int)windows, (int)crowded.requests);
	/* How much was used is measured in tests/flow: here a machine may be
	 * busy with other things. */
	assert_true(windows >= 3);
	assert_true(grants->n * 5 >= windows * crowded.requests);
	/* In turn: with room for all of them hardly one went without, and
	 * only if the machine did not let it run. */
	for (int i = 0; i < CROWD; i++)
		without += served[i] == 0;
	assert_true(grants->n < 2 * CROWD || without < CROWD / 2);
	(void)munmap(grants, sizeof(*grants));
}

static void test_killed_waiters_cost_no_turns(void **state)
{
	struct grants *grants = shared_grants();
	gint64 began_ms = clock_boot_ms();
	gint64 windows;
	pid_t children[CROWD];

	start_crowd(*state, grants, children, began_ms + CROWD_MS);
	for (int i = 0; i < CROWD / 2; i++) {
		g_usleep(CROWD_MS * 1000 / CROWD);
		(void)kill(children[i], SIGKILL);
	}
	for (int i = 0; i < CROWD; i++)
		(void)waitpid(children[i], NULL, 0);
	/* A killed one may have counted before it wrote its time: none does. */
	check_windows(grants);
	windows = CROWD_MS / store_window_ms(&crowded);
	print_message("%d turns in %d windows of %d\n", (int)grants->n,
		      (int)windows, (int)crowded.requests);
	assert_true(grants->n * 5 >= windows * crowded.requests);
	(void)munmap(grants, sizeof(*grants));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(test_crowd_uses_all_turns_and_not_one_more),
		IN_A_FOLDER(test_killed_waiters_cost_no_turns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
