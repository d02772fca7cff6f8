// SPDX-License-Identifier: GPL-3.0-or-later
// Fields: JSON from outside, read within limits and made harmless.
#include "desk/fields.h"

#include <string.h>

#include "base/text.h"

typedef struct json_tokener json_tokener_held;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_tokener_held, json_tokener_free)

/* Counts what json-c would have to make, before it makes it. */
static bool within_limits(const char *bytes, gsize size)
{
	gsize objects = 0, values = 1;
	bool text = false;

	for (gsize i = 0; i < size; i++) {
		if (text && bytes[i] == '\\')
			i++;
		else if (bytes[i] == '"')
			text = !text;
		else if (!text && (bytes[i] == '{' || bytes[i] == '['))
			objects++;
		else if (!text && bytes[i] == ',')
			values++;
	}
	return objects <= FIELDS_OBJECTS_MOST && values <= FIELDS_VALUES_MOST;
}

struct json_object *fields_parse(const char *bytes, gsize size, bool *too_large)
{
	g_autoptr(json_tokener_held) tokener = NULL;
	struct json_object *root;

	*too_large = size > G_MAXINT || !within_limits(bytes, size);
	if (*too_large)
		return NULL;
	tokener = json_tokener_new_ex(FIELDS_DEPTH_MOST);
	/* Strict: no comments, no half literals, nothing behind the value. */
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	root = json_tokener_parse_ex(tokener, bytes, (int)size);
	if (json_tokener_get_error(tokener) == json_tokener_success &&
	    json_tokener_get_parse_end(tokener) == size)
		return root;
	json_object_put(root);
	return NULL;
}

struct json_object *fields_take(struct json_object *object, const char *name,
				enum json_type type)
{
	struct json_object *value = NULL;

	if (!json_object_is_type(object, json_type_object) ||
	    !json_object_object_get_ex(object, name, &value) ||
	    !json_object_is_type(value, type))
		return NULL;
	return value;
}

void fields_append_line(GString *out, struct json_object *value)
{
	gsize start = out->len;

	if (!json_object_is_type(value, json_type_string))
		return;
	text_line(out, json_object_get_string(value),
		  (gsize)json_object_get_string_len(value));
	g_string_truncate(out,
			  start + text_fit(out->str + start, FIELDS_LINE_MOST));
}

const char *fields_line(struct json_object *object, const char *name,
			struct pool *pool)
{
	g_autoptr(GString) line = g_string_new(NULL);

	fields_append_line(line, fields_take(object, name, json_type_string));
	return line->len == 0 ? "" : pool_text(pool, line->str);
}

const char *fields_body(struct json_object *object, const char *name,
			struct pool *pool)
{
	struct json_object *value = fields_take(object, name, json_type_string);
	g_autoptr(GString) text = g_string_new(NULL);

	if (value == NULL)
		return "";
	text_body(text, json_object_get_string(value),
		  (gsize)json_object_get_string_len(value));
	return pool_text(pool, text->str);
}

gint64 fields_number(struct json_object *object, const char *name)
{
	struct json_object *value = fields_take(object, name, json_type_int);
	gint64 number = 0;
	char *end;

	if (value != NULL)
		return MAX(json_object_get_int64(value), 0);
	value = fields_take(object, name, json_type_string);
	if (value == NULL)
		return 0;
	if (g_ascii_isdigit(*json_object_get_string(value)))
		number = g_ascii_strtoll(json_object_get_string(value), &end,
					 10);
	return number > 0 && *end == '\0' ? number : 0;
}

struct json_object *fields_text(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	return json_object_new_string(valid);
}
