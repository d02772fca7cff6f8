// SPDX-License-Identifier: GPL-3.0-or-later
// Sheets: what is known of one thing, as labelled lines or as a JSON object.
#include "sheet.h"

#include <string.h>

#include "command.h"
#include "table.h"

struct sheet sheet_begin(FILE *out, bool json)
{
	return (struct sheet){
		.out = out,
		.width = table_room(out),
		.object = json ? json_object_new_object() : NULL,
	};
}

void sheet_print(struct json_object *object, FILE *out)
{
	fprintf(out, "%s\n",
		json_object_to_json_string_ext(
			object, JSON_C_TO_STRING_PLAIN |
					JSON_C_TO_STRING_NOSLASHESCAPE));
}

void sheet_end(struct sheet *sheet)
{
	if (sheet->object == NULL)
		return;
	sheet_print(sheet->object, sheet->out);
	(void)json_object_put(sheet->object);
	sheet->object = NULL;
}

void sheet_add_text(struct json_object *object, const char *key,
		    const char *value)
{
	g_autofree char *line = command_printable(value);

	(void)json_object_object_add(object, key, json_object_new_string(line));
}

void sheet_add_number(struct json_object *object, const char *key,
		      gint64 number)
{
	(void)json_object_object_add(object, key,
				     json_object_new_int64(number));
}

/*
 * Bytes of text that one line of room columns takes: up to a blank, or where
 * there is none, as many as fit; one character at the least.
 */
static gsize line_size(const char *text, glong room)
{
	const char *blank = NULL;
	const char *at = text;
	glong n = 0;

	for (; *at != '\0'; at = g_utf8_next_char(at)) {
		if (*at == ' ')
			blank = at;
		n += table_width_of(g_utf8_get_char(at));
		if (n > room && at > text)
			return (gsize)((blank > text ? blank : at) - text);
	}
	return (gsize)(at - text);
}

void sheet_text(const struct sheet *sheet, const char *label, const char *key,
		const char *value)
{
	const glong room = sheet->width - SHEET_LABEL_WIDTH;
	g_autofree char *line = NULL;

	if (sheet->object != NULL) {
		sheet_add_text(sheet->object, key, value);
		return;
	}
	line = command_printable(value);
	for (const char *at = line; *at != '\0';) {
		const gsize size = line_size(at, room);

		fprintf(sheet->out, "%-*s%.*s\n", SHEET_LABEL_WIDTH,
			at == line ? label : "", (int)size, at);
		at += size;
		at += strspn(at, " ");
	}
}

void sheet_path(const struct sheet *sheet, const char *label, const char *key,
		const char *path)
{
	g_autofree char *line = NULL;

	if (sheet->object != NULL) {
		sheet_add_text(sheet->object, key, path);
		return;
	}
	line = command_printable(path);
	if (*line != '\0')
		fprintf(sheet->out, "%-*s%s\n", SHEET_LABEL_WIDTH, label, line);
}

void sheet_number(const struct sheet *sheet, const char *label, const char *key,
		  gint64 number)
{
	if (sheet->object != NULL)
		sheet_add_number(sheet->object, key, number);
	else if (number != 0)
		fprintf(sheet->out, "%-*s%" G_GINT64_FORMAT "\n",
			SHEET_LABEL_WIDTH, label, number);
}

char *sheet_clock(gint64 at_ms)
{
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(at_ms / 1000);

	return at == NULL ? g_strdup("?")
			  : g_date_time_format(at, "%F %H:%M:%S UTC");
}

void sheet_time(const struct sheet *sheet, const char *label, const char *key,
		gint64 at_ms)
{
	g_autofree char *text = sheet_clock(at_ms);

	if (sheet->object != NULL)
		sheet_add_number(sheet->object, key, at_ms);
	else if (at_ms != 0)
		sheet_text(sheet, label, key, text);
}

char *sheet_span(gint64 ms)
{
	if (ms < 1000)
		return g_strdup_printf("%" G_GINT64_FORMAT " ms", ms);
	if (ms < 120000)
		return g_strdup_printf("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT
				       " s",
				       ms / 1000, ms % 1000 / 100);
	return g_strdup_printf("%" G_GINT64_FORMAT " min", ms / 60000);
}
