// SPDX-License-Identifier: GPL-3.0-or-later
// Patience: waiting for another process in short, growing, uneven sleeps.
#include "state/patience.h"

#include <time.h>
#include <unistd.h>

/* A sleep is between these at first; later ones grow. */
#define SLEEP_LEAST_US	200
#define SLEEP_SPREAD_US 800

/* So many sleeps at the first length, so many more for each doubling. */
#define SLEEPS_A_STEP 16

void patience_start(struct patience *patience, struct deadline deadline,
		    gint64 most_us)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	patience->deadline = deadline;
	if (deadline.at_ms == 0)
		patience->deadline = deadline_in(PATIENCE_MOST_MS / 1000.0);
	patience->random = (guint64)now.tv_nsec * 2654435761U +
			   (guint64)getpid() * 40503U + 1;
	patience->sleeps = 0;
	patience->most_us = most_us;
}

/* xorshift64 (Marsaglia, 2003): to be uneven, not to be unguessable. */
static guint64 next_random(struct patience *patience)
{
	guint64 x = patience->random;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	patience->random = x;
	return x;
}

bool patience_wait(struct patience *patience)
{
	gint64 left_us = deadline_left_ms(patience->deadline) * 1000;
	guint step = MIN(patience->sleeps++ / SLEEPS_A_STEP, 8);
	gint64 us = SLEEP_LEAST_US +
		    (gint64)(next_random(patience) % SLEEP_SPREAD_US);
	struct timespec nap = {0};

	if (left_us <= 0)
		return false;
	us = MIN(MIN(us << step, patience->most_us), left_us);
	nap.tv_sec = us / 1000000;
	nap.tv_nsec = (us % 1000000) * 1000;
	/* A signal only makes this sleep shorter. */
	(void)nanosleep(&nap, NULL);
	return true;
}
