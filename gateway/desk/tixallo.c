// SPDX-License-Identifier: GPL-3.0-or-later
// Tixallo: its API v1 in requests and answers.
#include <string.h>

#include "base/text.h"
#include "desk/driver.h"
#include "desk/fields.h"
#include "desk/fit.h"

/* UTF-16 units of what the desk said of a refusal; it goes into a log. */
#define DETAILS_UNITS_MOST 300

/* Bytes after which no more is collected for it. */
#define DETAILS_BYTES_MOST 4096

static const char *write_body(struct json_object *object, struct pool *pool)
{
	return pool_text(
		pool, json_object_to_json_string_ext(
			      object, JSON_C_TO_STRING_PLAIN |
					      JSON_C_TO_STRING_NOSLASHESCAPE));
}

static void ask_create(const struct desk_draft *draft, struct pool *pool,
		       struct desk_request *request)
{
	g_autoptr(json_held) body = json_object_new_object();

	json_object_object_add(body, "subject", fields_text(draft->subject));
	json_object_object_add(body, "description", fields_text(draft->text));
	json_object_object_add(body, "customer_email",
			       fields_text(draft->email));
	/* An empty name is refused where none is asked for. */
	if (*draft->name != '\0')
		json_object_object_add(body, "customer_name",
				       fields_text(draft->name));
	if (*draft->priority != '\0')
		json_object_object_add(body, "priority",
				       fields_text(draft->priority));
	*request = (struct desk_request){
		.method = "POST",
		.path = "/tickets",
		.body = write_body(body, pool),
	};
}

static const char *ticket_path(const char *ticket_id, const char *rest,
			       struct pool *pool)
{
	g_autofree char *safe = g_uri_escape_string(ticket_id, NULL, FALSE);

	return pool_format(pool, "/tickets/%s%s", safe, rest);
}

static void ask_reply(const char *ticket_id, const char *text,
		      struct pool *pool, struct desk_request *request)
{
	g_autoptr(json_held) body = json_object_new_object();

	json_object_object_add(body, "body", fields_text(text));
	*request = (struct desk_request){
		.method = "POST",
		.path = ticket_path(ticket_id, "/messages", pool),
		.body = write_body(body, pool),
	};
}

static void ask_get(const char *ticket_id, struct pool *pool,
		    struct desk_request *request)
{
	*request = (struct desk_request){
		.method = "GET",
		.path = ticket_path(ticket_id, "", pool),
	};
}

static void ask_newest(int most, struct pool *pool,
		       struct desk_request *request)
{
	*request = (struct desk_request){
		.method = "GET",
		.path = pool_format(pool, "/tickets?limit=%d", most),
	};
}

/* Adds "; NAME: TEXT, TEXT" for an array of texts. */
static void add_complaints(GString *out, const char *name,
			   struct json_object *texts)
{
	gsize n = json_object_is_type(texts, json_type_array)
			  ? json_object_array_length(texts)
			  : 0;

	for (gsize i = 0; i < n && out->len < DETAILS_BYTES_MOST; i++) {
		if (i > 0)
			g_string_append(out, ", ");
		else if (*name != '\0')
			g_string_append_printf(out, "; %s: ", name);
		else
			g_string_append(out, "; ");
		fields_append_line(out, json_object_array_get_idx(texts, i));
	}
}

/* The shape {"fieldErrors": {field: [text]}, "formErrors": [text]}. */
static void add_details(GString *out, struct json_object *details,
			bool *email_refused)
{
	struct json_object *fields =
		fields_take(details, "fieldErrors", json_type_object);

	if (fields != NULL) {
		json_object_object_foreach(fields, name, texts)
		{
			g_autoptr(GString) line = g_string_new(NULL);

			if (out->len >= DETAILS_BYTES_MOST)
				break;
			text_line(line, name, strlen(name));
			add_complaints(out, line->str, texts);
		}
		*email_refused = fields_take(fields, "customer_email",
					     json_type_array) != NULL;
	}
	add_complaints(out, "",
		       fields_take(details, "formErrors", json_type_array));
}

