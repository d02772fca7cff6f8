// SPDX-License-Identifier: GPL-3.0-or-later
// The four calls of the help desk's API.
#include "api.h"

#include <string.h>

#include "check.h"
#include "json_text.h"

#define SUBJECT_MAX    300
#define TEXT_MAX       20000
#define EMAIL_MAX      255
#define NAME_MAX_UNITS 120
#define LIMIT_DEFAULT  20
#define LIMIT_MAX      50

static const char *const priorities[] = {"low", "medium", "high", "urgent",
					 NULL};

const char *api_path(const char *path)
{
	size_t len = strlen(API_PREFIX);
	if (strncmp(path, API_PREFIX, len) != 0)
		return NULL;
	return path[len] == '/' || !path[len] ? path + len : NULL;
}

/* The body as JSON, or an answer that refuses it. */
static bool read_body(const struct request *req, struct json_object **out,
		      struct answer *answer)
{
	const char *type = req->content_type ? req->content_type : "";
	size_t len = strcspn(type, "; \t");
	if (req->body_seen > REQUEST_BODY_MAX) {
		answer_error(answer, 413, "Request body too large");
		return false;
	}
	if (len != strlen("application/json") ||
	    g_ascii_strncasecmp(type, "application/json", len) != 0) {
		answer_error(answer, 400,
			     "Content-Type must be application/json");
		return false;
	}
	const char *problem = NULL;
	if (json_read((const char *)req->body->data, req->body->len, out,
		      &problem))
		return true;
	g_autofree char *text =
		g_strdup_printf("Invalid JSON body: %s", problem);
	answer_error(answer, 400, text);
	return false;
}

static void saved(struct box *box, struct answer *out, unsigned status,
		  struct json_object *data)
{
	if (box_save(box)) {
		answer_data(out, status, data);
		return;
	}
	json_object_put(data);
	answer_error(out, 500, "Internal server error");
}

static bool read_limit(const char *text, guint64 *limit)
{
	*limit = LIMIT_DEFAULT;
	return !text ||
	       g_ascii_string_to_unsigned(text, 10, 1, LIMIT_MAX, limit, NULL);
}

static void list_tickets(struct box *box, const struct request *req,
			 const struct workspace *space, struct answer *out)
{
	guint64 limit = 0;
	if (!read_limit(req->limit, &limit)) {
		answer_error(out, 400, "limit must be from 1 to 50");
		return;
	}
	struct json_object *list = json_object_new_array();
	const GPtrArray *tickets = box->desk->tickets;
	for (guint i = tickets->len;
	     i > 0 && json_object_array_length(list) < limit; i--) {
		const struct ticket *ticket = tickets->pdata[i - 1];
		if (ticket->workspace == space && !ticket->merged)
			json_object_array_add(list, ticket_json(ticket));
	}
	answer_data(out, 200, list);
}

static void create_ticket(struct box *box, const struct request *req,
			  struct workspace *space, struct answer *out)
{
	struct json_object *body = NULL;
	if (!read_body(req, &body, out))
		return;
	struct check check;
	check_init(&check, body);
	struct ticket_draft draft = {
		.subject = check_text(&check, "subject", true, SUBJECT_MAX),
		.description =
			check_text(&check, "description", true, TEXT_MAX),
		.email = check_text(&check, "customer_email", true, EMAIL_MAX),
		.name = check_text(&check, "customer_name", false,
				   NAME_MAX_UNITS),
		.priority =
			check_choice(&check, "priority", priorities, "medium"),
	};
	if (draft.email &&
	    !text_is_email(draft.email, box->options->strict_email))
		check_complain(&check, "customer_email", "Invalid email");
	if (check.failed) {
		check_refuse(&check, out);
	} else {
		const struct ticket *ticket =
			desk_add(box->desk, space, &draft);
		saved(box, out, 201, ticket_json(ticket));
		check_clear(&check);
	}
	json_object_put(body);
}

