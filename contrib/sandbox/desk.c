// SPDX-License-Identifier: GPL-3.0-or-later
// The help desk's tickets, customers and workspaces, in memory.
#include "desk.h"

#include <string.h>

static void customer_free(gpointer data)
{
	struct customer *customer = data;
	g_free(customer->id);
	g_free(customer->email);
	g_free(customer->name);
	g_free(customer);
}

static void message_free(gpointer data)
{
	struct message *message = data;
	g_free(message->id);
	g_free(message->body);
	g_free(message);
}

static void workspace_free(gpointer data)
{
	struct workspace *space = data;
	g_free(space->name);
	g_hash_table_unref(space->customers);
	g_free(space);
}

static void ticket_free(gpointer data)
{
	struct ticket *ticket = data;
	g_free(ticket->id);
	g_free(ticket->subject);
	g_free(ticket->description);
	g_free(ticket->status);
	g_free(ticket->priority);
	g_free(ticket->source);
	g_ptr_array_unref(ticket->messages);
	g_free(ticket);
}

struct desk *desk_new(gint64 first_number)
{
	struct desk *desk = g_new0(struct desk, 1);
	desk->first_number = first_number;
	desk->revision = 1;
	desk->workspaces = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
						 workspace_free);
	desk->by_id = g_hash_table_new(g_str_hash, g_str_equal);
	desk->tickets = g_ptr_array_new_with_free_func(ticket_free);
	return desk;
}

void desk_free(struct desk *desk)
{
	if (!desk)
		return;
	g_hash_table_unref(desk->by_id);
	g_ptr_array_unref(desk->tickets);
	g_hash_table_unref(desk->workspaces);
	g_free(desk);
}

struct workspace *desk_workspace(struct desk *desk, const char *name)
{
	struct workspace *space = g_hash_table_lookup(desk->workspaces, name);
	if (space)
		return space;
	space = g_new0(struct workspace, 1);
	space->name = g_strdup(name);
	space->next_number = desk->first_number;
	space->customers = g_hash_table_new_full(g_str_hash, g_str_equal,
						 g_free, customer_free);
	g_hash_table_insert(desk->workspaces, space->name, space);
	return space;
}

static char *id_or_new(const char *id)
{
	return id ? g_strdup(id) : g_uuid_string_random();
}

static char *text_or(const char *text, const char *otherwise)
{
	return g_strdup(text ? text : otherwise);
}

static struct customer *customer_get(struct workspace *space,
				     const struct ticket_draft *draft)
{
	char *folded = g_ascii_strdown(draft->email, -1);
	struct customer *customer =
		g_hash_table_lookup(space->customers, folded);
	if (customer) {
		g_free(folded);
		return customer;
	}
	customer = g_new0(struct customer, 1);
	customer->id = id_or_new(draft->customer_id);
	customer->email = g_strdup(draft->email);
	customer->name = g_strdup(draft->name);
	g_hash_table_insert(space->customers, folded, customer);
	return customer;
}

/* Tickets stand in the order of their times; nearly always at the end. */
static void insert_by_time(GPtrArray *tickets, struct ticket *ticket)
{
	guint at = tickets->len;
	while (at > 0) {
		const struct ticket *before = tickets->pdata[at - 1];
		if (before->created <= ticket->created)
			break;
		at--;
	}
	g_ptr_array_insert(tickets, (gint)at, ticket);
}

struct ticket *desk_add(struct desk *desk, struct workspace *space,
			const struct ticket_draft *draft)
{
	struct ticket *ticket = g_new0(struct ticket, 1);
	ticket->id = id_or_new(draft->id);
	ticket->workspace = space;
	ticket->customer = customer_get(space, draft);
	ticket->number = draft->number ? draft->number : space->next_number;
	space->next_number = MAX(space->next_number, ticket->number + 1);
	ticket->subject = text_or(draft->subject, "");
	ticket->description = text_or(draft->description, "");
	ticket->status = text_or(draft->status, "new");
	ticket->priority = text_or(draft->priority, "medium");
	ticket->source = text_or(draft->source, "api");
	ticket->created = draft->created ? draft->created : g_get_real_time();
	ticket->updated = draft->updated ? draft->updated : ticket->created;
	ticket->merged = draft->merged;
	ticket->messages = g_ptr_array_new_with_free_func(message_free);
	insert_by_time(desk->tickets, ticket);
	g_hash_table_insert(desk->by_id, ticket->id, ticket);
	desk->revision++;
	return ticket;
}

