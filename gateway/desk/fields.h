// SPDX-License-Identifier: GPL-3.0-or-later
// Fields: JSON from outside, read within limits and made harmless.
#ifndef TIXGATE_DESK_FIELDS_H
#define TIXGATE_DESK_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>
#include <json-c/json.h>

#include "base/pool.h"

/* Nesting of arrays and objects. An error's details are four deep. */
#define FIELDS_DEPTH_MOST 32

/*
 * Arrays and objects, and values, of one answer: json-c takes about a
 * kilobyte for an empty object, so that 16 MB of "{},{}," would be gigabytes.
 */
#define FIELDS_OBJECTS_MOST 20000
#define FIELDS_VALUES_MOST  200000

/* UTF-16 units of a text that has to be one line. */
#define FIELDS_LINE_MOST 1024

typedef struct json_object json_held;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_held, json_object_put)

/*
 * The one JSON value that the bytes are, nothing but white space around it;
 * NULL if they are anything else or go over a limit, which *too_large then
 * says. Of a name that stands twice the last counts. Freed by
 * json_object_put(), or by g_autoptr(json_held).
 */
struct json_object *fields_parse(const char *bytes, gsize size,
				 bool *too_large);

/* The named field if it is of that type; else NULL. object may be NULL. */
struct json_object *fields_take(struct json_object *object, const char *name,
				enum json_type type);

/* The named text as one harmless line, "" if it is no text or not there. */
const char *fields_line(struct json_object *object, const char *name,
			struct pool *pool);

/* The same for a text of many lines, at full length. */
const char *fields_body(struct json_object *object, const char *name,
			struct pool *pool);

/* A positive whole number, also one in quotes; 0 for anything else. */
gint64 fields_number(struct json_object *object, const char *name);

/* Appends value, if it is a text, as one harmless line. */
void fields_append_line(GString *out, struct json_object *value);

/* A text for JSON: valid UTF-8, whatever text is. */
struct json_object *fields_text(const char *text);

#endif