static void post_message(struct box *box, const struct request *req,
			 struct ticket *ticket, struct answer *out)
{
	struct json_object *body = NULL;
	if (!read_body(req, &body, out))
		return;
	struct check check;
	check_init(&check, body);
	const char *text = check_text(&check, "body", true, TEXT_MAX);
	if (check.failed) {
		check_refuse(&check, out);
	} else if (ticket->merged) {
		check_clear(&check);
		answer_error(out, 409, "Ticket has been merged");
	} else {
		const struct message *message =
			desk_post(box->desk, ticket, text, NULL, 0);
		saved(box, out, 201, message_json(ticket, message));
		check_clear(&check);
	}
	json_object_put(body);
}

static void one_ticket(struct box *box, const struct request *req,
		       const char *rest, const struct workspace *space,
		       struct answer *out)
{
	size_t len = strcspn(rest, "/");
	g_autofree char *id = g_strndup(rest, len);
	bool messages = !strcmp(rest + len, "/messages");
	const char *allowed = messages ? "POST" : "GET";
	struct ticket *ticket = desk_find(box->desk, space, id);
	if (rest[len] && !messages)
		answer_error(out, 404, "Not found");
	else if (strcmp(req->method, allowed) != 0)
		answer_method(out, allowed);
	else if (!ticket)
		answer_error(out, 404, "Ticket not found");
	else if (messages)
		post_message(box, req, ticket, out);
	else
		answer_data(out, 200, ticket_json_full(ticket));
}

static void too_many(const struct box *box, struct answer *out)
{
	guint budget = box->keys.budget;
	double window = box->options->window;
	struct json_object *whole = json_object_new_object();
	json_object_object_add(whole, "error",
			       json_object_new_string("Rate limit exceeded"));
	json_object_object_add(whole, "limit",
			       json_object_new_int64((gint64)budget));
	bool even = !(box->keys.window % G_USEC_PER_SEC);
	json_object_object_add(whole, "window_seconds",
			       even ? json_object_new_int64((gint64)window)
				    : json_object_new_double(window));
	/* The refused count too, so only a whole window of silence is sure. */
	gint64 wait = box->keys.window + G_USEC_PER_SEC - 1;
	g_autofree char *text =
		g_strdup_printf("%" G_GINT64_FORMAT, wait / G_USEC_PER_SEC);
	answer_header(out, "Retry-After", text);
	answer_json(out, 429, whole);
}

static void add_budget(struct box *box, const struct key *key,
		       struct answer *out)
{
	guint used = key_used(&box->keys, key);
	g_autofree char *limit = g_strdup_printf("%u", box->keys.budget);
	g_autofree char *left = g_strdup_printf("%u", box->keys.budget - used);
	answer_header(out, "X-RateLimit-Limit", limit);
	answer_header(out, "X-RateLimit-Remaining", left);
}

static void route(struct box *box, const struct request *req,
		  const struct key *key, struct answer *out)
{
	struct workspace *space = desk_workspace(box->desk, key->workspace);
	const char *path = api_path(req->path);
	if (g_str_has_prefix(path, "/tickets/"))
		one_ticket(box, req, path + strlen("/tickets/"), space, out);
	else if (strcmp(path, "/tickets") != 0)
		answer_error(out, 404, "Not found");
	else if (!strcmp(req->method, "GET"))
		list_tickets(box, req, space, out);
	else if (!strcmp(req->method, "POST"))
		create_ticket(box, req, space, out);
	else
		answer_method(out, "GET, POST");
}

void api_perform(struct box *box, const struct request *req,
		 struct visitor visitor, struct answer *out)
{
	g_mutex_lock(&box->lock);
	if (visitor.door == DOOR_UNKNOWN) {
		answer_header(out, "WWW-Authenticate", "Bearer");
		answer_error(out, 401, "Invalid or missing API key");
	} else {
		add_budget(box, visitor.key, out);
		if (visitor.door == DOOR_FULL)
			too_many(box, out);
		else
			route(box, req, visitor.key, out);
	}
	if (out->status < 400)
		reqlog_acted(&box->log, req->serial);
	g_mutex_unlock(&box->lock);
}
