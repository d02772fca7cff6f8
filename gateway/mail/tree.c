// SPDX-License-Identifier: GPL-3.0-or-later
// The MIME tree of a mail: looking up fields, and text among the headers.
#include "mail/tree.h"

const char *fields_get(const struct fields *fields, const char *name)
{
	for (size_t i = 0; i < fields->n; i++)
		if (g_ascii_strcasecmp(fields->at[i].name, name) == 0)
			return fields->at[i].value;
	return NULL;
}

/* Lines after the last header of a leaf are text that lacks its blank line. */
static void take_lost_lines(struct node *leaf, const struct fields *fields,
			    const struct source *source)
{
	gint64 offset = -1, after;
	bool text;

	for (size_t i = 0; i < fields->n; i++)
		offset = MAX(offset, fields->at[i].offset);
	if (offset < 0)
		return;
	after = source_after_header(source, offset, &text);
	if (text && after < leaf->from)
		leaf->from = after;
}

void tree_find_lost_lines(struct node *nodes, size_t n,
			  const struct fields *fields,
			  const struct source *source)
{
	for (size_t i = 0; i < n; i++) {
		struct node *node = &nodes[i];
		const struct node *around =
			node->parent < 0 ? NULL : &nodes[node->parent];

		if (node->kind != NODE_LEAF)
			continue;
		if (around == NULL)
			take_lost_lines(node, fields, source);
		else if (around->kind == NODE_MESSAGE)
			take_lost_lines(node, &around->inner, source);
		else
			take_lost_lines(node, &node->fields, source);
	}
}
