// SPDX-License-Identifier: GPL-3.0-or-later
// JSON as strictly as a JavaScript server reads it, and text measured as it
// does.
#include "json_text.h"

#include <string.h>

#include <glib.h>

static int hex4(const char *at, const char *end)
{
	if (end - at < 4)
		return -1;
	int value = 0;
	for (int i = 0; i < 4; i++) {
		if (!g_ascii_isxdigit(at[i]))
			return -1;
		value = value * 16 + g_ascii_xdigit_value(at[i]);
	}
	return value;
}

/* The unit that an escape at `at` (behind the backslash) stands for, or -1. */
static int escaped_unit(const char *at, const char *end)
{
	return at < end && *at == 'u' ? hex4(at + 1, end) : -1;
}

/*
 * json-c turns an unpaired surrogate into U+FFFD and says nothing, so the
 * escapes are looked through before it sees them. Backslashes stand only
 * inside strings; wherever else one is, json-c refuses the document.
 */
static const char *escapes_problem(const char *text, size_t len)
{
	const char *end = text + len;
	bool quoted = false;
	for (const char *at = text; at < end; at++) {
		if (*at == '"')
			quoted = !quoted;
		if (quoted && (unsigned char)*at < 0x20)
			return "a raw control character in a string";
		if (*at != '\\')
			continue;
		at++;
		int unit = escaped_unit(at, end);
		if (unit < 0)
			continue;
		at += 4;
		if (unit == 0)
			return "U+0000 is not allowed";
		if (unit >= 0xdc00 && unit <= 0xdfff)
			return "an unpaired surrogate";
		if (unit < 0xd800 || unit > 0xdbff)
			continue;
		int low = at + 1 < end && at[1] == '\\'
				  ? escaped_unit(at + 2, end)
				  : -1;
		if (low < 0xdc00 || low > 0xdfff)
			return "an unpaired surrogate";
		at += 6;
	}
	return NULL;
}

bool json_read(const char *text, size_t len, struct json_object **out,
	       const char **problem)
{
	*out = NULL;
	while (len && strchr(" \t\r\n", text[len - 1]))
		len--;
	*problem = "an empty document";
	if (!len)
		return false;
	*problem = "bytes that are not UTF-8";
	if (!g_utf8_validate_len(text, len, NULL))
		return false;
	*problem = escapes_problem(text, len);
	if (*problem)
		return false;
	struct json_tokener *tok = json_tokener_new_ex(JSON_DEPTH_MAX);
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT |
					    JSON_TOKENER_VALIDATE_UTF8);
	struct json_object *doc = json_tokener_parse_ex(tok, text, (int)len);
	enum json_tokener_error err = json_tokener_get_error(tok);
	/* A number at the very end may go on, says json-c: let it end. */
	if (err == json_tokener_continue) {
		doc = json_tokener_parse_ex(tok, "", 1);
		err = json_tokener_get_error(tok);
	}
	json_tokener_free(tok);
	if (err != json_tokener_success) {
		*problem = json_tokener_error_desc(err);
		return false;
	}
	*out = doc;
	return true;
}

size_t text_units(const char *text)
{
	size_t units = 0;
	for (const unsigned char *at = (const unsigned char *)text; *at; at++)
		if ((*at & 0xc0) != 0x80)
			units += *at >= 0xf0 ? 2 : 1;
	return units;
}

static bool local_ok(const char *local, size_t len, bool strict)
{
	const char *signs = strict ? "_'+-." : "!#$%&'*+/=?^_`{|}~-.";
	if (!len || local[0] == '.' || local[len - 1] == '.')
		return false;
	if (strict && local[len - 1] == '\'')
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!g_ascii_isalnum(local[i]) && !strchr(signs, local[i]))
			return false;
		if (local[i] == '.' && local[i + 1] == '.')
			return false;
	}
	return true;
}

static bool label_ok(const char *label)
{
	size_t len = strlen(label);
	if (!len || len > 63 || label[0] == '-' || label[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!g_ascii_isalnum(label[i]) && label[i] != '-')
			return false;
	return true;
}

static bool last_label_ok(const char *label, bool strict)
{
	if (strlen(label) < 2 || !g_ascii_isalpha(label[0]))
		return false;
	for (const char *at = label; strict && *at; at++)
		if (!g_ascii_isalpha(*at))
			return false;
	return true;
}

bool text_is_email(const char *text, bool strict)
{
	const char *at = strchr(text, '@');
	if (!at || strchr(at + 1, '@') ||
	    !local_ok(text, (size_t)(at - text), strict))
		return false;
	g_auto(GStrv) labels = g_strsplit(at + 1, ".", -1);
	guint n = g_strv_length(labels);
	if (n < 2)
		return false;
	for (guint i = 0; i < n; i++)
		if (!label_ok(labels[i]))
			return false;
	return last_label_ok(labels[n - 1], strict);
}
