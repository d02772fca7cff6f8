// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the desk in a file, so that a restarted sandbox finds its tickets.
#include "save.h"

#include "json_text.h"

#define FORMAT "tixallo-sandbox 1"

static struct json_object *workspaces_json(const struct desk *desk)
{
	struct json_object *list = json_object_new_array();
	GHashTableIter iter;
	gpointer value;
	g_hash_table_iter_init(&iter, desk->workspaces);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const struct workspace *space = value;
		struct json_object *item = json_object_new_object();
		json_object_object_add(item, "name",
				       json_object_new_string(space->name));
		json_object_object_add(
			item, "next_number",
			json_object_new_int64(space->next_number));
		json_object_array_add(list, item);
	}
	return list;
}

bool desk_save(const struct desk *desk, const char *file, GError **error)
{
	struct json_object *whole = json_object_new_object();
	json_object_object_add(whole, "format", json_object_new_string(FORMAT));
	json_object_object_add(whole, "workspaces", workspaces_json(desk));
	struct json_object *tickets = json_object_new_array();
	for (guint i = 0; i < desk->tickets->len; i++)
		json_object_array_add(tickets,
				      ticket_json_all(desk->tickets->pdata[i]));
	json_object_object_add(whole, "tickets", tickets);
	size_t len = 0;
	const char *text = json_object_to_json_string_length(
		whole, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE,
		&len);
	bool done = g_file_set_contents_full(file, text, (gssize)len,
					     G_FILE_SET_CONTENTS_CONSISTENT,
					     0600, error);
	json_object_put(whole);
	return done;
}

static const char *get_text(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;
	if (!json_object_object_get_ex(object, name, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}

gint64 time_read(const char *text)
{
	if (!text)
		return 0;
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, utc);
	if (!time)
		return 0;
	return g_date_time_to_unix(time) * G_USEC_PER_SEC +
	       g_date_time_get_microsecond(time);
}

static void load_messages(struct desk *desk, struct ticket *ticket,
			  struct json_object *list)
{
	size_t n = json_object_is_type(list, json_type_array)
			   ? json_object_array_length(list)
			   : 0;
	for (size_t i = 0; i < n; i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		const char *body = get_text(item, "body");
		desk_post(desk, ticket, body ? body : "", get_text(item, "id"),
			  time_read(get_text(item, "created_at")));
	}
}

static bool load_ticket(struct desk *desk, struct json_object *item)
{
	struct json_object *customer = json_object_object_get(item, "customer");
	const char *space = get_text(item, "workspace");
	struct ticket_draft draft = {
		.id = get_text(item, "id"),
		.subject = get_text(item, "subject"),
		.description = get_text(item, "description"),
		.status = get_text(item, "status"),
		.priority = get_text(item, "priority"),
		.source = get_text(item, "source"),
		.email = get_text(customer, "email"),
		.name = get_text(customer, "name"),
		.customer_id = get_text(customer, "id"),
		.number = json_object_get_int64(
			json_object_object_get(item, "ticket_number")),
		.created = time_read(get_text(item, "created_at")),
		.updated = time_read(get_text(item, "updated_at")),
		.merged = json_object_get_boolean(
			json_object_object_get(item, "merged")),
	};
	if (!draft.id || !draft.email || !space || draft.number < 1)
		return false;
	struct ticket *ticket =
		desk_add(desk, desk_workspace(desk, space), &draft);
	load_messages(desk, ticket, json_object_object_get(item, "messages"));
	ticket->updated = draft.updated;
	return true;
}

static bool load_document(struct desk *desk, struct json_object *doc)
{
	const char *format = get_text(doc, "format");
	if (g_strcmp0(format, FORMAT) != 0)
		return false;
	struct json_object *list = json_object_object_get(doc, "tickets");
	if (!json_object_is_type(list, json_type_array))
		return false;
	for (size_t i = 0; i < json_object_array_length(list); i++)
		if (!load_ticket(desk, json_object_array_get_idx(list, i)))
			return false;
	list = json_object_object_get(doc, "workspaces");
	if (!json_object_is_type(list, json_type_array))
		return false;
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		const char *name = get_text(item, "name");
		if (!name)
			return false;
		struct workspace *space = desk_workspace(desk, name);
		gint64 next = json_object_get_int64(
			json_object_object_get(item, "next_number"));
		space->next_number = MAX(space->next_number, next);
	}
	return true;
}

bool desk_load(struct desk *desk, const char *file, GError **error)
{
	g_autofree char *text = NULL;
	gsize len = 0;
	GError *trouble = NULL;
	if (!g_file_get_contents(file, &text, &len, &trouble)) {
		bool absent = g_error_matches(trouble, G_FILE_ERROR,
					      G_FILE_ERROR_NOENT);
		if (absent)
			g_error_free(trouble);
		else
			g_propagate_error(error, trouble);
		return absent;
	}
	struct json_object *doc = NULL;
	const char *problem = "not a state file of this program";
	bool done = len < SAVE_FILE_MAX &&
		    json_read(text, len, &doc, &problem) &&
		    load_document(desk, doc);
	json_object_put(doc);
	if (!done)
		g_set_error(
			error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
			"%s: %s; move it away to start with no tickets", file,
			problem ? problem : "not a state file of this program");
	return done;
}
