// SPDX-License-Identifier: GPL-3.0-or-later
// The header fields of a mail as raw bytes, without any MIME parser.
#ifndef TIXGATE_MAIL_RAWHEAD_H
#define TIXGATE_MAIL_RAWHEAD_H

#include <stdbool.h>

#include <glib.h>

#include "base/why.h"

/* Bytes of a mail's headers that are looked at. */
#define RAWHEAD_SIZE_MOST ((gsize)256 << 10)

/* One field; both lie in the bytes that were given. */
struct raw_field {
	const char *name;
	gsize name_size;
	const char *value; /* with its folds and its last line end */
	gsize value_size;
};

/*
 * The next field from *at on, which steps behind it; false at the blank line,
 * or at the end. Lines that are no field are stepped over, as GMime does.
 */
bool raw_field_next(const char **at, const char *end, struct raw_field *field);

/* True if the field has that name, in any case. */
bool raw_field_is(const struct raw_field *field, const char *name);

/*
 * The digest of the mail that fd holds, as reading it gives (mail/digest.h):
 * for mails of which something was left out, or that could not be read. 64
 * hex digits and a NUL go to hex, DIGEST_HEX_SIZE bytes. Fails with
 * TROUBLE_LATER where reading the file does, and for nothing else.
 */
bool raw_digest(int fd, char *hex, struct why *why);

#endif
