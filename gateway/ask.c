// SPDX-License-Identifier: GPL-3.0-or-later
// Asking the desk: the key, the turns of the budget, and what answers mean.
#include "ask.h"

#include <string.h>

#include "asked.h"
#include "base/file.h"
#include "base/log.h"
#include "watch.h"

/* Letters of the name by which a key's budget goes: of a digest of the key. */
#define BUDGET_NAME_SIZE 16

/* What all wait when the desk does not answer, and the share that is chance. */
#define DOWN_PAUSE_MS 5000
/* How long a key that was not accepted is left alone, where there are others.
 */
#define DENIED_PAUSE_MS 300000
#define JITTER_PERCENT	25

/* How long a process waits for a desk that is down, and how often it asks. */
#define DOWN_WAIT_MS  1000
#define PROBE_LOOK_MS 100

/* The shortest wait between two tries of a turn. */
#define WAIT_LEAST_MS 20

/* What a request needs to be sent and answered, where all goes well. */
#define REQUEST_LEAST_MS 500

static gint64 jittered(gint64 ms)
{
	return ms +
	       g_random_int_range(0, (gint32)MAX(ms * JITTER_PERCENT / 100, 1));
}

/*
 * Where the keys are: files that the mailbox names come first, then the file
 * that the operator named, then the environment (""), then the default file.
 */
static size_t key_places(const struct ask *ask, const char **places)
{
	const struct config *config = ask->config;
	const struct mailbox *mailbox = ask->mailbox;
	size_t n = 0;

	if (*mailbox->key_file != '\0')
		places[n++] = mailbox->key_file;
	for (size_t i = 0; mailbox->key_files[i] != NULL && n < KEYS_MOST; i++)
		places[n++] = mailbox->key_files[i];
	if (n == 0)
		places[n++] = !config->key_file_given && ask->key_fd >= 0
				      ? ""
				      : config->api.key_file;
	return n;
}

static char *read_key(const struct ask *ask, const char *place, struct why *why)
{
	char *key;

	if (*place == '\0' && ask->key_fd >= 0)
		return file_read_fd(ask->key_fd, "TIXALLO_API_KEY",
				    KEY_SIZE_MOST, why);
	if (*place == '\0') {
		why_set(why, TROUBLE_CONFIG,
			"there is no API key; set api.key_file");
		return NULL;
	}
	key = file_read_text(place, KEY_SIZE_MOST, true, why);
	if (key == NULL)
		why_at(why, "API key");
	return key;
}

/* What the key's budget goes by in the state: never the key itself. */
static void name_budget(const struct ask *ask, struct ask_key *one,
			const char *key)
{
	one->budget_name =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, key, -1);
	one->budget_name[BUDGET_NAME_SIZE] = '\0';
	one->budget = (struct store_budget){
		.name = one->budget_name,
		.requests = ask->config->api.requests,
		.window_ms = (gint64)(ask->config->api.window * 1000),
		.spare_ms = REQUEST_LEAST_MS,
	};
}

static bool open_key(struct ask *ask, const char *place, struct why *why)
{
	struct ask_key *one = &ask->keys[ask->keys_n];
	char *key = read_key(ask, place, why);

	if (key == NULL)
		return false;
	one->desk = desk_open(&ask->config->api, key, ask->deadline, why);
	one->place = place;
	if (one->desk != NULL) {
		name_budget(ask, one, key);
		ask->keys_n++;
	} else {
		why_at(why, "%s", *place != '\0' ? place : "TIXALLO_API_KEY");
	}
	explicit_bzero(key, strlen(key));
	g_free(key);
	return one->desk != NULL;
}

bool ask_ready(struct ask *ask, struct why *why)
{
	const char *places[KEYS_MOST + 1];
	size_t n;

	if (ask->keys_n > 0)
		return true;
	n = key_places(ask, places);
	for (size_t i = 0; i < MIN(n, KEYS_MOST); i++)
		if (!open_key(ask, places[i], why))
			return false;
	ask->now = &ask->keys[0];
	return true;
}

void ask_close(struct ask *ask)
{
	for (size_t i = 0; i < ask->keys_n; i++) {
		desk_close(ask->keys[i].desk);
		g_free(ask->keys[i].budget_name);
	}
	ask->keys_n = 0;
	ask->now = NULL;
}

/* What stands against using a key now: waits of others, then what is used. */
static gint64 burden(struct ask *ask, const struct ask_key *one)
{
	struct store_standing standing = {0};
	struct why why = {0};

	/* A state that cannot tell is found out when the turn is taken. */
	if (!store_standing(ask->store, &one->budget, &standing, &why))
		return G_MAXINT64;
	return standing.paused_ms * one->budget.requests + standing.used +
	       standing.waiting;
}

void ask_choose(struct ask *ask)
{
	gint64 least = G_MAXINT64;

	if (ask->store == NULL || ask->keys_n < 2)
		return;
	for (size_t i = 0; i < ask->keys_n; i++) {
		const gint64 weight = burden(ask, &ask->keys[i]);

		if (weight < least) {
			least = weight;
			ask->now = &ask->keys[i];
		}
	}
}

bool ask_other(struct ask *ask, struct why *why)
{
	const struct ask_key *refused = ask->now;
	struct store_standing standing = {0};
	struct why unread = {0};

	ask_choose(ask);
	if (ask->now == refused ||
	    !store_standing(ask->store, &ask->now->budget, &standing,
			    &unread) ||
	    standing.paused_ms > 0)
		return false;
	*why = (struct why){0};
	return true;
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
		if (answer != ANSWER_BUSY || keys == ask->keys_n ||
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
		if (answer != ANSWER_BUSY || keys == ask->keys_n ||
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
