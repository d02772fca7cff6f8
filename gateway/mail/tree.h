// SPDX-License-Identifier: GPL-3.0-or-later
// The MIME tree of a mail as it was found, and its leaves' decoded bytes.
#ifndef TIXGATE_MAIL_TREE_H
#define TIXGATE_MAIL_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "base/pool.h"
#include "base/why.h"
#include "mail/message.h"
#include "mail/params.h"
#include "mail/source.h"

/* Ceilings over one mail; what lies past them is left out, with a defect. */
#define TREE_PARTS_MOST	  1000
#define TREE_DEPTH_MOST	  32
#define TREE_HEADERS_MOST 2000 /* of one message or part */

/* One header as it stands in the mail: folds are still in value. */
struct field {
	const char *name;
	const char *value;
	gint64 offset; /* where it begins */
};

struct fields {
	const struct field *at;
	size_t n;
};

/* How a leaf's bytes are encoded for transfer (RFC 2045, 6). */
enum transfer {
	TRANSFER_PLAIN,
	TRANSFER_BASE64,
	TRANSFER_QUOTED,
	TRANSFER_UUENCODE,
};

enum node_kind { NODE_LEAF, NODE_MULTIPART, NODE_MESSAGE };

struct node {
	enum node_kind kind;
	int parent; /* -1 for the outermost */
	int depth;
	struct fields fields;
	struct fields
		inner;	 /* NODE_MESSAGE: the headers of the message inside */
	gint64 from, to; /* NODE_LEAF: its bytes in the source */
	enum transfer transfer;
};

/* A mail as it was found: nodes in the order of the mail, the root first. */
struct tree {
	struct fields fields; /* the mail's own headers */
	const struct node *at;
	size_t n;
	bool cut; /* a ceiling was met */
};

/*
 * Takes decoded bytes; false means that it wants no more. Bytes are the
 * caller's.
 */
typedef bool (*tree_take)(void *data, const char *bytes, gsize size);

/*
 * Hands the decoded bytes of a leaf to take, a stretch at a time. False where
 * reading fails.
 */
bool tree_decode(const struct source *source, const struct node *leaf,
		 tree_take take, void *data);

/*
 * GMime leaves lines out that stand among headers and are none. Where such
 * lines come after the last header of a leaf, its text begins with them from
 * now on. fields are the mail's own.
 */
void tree_find_lost_lines(struct node *nodes, size_t n,
			  const struct fields *fields,
			  const struct source *source);

/* The raw value of the first field of that name, or NULL. */
const char *fields_get(const struct fields *fields, const char *name);

#endif
