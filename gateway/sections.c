// SPDX-License-Identifier: GPL-3.0-or-later
// Sections: which settings there are, by the path of the group they stand in.
#include "sections.h"

#include <string.h>

/* Letters that may be wrong in a name that is still taken for a slip. */
#define SLIPS_MOST 2

/* Letters of a name that are compared. */
#define NAME_MOST 40

struct sections *sections_new(void)
{
	struct sections *sections = g_new0(struct sections, 1);

	sections->list = g_array_new(FALSE, FALSE, sizeof(struct section));
	sections->grown =
		g_array_new(FALSE, FALSE, sizeof(struct section_list));
	sections->strings = g_string_chunk_new(1024);
	sections->lists = g_ptr_array_new_with_free_func(g_free);
	return sections;
}

void sections_free(struct sections *sections)
{
	if (sections == NULL)
		return;
	for (guint i = 0; i < sections->list->len; i++)
		g_free(g_array_index(sections->list, struct section, i).path);
	for (guint i = 0; i < sections->grown->len; i++)
		g_free(g_array_index(sections->grown, struct section_list, i)
			       .path);
	g_array_free(sections->list, TRUE);
	g_array_free(sections->grown, TRUE);
	g_string_chunk_free(sections->strings);
	g_ptr_array_free(sections->lists, TRUE);
	g_free(sections);
}

void sections_add(struct sections *sections, const char *path,
		  const struct option *options, void *values)
{
	struct section section = {g_strdup(path), options, values};

	option_defaults(options, values, sections->strings, sections->lists);
	g_array_append_val(sections->list, section);
}

void sections_add_list(struct sections *sections, const char *path,
		       const struct section_list *list)
{
	struct section_list copy = *list;

	copy.path = g_strdup(path);
	g_array_append_val(sections->grown, copy);
}

const struct section_list *sections_find_list(const struct sections *sections,
					      const char *path,
					      const char *name)
{
	for (guint i = 0; i < sections->grown->len; i++) {
		const struct section_list *list =
			&g_array_index(sections->grown, struct section_list, i);

		if (strcmp(list->path, path) == 0 &&
		    strcmp(list->name, name) == 0)
			return list;
	}
	return NULL;
}

static const struct section *section_at(const struct sections *sections,
					guint i)
{
	return &g_array_index(sections->list, struct section, i);
}

const struct option *sections_find(const struct sections *sections,
				   const char *path, const char *name,
				   void **values)
{
	for (guint i = 0; i < sections->list->len; i++) {
		const struct section *section = section_at(sections, i);
		const struct option *option;

		if (strcmp(section->path, path) != 0)
			continue;
		option = option_find(section->options, name);
		if (option != NULL) {
			*values = section->values;
			return option;
		}
	}
	return NULL;
}

bool sections_has_group(const struct sections *sections, const char *path)
{
	const gsize size = strlen(path);

	for (guint i = 0; i < sections->list->len; i++) {
		const char *other = section_at(sections, i)->path;

		if (strncmp(other, path, size) == 0 &&
		    (other[size] == '\0' || other[size] == '.'))
			return true;
	}
	return false;
}

/* Letters to change, add or drop until a is b (Levenshtein's distance). */
static guint slips(const char *a, const char *b)
{
	guint row[NAME_MOST + 1];
	const guint n = (guint)strnlen(b, NAME_MOST);

	for (guint j = 0; j <= n; j++)
		row[j] = j;
	for (guint i = 1; a[i - 1] != '\0' && i <= NAME_MOST; i++) {
		guint corner = row[0];

		row[0] = i;
		for (guint j = 1; j <= n; j++) {
			guint change = corner + (a[i - 1] != b[j - 1]);

			corner = row[j];
			row[j] = MIN(MIN(row[j], row[j - 1]) + 1, change);
		}
	}
	return row[n];
}

const char *sections_suggest(const struct sections *sections, const char *path,
			     const char *name)
{
	const char *best = NULL;
	guint least = SLIPS_MOST + 1;

	for (guint i = 0; i < sections->list->len; i++) {
		const struct section *section = section_at(sections, i);

		if (strcmp(section->path, path) != 0)
			continue;
		for (const struct option *option = section->options;
		     option->name != NULL; option++) {
			guint wrong = slips(name, option->name);

			if (wrong < least) {
				least = wrong;
				best = option->name;
			}
		}
	}
	return best;
}

/* A default as it stands in the file: texts in quotes, lists in brackets. */
static void write_default(FILE *out, const struct option *option)
{
	g_auto(GStrv) items = NULL;
	g_autofree char *escaped = g_strescape(option->fallback, NULL);

	switch (option->type) {
	case OPTION_TEXT:
	case OPTION_WORD:
		fprintf(out, "\"%s\"", escaped);
		return;
	case OPTION_LIST:
		items = g_strsplit(option->fallback, "\n", -1);
		fputc('[', out);
		for (guint i = 0; items[i] != NULL && *items[i] != '\0'; i++) {
			g_autofree char *item = g_strescape(items[i], NULL);

			fprintf(out, "%s\"%s\"", i > 0 ? ", " : "", item);
		}
		fputc(']', out);
		return;
	case OPTION_BOOL:
	case OPTION_INT:
	case OPTION_NUMBER:
		fputs(option->fallback, out);
		return;
	}
}

void section_write(FILE *out, const struct section *section)
{
	static const char *const types[] = {
		[OPTION_BOOL] = "bool",	    [OPTION_INT] = "int",
		[OPTION_NUMBER] = "number", [OPTION_TEXT] = "text",
		[OPTION_WORD] = "word",	    [OPTION_LIST] = "list",
	};

	for (const struct option *option = section->options;
	     option->name != NULL; option++) {
		fprintf(out, "%s.%s\t%s\t", section->path, option->name,
			types[option->type]);
		write_default(out, option);
		fputc('\n', out);
	}
}
