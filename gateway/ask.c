// SPDX-License-Identifier: GPL-3.0-or-later
// Asking the desk: the key, the turns of the budget, and what answers mean.
#include "ask.h"

#include <string.h>

#include "base/file.h"
#include "base/log.h"

/* Letters of the name by which a key's budget goes: of a digest of the key. */
#define BUDGET_NAME_SIZE 16

/* What all wait when the desk does not answer, and the share that is chance. */
#define DOWN_PAUSE_MS  5000
#define JITTER_PERCENT 25

/* The shortest wait between two tries of a turn. */
#define WAIT_LEAST_MS 20

static gint64 jittered(gint64 ms)
{
	return ms +
	       g_random_int_range(0, (gint32)MAX(ms * JITTER_PERCENT / 100, 1));
}

/*
 * The key: a file that was named comes first, then the environment, then the
 * file at its default place.
 */
static const char *key_file(const struct ask *ask)
{
	const struct config *config = ask->config;

	if (*ask->mailbox->key_file != '\0')
		return ask->mailbox->key_file;
	if (!config->key_file_given && ask->environment_key != NULL)
		return "";
	return config->api.key_file;
}

static char *read_key(struct ask *ask, struct why *why)
{
	const char *file = key_file(ask);
	char *key;

	ask->key_place = *file != '\0' ? file : "TIXALLO_API_KEY";
	if (*file == '\0' && ask->environment_key != NULL)
		return g_strdup(ask->environment_key);
	if (*file == '\0') {
		why_set(why, TROUBLE_CONFIG,
			"there is no API key; set api.key_file");
		return NULL;
	}
	key = file_read_text(file, KEY_SIZE_MOST, true, why);
	if (key == NULL)
		why_at(why, "API key");
	return key;
}

/* What the key's budget goes by in the state: never the key itself. */
static void name_budget(struct ask *ask, const char *key)
{
	ask->budget_name =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, key, -1);
	ask->budget_name[BUDGET_NAME_SIZE] = '\0';
	ask->budget = (struct store_budget){
		.name = ask->budget_name,
		.requests = ask->config->api.requests,
		.window_ms = (gint64)(ask->config->api.window * 1000),
	};
}

bool ask_ready(struct ask *ask, struct why *why)
{
	char *key;

	if (ask->desk != NULL)
		return true;
	key = read_key(ask, why);
	if (key == NULL)
		return false;
	ask->desk = desk_open(&ask->config->api, key, ask->deadline, why);
	if (ask->desk != NULL)
		name_budget(ask, key);
	else
		why_at(why, "%s", ask->key_place);
	explicit_bzero(key, strlen(key));
	g_free(key);
	return ask->desk != NULL;
}

void ask_close(struct ask *ask)
{
	desk_close(ask->desk);
	g_free(ask->budget_name);
	ask->desk = NULL;
	ask->budget_name = NULL;
}

/* Why the desk is paused, as whoever paused it wrote it down. */
static const char *pause_reason(struct ask *ask)
{
	struct store_standing standing = {0};
	struct why why = {0};

	if (!store_standing(ask->store, &ask->budget, &standing, &why) ||
	    *standing.reason == '\0')
		return "it is down, or over its budget";
	return standing.reason;
}

bool ask_wait(struct ask *ask, enum turn turn, gint64 wait_ms, struct why *why)
{
	gint64 wait = jittered(MAX(wait_ms, WAIT_LEAST_MS));

	if (wait <= deadline_left_ms(ask->deadline) &&
	    deadline_sleep(ask->deadline, wait))
		return true;
	if (turn == TURN_PAUSED)
		return why_set(why, TROUBLE_LATER,
			       "the desk is paused for %" G_GINT64_FORMAT
			       " s: %s",
			       wait_ms / 1000 + 1, pause_reason(ask));
	return why_set(why, TROUBLE_LATER,
		       "the budget of %" G_GINT64_FORMAT
		       " requests is used up for %" G_GINT64_FORMAT " s",
		       ask->budget.requests, wait_ms / 1000 + 1);
}

static bool take_turn(struct ask *ask, struct why *why)
{
	enum turn turn = TURN_WAIT;
	gint64 wait_ms = 0;

	if (ask->store == NULL)
		return true;
	for (;;) {
		if (!store_turn(ask->store, &ask->budget, &turn, &wait_ms, why))
			return false;
		if (turn == TURN_TAKEN)
			return true;
		if (!ask_wait(ask, turn, wait_ms, why))
			return false;
	}
}

void ask_heed(struct ask *ask, enum answer answer, const struct why *answered)
{
	const struct desk_report *report = desk_report(ask->desk);
	struct why why = {0};
	bool good = true;

	if (ask->store == NULL)
		return;
	switch (answer) {
	case ANSWER_BUSY:
		good = store_pause(ask->store, ask->budget.name, PAUSE_ASKED,
				   jittered(MAX(report->retry_after, 1) * 1000),
				   answered->text, &why);
		break;
	case ANSWER_DOWN:
	case ANSWER_UNSURE:
		good = store_pause(ask->store, ask->budget.name, PAUSE_DOWN,
				   jittered(DOWN_PAUSE_MS), answered->text,
				   &why);
		break;
	case ANSWER_DONE:
	case ANSWER_NAMELESS:
	case ANSWER_GONE:
	case ANSWER_MERGED:
	case ANSWER_INVALID:
	case ANSWER_DENIED:
		good = store_resume(ask->store, ask->budget.name, &why);
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
	if (!take_turn(ask, why))
		return ANSWER_BUSY;
	answer = desk_get(ask->desk, ticket_id, ticket, messages, why);
	ask_heed(ask, answer, why);
	return answer;
}

enum answer ask_newest(struct ask *ask, GArray **tickets, struct why *why)
{
	enum answer answer;

	if (!ask_ready(ask, why))
		return ANSWER_DENIED;
	if (!take_turn(ask, why))
		return ANSWER_BUSY;
	answer = desk_newest(ask->desk, DESK_NEWEST_MOST, tickets, why);
	ask_heed(ask, answer, why);
	return answer;
}

guint ask_requests(const struct ask *ask)
{
	return ask->desk == NULL ? 0 : desk_report(ask->desk)->requests;
}
