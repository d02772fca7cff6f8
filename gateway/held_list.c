// SPDX-License-Identifier: GPL-3.0-or-later
// Held mail on a terminal: the list, as a table or as JSON.
#include <string.h>

#include <json-c/json.h>

#include "command.h"
#include "held.h"
#include "state/hold.h"

#define COLUMNS_COUNT 6

/* The columns' heads, and how wide each may become; 0 for the rest. */
static const struct {
	const char *head;
	glong most;
} columns[COLUMNS_COUNT] = {
	{"CODE", 64}, {"AGE", 10},     {"MAILBOX", 20},
	{"FROM", 32}, {"SUBJECT", 40}, {"REASON", 0},
};

/* A row of the table: harmless texts, by g_free(). */
struct row {
	char *cells[COLUMNS_COUNT];
	gint64 at_ms;
};

static void row_free(gpointer data)
{
	struct row *row = data;

	for (size_t i = 0; i < COLUMNS_COUNT; i++)
		g_free(row->cells[i]);
	g_free(row);
}

char *held_age(gint64 at_ms)
{
	const gint64 minutes = MAX(clock_wall_ms() - at_ms, 0) / 60000;

	if (minutes < 60)
		return g_strdup_printf("%" G_GINT64_FORMAT " min", minutes);
	if (minutes < 48 * 60)
		return g_strdup_printf("%" G_GINT64_FORMAT " h", minutes / 60);
	return g_strdup_printf("%" G_GINT64_FORMAT " d", minutes / 1440);
}

/* Columns of a terminal that a text takes. */
static glong width(const char *text)
{
	glong n = 0;

	for (; *text != '\0'; text = g_utf8_next_char(text)) {
		const gunichar c = g_utf8_get_char(text);

		if (!g_unichar_iszerowidth(c))
			n += g_unichar_iswide(c) ? 2 : 1;
	}
	return n;
}

/* A harmless line of at most so many columns; 0: of any width. */
static char *cell(const char *text, glong most)
{
	g_autofree char *line = command_printable(text);
	const char *end = line;
	glong n = 0;

	if (most == 0 || width(line) <= most)
		return g_steal_pointer(&line);
	while (n + 2 < most) {
		n += g_unichar_iswide(g_utf8_get_char(end)) ? 2 : 1;
		end = g_utf8_next_char(end);
	}
	return g_strdup_printf("%.*s\u2026", (int)(end - line), line);
}

static struct row *row_new(const struct hold_note *note, const char *reason)
{
	g_autofree char *age =
		note->at_ms > 0 ? held_age(note->at_ms) : g_strdup("?");
	const char *const texts[COLUMNS_COUNT] = {
		note->code, age,	   note->mailbox,
		note->from, note->subject, reason,
	};
	struct row *row = g_new0(struct row, 1);

	for (size_t i = 0; i < COLUMNS_COUNT; i++)
		row->cells[i] = cell(texts[i] != NULL ? texts[i] : "?",
				     columns[i].most);
	row->at_ms = note->at_ms;
	return row;
}

static int by_time(gconstpointer a, gconstpointer b)
{
	const struct row *one = *(const struct row *const *)a;
	const struct row *two = *(const struct row *const *)b;

	if (one->at_ms != two->at_ms)
		return one->at_ms < two->at_ms ? -1 : 1;
	return strcmp(one->cells[0], two->cells[0]);
}

static void print_row(FILE *out, const char *const *cells, const glong *widths)
{
	for (size_t i = 0; i + 1 < COLUMNS_COUNT; i++)
		fprintf(out, "%s%*s", cells[i],
			(int)(widths[i] - width(cells[i]) + 2), "");
	fprintf(out, "%s\n", cells[COLUMNS_COUNT - 1]);
}

static void print_table(FILE *out, const GPtrArray *rows)
{
	const char *heads[COLUMNS_COUNT];
	glong widths[COLUMNS_COUNT];

	for (size_t i = 0; i < COLUMNS_COUNT; i++) {
		heads[i] = columns[i].head;
		widths[i] = width(heads[i]);
		for (guint j = 0; j < rows->len; j++) {
			const struct row *row = rows->pdata[j];

			widths[i] = MAX(widths[i], width(row->cells[i]));
		}
	}
	print_row(out, heads, widths);
	for (guint j = 0; j < rows->len; j++) {
		const struct row *row = rows->pdata[j];

		print_row(out, (const char *const *)row->cells, widths);
	}
}

static void add_text(struct json_object *object, const char *name,
		     const char *text)
{
	g_autofree char *line = command_printable(text != NULL ? text : "");

	json_object_object_add(object, name, json_object_new_string(line));
}

static void print_object(FILE *out, const struct hold_note *note)
{
	struct json_object *object = json_object_new_object();
	struct json_object *recipients = json_object_new_array();
	g_autoptr(GDateTime) at =
		g_date_time_new_from_unix_utc(note->at_ms / 1000);
	g_autofree char *time =
		at == NULL ? NULL
			   : g_date_time_format(at, "%Y-%m-%dT%H:%M:%SZ");

	add_text(object, "code", note->code);
	add_text(object, "at", time);
	add_text(object, "mailbox", note->mailbox);
	add_text(object, "sender", note->sender);
	for (gsize i = 0; i < note->recipients_n; i++) {
		g_autofree char *line = command_printable(note->recipients[i]);

		json_object_array_add(recipients, json_object_new_string(line));
	}
	json_object_object_add(object, "recipients", recipients);
	add_text(object, "queue_id", note->queue_id);
	add_text(object, "from", note->from);
	add_text(object, "subject", note->subject);
	add_text(object, "reason", note->reason);
	fprintf(out, "%s\n",
		json_object_to_json_string_ext(
			object, JSON_C_TO_STRING_PLAIN |
					JSON_C_TO_STRING_NOSLASHESCAPE));
	(void)json_object_put(object);
}

/* One mail; false if its note cannot be read. */
static bool list_one(const struct held_folder *folder, const char *code,
		     FILE *json, GPtrArray *rows)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct hold_note note = {.code = code};
	struct why why = {0};
	const bool good = hold_note_read(folder->path, code, pool, &note, &why);

	note.code = code;
	if (!good)
		note.reason = why.text;
	if (json != NULL)
		print_object(json, &note);
	else
		g_ptr_array_add(rows, row_new(&note, note.reason));
	return good;
}

bool held_list(const struct held_folder *folder, bool json, FILE *out,
	       struct why *why)
{
	g_autoptr(GPtrArray) codes = hold_codes(folder->path, why);
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(row_free);
	guint wrong = 0;

	if (codes == NULL)
		return false;
	for (guint i = 0; i < codes->len; i++)
		wrong += !list_one(folder, codes->pdata[i], json ? out : NULL,
				   rows);
	g_ptr_array_sort(rows, by_time);
	if (rows->len > 0)
		print_table(out, rows);
	else if (!json)
		fprintf(out, "no mail is %s\n", folder->word);
	return wrong == 0 ||
	       why_set(why, TROUBLE_LATER, "%u of %u notes cannot be read",
		       wrong, codes->len);
}
