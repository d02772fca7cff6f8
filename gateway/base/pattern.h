// SPDX-License-Identifier: GPL-3.0-or-later
// Patterns of the configuration: PCRE2, always under limits.
#ifndef TIXGATE_BASE_PATTERN_H
#define TIXGATE_BASE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "base/why.h"

/* Bytes of a subject that a pattern may see; the rest is not searched. */
#define PATTERN_SUBJECT_MOST 2048

/* Steps and depth after which a match is given up and counts as none. */
#define PATTERN_MATCH_MOST 100000
#define PATTERN_DEPTH_MOST 1000

struct pattern;

/*
 * Compiles a pattern: UTF-8, Unicode properties, case ignored. A pattern that
 * does not compile fails with TROUBLE_CONFIG and the place in it.
 */
struct pattern *pattern_new(const char *source, struct why *why);

void pattern_free(struct pattern *pattern);
typedef struct pattern pattern_handle;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pattern_handle, pattern_free)

/* Where a match stands: bytes from and to, of the whole and of group 1. */
struct pattern_match {
	gsize from, to;
	gsize group_from, group_to; /* equal when there is no group 1 */
};

/* True if pattern matches text, which is valid UTF-8. */
bool pattern_match(const struct pattern *pattern, const char *text,
		   struct pattern_match *match);

/* For option tables: false and a reason if source does not compile. */
bool pattern_check(const char *source, struct why *why);

#endif
