// SPDX-License-Identifier: GPL-3.0-or-later
// The log of the requests that came to the API: what tests count.
#include "reqlog.h"

struct entry {
	guint64 serial;
	gint64 time; /* microseconds since 1970 */
	char *method;
	char *target;
	char *key;
	char *fault;
	size_t bytes;
	unsigned status;
	bool tls;
	bool acted;
};

static void entry_free(gpointer data)
{
	struct entry *entry = data;
	g_free(entry->method);
	g_free(entry->target);
	g_free(entry->key);
	g_free(entry->fault);
	g_free(entry);
}

void reqlog_init(struct reqlog *log)
{
	g_queue_init(&log->entries);
	log->next = 1;
}

void reqlog_clear(struct reqlog *log)
{
	g_queue_clear_full(&log->entries, entry_free);
}

guint64 reqlog_open(struct reqlog *log, const struct request *req,
		    const char *key)
{
	struct entry *entry = g_new0(struct entry, 1);
	entry->serial = log->next++;
	entry->time = g_get_real_time();
	entry->method = g_strdup(req->method);
	entry->target = g_utf8_make_valid(req->target, -1);
	entry->key = g_strdup(key);
	entry->bytes = req->body_seen;
	entry->tls = req->tls;
	g_queue_push_tail(&log->entries, entry);
	while (log->entries.length > REQLOG_MAX)
		entry_free(g_queue_pop_head(&log->entries));
	return entry->serial;
}

static struct entry *entry_find(struct reqlog *log, guint64 serial)
{
	for (GList *at = log->entries.tail; at; at = at->prev) {
		struct entry *entry = at->data;
		if (entry->serial == serial)
			return entry;
	}
	return NULL;
}

void reqlog_status(struct reqlog *log, guint64 serial, unsigned status)
{
	struct entry *entry = entry_find(log, serial);
	if (entry)
		entry->status = status;
}

void reqlog_fault(struct reqlog *log, guint64 serial, const char *fault)
{
	struct entry *entry = entry_find(log, serial);
	if (entry) {
		g_free(entry->fault);
		entry->fault = g_strdup(fault);
	}
}

void reqlog_acted(struct reqlog *log, guint64 serial)
{
	struct entry *entry = entry_find(log, serial);
	if (entry)
		entry->acted = true;
}

static void add_text(struct json_object *object, const char *name,
		     const char *text)
{
	json_object_object_add(object, name,
			       text ? json_object_new_string(text) : NULL);
}

static struct json_object *entry_json(const struct entry *entry)
{
	struct json_object *item = json_object_new_object();
	json_object_object_add(item, "n",
			       json_object_new_int64((gint64)entry->serial));
	json_object_object_add(item, "time_ms",
			       json_object_new_int64(entry->time / 1000));
	add_text(item, "method", entry->method);
	add_text(item, "path", entry->target);
	add_text(item, "key", entry->key);
	json_object_object_add(item, "status",
			       json_object_new_int((int)entry->status));
	json_object_object_add(item, "acted",
			       json_object_new_boolean(entry->acted));
	json_object_object_add(item, "bytes",
			       json_object_new_int64((gint64)entry->bytes));
	json_object_object_add(item, "tls",
			       json_object_new_boolean(entry->tls));
	add_text(item, "fault", entry->fault);
	return item;
}

struct json_object *reqlog_json(const struct reqlog *log)
{
	struct json_object *list = json_object_new_array();
	for (GList *at = log->entries.head; at; at = at->next)
		json_object_array_add(list, entry_json(at->data));
	return list;
}
