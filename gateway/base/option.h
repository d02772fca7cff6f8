// SPDX-License-Identifier: GPL-3.0-or-later
// Options: what a group of settings holds, of which type, and its defaults.
#ifndef TIXGATE_BASE_OPTION_H
#define TIXGATE_BASE_OPTION_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "base/why.h"

/* What a setting holds, and the C type of the field that keeps it. */
enum option_type {
	OPTION_BOOL,   /* bool */
	OPTION_INT,    /* gint64, from least to most */
	OPTION_NUMBER, /* double, from least to most */
	OPTION_TEXT,   /* const char *, never NULL */
	OPTION_WORD,   /* int, the index of one of words */
	OPTION_LIST,   /* const char *const *, NULL-terminated, never NULL */
};

/* One setting of a group. Tables of these end with a row of zeros. */
struct option {
	const char *name;
	enum option_type type;
	size_t offset; /* of the field in the struct that keeps the group */
	/*
	 * The default as a person would write it, without quotes: "true",
	 * "20", "medium". For a list: its items, each ended by a newline, and
	 * "" for none.
	 */
	const char *fallback;
	gint64 least, most;
	const char *const *words; /* OPTION_WORD: the choices, NULL last */
	/*
	 * For a text, or each item of a list: false and a reason if it cannot
	 * be used. NULL takes all. The reason's text goes on after `"VALUE" `.
	 */
	bool (*check)(const char *value, struct why *why);
	bool single; /* OPTION_LIST: a text alone is a list of one */
};

/* One value as it was read from somewhere, before it is judged. */
struct option_value {
	enum option_type type; /* BOOL, INT, NUMBER, TEXT or LIST */
	bool truth;
	gint64 integer;
	double number;
	const char *text;
	const char *const *list;
};

/*
 * Fills a whole group with its defaults. Texts point into the table; lists
 * are made and kept by strings.
 */
void option_defaults(const struct option *table, void *group,
		     GStringChunk *strings, GPtrArray *lists);

/*
 * Puts one value into its field, copied into strings and lists. A wrong type,
 * a number out of range, a word that is none of the choices or a text that
 * check() refuses: false, with a reason that reads on after the setting's
 * path, such as `"nwe" is not one of new, post, hold`.
 */
bool option_set(const struct option *option, void *group,
		const struct option_value *value, GStringChunk *strings,
		GPtrArray *lists, struct why *why);

/* The row of that name, or NULL. */
const struct option *option_find(const struct option *table, const char *name);

/*
 * A check for the name of a file or folder: it must begin with a slash, since
 * a mail system starts us anywhere. An empty one is none, and is good.
 */
bool option_check_path(const char *value, struct why *why);

/* "yes or no", "text", …: how a message and a manual call the type. */
const char *option_type_name(enum option_type type);

#endif
