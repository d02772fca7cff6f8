// SPDX-License-Identifier: GPL-3.0-or-later
// The control interface that tests use: faults, log, tickets, keys.
#include "control.h"

#include <string.h>

#include "json_text.h"

static bool loopback_host(const char *text)
{
	static const char *const names[] = {"localhost", "127.0.0.1", "[::1]",
					    NULL};
	for (guint i = 0; names[i]; i++) {
		size_t len = strlen(names[i]);
		if (!g_ascii_strncasecmp(text, names[i], len) &&
		    (!text[len] || text[len] == ':'))
			return true;
	}
	return false;
}

bool control_is_foreign(const struct request *req)
{
	/* A name that was rebound to loopback shows in Host. */
	if (req->host && !loopback_host(req->host))
		return true;
	if (req->fetch_site && (!strcmp(req->fetch_site, "cross-site") ||
				!strcmp(req->fetch_site, "same-site")))
		return true;
	const char *host = req->origin ? strstr(req->origin, "://") : NULL;
	if (!req->origin)
		return false;
	return !host || !req->host || strcmp(host + 3, req->host) != 0;
}

struct json_object *control_body(const struct request *req, struct answer *out)
{
	struct json_object *body = NULL;
	const char *problem = "the body is too large";
	if (req->body_seen <= REQUEST_BODY_MAX &&
	    json_read((const char *)req->body->data, req->body->len, &body,
		      &problem) &&
	    body)
		return body;
	g_autofree char *text = g_strdup_printf("Invalid JSON body: %s",
						problem ? problem : "null");
	answer_error(out, 400, text);
	return NULL;
}

/* All of the list or nothing: one that is wrong refuses the rest too. */
static void add_faults(struct box *box, struct json_object *body,
		       struct answer *out)
{
	bool one = !json_object_is_type(body, json_type_array);
	size_t n = one ? 1 : json_object_array_length(body);
	if (box->faults->len + n > FAULT_MAX) {
		answer_error(out, 400, "Too many faults");
		return;
	}
	guint before = box->faults->len;
	for (size_t i = 0; i < n; i++) {
		struct fault *fault = fault_read(
			one ? body : json_object_array_get_idx(body, i), out);
		if (!fault) {
			g_ptr_array_set_size(box->faults, (gint)before);
			return;
		}
		fault->id = box->next_fault++;
		g_ptr_array_add(box->faults, fault);
	}
	answer_data(out, 201, faults_json(box->faults));
}

static void control_faults(struct box *box, const struct request *req,
			   struct answer *out)
{
	if (!strcmp(req->method, "GET")) {
		answer_data(out, 200, faults_json(box->faults));
	} else if (!strcmp(req->method, "DELETE")) {
		g_ptr_array_set_size(box->faults, 0);
		answer_data(out, 200, json_object_new_array());
	} else if (!strcmp(req->method, "POST")) {
		struct json_object *body = control_body(req, out);
		if (body)
			add_faults(box, body, out);
		json_object_put(body);
	} else {
		answer_method(out, "GET, POST, DELETE");
	}
}

static void control_requests(struct box *box, const struct request *req,
			     struct answer *out)
{
	if (!strcmp(req->method, "GET")) {
		answer_data(out, 200, reqlog_json(&box->log));
	} else if (!strcmp(req->method, "DELETE")) {
		reqlog_clear(&box->log);
		answer_data(out, 200, json_object_new_array());
	} else {
		answer_method(out, "GET, DELETE");
	}
}

static const char *text_of(struct json_object *body, const char *name)
{
	struct json_object *value = NULL;
	if (!json_object_object_get_ex(body, name, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	const char *text = json_object_get_string(value);
	return *text ? text : NULL;
}

static void change_keys(struct box *box, struct json_object *body,
			struct answer *out)
{
	const char *add = text_of(body, "add");
	const char *space = text_of(body, "workspace");
	const char *revoke = text_of(body, "revoke");
	const char *restore = text_of(body, "restore");
	const char *name = revoke ? revoke : restore;
	struct key *key = name ? keys_find(&box->keys, name) : NULL;
	if (add &&
	    !keys_add(&box->keys, add, space ? space : SANDBOX_WORKSPACE))
		answer_error(out, 409, "That key is there already");
	else if (!add && !name)
		answer_error(
			out, 400,
			"Expected {\"revoke\": key}, {\"restore\": key} or "
			"{\"add\": key, \"workspace\": name}");
	else if (name && !key)
		answer_error(out, 404, "No such key");
	else
		answer_data(out, 200, NULL);
	if (key)
		key->revoked = revoke != NULL;
}

static void control_keys(struct box *box, const struct request *req,
			 struct answer *out)
{
	if (!strcmp(req->method, "POST")) {
		struct json_object *body = control_body(req, out);
		if (!body)
			return;
		change_keys(box, body, out);
		json_object_put(body);
		if (out->status >= 400)
			return;
	} else if (strcmp(req->method, "GET") != 0) {
		answer_method(out, "GET, POST");
		return;
	}
	answer_data(out, 200, keys_json(&box->keys));
}

void control_answer(struct box *box, const struct request *req,
		    struct answer *out)
{
	const char *what = req->path + strlen(CONTROL_PREFIX);
	g_mutex_lock(&box->lock);
	if (control_is_foreign(req))
		answer_error(out, 403, "Not for web pages of other origins");
	else if (!strcmp(what, "faults"))
		control_faults(box, req, out);
	else if (!strcmp(what, "requests"))
		control_requests(box, req, out);
	else if (!strcmp(what, "keys"))
		control_keys(box, req, out);
	else if (!strcmp(what, "tickets"))
		control_tickets(box, req, "", out);
	else if (g_str_has_prefix(what, "tickets/"))
		control_tickets(box, req, what + strlen("tickets/"), out);
	else
		answer_error(out, 404, "Not found");
	g_mutex_unlock(&box->lock);
}
