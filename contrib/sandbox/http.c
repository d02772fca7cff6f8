// SPDX-License-Identifier: GPL-3.0-or-later
// A request and its answer, free of the library that carries them.
#include "http.h"

#include <string.h>

struct request *request_new(const char *target, bool tls)
{
	struct request *req = g_atomic_rc_box_new0(struct request);
	req->target = g_strndup(target, REQUEST_TARGET_MAX);
	req->path = g_strndup(req->target, strcspn(req->target, "?"));
	req->body = g_byte_array_new();
	req->tls = tls;
	return req;
}

struct request *request_ref(struct request *req)
{
	return g_atomic_rc_box_acquire(req);
}

static void request_clear(gpointer data)
{
	struct request *req = data;
	g_free(req->method);
	g_free(req->target);
	g_free(req->path);
	g_free(req->authorization);
	g_free(req->content_type);
	g_free(req->host);
	g_free(req->origin);
	g_free(req->fetch_site);
	g_free(req->limit);
	g_free(req->after);
	g_free(req->search);
	g_byte_array_unref(req->body);
}

void request_unref(struct request *req)
{
	if (req)
		g_atomic_rc_box_release_full(req, request_clear);
}

void answer_init(struct answer *out)
{
	out->status = 200;
	out->headers = g_ptr_array_new_with_free_func(g_free);
	out->body = g_string_new(NULL);
}

void answer_clear(struct answer *out)
{
	g_ptr_array_unref(out->headers);
	g_string_free(out->body, TRUE);
	*out = (struct answer){0};
}

void answer_header(struct answer *out, const char *name, const char *value)
{
	g_ptr_array_add(out->headers, g_strdup(name));
	g_ptr_array_add(out->headers, g_strdup(value));
}

bool answer_has_header(const struct answer *out, const char *name)
{
	for (guint i = 0; i + 1 < out->headers->len; i += 2)
		if (!g_ascii_strcasecmp(out->headers->pdata[i], name))
			return true;
	return false;
}

void answer_text(struct answer *out, unsigned status, const char *type,
		 const char *text, size_t len)
{
	out->status = status;
	g_string_truncate(out->body, 0);
	g_string_append_len(out->body, text, (gssize)len);
	if (!answer_has_header(out, "Content-Type"))
		answer_header(out, "Content-Type", type);
}

void answer_json(struct answer *out, unsigned status,
		 struct json_object *object)
{
	size_t len = 0;
	const char *text = json_object_to_json_string_length(
		object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE,
		&len);
	answer_text(out, status, "application/json", text, len);
	json_object_put(object);
}

void answer_data(struct answer *out, unsigned status, struct json_object *data)
{
	struct json_object *whole = json_object_new_object();
	json_object_object_add(whole, "data", data);
	answer_json(out, status, whole);
}

void answer_error(struct answer *out, unsigned status, const char *text)
{
	struct json_object *whole = json_object_new_object();
	json_object_object_add(whole, "error", json_object_new_string(text));
	answer_json(out, status, whole);
}

void answer_method(struct answer *out, const char *allowed)
{
	answer_header(out, "Allow", allowed);
	answer_error(out, 405, "Method not allowed");
}
