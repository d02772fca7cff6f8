// SPDX-License-Identifier: GPL-3.0-or-later
// Time: one deadline for a whole run, and the wall clock for records.
#include "base/clock.h"

#include <errno.h>
#include <time.h>

static gint64 read_clock(clockid_t id)
{
	struct timespec now;

	if (clock_gettime(id, &now) < 0)
		return 0;
	return (gint64)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

gint64 clock_boot_ms(void)
{
	return read_clock(CLOCK_BOOTTIME);
}

gint64 clock_wall_ms(void)
{
	return read_clock(CLOCK_REALTIME);
}

struct deadline deadline_in(double seconds)
{
	struct deadline deadline = {0};

	if (seconds > 0)
		deadline.at_ms = clock_boot_ms() + (gint64)(seconds * 1000);
	return deadline;
}

struct deadline deadline_before(struct deadline deadline, gint64 ms)
{
	if (deadline.at_ms != 0)
		deadline.at_ms -= MIN(ms, deadline_left_ms(deadline) / 4);
	return deadline;
}

gint64 deadline_left_ms(struct deadline deadline)
{
	if (deadline.at_ms == 0)
		return G_MAXINT32;
	return MAX(deadline.at_ms - clock_boot_ms(), 0);
}

bool deadline_sleep(struct deadline deadline, gint64 ms)
{
	gint64 left = deadline_left_ms(deadline);
	gint64 nap = MIN(ms, left);
	struct timespec rest = {nap / 1000, (nap % 1000) * 1000000};

	while (nanosleep(&rest, &rest) < 0 && errno == EINTR)
		;
	return ms <= left;
}
