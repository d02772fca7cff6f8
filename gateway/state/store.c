// SPDX-License-Identifier: GPL-3.0-or-later
// The state: opening it, and what all of its parts need.
#include "state/store.h"

#include <string.h>

#include "state/store_inside.h"

/* Every database that can hold the state. */
static const struct driver *const drivers[] = {
	&driver_sqlite,
};

/* Finds the driver of a URL, and what stands behind its colon. */
static const struct driver *find_driver(const char *url, const char **place)
{
	const char *colon = strchr(url, ':');

	for (size_t i = 0; colon != NULL && i < G_N_ELEMENTS(drivers); i++) {
		size_t size = strlen(drivers[i]->name);

		if ((size_t)(colon - url) != size ||
		    strncmp(url, drivers[i]->name, size) != 0)
			continue;
		*place = colon + 1;
		return drivers[i];
	}
	return NULL;
}

static bool check_url(const char *url, struct why *why)
{
	const char *place = NULL;
	const struct driver *driver = find_driver(url, &place);

	if (driver == NULL)
		return why_set(why, TROUBLE_CONFIG,
			       "is no place for the state: sqlite:/PATH");
	return driver->check(place, why);
}

static bool check_discarded(const char *path, struct why *why)
{
	return strcmp(path, "none") == 0 || option_check_path(path, why);
}

static bool check_hold(const char *path, struct why *why)
{
	if (path[0] == '\0')
		return why_set(why, TROUBLE_CONFIG,
			       "cannot be: mails to be held need a folder");
	return option_check_path(path, why);
}

#define FIELD(name) offsetof(struct store_settings, name)

const struct option store_options[] = {
	{.name = "url",
	 .type = OPTION_TEXT,
	 .offset = FIELD(url),
	 .fallback = "sqlite:/var/lib/tixgate/state.db",
	 .check = check_url},
	{.name = "secret",
	 .type = OPTION_TEXT,
	 .offset = FIELD(secret),
	 .fallback = "",
	 .check = option_check_path},
	{.name = "hold",
	 .type = OPTION_TEXT,
	 .offset = FIELD(hold),
	 .fallback = "/var/lib/tixgate/held",
	 .check = check_hold},
	{.name = "discarded",
	 .type = OPTION_TEXT,
	 .offset = FIELD(discarded),
	 .fallback = "",
	 .check = check_discarded},
	{.name = "spool",
	 .type = OPTION_TEXT,
	 .offset = FIELD(spool),
	 .fallback = "",
	 .check = option_check_path},
	{.name = "keep_days",
	 .type = OPTION_INT,
	 .offset = FIELD(keep_days),
	 .fallback = "30",
	 .least = 1,
	 .most = 36500},
	{0},
};

bool store_run(struct store *store, const char *sql, const struct value *values,
	       size_t n, struct rows *rows, struct why *why)
{
	if (store->unsure)
		return why_set(why, TROUBLE_LATER,
			       "an earlier change of the state failed");
	return store->driver->run(store->db, sql, values, n, store->texts, rows,
				  why);
}

bool store_begin(struct store *store, enum keep keep, struct why *why)
{
	if (store->unsure)
		return why_set(why, TROUBLE_LATER,
			       "an earlier change of the state failed");
	if (store->mode == STORE_READ)
		return why_set(why, TROUBLE_LATER,
			       "the state was opened only to be read");
	return store->driver->begin(store->db, keep, why);
}

bool store_finish(struct store *store, bool good, struct why *why)
{
	if (!good) {
		store->driver->rollback(store->db);
		store->history.written = 0;
		return false;
	}
	if (store->driver->commit(store->db, why))
		return true;
	store->unsure = true;
	return false;
}

bool store_abandon(struct store *store)
{
	store->driver->rollback(store->db);
	return true;
}

const char *store_cut(struct store *store, const char *text, glong characters)
{
	if (text == NULL)
		return "";
	/* As many bytes have at most as many characters. */
	if (strlen(text) <= (size_t)characters ||
	    g_utf8_strlen(text, -1) <= characters)
		return text;
	return pool_text_n(
		store->texts, text,
		(size_t)(g_utf8_offset_to_pointer(text, characters) - text));
}

const char *store_message_id(struct store *store, const char *message_id)
{
	g_autofree char *digest = NULL;

	if (message_id == NULL)
		return "";
	if (strlen(message_id) <= STORE_MESSAGE_ID_MOST)
		return message_id;
	digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, message_id,
					       -1);
	return pool_format(store->texts, "sha256:%s", digest);
}

struct store *store_open_with(const struct driver *driver, const char *place,
			      enum store_mode mode, struct deadline deadline,
			      struct why *why)
{
	struct store *store = g_new0(struct store, 1);

	store->driver = driver;
	store->mode = mode;
	store->deadline = deadline;
	store->texts = pool_new();
	store->db = driver->open(place, mode, deadline, why);
	if (store->db != NULL && store_migrate(store, why))
		return store;
	store_close(store);
	return NULL;
}

struct store *store_open(const struct store_settings *settings,
			 enum store_mode mode, struct deadline deadline,
			 struct why *why)
{
	const char *place = NULL;
	const struct driver *driver = find_driver(settings->url, &place);
	struct store *store = NULL;

	if (driver == NULL || !driver->check(place, why)) {
		why_set(why, TROUBLE_CONFIG,
			"state.url is no place for the state: sqlite:/PATH");
		return NULL;
	}
	store = store_open_with(driver, place, mode, deadline, why);
	if (store == NULL)
		why_at(why, "state");
	return store;
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	store->driver->close(store->db);
	pool_free(store->texts);
	g_free(store);
}

bool store_is_missing(const struct store *store)
{
	return store->missing;
}

bool store_lock(struct store *store, const char *key, struct why *why)
{
	if (store->mode == STORE_READ)
		return why_set(why, TROUBLE_LATER,
			       "the state was opened only to be read");
	return store->driver->lock(store->db, key, why);
}

void store_unlock(struct store *store, const char *key)
{
	if (store->mode == STORE_WRITE)
		store->driver->unlock(store->db, key);
}

bool store_facts(struct store *store, struct store_facts *facts,
		 struct why *why)
{
	struct rows mails, tickets;

	*facts = (struct store_facts){.driver = store->driver->name};
	if (!store->driver->version(store->db, &facts->schema, why) ||
	    !store->driver->sound(store->db, &facts->sound, why))
		return false;
	if (store->mode == STORE_READ && store->older > 0)
		facts->schema = store->older;
	facts->older = facts->schema < STORE_SCHEMA;
	/* In a damaged database even counting may fail. */
	if (!facts->sound)
		return true;
	if (!store_run(store,
		       "SELECT count(*), count(CASE WHEN state = 1 THEN 1 END)"
		       " FROM mails",
		       NULL, 0, &mails, why) ||
	    !store_run(store, "SELECT count(*) FROM tickets", NULL, 0, &tickets,
		       why))
		return false;
	facts->mails = rows_int(&mails, 0, 0);
	facts->open = rows_int(&mails, 0, 1);
	facts->tickets = rows_int(&tickets, 0, 0);
	return true;
}
