// SPDX-License-Identifier: GPL-3.0-or-later
// Sections: which settings there are, by the path of the group they stand in.
#ifndef TIXGATE_SECTIONS_H
#define TIXGATE_SECTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "base/option.h"

/* A group of settings and the struct that keeps them. */
struct section {
	char *path; /* "api", "filters.quote" */
	const struct option *options;
	void *values;
};

/*
 * A list of sections and the memory of their texts. Sections may share a
 * path: their options then stand side by side.
 */
struct sections {
	GArray *list; /* struct section */
	GStringChunk *strings;
	GPtrArray *lists;
};

struct sections *sections_new(void);
void sections_free(struct sections *sections);

/* Adds a group at path and fills values with its defaults. */
void sections_add(struct sections *sections, const char *path,
		  const struct option *options, void *values);

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
