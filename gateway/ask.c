// SPDX-License-Identifier: GPL-3.0-or-later
// Asking the desk: the turns of the budget, and what answers mean.
#include "ask.h"

#include "asked.h"
#include "base/log.h"
#include "watch.h"

/* What all wait when the desk is silent, or refuses one key of several. */
#define DOWN_PAUSE_MS	5000
#define DENIED_PAUSE_MS 300000

/* … and the share of it that is chance. */
#define JITTER_PERCENT 25

/* How long a process waits for a desk that is down, and how often it asks. */
#define DOWN_WAIT_MS  1000
#define PROBE_LOOK_MS 100

/* The shortest wait between two tries of a turn. */
#define WAIT_LEAST_MS 20

static gint64 jittered(gint64 ms)
{
	return ms +
	       g_random_int_range(0, (gint32)MAX(ms * JITTER_PERCENT / 100, 1));
}

/* Why the desk is paused, as whoever paused it wrote it down. */
static const char *pause_reason(struct ask *ask)
{
	struct store_standing standing = {0};
	struct why why = {0};

	if (!store_standing(ask->store, &ask->now->budget, &standing, &why) ||
	    *standing.reason == '\0')
		return "it is down, or over its budget";
	return standing.reason;
}

static bool no_turn(struct ask *ask, enum turn turn, gint64 wait_ms,
		    struct why *why)
{
	switch (turn) {
	case TURN_PAUSED:
		return why_set(why, TROUBLE_LATER,
			       "the desk is paused for %" G_GINT64_FORMAT
			       " s: %s",
			       wait_ms / 1000 + 1, pause_reason(ask));
	case TURN_DOWN:
		return why_set(why, TROUBLE_LATER,
			       "the desk is down, and not asked for "
			       "%" G_GINT64_FORMAT " s: %s",
			       wait_ms / 1000 + 1, pause_reason(ask));
	case TURN_PROBED:
		return why_set(why, TROUBLE_LATER,
			       "the desk is down, and another process sees "
			       "whether it is back: %s",
			       pause_reason(ask));
	case TURN_LISTED:
		return why_set(why, TROUBLE_LATER,
			       "another process reads the list of the newest "
			       "tickets, for what earlier tries have made");
	case TURN_TAKEN:
	case TURN_WAIT:
	case TURN_LOOK:
		break;
	}
	return why_set(why, TROUBLE_LATER,
		       "the budget of %" G_GINT64_FORMAT
		       " requests is used up for %" G_GINT64_FORMAT " s",
		       ask->now->budget.requests, wait_ms / 1000 + 1);
}

/*
 * How long to wait before the turn is asked for again; -1 for not at all. Turns
 * come one by one; but a pause ends for all at one time. A desk that is down is
 * one process's to wait for; a sound one answers that one within moments.
 */
static gint64 patience(const struct ask *ask, enum turn turn, gint64 wait_ms)
{
	const gint64 wait = MAX(wait_ms, WAIT_LEAST_MS);

	switch (turn) {
	case TURN_PAUSED:
		return jittered(wait);
	case TURN_DOWN:
		return ask->down_ms + wait > DOWN_WAIT_MS ? -1 : jittered(wait);
	case TURN_PROBED:
		return ask->down_ms >= DOWN_WAIT_MS ? -1
						    : jittered(PROBE_LOOK_MS);
	case TURN_TAKEN:
	case TURN_WAIT:
	case TURN_LOOK:
	case TURN_LISTED:
		break;
	}
	return wait;
}

bool ask_wait(struct ask *ask, enum turn turn, gint64 wait_ms, struct why *why)
{
	const gint64 left =
		deadline_left_ms(ask->deadline) - ask->now->budget.spare_ms;
	const gint64 wait = patience(ask, turn, wait_ms);

	if (turn == TURN_DOWN || turn == TURN_PROBED)
		ask->down_ms += wait;
	if (wait >= 0 && wait <= left && deadline_sleep(ask->deadline, wait))
		return true;
	if (left <= 0)
		return why_set(why, TROUBLE_LATER,
			       "no time is left for a request to the desk");
	return no_turn(ask, turn, wait_ms, why);
}

