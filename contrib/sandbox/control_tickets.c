// SPDX-License-Identifier: GPL-3.0-or-later
// Tickets as tests and other channels change them, past the API.
#include <string.h>

#include "check.h"
#include "control.h"
#include "save.h"

#define CONTROL_TEXT_MAX ((size_t)1 << 20)

static const char *const make_fields[] = {
	"subject", "description", "status",	    "priority",
	"source",  "workspace",	  "customer_email", "customer_name",
	"number",  "created_at",  "merged",	    NULL};
static const char *const change_fields[] = {"status", "priority", "message",
					    "merged", NULL};

static void list_all(struct box *box, struct answer *out)
{
	struct json_object *list = json_object_new_array();
	const GPtrArray *tickets = box->desk->tickets;
	for (guint i = 0; i < tickets->len; i++)
		json_object_array_add(list, ticket_json_all(tickets->pdata[i]));
	answer_data(out, 200, list);
}

static gint64 read_number(struct check *check)
{
	struct json_object *value = NULL;
	if (!check->object ||
	    !json_object_object_get_ex(check->object, "number", &value))
		return 0;
	gint64 number = json_object_get_int64(value);
	if (!json_object_is_type(value, json_type_int) || number < 1 ||
	    number > G_MAXINT32)
		check_complain(check, "number", "Expected a positive number");
	return number;
}

static gint64 read_time(struct check *check, const char *field)
{
	const char *text = check_text(check, field, false, 64);
	gint64 time = time_read(text);
	if (text && time <= 0)
		check_complain(check, field, "Expected an ISO 8601 time");
	return time;
}

static bool read_merged(struct check *check, bool otherwise)
{
	struct json_object *value = NULL;
	if (!check->object ||
	    !json_object_object_get_ex(check->object, "merged", &value))
		return otherwise;
	if (!json_object_is_type(value, json_type_boolean))
		check_complain(check, "merged", "Expected true or false");
	return json_object_get_boolean(value);
}

static void saved(struct box *box, struct answer *out, unsigned status,
		  const struct ticket *ticket)
{
	if (box_save(box))
		answer_data(out, status, ticket_json_all(ticket));
	else
		answer_error(out, 500, "Cannot write the state file");
}

/* A new ticket needs nothing: a test says only what matters to it. */
static void make(struct box *box, struct json_object *body, struct answer *out)
{
	struct check check;
	check_init(&check, body);
	const char *space = check_text(&check, "workspace", false, 255);
	struct ticket_draft draft = {
		.subject =
			check_text(&check, "subject", false, CONTROL_TEXT_MAX),
		.description = check_text(&check, "description", false,
					  CONTROL_TEXT_MAX),
		.status = check_text(&check, "status", false, 255),
		.priority = check_text(&check, "priority", false, 255),
		.source = check_text(&check, "source", false, 255),
		.email = check_text(&check, "customer_email", false, 255),
		.name = check_text(&check, "customer_name", false, 255),
		.number = read_number(&check),
		.created = read_time(&check, "created_at"),
		.merged = read_merged(&check, false),
	};
	draft.subject = draft.subject ? draft.subject : "A ticket";
	draft.description = draft.description ? draft.description : "Text.";
	draft.email = draft.email ? draft.email : "customer@example.com";
	draft.source = draft.source ? draft.source : "web";
	check_known(&check, make_fields);
	struct workspace *in =
		desk_workspace(box->desk, space ? space : SANDBOX_WORKSPACE);
	if (check.failed) {
		check_refuse(&check, out);
		return;
	}
	check_clear(&check);
	if (draft.number && desk_has_number(box->desk, in, draft.number))
		answer_error(out, 409, "That number is taken");
	else
		saved(box, out, 201, desk_add(box->desk, in, &draft));
}

static void replace(char **text, const char *by)
{
	if (by) {
		g_free(*text);
		*text = g_strdup(by);
	}
}

static void change(struct box *box, struct ticket *ticket,
		   struct json_object *body, struct answer *out)
{
	struct check check;
	check_init(&check, body);
	const char *status = check_text(&check, "status", false, 255);
	const char *priority = check_text(&check, "priority", false, 255);
	const char *message =
		check_text(&check, "message", false, CONTROL_TEXT_MAX);
	check_known(&check, change_fields);
	bool merged = read_merged(&check, ticket->merged);
	if (check.failed) {
		check_refuse(&check, out);
		return;
	}
	replace(&ticket->status, status);
	replace(&ticket->priority, priority);
	ticket->merged = merged;
	if (message)
		desk_post(box->desk, ticket, message, NULL, 0);
	desk_touch(box->desk, ticket);
	check_clear(&check);
	saved(box, out, 200, ticket);
}

static void remove_all(struct box *box, struct answer *out)
{
	desk_clear(box->desk);
	if (box_save(box))
		answer_data(out, 200, json_object_new_array());
	else
		answer_error(out, 500, "Cannot write the state file");
}

static void one(struct box *box, const struct request *req, const char *id,
		struct answer *out)
{
	struct ticket *ticket = desk_find(box->desk, NULL, id);
	if (!ticket) {
		answer_error(out, 404, "Ticket not found");
	} else if (!strcmp(req->method, "GET")) {
		answer_data(out, 200, ticket_json_all(ticket));
	} else if (!strcmp(req->method, "POST")) {
		struct json_object *body = control_body(req, out);
		if (body)
			change(box, ticket, body, out);
		json_object_put(body);
	} else {
		answer_method(out, "GET, POST");
	}
}

void control_tickets(struct box *box, const struct request *req,
		     const char *rest, struct answer *out)
{
	if (*rest) {
		one(box, req, rest, out);
	} else if (!strcmp(req->method, "GET")) {
		list_all(box, out);
	} else if (!strcmp(req->method, "DELETE")) {
		remove_all(box, out);
	} else if (!strcmp(req->method, "POST")) {
		struct json_object *body = control_body(req, out);
		if (body)
			make(box, body, out);
		json_object_put(body);
	} else {
		answer_method(out, "GET, POST, DELETE");
	}
}
