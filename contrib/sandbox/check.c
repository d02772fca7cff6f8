// SPDX-License-Identifier: GPL-3.0-or-later
// Checks fields of a JSON object and collects what is wrong with them.
#include "check.h"

#include <string.h>

#include "json_text.h"

static const char *type_name(struct json_object *value)
{
	switch (json_object_get_type(value)) {
	case json_type_null:
		return "null";
	case json_type_boolean:
		return "boolean";
	case json_type_double:
	case json_type_int:
		return "number";
	case json_type_object:
		return "object";
	case json_type_array:
		return "array";
	case json_type_string:
		return "string";
	}
	return "nothing";
}

void check_init(struct check *check, struct json_object *object)
{
	*check = (struct check){
		.object = object,
		.fields = json_object_new_object(),
		.form = json_object_new_array(),
	};
	if (json_object_is_type(object, json_type_object))
		return;
	g_autofree char *text = g_strdup_printf("Expected object, received %s",
						type_name(object));
	json_object_array_add(check->form, json_object_new_string(text));
	check->failed = true;
	check->object = NULL;
}

void check_clear(struct check *check)
{
	json_object_put(check->fields);
	json_object_put(check->form);
	*check = (struct check){0};
}

void check_complain(struct check *check, const char *field, const char *text)
{
	struct json_object *list = NULL;
	if (!json_object_object_get_ex(check->fields, field, &list)) {
		list = json_object_new_array();
		json_object_object_add(check->fields, field, list);
	}
	json_object_array_add(list, json_object_new_string(text));
	check->failed = true;
}

const char *check_text(struct check *check, const char *field, bool required,
		       size_t max)
{
	struct json_object *value = NULL;
	if (!check->object ||
	    !json_object_object_get_ex(check->object, field, &value)) {
		if (required && check->object)
			check_complain(check, field, "Required");
		return NULL;
	}
	if (!json_object_is_type(value, json_type_string)) {
		g_autofree char *text = g_strdup_printf(
			"Expected string, received %s", type_name(value));
		check_complain(check, field, text);
		return NULL;
	}
	const char *text = json_object_get_string(value);
	if (!*text) {
		check_complain(check, field,
			       "String must contain at least 1 character(s)");
		return NULL;
	}
	if (text_units(text) > max) {
		g_autofree char *why = g_strdup_printf(
			"String must contain at most %zu character(s)", max);
		check_complain(check, field, why);
		return NULL;
	}
	return text;
}

static char *choices(const char *const *values)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; values[i]; i++)
		g_string_append_printf(text, "%s'%s'", i ? " | " : "",
				       values[i]);
	return g_string_free(text, FALSE);
}

const char *check_choice(struct check *check, const char *field,
			 const char *const *values, const char *otherwise)
{
	struct json_object *value = NULL;
	if (!check->object ||
	    !json_object_object_get_ex(check->object, field, &value))
		return otherwise;
	g_autofree char *known = choices(values);
	g_autofree char *why = NULL;
	if (!json_object_is_type(value, json_type_string)) {
		why = g_strdup_printf("Expected %s, received %s", known,
				      type_name(value));
		check_complain(check, field, why);
		return NULL;
	}
	for (guint i = 0; values[i]; i++)
		if (!strcmp(values[i], json_object_get_string(value)))
			return values[i];
	why = g_strdup_printf(
		"Invalid enum value. Expected %s, received '%.80s'", known,
		json_object_get_string(value));
	g_autofree char *valid = g_utf8_make_valid(why, -1);
	check_complain(check, field, valid);
	return NULL;
}

void check_known(struct check *check, const char *const *known)
{
	if (!check->object)
		return;
	json_object_object_foreach(check->object, name, value)
	{
		(void)value;
		if (!g_strv_contains(known, name))
			check_complain(check, name, "Unknown");
	}
}

void check_refuse(struct check *check, struct answer *out)
{
	struct json_object *details = json_object_new_object();
	json_object_object_add(details, "fieldErrors", check->fields);
	json_object_object_add(details, "formErrors", check->form);
	struct json_object *whole = json_object_new_object();
	json_object_object_add(whole, "error",
			       json_object_new_string("Validation failed"));
	json_object_object_add(whole, "details", details);
	answer_json(out, 400, whole);
	*check = (struct check){0};
}
