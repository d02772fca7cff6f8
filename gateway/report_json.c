// SPDX-License-Identifier: GPL-3.0-or-later
// explain --json: one object for each mail.
#include <json.h>

#include "base/outcome.h"
#include "report.h"

static void add(json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key,
			       text == NULL ? NULL
					    : json_object_new_string(text));
}

/* "" says that there is none, which is null in JSON. */
static void add_known(json_object *object, const char *key, const char *text)
{
	add(object, key, *text == '\0' ? NULL : text);
}

static json_object *one_address(const struct address *address)
{
	json_object *object = json_object_new_object();

	add(object, "email", address->email);
	add(object, "name", address->name);
	return object;
}

static json_object *all_addresses(const struct addresses *list)
{
	json_object *array = json_object_new_array();

	for (size_t i = 0; i < list->n; i++)
		json_object_array_add(array, one_address(&list->at[i]));
	return array;
}

static json_object *all_ids(const struct ids *ids)
{
	json_object *array = json_object_new_array();

	for (size_t i = 0; i < ids->n; i++)
		json_object_array_add(array,
				      json_object_new_string(ids->at[i]));
	return array;
}

static json_object *headers(const struct message *msg)
{
	static const struct address nobody = {"", ""};
	json_object *object = json_object_new_object();

	json_object_object_add(
		object, "from",
		one_address(msg->from.n > 0 ? &msg->from.at[0] : &nobody));
	json_object_object_add(object, "to", all_addresses(&msg->to));
	json_object_object_add(object, "cc", all_addresses(&msg->cc));
	json_object_object_add(object, "reply_to",
			       all_addresses(&msg->reply_to));
	json_object_object_add(object, "in_reply_to",
			       all_ids(&msg->in_reply_to));
	json_object_object_add(object, "references", all_ids(&msg->references));
	return object;
}

static json_object *sender(const struct writer *writer)
{
	json_object *object = json_object_new_object();

	add(object, "email", writer->email);
	add(object, "name", writer->name);
	add(object, "source", writer->source);
	add(object, "verified", verified_name(writer->verified));
	return object;
}

static json_object *reference(const struct reference *ref)
{
	json_object *object;

	if (!ref->found)
		return NULL;
	object = json_object_new_object();
	json_object_object_add(
		object, "number",
		ref->number == 0 ? NULL : json_object_new_int64(ref->number));
	add_known(object, "id", ref->id);
	add(object, "source", ref->source);
	add(object, "text", ref->text);
	return object;
}

static json_object *forwarded(const struct forwarded *fwd)
{
	json_object *object;

	if (fwd == NULL)
		return NULL;
	object = json_object_new_object();
	json_object_object_add(object, "from", one_address(&fwd->from));
	json_object_object_add(object, "to", all_addresses(&fwd->to));
	json_object_object_add(object, "cc", all_addresses(&fwd->cc));
	add(object, "subject", fwd->subject);
	add(object, "date", fwd->date);
	add(object, "body", fwd->body);
	add(object, "message", fwd->message);
	return object;
}

static json_object *returned(const struct returned *back)
{
	json_object *array;
	json_object *object;

	if (back == NULL)
		return NULL;
	array = json_object_new_array();
	for (size_t i = 0; i < back->recipients_n; i++) {
		json_object *one = json_object_new_object();

		add(one, "email", back->recipients[i].email);
		add(one, "status", back->recipients[i].status);
		add(one, "action", back->recipients[i].action);
		add(one, "diagnostic", back->recipients[i].diagnostic);
		json_object_array_add(array, one);
	}
	object = json_object_new_object();
	json_object_object_add(object, "recipients", array);
	add(object, "message_id", back->message_id);
	return object;
}

static json_object *removed(const struct decision *dec)
{
	json_object *array = json_object_new_array();

	for (size_t i = 0; i < dec->removed_n; i++) {
		json_object *one = json_object_new_object();

		add(one, "kind", dec->removed[i].kind);
		add(one, "text", dec->removed[i].text);
		json_object_array_add(array, one);
	}
	return array;
}

static json_object *attachments(const struct message *msg)
{
	json_object *array = json_object_new_array();

	for (size_t i = 0; i < msg->attachments_n; i++) {
		const struct attachment *file = &msg->attachments[i];
		json_object *one = json_object_new_object();

		add(one, "name", file->name);
		add(one, "type", file->type);
		json_object_object_add(one, "size",
				       json_object_new_uint64(file->size));
		json_object_object_add(one, "inline",
				       json_object_new_boolean(file->inlined));
		add_known(one, "sha256", file->sha256);
		json_object_array_add(array, one);
	}
	return array;
}

static json_object *requests(struct desk *desk, const struct plan *plan)
{
	json_object *array = json_object_new_array();

	for (size_t i = 0; i < plan->parts_n; i++) {
		json_object *one = json_object_new_object();
		struct desk_request request;

		report_request(desk, plan, i, &request);
		add(one, "method", request.method);
		add(one, "path", request.path);
		json_object_object_add(one, "body",
				       json_tokener_parse(request.body));
		json_object_array_add(array, one);
	}
	return array;
}

static json_object *notes(const struct decision *dec)
{
	json_object *array = json_object_new_array();

	for (guint i = 0; i < dec->notes->len; i++) {
		const struct note *note =
			&g_array_index(dec->notes, struct note, i);
		json_object *one = json_object_new_object();

		add(one, "filter", note->filter);
		add(one, "note", note->note);
		json_object_array_add(array, one);
	}
	return array;
}

static void add_found(json_object *object, const struct letter *letter,
		      const struct decision *dec)
{
	json_object_object_add(object, "headers", headers(letter->msg));
	json_object_object_add(object, "sender", sender(&dec->sender));
	json_object_object_add(object, "reference", reference(&dec->reference));
	json_object_object_add(object, "forwarded", forwarded(dec->forwarded));
	json_object_object_add(object, "returned", returned(dec->returned));
	add(object, "text",
	    *letter->msg->whole != '\0' ? letter->msg->whole
					: letter->msg->text);
	add(object, "visible", dec->visible);
	json_object_object_add(object, "removed", removed(dec));
	json_object_object_add(object, "attachments", attachments(letter->msg));
}

/* A mail that would be sent back: the one status that is not 0. */
static enum outcome planned(const struct plan *plan)
{
	return plan->action == ACTION_REFUSE ? OUTCOME_REFUSED : OUTCOME_OK;
}

void report_json(FILE *out, const struct letter *letter,
		 const struct decision *dec, const struct plan *plan,
		 struct desk *desk)
{
	json_object *object = json_object_new_object();

	add(object, "action", action_name(plan->action));
	add(object, "reason", plan->reason);
	add(object, "filter", dec->filter);
	add(object, "class", class_name(dec->class));
	add(object, "mailbox", letter->mailbox->name);
	add(object, "message_id", letter->msg->message_id);
	add(object, "subject", letter->msg->subject);
	add_known(object, "trace", letter->trace);
	add_found(object, letter, dec);
	json_object_object_add(object, "requests", requests(desk, plan));
	json_object_object_add(object, "notes", notes(dec));
	json_object_object_add(
		object, "exit",
		json_object_new_int(outcome_status(planned(plan))));
	fprintf(out, "%s\n",
		json_object_to_json_string_ext(
			object, JSON_C_TO_STRING_PLAIN |
					JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}
