// SPDX-License-Identifier: GPL-3.0-or-later
// Header blocks inside a text, and the lines that divide mails in it.
#ifndef TIXGATE_FILTERS_TEXT_BLOCK_H
#define TIXGATE_FILTERS_TEXT_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "filters/text/lines.h"
#include "filters/text/words.h"

/* Lines of one header block, continuations included. */
#define BLOCK_LINES_MOST 60

/* Lines of one header, continuations included: 40 recipients. */
#define BLOCK_VALUE_LINES_MOST 40

/* Headers told apart: the order of WORD_FROM … WORD_OTHER. */
enum block_field {
	BLOCK_FROM,
	BLOCK_DATE,
	BLOCK_TO,
	BLOCK_CC,
	BLOCK_SUBJECT,
	BLOCK_OTHER,
};

#define BLOCK_FIELDS 6

/* Where the value of one header stands. */
struct block_value {
	size_t line;   /* its first line */
	size_t offset; /* bytes into that line's text */
	size_t n;      /* bytes on that line */
	size_t more;   /* lines that go on with it */
};

/* "From: … Sent: … To: … Subject: …" in any language and order. */
struct block {
	size_t first, last; /* lines, both included */
	guint seen;	    /* bits of enum block_field */
	unsigned fields;    /* how many different ones, BLOCK_OTHER left out */
	size_t rest; /* bytes of the last line's text that are of the block */
	bool dated;  /* its date has a year or the like */
	bool form;   /* an unknown label stands directly above or below it */
	struct block_value value[BLOCK_FIELDS];
};

/*
 * Reads the header block that begins at byte offset of line i. False if there
 * is no label; block->last is then i.
 */
bool block_read(const struct lines *lines, size_t i, size_t offset,
		const struct words *words, struct block *block);

/*
 * True if the block is one that a mail program wrote; divided: a line that
 * divides mails stands above it, so that less will do.
 */
bool block_convinces(const struct block *block, bool divided);

/*
 * True if the block has a full date and an address: two such headers are
 * enough even where nothing divides.
 */
bool block_exact(const struct lines *lines, const struct block *block,
		 const struct words *words);

/* What a line divides. */
enum divider {
	DIVIDER_NONE,
	DIVIDER_RULE,	  /* a long line of dashes or the like */
	DIVIDER_ORIGINAL, /* "--- Original message ---" */
	DIVIDER_FORWARD,  /* "--- Forwarded message ---" */
};

/* Folds a line, as far as it may divide, for the two functions below. */
void divider_fold(const struct line *line, struct fold *fold);

/*
 * What line i, folded, is. For DIVIDER_FORWARD, *rest is the byte of its text
 * where a header block begins on the same line, or 0.
 */
enum divider divider_read(const struct lines *lines, size_t i,
			  const struct fold *fold, const struct words *words,
			  size_t *rest);

/* True if the line says that one replies above it, in any language. */
bool divider_marker(const struct line *line, const struct fold *fold,
		    const struct words *words);

#endif
