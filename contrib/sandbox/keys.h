// SPDX-License-Identifier: GPL-3.0-or-later
// The API keys and, for each, the sliding window of its requests.
#ifndef SANDBOX_KEYS_H
#define SANDBOX_KEYS_H

#include <stdbool.h>

#include <glib.h>
#include <json-c/json.h>

struct key {
	char *text;
	char *name; /* "sandbox#1": what lists and logs may show */
	char *workspace;
	bool revoked;
	gint64 *times; /* a ring: the newest `budget` requests */
	guint at;      /* the oldest of them */
	guint64 requests, refused;
};

struct keys {
	GPtrArray *list;
	guint budget;  /* requests in any window */
	gint64 window; /* microseconds */
};

/* What the door says to a request. */
enum door { DOOR_OPEN, DOOR_UNKNOWN, DOOR_FULL };

void keys_init(struct keys *keys, guint budget, gint64 window);
void keys_clear(struct keys *keys);

/* False if that key is there already. */
bool keys_add(struct keys *keys, const char *text, const char *workspace);

/* By the key itself or by its name; NULL if there is none. */
struct key *keys_find(const struct keys *keys, const char *text);

/*
 * Judges the value of an Authorization header (or NULL) and counts the
 * request, refused ones too: who goes on knocking stays outside. `key` is
 * the key if it was one, and lives as long as `keys`.
 */
enum door keys_enter(struct keys *keys, const char *authorization,
		     const struct key **key);

/* Requests of that key inside the window that ends now. */
guint key_used(const struct keys *keys, const struct key *key);

struct json_object *keys_json(const struct keys *keys);

#endif
