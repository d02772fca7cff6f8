// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of a mail: where its message begins, and reading stretches of it.
#ifndef TIXGATE_MAIL_SOURCE_H
#define TIXGATE_MAIL_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "base/why.h"
#include "mail/digest.h"

/* Bytes at the beginning in which a first header line is looked for. */
#define SOURCE_HEAD_MOST ((gsize)64 << 10)

/* Bytes of headers after which the body is said to begin. */
#define SOURCE_HEADERS_MOST ((gint64)1 << 20)

/* Bytes for which line ends are counted together. */
#define SOURCE_BLOCK ((gsize)64 << 10)

struct source {
	int fd;
	const char *memory; /* its bytes, instead of fd; or NULL */
	gint64 size;
	gint64 start; /* of the first header line */
	gint64 body;  /* of what follows the headers' blank line */
	bool bare_cr; /* lines end in CR alone: read as LF */
	/* A phrase that says what was left out before start, or NULL. */
	const char *skipped;
	struct digest *digest;
	gint64 tapped; /* how far digest and ends have come */
	GArray *ends;  /* guint64: bytes of CR and LF before each block */
	guint64 ends_n;
};

/*
 * Looks at the beginning of fd: `From ` lines, a byte order mark, blank lines
 * and rubbish before the first header are stepped over. False with
 * TROUBLE_INPUT if there is no byte or no header line, with TROUBLE_LATER if
 * reading fails. To be ended by source_close() also then.
 */
bool source_open(struct source *source, int fd, struct why *why);

/* The same for bytes in memory, which outlive the source. */
bool source_open_bytes(struct source *source, const char *bytes, gsize size,
		       struct why *why);

void source_close(struct source *source);

/* pread() with lines ended by LF; bytes read, 0 at the end, -1 by errno. */
gssize source_read(const struct source *source, gint64 offset, char *to,
		   gsize size);

/*
 * What a reader sees goes through here, once and in its order, for the digest
 * and the count of line ends. Bytes that were tapped before are left out.
 */
void source_tap(struct source *source, gint64 offset, const char *bytes,
		gsize size);

/* Taps what no reader has seen yet. False with TROUBLE_LATER. */
bool source_tap_rest(struct source *source, struct why *why);

/*
 * Bytes of CR and LF between two offsets, which both have been tapped. -1
 * where reading fails.
 */
gint64 source_line_ends(const struct source *source, gint64 from, gint64 to);

/*
 * Where the headers end that have one beginning at offset: after their blank
 * line, or before the first line that is none of them.
 */
gint64 source_after_headers(const struct source *source, gint64 offset);

/*
 * Where the header ends that begins at offset, with the lines that continue
 * it. A line that is no header and has no blank line before it begins there if
 * *text becomes true: what a program wrote that forgot the blank line.
 */
gint64 source_after_header(const struct source *source, gint64 offset,
			   bool *text);

#endif
