// SPDX-License-Identifier: GPL-3.0-or-later
// Faults on demand: which requests they meet, and what then goes wrong.
#include "fault.h"

#include <string.h>

#include "check.h"

#define DRIP_MS 300

static const char *const close_names[] = {
	[FAULT_CLOSE_NOT] = "",
	[FAULT_CLOSE_BEFORE] = "before",
	[FAULT_CLOSE_AFTER] = "after",
	[FAULT_CLOSE_RESET] = "reset",
	[FAULT_CLOSE_CUT_STATUS] = "cut_status",
	[FAULT_CLOSE_CUT_HEADERS] = "cut_headers",
	[FAULT_CLOSE_CUT_BODY] = "cut_body",
	[FAULT_CLOSE_HANG] = "hang",
	[FAULT_CLOSE_DRIP] = "drip",
	NULL,
};

static const char *const known[] = {
	"match",      "skip",	      "count",	  "delay_ms",
	"act",	      "act_delay_ms", "status",	  "headers",
	"body",	      "close",	      "drip_ms",  "raw",
	"raw_repeat", "raw_times",    "raw_tail", NULL};

static void fault_clear(gpointer data)
{
	struct fault *fault = data;
	g_free(fault->match);
	g_free(fault->body);
	g_free(fault->raw);
	g_free(fault->raw_repeat);
	g_free(fault->raw_tail);
	g_ptr_array_unref(fault->headers);
	json_object_put(fault->wish);
}

void fault_unref(struct fault *fault)
{
	if (fault)
		g_atomic_rc_box_release_full(fault, fault_clear);
}

static gint64 read_number(struct check *check, const char *name, gint64 low,
			  gint64 high, gint64 otherwise)
{
	struct json_object *value = NULL;
	if (!check->object ||
	    !json_object_object_get_ex(check->object, name, &value))
		return otherwise;
	gint64 number = json_object_get_int64(value);
	if (json_object_is_type(value, json_type_int) && number >= low &&
	    number <= high)
		return number;
	g_autofree char *text =
		g_strdup_printf("Expected a whole number from %" G_GINT64_FORMAT
				" to %" G_GINT64_FORMAT,
				low, high);
	check_complain(check, name, text);
	return otherwise;
}

static char *read_string(struct check *check, const char *name)
{
	struct json_object *value = NULL;
	if (!check->object ||
	    !json_object_object_get_ex(check->object, name, &value) || !value)
		return NULL;
	if (json_object_is_type(value, json_type_string))
		return g_strdup(json_object_get_string(value));
	check_complain(check, name, "Expected string");
	return NULL;
}

/* -1: not said. */
static int read_flag(struct check *check, const char *name)
{
	struct json_object *value = NULL;
	if (!check->object ||
	    !json_object_object_get_ex(check->object, name, &value))
		return -1;
	if (json_object_is_type(value, json_type_boolean))
		return json_object_get_boolean(value) ? 1 : 0;
	check_complain(check, name, "Expected true or false");
	return -1;
}

static enum fault_close read_close(struct check *check)
{
	g_autofree char *name = read_string(check, "close");
	if (!name)
		return FAULT_CLOSE_NOT;
	for (int i = FAULT_CLOSE_BEFORE; close_names[i]; i++)
		if (!strcmp(close_names[i], name))
			return (enum fault_close)i;
	check_complain(
		check, "close",
		"Expected before, after, reset, cut_status, cut_headers, "
		"cut_body, hang or drip");
	return FAULT_CLOSE_NOT;
}

static bool header_ok(const char *name, struct json_object *value)
{
	if (!*name || strpbrk(name, " :\r\n\t") ||
	    !json_object_is_type(value, json_type_string))
		return false;
	return !strpbrk(json_object_get_string(value), "\r\n");
}

static void read_headers(struct check *check, GPtrArray *headers)
{
	struct json_object *object = NULL;
	if (!check->object ||
	    !json_object_object_get_ex(check->object, "headers", &object))
		return;
	if (!json_object_is_type(object, json_type_object)) {
		check_complain(check, "headers", "Expected object");
		return;
	}
	json_object_object_foreach(object, name, value)
	{
		if (!header_ok(name, value)) {
			check_complain(
				check, "headers",
				"Expected names with strings of one line");
			return;
		}
		g_ptr_array_add(headers, g_strdup(name));
		g_ptr_array_add(headers,
				g_strdup(json_object_get_string(value)));
	}
}

/*
 * Where the wish does not say whether to act: what answers in the server's
 * own words acted first, what speaks in other words or not at all did not.
 */
