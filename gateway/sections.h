// SPDX-License-Identifier: GPL-3.0-or-later
// Sections: which settings there are, by the path of the group they stand in.
#ifndef TIXGATE_SECTIONS_H
#define TIXGATE_SECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <glib.h>

#include "base/option.h"

/* A group of settings and the struct that keeps them. */
struct section {
	char *path; /* "api", "filters.quote" */
	const struct option *options;
	void *values;
};

struct sections;

/* A setting that is a list of groups: ( { … }, { … } ). */
struct section_list {
	char *path; /* of the group in which it stands */
	const char *name;
	/* Begins a group of the list, whose settings are read into it. */
	const struct sections *(*add)(void *owner, void *list);
	void *owner;
	void *list;
};

/*
 * A list of sections and the memory of their texts. Sections may share a
 * path: their options then stand side by side.
 */
struct sections {
	GArray *list;  /* struct section */
	GArray *grown; /* struct section_list */
	GStringChunk *strings;
	GPtrArray *lists;
};

struct sections *sections_new(void);
void sections_free(struct sections *sections);

/* Adds a group at path and fills values with its defaults. */
void sections_add(struct sections *sections, const char *path,
		  const struct option *options, void *values);

/* Adds a setting that is a list of groups; its path is ignored. */
void sections_add_list(struct sections *sections, const char *path,
		       const struct section_list *list);

/* The list of groups `name` of a group at path, or NULL. */
const struct section_list *sections_find_list(const struct sections *sections,
					      const char *path,
					      const char *name);

/*
 * Writes each setting of a group as `path TAB type TAB default` and a line's
 * end.
 */
void section_write(FILE *out, const struct section *section);

/* The option `name` of a group at path, and where its value is kept. */
const struct option *sections_find(const struct sections *sections,
				   const char *path, const char *name,
				   void **values);

/* True if path is a group, or leads to one. */
bool sections_has_group(const struct sections *sections, const char *path);

/*
 * The name in the group at path that is most like a misspelt one, or NULL if
 * none is near.
 */
const char *sections_suggest(const struct sections *sections, const char *path,
			     const char *name);

#endif
