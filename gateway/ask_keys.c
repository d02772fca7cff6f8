// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of a mailbox: where they are, and which of them is used now.
#include "ask.h"

#include <string.h>

#include "base/file.h"

/* Letters of the name by which a key's budget goes: of a digest of the key. */
#define BUDGET_NAME_SIZE 16

/* What a request needs to be sent and answered, where all goes well. */
#define REQUEST_LEAST_MS 500

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

bool ask_refused(enum answer answer)
{
	return answer == ANSWER_BUSY || answer == ANSWER_DENIED;
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