static bool acts(struct check *check, const struct fault *fault)
{
	int said = read_flag(check, "act");
	if (fault->close == FAULT_CLOSE_BEFORE && said == 1)
		check_complain(check, "act", "\"before\" cannot act");
	if (fault->close == FAULT_CLOSE_AFTER && said == 0)
		check_complain(check, "act", "\"after\" always acts");
	if (fault->act_delay_ms && said == 0)
		check_complain(check, "act", "act_delay_ms acts");
	if (said >= 0)
		return said == 1;
	if (fault->act_delay_ms)
		return true;
	if (fault->status || fault->raw || fault->raw_repeat)
		return fault->close == FAULT_CLOSE_AFTER;
	switch (fault->close) {
	case FAULT_CLOSE_BEFORE:
	case FAULT_CLOSE_RESET:
	case FAULT_CLOSE_HANG:
		return false;
	case FAULT_CLOSE_NOT:
	case FAULT_CLOSE_AFTER:
	case FAULT_CLOSE_CUT_STATUS:
	case FAULT_CLOSE_CUT_HEADERS:
	case FAULT_CLOSE_CUT_BODY:
	case FAULT_CLOSE_DRIP:
		return true;
	}
	return false;
}

static void fill(struct fault *fault, struct check *check)
{
	fault->match = read_string(check, "match");
	if (!fault->match)
		fault->match = g_strdup("*");
	fault->skip = read_number(check, "skip", 0, G_MAXINT32, 0);
	fault->count = read_number(check, "count", -1, G_MAXINT32, 1);
	fault->delay_ms =
		read_number(check, "delay_ms", 0, FAULT_DELAY_MAX_MS, 0);
	fault->act_delay_ms =
		read_number(check, "act_delay_ms", 0, FAULT_DELAY_MAX_MS, 0);
	fault->drip_ms = read_number(check, "drip_ms", 1, 60000, DRIP_MS);
	fault->status = (unsigned)read_number(check, "status", 200, 999, 0);
	fault->raw_times =
		read_number(check, "raw_times", 0, FAULT_TIMES_MAX, 1);
	fault->body = read_string(check, "body");
	fault->raw = read_string(check, "raw");
	fault->raw_repeat = read_string(check, "raw_repeat");
	fault->raw_tail = read_string(check, "raw_tail");
	fault->headers = g_ptr_array_new_with_free_func(g_free);
	read_headers(check, fault->headers);
	fault->close = read_close(check);
	fault->act = acts(check, fault);
	check_known(check, known);
}

struct fault *fault_read(struct json_object *wish, struct answer *out)
{
	struct check check;
	check_init(&check, wish);
	struct fault *fault = g_atomic_rc_box_new0(struct fault);
	fill(fault, &check);
	fault->wish = json_object_get(wish);
	if (!check.failed) {
		check_clear(&check);
		return fault;
	}
	check_refuse(&check, out);
	fault_unref(fault);
	return NULL;
}

/* "POST /tickets/<any>/messages": a star is one whole part of the path. */
static bool path_matches(const char *pattern, const char *path)
{
	g_auto(GStrv) wanted = g_strsplit(pattern, "/", -1);
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);
	guint n = g_strv_length(wanted);
	if (n != g_strv_length(parts))
		return false;
	for (guint i = 0; i < n; i++)
		if (strcmp(wanted[i], "*") != 0 &&
		    strcmp(wanted[i], parts[i]) != 0)
			return false;
	return true;
}

static bool matches(const char *match, const char *method, const char *path)
{
	if (!strcmp(match, "*"))
		return true;
	const char *space = strchr(match, ' ');
	if (!space)
		return path_matches(match, path);
	g_autofree char *verb = g_strndup(match, (gsize)(space - match));
	if (strcmp(verb, "*") != 0 && strcmp(verb, method) != 0)
		return false;
	return !strcmp(space + 1, "*") || path_matches(space + 1, path);
}

struct fault *faults_take(GPtrArray *faults, const char *method,
			  const char *path)
{
	for (guint i = 0; i < faults->len; i++) {
		struct fault *fault = faults->pdata[i];
		if (!matches(fault->match, method, path))
			continue;
		fault->seen++;
		if (fault->seen <= fault->skip)
			continue;
		if (fault->count >= 0 && fault->hits >= fault->count)
			continue;
		fault->hits++;
		return g_atomic_rc_box_acquire(fault);
	}
	return NULL;
}

const char *fault_kind(const struct fault *fault)
{
	if (fault->close != FAULT_CLOSE_NOT)
		return close_names[fault->close];
	if (fault->raw || fault->raw_repeat)
		return "raw";
	return fault->status ? "status" : "delay";
}

struct json_object *faults_json(const GPtrArray *faults)
{
	struct json_object *list = json_object_new_array();
	for (guint i = 0; i < faults->len; i++) {
		const struct fault *fault = faults->pdata[i];
		struct json_object *item = json_object_new_object();
		json_object_object_add(item, "id",
				       json_object_new_int64(fault->id));
		json_object_object_add(item, "seen",
				       json_object_new_int64(fault->seen));
		json_object_object_add(item, "hits",
				       json_object_new_int64(fault->hits));
		json_object_object_add(item, "act",
				       json_object_new_boolean(fault->act));
		json_object_object_add(item, "fault",
				       json_object_get(fault->wish));
		json_object_array_add(list, item);
	}
	return list;
}
