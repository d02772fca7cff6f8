// SPDX-License-Identifier: GPL-3.0-or-later
// Measures the state: bench_store mail|turn|open|look FILE, or fill FILE N.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "state/store_inside.h"

/* Many more than any window holds, so that nobody waits. */
static const struct store_budget budget = {"bench", 1000000, 60000};

static int fail(const struct why *why)
{
	(void)fprintf(stderr, "bench_store: %s\n", why->text);
	return 1;
}

static double ms_of(clockid_t id)
{
	struct timespec now = {0};

	(void)clock_gettime(id, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* With PROF set, what every step took. */
static void mark(const char *what)
{
	static double cpu, wall;
	double cpu_now = ms_of(CLOCK_PROCESS_CPUTIME_ID);
	double wall_now = ms_of(CLOCK_MONOTONIC);

	if (getenv("PROF") != NULL)
		(void)fprintf(stderr, "%-12s cpu %7.3f ms  wall %7.3f ms\n",
			      what, cpu_now - cpu,
			      wall > 0 ? wall_now - wall : 0.0);
	cpu = ms_of(CLOCK_PROCESS_CPUTIME_ID);
	wall = ms_of(CLOCK_MONOTONIC);
}

/* What deliver asks of the state for one mail that becomes a ticket. */
static bool one_mail(struct store *store, const char *key, struct why *why)
{
	struct store_mail mail = {0};
	struct store_ticket ticket = {.id = key, .number = 1};
	const char *ids[] = {key};
	const char *who[] = {"anna@example.org"};
	const struct store_lesson lesson = {&ticket, ids, 1, who, 1, NULL};
	const struct store_asked asked = {
		.what = "create",
		.target = "",
		.status = 201,
		.answer = "done",
		.at_ms = clock_wall_ms(),
		.ms = 143,
	};
	struct store_part part = {.create = true, .digest = key};
	g_autoptr(GArray) parts = NULL;
	enum turn turn;
	gint64 wait_ms;
	bool found;

	if (!store_lock(store, key, why) ||
	    !store_mail_get(store, key, &mail, why) ||
	    !store_mail_parts(store, key, &parts, why) ||
	    !store_ticket_by_message_id(store, "w", key, &ticket, &found, why))
		return false;
	ticket = (struct store_ticket){.id = key, .number = 1};
	store_history_begin(store, &mail);
	mark("look up");
	mail = (struct store_mail){.key = key, .trace = key, .workspace = "w"};
	if (!store_intend(store, &budget, &mail, &part, &turn, &wait_ms, why))
		return false;
	mark("intend");
	store_history_asked(store, &asked);
	part.state = PART_DONE;
	part.remote_id = key;
	mail.outcome = "created";
	mail.ticket_id = key;
	if (!store_mail_end(store, &mail, &part, &lesson, why))
		return false;
	mark("end");
	return true;
}

static bool fill(struct store *store, long n, struct why *why)
{
	struct value row[] = {
		value_text("w"), value_text(""),
		value_text("00000000-0000-0000-0000-000000000000"),
		value_int(1)};

	if (!store_begin(store, KEEP_SURELY, why))
		return false;
	for (long i = 0; i < n; i++) {
		char id[64];

		(void)snprintf(id, sizeof(id), "%08" PRIx32 ".%ld@example.org",
			       (guint32)i * 2654435761U, i);
		row[1].text = id;
		if (!STORE_RUN(store,
			       "INSERT INTO message_ids (workspace, message_id,"
			       " ticket_id, seen_ms) VALUES ($1, $2, $3, $4)"
			       " ON CONFLICT DO NOTHING",
			       row, NULL, why))
			return store_finish(store, false, why);
	}
	return store_finish(store, true, why);
}

static bool run(struct store *store, const char *what, long n, struct why *why)
{
	struct store_ticket ticket;
	enum turn turn;
	gint64 wait_ms;
	char key[64];
	bool found;

	(void)snprintf(key, sizeof(key), "%d.%.0f@bench", getpid(),
		       ms_of(CLOCK_REALTIME) * 1e3);
	if (strcmp(what, "mail") == 0)
		return one_mail(store, key, why);
	if (strcmp(what, "turn") == 0)
		return store_turn(store, &budget, &turn, &wait_ms, why);
	if (strcmp(what, "fill") == 0)
		return fill(store, n, why);
	if (strcmp(what, "look") == 0)
		return store_ticket_by_message_id(store, "w", key, &ticket,
						  &found, why);
	return strcmp(what, "open") == 0;
}

int main(int argc, char **argv)
{
	struct why why = {0};
	struct store *store;
	bool good;

	if (argc < 3) {
		(void)fprintf(stderr,
			      "usage: bench_store mail|turn|open|look FILE\n"
			      "       bench_store fill FILE N\n");
		return 64;
	}
	mark("start");
	store = store_open_with(&driver_sqlite, argv[2], STORE_WRITE,
				deadline_in(60), &why);
	if (store == NULL)
		return fail(&why);
	mark("open");
	good = run(store, argv[1], argc > 3 ? atol(argv[3]) : 0, &why);
	if (!good)
		return fail(&why);
	mark(argv[1]);
	store_close(store);
	mark("close");
	return 0;
}
