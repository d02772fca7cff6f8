// SPDX-License-Identifier: GPL-3.0-or-later
// What a Content-Type says of where further headers follow.
#ifndef TIXGATE_MAIL_PRESCAN_TYPE_H
#define TIXGATE_MAIL_PRESCAN_TYPE_H

#include <stdbool.h>

#include <glib.h>

/* Which lines part a multipart. */
enum boundary_kind {
	BOUNDARY_NONE,	/* none: it is no multipart */
	BOUNDARY_EXACT, /* "--" and these bytes */
	BOUNDARY_ANY,	/* perhaps every one that begins with "--" */
};

struct content_type {
	bool known;   /* it has a type and a subtype */
	bool message; /* a message inside: its headers follow at once */
	bool digest;  /* parts without a type are messages */
	enum boundary_kind kind;
	const char *boundary; /* inside of the value that was read */
	gsize boundary_size;
};

/*
 * Reads a raw value, folds and all, as GMime does. Where that would take
 * decoding (RFC 2231, RFC 2047, backslashes), the boundary is BOUNDARY_ANY:
 * what is read here only ever says where more headers could be.
 */
struct content_type content_type_read(const char *value, gsize size);

#endif
