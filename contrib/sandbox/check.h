// SPDX-License-Identifier: GPL-3.0-or-later
// Checks fields of a JSON object and collects what is wrong with them.
#ifndef SANDBOX_CHECK_H
#define SANDBOX_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>

#include "http.h"

/*
 * Collects complaints; check_init() first, then either check_refuse() when
 * `failed`, or check_clear(). The wording is that of the schema library.
 */
struct check {
	struct json_object *object; /* what is checked; not owned */
	struct json_object *fields; /* field: [text] */
	struct json_object *form;   /* [text] */
	bool failed;
};

/* Complains at once when `object` is not an object. */
void check_init(struct check *check, struct json_object *object);
void check_clear(struct check *check);
void check_complain(struct check *check, const char *field, const char *text);

/*
 * The text of a field, from 1 to `max` UTF-16 units, or NULL: absent (a
 * complaint if `required`) or wrong. It lives as long as the object does.
 */
const char *check_text(struct check *check, const char *field, bool required,
		       size_t max);

/* One of `values` (NULL at the end), or `otherwise` when absent. */
const char *check_choice(struct check *check, const char *field,
			 const char *const *values, const char *otherwise);

/* Complains about every field that is not in `known` (NULL at the end). */
void check_known(struct check *check, const char *const *known);

/* Answers 400 with all complaints and frees what `check` holds. */
void check_refuse(struct check *check, struct answer *out);

#endif