static bool take_turn(struct ask *ask, struct why *why)
{
	struct store_budget budget;
	enum turn turn = TURN_WAIT;
	gint64 wait_ms = 0;

	if (ask->store == NULL)
		return true;
	for (;;) {
		ask_choose(ask);
		budget = ask->now->budget;
		budget.urgent = ask->urgent;
		budget.despite_down = ask->despite_down;
		if (!store_turn(ask->store, &budget, &turn, &wait_ms, why))
			return false;
		if (turn == TURN_TAKEN)
			return true;
		if (!ask_wait(ask, turn, wait_ms, why))
			return false;
	}
}

/* All processes wait as the desk said, or for a window where it did not. */
static bool pause_busy(struct ask *ask, const char *reason, struct why *why)
{
	const gint64 after = desk_report(ask->now->desk)->retry_after;
	const gint64 ms = after > 0 ? after * 1000 : ask->now->budget.window_ms;

	return store_pause(ask->store, ask->now->budget.name, PAUSE_ASKED,
			   jittered(ms), reason, why);
}

void ask_heed(struct ask *ask, enum answer answer, const struct why *answered)
{
	const char *budget = ask->now->budget.name;
	struct why why = {0};
	bool good = true;

	asked_end(ask, answer);
	/* A call that never left us says nothing about the desk. */
	if (ask->store == NULL || !desk_report(ask->now->desk)->tried)
		return;
	switch (answer) {
	case ANSWER_BUSY:
		good = pause_busy(ask, answered->text, &why);
		break;
	case ANSWER_DOWN:
	case ANSWER_UNSURE:
		good = store_pause(ask->store, budget, PAUSE_DOWN,
				   jittered(DOWN_PAUSE_MS), answered->text,
				   &why);
		break;
	case ANSWER_DENIED:
		/* Mail goes on with the mailbox's other keys meanwhile. */
		if (ask->keys_n > 1) {
			good = store_pause(ask->store, budget, PAUSE_ASKED,
					   jittered(DENIED_PAUSE_MS),
					   answered->text, &why);
			break;
		}
		good = store_resume(ask->store, budget, &why);
		break;
	case ANSWER_DONE:
	case ANSWER_NAMELESS:
	case ANSWER_GONE:
	case ANSWER_MERGED:
	case ANSWER_INVALID:
		good = store_resume(ask->store, budget, &why);
		break;
	}
	if (!good)
		log_line(LOG_LEVEL_WARNING, "%s", why.text);
}

enum answer ask_get(struct ask *ask, const char *ticket_id,
		    struct desk_ticket *ticket, GArray **messages,
		    struct why *why)
{
	enum answer answer;

	if (!ask_ready(ask, why))
		return ANSWER_DENIED;
	for (size_t keys = 1;; keys++) {
		if (!take_turn(ask, why))
			return ANSWER_BUSY;
		asked_begin(ask, "get", ticket_id);
		answer = desk_get(ask->now->desk, ticket_id, ticket, messages,
				  why);
		ask_heed(ask, answer, why);
		if (!ask_refused(answer) || keys == ask->keys_n ||
		    !ask_other(ask, why))
			return answer;
	}
}

/* What it shows is shown to all tries whose end is not known. */
static enum answer read_newest(struct ask *ask, GArray **tickets,
			       struct why *why)
{
	struct store_watch watch;
	enum answer answer;

	watch_begin(ask, &watch);
	asked_begin(ask, "newest", "");
	answer = desk_newest(ask->now->desk, DESK_NEWEST_MOST, tickets, why);
	ask_heed(ask, answer, why);
	watch_end(ask, &watch, answer == ANSWER_DONE ? *tickets : NULL);
	return answer;
}

enum answer ask_newest(struct ask *ask, GArray **tickets, struct why *why)
{
	enum answer answer;

	if (!ask_ready(ask, why))
		return ANSWER_DENIED;
	for (size_t keys = 1;; keys++) {
		if (!take_turn(ask, why))
			return ANSWER_BUSY;
		answer = read_newest(ask, tickets, why);
		if (!ask_refused(answer) || keys == ask->keys_n ||
		    !ask_other(ask, why))
			return answer;
	}
}

void ask_look(struct ask *ask)
{
	g_autoptr(GArray) tickets = NULL;
	struct why why = {0};

	if (read_newest(ask, &tickets, &why) != ANSWER_DONE)
		log_line(LOG_LEVEL_WARNING, "cannot list the newest: %s",
			 why.text);
}

guint ask_requests(const struct ask *ask)
{
	guint n = 0;

	for (size_t i = 0; i < ask->keys_n; i++)
		n += desk_report(ask->keys[i].desk)->requests;
	return n;
}