struct message *desk_post(struct desk *desk, struct ticket *ticket,
			  const char *body, const char *id, gint64 created)
{
	struct message *message = g_new0(struct message, 1);
	message->id = id_or_new(id);
	message->body = g_strdup(body);
	message->created = created ? created : g_get_real_time();
	g_ptr_array_add(ticket->messages, message);
	ticket->updated = MAX(ticket->updated, message->created);
	desk->revision++;
	return message;
}

struct ticket *desk_find(struct desk *desk, const struct workspace *space,
			 const char *id)
{
	g_autofree char *folded = g_ascii_strdown(id, -1);
	struct ticket *ticket = g_hash_table_lookup(desk->by_id, folded);
	if (!ticket || (space && ticket->workspace != space))
		return NULL;
	return ticket;
}

bool desk_has_number(const struct desk *desk, const struct workspace *space,
		     gint64 number)
{
	for (guint i = 0; i < desk->tickets->len; i++) {
		const struct ticket *ticket = desk->tickets->pdata[i];
		if (ticket->workspace == space && ticket->number == number)
			return true;
	}
	return false;
}

void desk_touch(struct desk *desk, struct ticket *ticket)
{
	ticket->updated = g_get_real_time();
	desk->revision++;
}

void desk_clear(struct desk *desk)
{
	g_hash_table_remove_all(desk->by_id);
	g_ptr_array_set_size(desk->tickets, 0);
	GHashTableIter iter;
	gpointer value;
	g_hash_table_iter_init(&iter, desk->workspaces);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		g_hash_table_remove_all(((struct workspace *)value)->customers);
	desk->revision++;
}

char *time_text(gint64 microseconds)
{
	g_autoptr(GDateTime) whole =
		g_date_time_new_from_unix_utc(microseconds / G_USEC_PER_SEC);
	g_autofree char *text = g_date_time_format(whole, "%Y-%m-%dT%H:%M:%S");
	return g_strdup_printf("%s.%03dZ", text,
			       (int)(microseconds / 1000 % 1000));
}

static void add_text(struct json_object *object, const char *name,
		     const char *text)
{
	json_object_object_add(object, name,
			       text ? json_object_new_string(text) : NULL);
}

static void add_time(struct json_object *object, const char *name, gint64 at)
{
	g_autofree char *text = time_text(at);
	add_text(object, name, text);
}

struct json_object *ticket_json(const struct ticket *ticket)
{
	struct json_object *object = json_object_new_object();
	add_text(object, "id", ticket->id);
	json_object_object_add(object, "ticket_number",
			       json_object_new_int64(ticket->number));
	add_text(object, "subject", ticket->subject);
	add_text(object, "description", ticket->description);
	add_text(object, "status", ticket->status);
	add_text(object, "priority", ticket->priority);
	add_text(object, "source", ticket->source);
	add_time(object, "created_at", ticket->created);
	add_time(object, "updated_at", ticket->updated);
	add_text(object, "customer_id", ticket->customer->id);
	return object;
}

struct json_object *message_json(const struct ticket *ticket,
				 const struct message *message)
{
	struct json_object *object = json_object_new_object();
	add_text(object, "id", message->id);
	add_text(object, "ticket_id", ticket->id);
	add_text(object, "body", message->body);
	add_text(object, "customer_id", ticket->customer->id);
	add_time(object, "created_at", message->created);
	return object;
}

struct json_object *ticket_json_full(const struct ticket *ticket)
{
	struct json_object *object = ticket_json(ticket);
	struct json_object *customer = json_object_new_object();
	add_text(customer, "id", ticket->customer->id);
	add_text(customer, "email", ticket->customer->email);
	add_text(customer, "name", ticket->customer->name);
	add_text(customer, "company", NULL);
	json_object_object_add(object, "customer", customer);
	struct json_object *messages = json_object_new_array();
	for (guint i = 0; i < ticket->messages->len; i++)
		json_object_array_add(
			messages,
			message_json(ticket, ticket->messages->pdata[i]));
	json_object_object_add(object, "messages", messages);
	return object;
}

struct json_object *ticket_json_all(const struct ticket *ticket)
{
	struct json_object *object = ticket_json_full(ticket);
	add_text(object, "workspace", ticket->workspace->name);
	json_object_object_add(object, "merged",
			       json_object_new_boolean(ticket->merged));
	return object;
}
