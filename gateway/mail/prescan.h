// SPDX-License-Identifier: GPL-3.0-or-later
// The look at a mail's raw bytes before a MIME parser sees any of them.
#ifndef TIXGATE_MAIL_PRESCAN_H
#define TIXGATE_MAIL_PRESCAN_H

#include <stdbool.h>

#include <glib.h>

#include "base/why.h"

/*
 * GMime 3.2.13 recurses for each nested group of an address header (42 000
 * colons overrun a stack of 8 MiB), keeps each header and part of a mail as
 * objects (a million parts in 6 MB of mail take 1.3 GB), and compares each
 * line with each boundary that is open. What a mail may have of each:
 */
#define PRESCAN_FIELD_MOST	((gsize)64 << 10) /* bytes of one header field */
#define PRESCAN_NAME_MOST	998		  /* … of its name */
#define PRESCAN_COLONS_MOST	2000 /* … and colons in its value */
#define PRESCAN_BLOCK_MOST	((gsize)256 << 10) /* bytes of one header block */
#define PRESCAN_FIELDS_MOST	1900		   /* … and its fields */
#define PRESCAN_ALL_MOST	((gsize)4 << 20)   /* bytes of all blocks */
#define PRESCAN_ALL_FIELDS_MOST 20000
#define PRESCAN_PARTS_MOST	1000
#define PRESCAN_DEPTH_MOST	64

/*
 * Of the headers that a ticket is made from, a block may have more: with all
 * of them it is still below the 2000 that mail/tree.h takes.
 */
#define PRESCAN_NEEDED_MOST	   ((gsize)128 << 10)
#define PRESCAN_NEEDED_FIELDS_MOST 32

/* What was too much. */
enum prescan_defect {
	PRESCAN_LONG_FIELD,
	PRESCAN_COLONS,
	PRESCAN_LONG_BLOCK,
	PRESCAN_ALL_BLOCKS,
	PRESCAN_PARTS,
	PRESCAN_DEPTH,
	PRESCAN_DEFECTS_N
};

struct prescan {
	/* Bit n stands for enum prescan_defect n. 0: all is in bounds. */
	guint defects;
};

/*
 * Reads the mail that fd holds (a regular file or memfd; its offset does not
 * matter and does not change). If it is in bounds, nothing is written. Else
 * copy, an empty regular file or memfd, gets the mail without what is too
 * much: long fields are cut between two words, surplus fields are left out
 * except those that a ticket is made from, parts nested too deep become text,
 * and the mail ends before the first part too many.
 *
 * Fails with TROUBLE_LATER where reading or writing does, never for what the
 * mail looks like. Time is linear in the mail's size; memory does not grow
 * with it.
 */
bool prescan_mail(int fd, int copy, struct prescan *result, struct why *why);

/*
 * True if bytes in memory, a mail, are in bounds. They are read only.
 */
bool prescan_bytes(const char *bytes, gsize size);

/* "a header field of more than 64 KiB was cut", …: for a message's defects. */
const char *prescan_phrase(enum prescan_defect defect);

#endif
