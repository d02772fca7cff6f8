// SPDX-License-Identifier: GPL-3.0-or-later
// Encoded words in headers (RFC 2047).
#ifndef TIXGATE_MAIL_WORDS_H
#define TIXGATE_MAIL_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* Bytes of one header value that are decoded; what lies past them is cut. */
#define WORDS_SIZE_MOST ((gsize)16 << 10)

/*
 * Appends the value of an unstructured header, or a phrase of an address, as
 * UTF-8: encoded words (RFC 2047) decoded, also where they are broken as mail
 * programs break them (blanks inside, no blank between them, inside quotes, a
 * character or a base64 group split over two, the end missing, all of it
 * encoded twice); other bytes by charset_append() with hint. Folds ("\r\n ")
 * may still be in it. Controls are left for text_line().
 */
void words_decode(GString *out, const char *raw, gsize size, const char *hint);

/*
 * Bytes of the encoded word that begins at raw and has its end, 0 if none. What
 * it covers may hold blanks, quotes and commas, which then mean nothing to the
 * header.
 */
gsize words_size(const char *raw, gsize size);

/*
 * Appends the raw value as UTF-8 in one line, without decoding words.
 */
void words_raw(GString *out, const char *raw, gsize size, const char *hint);

#endif
