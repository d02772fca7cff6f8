// SPDX-License-Identifier: GPL-3.0-or-later
// Content-Type and Content-Disposition: a value and its parameters.
#ifndef TIXGATE_MAIL_PARAMS_H
#define TIXGATE_MAIL_PARAMS_H

#include <stddef.h>

#include <glib.h>

#include "base/pool.h"

/* Parameters, or pieces of them (RFC 2231), that are read from one header. */
#define PARAMS_COUNT_MOST 64

struct param {
	const char *name;  /* in lower case, without RFC 2231's stars */
	const char *value; /* decoded, one line */
};

struct params {
	const char *value; /* before the first ";": in lower case, no blanks */
	const struct param *at;
	size_t n;
};

/*
 * Reads a raw header value, also where a semicolon or a quote is missing, a
 * value with blanks stands without quotes, or a file name is written by
 * RFC 2047 instead of RFC 2231. hint is the charset of bytes that say nothing.
 */
struct params params_read(const char *raw, const char *hint, struct pool *pool);

/* The value of that name, "" if there is none. */
const char *params_get(const struct params *params, const char *name);

/* The file's name in a name that may have folders before it, of any system. */
const char *params_file_name(const char *name, struct pool *pool);

#endif
