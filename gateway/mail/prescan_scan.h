// SPDX-License-Identifier: GPL-3.0-or-later
// The state of one look at a mail, for the files of the pre-scan alone.
#ifndef TIXGATE_MAIL_PRESCAN_SCAN_H
#define TIXGATE_MAIL_PRESCAN_SCAN_H

#include <stdbool.h>

#include <glib.h>

#include "mail/prescan.h"
#include "mail/prescan_type.h"

/* A multipart that is open. */
struct level {
	enum boundary_kind kind;
	const char *boundary;
	gsize size;
	int depth; /* of the parts in it */
	bool digest;
};

/* What one block of headers has used up of its bounds. */
struct block {
	struct content_type type;
	bool digest_part; /* it is of a part of a multipart/digest */
	gsize fields, size;
	gsize needed, needed_size; /* … over the bounds */
};

struct scan {
	const char *at, *end;
	const char *released; /* up to here memory was given back */
	char eol;
	struct level levels[PRESCAN_DEPTH_MOST];
	size_t levels_n;
	struct block block;
	int depth; /* of the block */
	bool seen; /* a field was seen */
	gsize all_fields, all_size;
	gsize parts;
	guint defects;
	int out;	  /* -1: look only, up to the first defect */
	const char *kept; /* from here on nothing was written yet */
	bool failed;	  /* write() did */
};

/* True once nothing more has to be looked at. */
bool scan_stopped(const struct scan *s);

/* Gives back what lies behind: a mail shall not be in memory as a whole. */
void scan_release(struct scan *s, const char *at);

/* The first c from at on, or NULL. */
const char *scan_find(struct scan *s, const char *at, char c);

/* Behind the end of the line at that place. */
const char *scan_next_line(struct scan *s, const char *at);

void scan_note(struct scan *s, enum prescan_defect defect);

/* Leaves out of the copy what lies between the two. */
void scan_drop(struct scan *s, const char *from, const char *to);

/* Puts a line of our own into the copy, where something was dropped. */
void scan_put_line(struct scan *s, const char *text);

/* Writes into the copy what was kept up to the mail's end. */
void scan_finish(struct scan *s);

/* True if a part of that type has to stay closed. */
bool scan_too_deep(const struct scan *s, const struct content_type *type);

/* Takes the field at s->at, or a line that is none, and steps behind it. */
void scan_field(struct scan *s);

#endif
