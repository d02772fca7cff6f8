// SPDX-License-Identifier: GPL-3.0-or-later
// The API keys and, for each, the sliding window of its requests.
#include "keys.h"

#include <string.h>

#define SCHEME "Bearer "

static void key_free(gpointer data)
{
	struct key *key = data;
	g_free(key->text);
	g_free(key->name);
	g_free(key->workspace);
	g_free(key->times);
	g_free(key);
}

void keys_init(struct keys *keys, guint budget, gint64 window)
{
	keys->list = g_ptr_array_new_with_free_func(key_free);
	keys->budget = budget;
	keys->window = window;
}

void keys_clear(struct keys *keys)
{
	g_ptr_array_unref(keys->list);
	keys->list = NULL;
}

bool keys_add(struct keys *keys, const char *text, const char *workspace)
{
	if (keys_find(keys, text))
		return false;
	struct key *key = g_new0(struct key, 1);
	key->text = g_strdup(text);
	key->workspace = g_strdup(workspace);
	key->name = g_strdup_printf("%s#%u", workspace, keys->list->len + 1);
	key->times = g_new0(gint64, keys->budget);
	g_ptr_array_add(keys->list, key);
	return true;
}

struct key *keys_find(const struct keys *keys, const char *text)
{
	for (guint i = 0; i < keys->list->len; i++) {
		struct key *key = keys->list->pdata[i];
		if (!strcmp(key->text, text) || !strcmp(key->name, text))
			return key;
	}
	return NULL;
}

static struct key *presented(const struct keys *keys, const char *header)
{
	size_t skip = strlen(SCHEME);
	if (!header || g_ascii_strncasecmp(header, SCHEME, skip) != 0)
		return NULL;
	struct key *key = keys_find(keys, header + skip);
	/* A name opens no door. */
	return key && !strcmp(key->text, header + skip) ? key : NULL;
}

enum door keys_enter(struct keys *keys, const char *authorization,
		     const struct key **out)
{
	struct key *key = presented(keys, authorization);
	*out = key;
	if (!key || key->revoked)
		return DOOR_UNKNOWN;
	gint64 now = g_get_monotonic_time();
	gint64 oldest = key->times[key->at];
	key->times[key->at] = now;
	key->at = (key->at + 1) % keys->budget;
	key->requests++;
	if (!oldest || now - oldest >= keys->window)
		return DOOR_OPEN;
	key->refused++;
	return DOOR_FULL;
}

guint key_used(const struct keys *keys, const struct key *key)
{
	gint64 now = g_get_monotonic_time();
	guint used = 0;
	for (guint i = 0; i < keys->budget; i++)
		if (key->times[i] && now - key->times[i] < keys->window)
			used++;
	return used;
}

struct json_object *keys_json(const struct keys *keys)
{
	struct json_object *list = json_object_new_array();
	for (guint i = 0; i < keys->list->len; i++) {
		const struct key *key = keys->list->pdata[i];
		struct json_object *item = json_object_new_object();
		json_object_object_add(item, "name",
				       json_object_new_string(key->name));
		json_object_object_add(item, "workspace",
				       json_object_new_string(key->workspace));
		json_object_object_add(item, "revoked",
				       json_object_new_boolean(key->revoked));
		json_object_object_add(
			item, "used",
			json_object_new_int64(key_used(keys, key)));
		json_object_object_add(
			item, "requests",
			json_object_new_int64((gint64)key->requests));
		json_object_object_add(
			item, "refused",
			json_object_new_int64((gint64)key->refused));
		json_object_array_add(list, item);
	}
	return list;
}
