// SPDX-License-Identifier: GPL-3.0-or-later
// winmail.dat: what Outlook packs into TNEF.
#ifndef TIXGATE_MAIL_TNEF_H
#define TIXGATE_MAIL_TNEF_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "base/pool.h"
#include "mail/parse.h"

/* Bytes of a winmail.dat that is opened; a larger one stays a file. */
#define TNEF_SIZE_MOST ((gsize)32 << 20)

/* Files that are taken out of one. */
#define TNEF_FILES_MOST 200

struct tnef_file {
	const char *name; /* one line, "" if it has none */
	const char *type; /* as its sender says, "" if unknown */
	const char *content_id;
	guint64 size;
	const char *sha256; /* "" if it was not asked for */
	bool packed;	    /* see struct attachment */
	guint64 packed_at;
};

struct tnef {
	const char *text; /* UTF-8, as it was; "" if there is none */
	const char *html; /* UTF-8; "" if there is none */
	const char *rtf;  /* the body as text out of RTF; "" if there is none */
	struct tnef_file rtf_file; /* the RTF itself, where only it has text */
	const struct tnef_file *files;
	size_t files_n;
};

/*
 * Reads size bytes of TNEF. What can be read of a broken one is read; false if
 * that is nothing. All that comes out lives in pool.
 */
bool tnef_read(const char *bytes, gsize size, const struct parse_wish *wish,
	       struct pool *pool, struct tnef *tnef);

#endif