/* What a refusal says: `error` is a text, or an object with a message. */
static void read_refusal(struct json_object *root, struct pool *pool,
			 struct desk_reading *reading)
{
	struct json_object *error =
		fields_take(root, "error", json_type_object);
	struct json_object *details = fields_take(error != NULL ? error : root,
						  "details", json_type_object);
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *line = NULL;

	fields_append_line(
		out, error != NULL
			     ? fields_take(error, "message", json_type_string)
			     : fields_take(root, "error", json_type_string));
	add_details(out, details, &reading->email_refused);
	line = fit_line(g_str_has_prefix(out->str, "; ") ? out->str + 2
							 : out->str,
			DETAILS_UNITS_MOST);
	reading->details = *line == '\0' ? "" : pool_text(pool, line);
}

/* The status alone, for all that is no success. */
static enum answer judge_status(long status, bool post)
{
	switch (status) {
	case 400:
	case 413:
	case 422:
		return ANSWER_INVALID;
	case 401:
	case 403:
		return ANSWER_DENIED;
	case 404:
	case 410:
		return ANSWER_GONE;
	case 409:
		return ANSWER_MERGED;
	case 429:
		return ANSWER_BUSY;
	/* Made, but without a word of what: a lost or a strange body. */
	case 201:
		return post ? ANSWER_NAMELESS : ANSWER_DOWN;
	default:
		return post ? ANSWER_UNSURE : ANSWER_DOWN;
	}
}

/*
 * Reads what came. With a success it gives back the whole JSON, whose `data`
 * is then of the wanted type; else NULL, with the reading filled in.
 */
static struct json_object *read_answer(const struct http_answer *http,
				       bool post, enum json_type type,
				       struct pool *pool,
				       struct desk_reading *reading)
{
	bool success = http->status >= 200 && http->status < 300;
	bool too_large = false;
	g_autoptr(json_held) root = NULL;

	*reading = (struct desk_reading){
		.answer = http->end == HTTP_UNSENT
				  ? ANSWER_DOWN
				  : judge_status(http->status, post),
		.details = "",
	};
	if (http->end == HTTP_UNSENT || http->status == 0)
		return NULL;
	root = fields_parse(http->body->str, http->body->len, &too_large);
	if (success) {
		/* A cut answer to a GET may lack what was behind the cut. */
		bool whole = post || http->end == HTTP_WHOLE;

		if (!post && (too_large || http->too_large))
			reading->answer = ANSWER_INVALID;
		if (whole && fields_take(root, "data", type) != NULL)
			return g_steal_pointer(&root);
		return NULL;
	}
	read_refusal(root, pool, reading);
	return NULL;
}

/* False if it has no id: then it is no ticket. */
static bool take_ticket(struct json_object *data, struct pool *pool,
			struct desk_ticket *ticket)
{
	struct json_object *customer =
		fields_take(data, "customer", json_type_object);
	struct desk_ticket found = {
		.id = fields_line(data, "id", pool),
		.number = fields_number(data, "ticket_number"),
		.subject = fields_line(data, "subject", pool),
		.text = fields_body(data, "description", pool),
		.status = fields_line(data, "status", pool),
		.created_at = fields_line(data, "created_at", pool),
		.customer_id = fields_line(data, "customer_id", pool),
		.customer_email = fields_line(customer, "email", pool),
		.customer_name = fields_line(customer, "name", pool),
	};

	if (!desk_id_valid(found.id))
		return false;
	/* The page says that customer details come with it, not where. */
	if (*found.customer_id == '\0')
		found.customer_id = fields_line(customer, "id", pool);
	if (*found.customer_email == '\0')
		found.customer_email =
			fields_line(data, "customer_email", pool);
	if (*found.customer_name == '\0')
		found.customer_name = fields_line(data, "customer_name", pool);
	*ticket = found;
	return true;
}

