// SPDX-License-Identifier: GPL-3.0-or-later
// Held mail on a terminal: the list, as a table or as JSON.
#include <string.h>

#include <json-c/json.h>

#include "command.h"
#include "held.h"
#include "state/hold.h"
#include "table.h"

static const struct table_column columns[] = {
	{"CODE", 64}, {"AGE", 10},     {"MAILBOX", 20},
	{"FROM", 32}, {"SUBJECT", 40}, {"REASON", 0},
};

char *held_age(gint64 at_ms)
{
	const gint64 minutes = MAX(clock_wall_ms() - at_ms, 0) / 60000;

	if (minutes < 60)
		return g_strdup_printf("%" G_GINT64_FORMAT " min", minutes);
	if (minutes < 48 * 60)
		return g_strdup_printf("%" G_GINT64_FORMAT " h", minutes / 60);
	return g_strdup_printf("%" G_GINT64_FORMAT " d", minutes / 1440);
}

static int by_time(gconstpointer a, gconstpointer b)
{
	const struct hold_note *one = *(const struct hold_note *const *)a;
	const struct hold_note *two = *(const struct hold_note *const *)b;

	if (one->at_ms != two->at_ms)
		return one->at_ms < two->at_ms ? -1 : 1;
	return strcmp(one->code, two->code);
}

static void print_notes(FILE *out, const GPtrArray *notes)
{
	g_autoptr(table_handle) table =
		table_new(columns, G_N_ELEMENTS(columns));

	for (guint i = 0; i < notes->len; i++) {
		const struct hold_note *note = notes->pdata[i];
		g_autofree char *age =
			note->at_ms > 0 ? held_age(note->at_ms) : g_strdup("?");
		const char *const texts[] = {
			note->code, age,	   note->mailbox,
			note->from, note->subject, note->reason,
		};

		table_add(table, texts);
	}
	table_print(table, 0, out);
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

/* One mail; false if its note cannot be read: then that is its reason. */
static bool list_one(const struct held_folder *folder, const char *code,
		     FILE *json, struct pool *pool, GPtrArray *notes)
{
	struct hold_note *note = pool_zero(pool, 1, sizeof *note);
	struct why why = {0};
	const bool good = hold_note_read(folder->path, code, pool, note, &why);

	note->code = pool_text(pool, code);
	if (!good)
		note->reason = pool_text(pool, why.text);
	if (json != NULL)
		print_object(json, note);
	else
		g_ptr_array_add(notes, note);
	return good;
}

bool held_list(const struct held_folder *folder, bool json, FILE *out,
	       struct why *why)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GPtrArray) codes = hold_codes(folder->path, why);
	g_autoptr(GPtrArray) notes = g_ptr_array_new();
	guint wrong = 0;

	if (codes == NULL)
		return false;
	for (guint i = 0; i < codes->len; i++)
		wrong += !list_one(folder, codes->pdata[i], json ? out : NULL,
				   pool, notes);
	g_ptr_array_sort(notes, by_time);
	if (notes->len > 0)
		print_notes(out, notes);
	else if (!json)
		fprintf(out, "no mail is %s\n", folder->word);
	return wrong == 0 ||
	       why_set(why, TROUBLE_LATER, "%u of %u notes cannot be read",
		       wrong, codes->len);
}
