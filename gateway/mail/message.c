// SPDX-License-Identifier: GPL-3.0-or-later
// Looking up headers of a message that was read.
#include "mail/message.h"

const struct header *head_nth(const struct head *head, const char *name,
			      size_t n)
{
	for (size_t i = 0; i < head->n; i++)
		if (g_ascii_strcasecmp(head->at[i].name, name) == 0 && n-- == 0)
			return &head->at[i];
	return NULL;
}

const char *head_get(const struct head *head, const char *name)
{
	const struct header *header = head_nth(head, name, 0);

	return header == NULL ? NULL : header->value;
}

size_t head_count(const struct head *head, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < head->n; i++)
		n += g_ascii_strcasecmp(head->at[i].name, name) == 0;
	return n;
}
