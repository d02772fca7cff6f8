// SPDX-License-Identifier: GPL-3.0-or-later
// The text of a mail that is attached as a whole: what a forward is about.
#include <string.h>

#include "mail/reading.h"

/* A report encloses what came back: nobody forwarded that (RFC 6522). */
static bool reported(const struct reading *r, size_t i)
{
	for (int at = r->parts[i].parent; at >= 0; at = r->parts[at].parent) {
		if (strcmp(r->parts[at].type, "multipart/report") == 0)
			return true;
	}
	return false;
}

static bool is_text(const char *type)
{
	return strcmp(type, "text/plain") == 0 ||
	       strcmp(type, "text/html") == 0;
}

/* The first mail is enough: a forward has one author. */
bool reading_enclosed(struct reading *r)
{
	int first = -1;

	for (size_t i = 0; i < r->tree->n; i++) {
		const int inside = r->leaves[i].inside;

		if (inside < 0 || r->tree->at[i].kind != NODE_LEAF ||
		    !is_text(r->parts[i].type) ||
		    (first >= 0 && inside != first) || reported(r, i))
			continue;
		first = inside;
		if (!reading_text(r, i))
			return false;
	}
	return true;
}
