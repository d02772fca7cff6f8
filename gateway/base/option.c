// SPDX-License-Identifier: GPL-3.0-or-later
// Options: what a group of settings holds, of which type, and its defaults.
#include "base/option.h"

#include <stdlib.h>
#include <string.h>

static const char *const type_names[] = {
	[OPTION_BOOL] = "true or false", [OPTION_INT] = "a whole number",
	[OPTION_NUMBER] = "a number",	 [OPTION_TEXT] = "a text",
	[OPTION_WORD] = "a word",	 [OPTION_LIST] = "a list of texts",
};

const char *option_type_name(enum option_type type)
{
	return type_names[type];
}

const struct option *option_find(const struct option *table, const char *name)
{
	for (; table->name != NULL; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}

bool option_check_path(const char *value, struct why *why)
{
	return *value == '\0' || g_path_is_absolute(value) ||
	       why_set(why, TROUBLE_CONFIG, "must begin with a slash");
}

static void *field(const struct option *option, void *group)
{
	return (char *)group + option->offset;
}

static const char *const *keep_list(const char *const *list,
				    GStringChunk *strings, GPtrArray *lists)
{
	guint n = g_strv_length((char **)(guintptr)list);
	const char **copy = g_new0(const char *, n + 1);

	for (guint i = 0; i < n; i++)
		copy[i] = g_string_chunk_insert(strings, list[i]);
	g_ptr_array_add(lists, copy);
	return copy;
}

static int word_index(const struct option *option, const char *word)
{
	for (int i = 0; option->words[i] != NULL; i++)
		if (strcmp(option->words[i], word) == 0)
			return i;
	return -1;
}

static bool in_range(const struct option *option, double number,
		     struct why *why)
{
	if (number >= (double)option->least && number <= (double)option->most)
		return true;
	/* libconfig before 1.7 reads such a number as another one. */
	return why_set(why, TROUBLE_CONFIG,
		       "%.15g is not from %" G_GINT64_FORMAT
		       " to %" G_GINT64_FORMAT "%s",
		       number, option->least, option->most,
		       option->most > G_MAXINT32
			       ? "; one of more than 2147483647 ends with an L"
			       : "");
}

static bool checked(const struct option *option, const char *text,
		    struct why *why)
{
	if (!g_utf8_validate(text, -1, NULL))
		return why_set(why, TROUBLE_CONFIG, "is not valid UTF-8");
	if (option->check == NULL || option->check(text, why))
		return true;
	return why_set(why, TROUBLE_CONFIG, "\"%s\" %s", text, why->text);
}

static bool set_word(const struct option *option, void *group, const char *word,
		     struct why *why)
{
	g_autofree char *choices = NULL;
	int index = word_index(option, word);

	if (index >= 0) {
		*(int *)field(option, group) = index;
		return true;
	}
	choices = g_strjoinv(", ", (char **)(guintptr)option->words);
	return why_set(why, TROUBLE_CONFIG, "\"%s\" is not one of %s", word,
		       choices);
}

static bool set_list(const struct option *option, void *group,
		     const char *const *list, GStringChunk *strings,
		     GPtrArray *lists, struct why *why)
{
	for (size_t i = 0; list[i] != NULL; i++)
		if (!checked(option, list[i], why))
			return false;
	*(const char *const **)field(option, group) =
		keep_list(list, strings, lists);
	return true;
}

/* What a value must have been read as, for an option of each type. */
static bool type_fits(const struct option *option, enum option_type got)
{
	const enum option_type wanted = option->type;

	if (wanted == OPTION_WORD)
		return got == OPTION_TEXT;
	if (wanted == OPTION_NUMBER)
		return got == OPTION_NUMBER || got == OPTION_INT;
	if (wanted == OPTION_LIST && option->single && got == OPTION_TEXT)
		return true;
	return wanted == got;
}

bool option_set(const struct option *option, void *group,
		const struct option_value *value, GStringChunk *strings,
		GPtrArray *lists, struct why *why)
{
	const char *const alone[] = {value->text, NULL};
	double number = value->type == OPTION_INT ? (double)value->integer
						  : value->number;

	if (!type_fits(option, value->type))
		return why_set(why, TROUBLE_CONFIG, "must be %s, not %s",
			       type_names[option->type],
			       type_names[value->type]);
	switch (option->type) {
	case OPTION_BOOL:
		*(bool *)field(option, group) = value->truth;
		return true;
	case OPTION_INT:
		*(gint64 *)field(option, group) = value->integer;
		return in_range(option, number, why);
	case OPTION_NUMBER:
		*(double *)field(option, group) = number;
		return in_range(option, number, why);
	case OPTION_TEXT:
		*(const char **)field(option, group) =
			g_string_chunk_insert(strings, value->text);
		return checked(option, value->text, why);
	case OPTION_WORD:
		return set_word(option, group, value->text, why);
	case OPTION_LIST:
		return set_list(option, group,
				value->type == OPTION_TEXT ? alone
							   : value->list,
				strings, lists, why);
	}
	return false;
}

static void set_default(const struct option *option, void *group,
			GStringChunk *strings, GPtrArray *lists)
{
	g_auto(GStrv) items = NULL;
	guint n;

	switch (option->type) {
	case OPTION_BOOL:
		*(bool *)field(option, group) =
			strcmp(option->fallback, "true") == 0;
		break;
	case OPTION_INT:
		*(gint64 *)field(option, group) =
			g_ascii_strtoll(option->fallback, NULL, 10);
		break;
	case OPTION_NUMBER:
		*(double *)field(option, group) =
			g_ascii_strtod(option->fallback, NULL);
		break;
	case OPTION_TEXT:
		*(const char **)field(option, group) = option->fallback;
		break;
	case OPTION_WORD:
		*(int *)field(option, group) =
			MAX(word_index(option, option->fallback), 0);
		break;
	case OPTION_LIST:
		items = g_strsplit(option->fallback, "\n", -1);
		n = g_strv_length(items);
		/* The newline that ends the last item begins no other. */
		if (n > 0)
			g_clear_pointer(&items[n - 1], g_free);
		*(const char *const **)field(option, group) =
			keep_list((const char *const *)items, strings, lists);
		break;
	}
}

void option_defaults(const struct option *table, void *group,
		     GStringChunk *strings, GPtrArray *lists)
{
	for (; table->name != NULL; table++)
		set_default(table, group, strings, lists);
}