static void take_message(struct json_object *data, struct pool *pool,
			 struct desk_message *message)
{
	*message = (struct desk_message){
		.id = fields_line(data, "id", pool),
		.text = fields_body(data, "body", pool),
		.created_at = fields_line(data, "created_at", pool),
	};
	if (!desk_id_valid(message->id))
		message->id = "";
}

static void read_created(const struct http_answer *http, struct pool *pool,
			 struct desk_ticket *ticket,
			 struct desk_reading *reading)
{
	g_autoptr(json_held) root =
		read_answer(http, true, json_type_object, pool, reading);

	/* What does not exist cannot be missing: the URL is wrong. */
	if (reading->answer == ANSWER_GONE)
		reading->answer = ANSWER_DOWN;
	if (root != NULL &&
	    take_ticket(fields_take(root, "data", json_type_object), pool,
			ticket))
		reading->answer = ANSWER_DONE;
}

static void read_posted(const struct http_answer *http, struct pool *pool,
			struct desk_message *message,
			struct desk_reading *reading)
{
	g_autoptr(json_held) root =
		read_answer(http, true, json_type_object, pool, reading);
	struct desk_message found;

	if (root == NULL)
		return;
	take_message(fields_take(root, "data", json_type_object), pool, &found);
	if (*found.id == '\0')
		return;
	*message = found;
	reading->answer = ANSWER_DONE;
}

/*
 * Appends the conversation; false if it is not there or cannot be read. That
 * must not look like a conversation without the message that is looked for.
 */
static bool take_messages(struct json_object *list, struct pool *pool,
			  GArray *messages)
{
	gsize n = list == NULL ? 0 : json_object_array_length(list);
	bool texts = false;

	for (gsize i = 0; i < n; i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		struct desk_message message;

		take_message(item, pool, &message);
		g_array_append_val(messages, message);
		texts = texts || *message.text != '\0';
	}
	return list != NULL && (n == 0 || texts);
}

static void read_ticket(const struct http_answer *http, struct pool *pool,
			struct desk_ticket *ticket, GArray *messages,
			struct desk_reading *reading)
{
	g_autoptr(json_held) root =
		read_answer(http, false, json_type_object, pool, reading);
	struct json_object *data = fields_take(root, "data", json_type_object);

	if (data == NULL || !take_ticket(data, pool, ticket))
		return;
	ticket->conversation = take_messages(
		fields_take(data, "messages", json_type_array), pool, messages);
	reading->answer = ANSWER_DONE;
}

static void read_newest(const struct http_answer *http, struct pool *pool,
			GArray *tickets, struct desk_reading *reading)
{
	g_autoptr(json_held) root =
		read_answer(http, false, json_type_array, pool, reading);
	struct json_object *list = fields_take(root, "data", json_type_array);

	if (reading->answer == ANSWER_GONE)
		reading->answer = ANSWER_DOWN;
	if (list == NULL)
		return;
	for (gsize i = 0; i < json_object_array_length(list); i++) {
		struct desk_ticket ticket;

		/*
		 * That fewer than 50 came proves what is not there: so a list
		 * with an entry that cannot be read is no list.
		 */
		if (!take_ticket(json_object_array_get_idx(list, i), pool,
				 &ticket))
			return;
		g_array_append_val(tickets, ticket);
	}
	reading->answer = ANSWER_DONE;
}

const struct desk_driver desk_tixallo = {
	.name = "tixallo",
	.limits = {.subject = 300, .text = 20000, .name = 120, .email = 255},
	.ask_create = ask_create,
	.ask_reply = ask_reply,
	.ask_get = ask_get,
	.ask_newest = ask_newest,
	.read_created = read_created,
	.read_posted = read_posted,
	.read_ticket = read_ticket,
	.read_newest = read_newest,
};
