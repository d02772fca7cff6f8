// SPDX-License-Identifier: GPL-3.0-or-later
// A request and its answer, free of the library that carries them.
#ifndef SANDBOX_HTTP_H
#define SANDBOX_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>
#include <json-c/json.h>

/* What a request body may have; more is read to its end and answered 413. */
#define REQUEST_BODY_MAX ((size_t)1 << 20)
/* What is read of a body at all; past it the connection is closed. */
#define REQUEST_READ_MAX ((size_t)64 << 20)
/* What is kept of a request line's target. */
#define REQUEST_TARGET_MAX 2048

/*
 * A request, whole. Reference counted, since a late act outlives the
 * connection: request_ref(), request_unref() from any thread.
 */
struct request {
	char *method;	     /* "POST" */
	char *target;	     /* of the request line, cut at the ceiling */
	char *path;	     /* the target up to "?" */
	char *authorization; /* these headers' values, or NULL */
	char *content_type;
	char *host;
	char *origin;
	char *fetch_site;
	char *limit;  /* the query's `limit`, or NULL */
	char *after;  /* the query's `after`, or NULL */
	char *search; /* the query's `q`, or NULL */
	GByteArray *body;
	size_t body_seen; /* bytes that came, kept or not */
	bool tls;
	guint64 serial; /* its number in the log, 0 before that */
};

struct request *request_new(const char *target, bool tls);
struct request *request_ref(struct request *req);
void request_unref(struct request *req);

/*
 * An answer: `headers` holds names and values by turns. answer_init() makes
 * it an empty 200; answer_clear() frees what it holds.
 */
struct answer {
	unsigned status;
	GPtrArray *headers;
	GString *body;
};

void answer_init(struct answer *out);
void answer_clear(struct answer *out);
void answer_header(struct answer *out, const char *name, const char *value);
bool answer_has_header(const struct answer *out, const char *name);
void answer_text(struct answer *out, unsigned status, const char *type,
		 const char *text, size_t len);

/* {"data": DATA}; takes `data`, which may be NULL for JSON's null. */
void answer_data(struct answer *out, unsigned status, struct json_object *data);

/* The object as it stands; takes it. */
void answer_json(struct answer *out, unsigned status,
		 struct json_object *object);

/* {"error": TEXT} */
void answer_error(struct answer *out, unsigned status, const char *text);

/* 405 with Allow. */
void answer_method(struct answer *out, const char *allowed);

#endif
