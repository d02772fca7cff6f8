// SPDX-License-Identifier: GPL-3.0-or-later
// Charsets: bytes under a name, right or wrong, become UTF-8.
#ifndef TIXGATE_MAIL_CHARSET_H
#define TIXGATE_MAIL_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* Bytes of a charset's name that are looked at. */
#define CHARSET_NAME_MOST 64

/*
 * The name under which iconv knows what senders mean by declared: aliases are
 * resolved, and a charset that mail programs use as the name of a larger one
 * becomes the larger one (windows-1252 for iso-8859-1, as in the WHATWG
 * Encoding Standard). "" for what says nothing (missing, unknown-8bit, …) and
 * for what iconv does not have. A text that lasts as long as the program.
 */
const char *charset_known(const char *declared);

/*
 * Appends size bytes, declared to be in that charset, as valid UTF-8. NUL and
 * other controls are left in: text_line() and text_body() take them out.
 *
 * Bytes that are what they are said to be are converted so. Where nothing is
 * said, or what is said cannot be true, they are UTF-8 if they are valid
 * UTF-8, else in the charset hint ("" for none: what the rest of the mail is
 * in) if they fit, else guessed. What cannot be converted becomes U+FFFD.
 * Linear in size. True unless the declaration was found to be wrong.
 */
bool charset_append(GString *out, const char *bytes, gsize size,
		    const char *declared, const char *hint);

/*
 * Appends valid UTF-8 that was taken for windows-1252 and made UTF-8 once more,
 * as it was before. False, and nothing appended, unless that is certain: all
 * that is not ASCII in it comes from well-formed UTF-8, and from more than one
 * pair of bytes.
 */
bool charset_undo_double(GString *out, const char *text, gsize size);

#endif
