// SPDX-License-Identifier: GPL-3.0-or-later
// JSON as strictly as a JavaScript server reads it, and text measured as it
// does.
#ifndef SANDBOX_JSON_TEXT_H
#define SANDBOX_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>

/* How deep a document may nest. */
#define JSON_DEPTH_MAX 32

/*
 * Reads one JSON document. U+0000, unpaired surrogates, bytes that are not
 * UTF-8, raw control characters in strings and anything behind the document
 * are errors; then `problem` is a sentence that lives for ever. On success
 * the caller owns `out` (NULL stands for the document "null").
 */
bool json_read(const char *text, size_t len, struct json_object **out,
	       const char **problem);

/* UTF-16 code units of valid UTF-8: what JavaScript calls its length. */
size_t text_units(const char *text);

/*
 * An address as schema libraries accept it: ASCII, a dot-atom, a dotted
 * domain of LDH labels with a letter in front of the last one. `strict` is
 * the pattern of the most used of them: letters, digits and _ ' + - . before
 * the @ (the last one not ' or .), letters only behind the last dot.
 */
bool text_is_email(const char *text, bool strict);

#endif
