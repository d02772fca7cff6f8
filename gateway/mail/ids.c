// SPDX-License-Identifier: GPL-3.0-or-later
// Message-IDs out of Message-ID, In-Reply-To and References.
#include <string.h>

#include "base/text.h"
#include "mail/address.h"
#include "mail/words.h"

/* Bytes of one header that are read. */
#define IDS_HEADER_MOST ((gsize)256 << 10)

struct finder {
	GArray *found; /* const char * */
	struct pool *pool;
};

/* One id without the blanks that a fold left inside. */
static void add(struct finder *f, const char *from, const char *to)
{
	g_autoptr(GString) id = g_string_new(NULL);
	g_autoptr(GString) line = g_string_new(NULL);
	const char *kept;

	text_line(line, from, (gsize)(to - from));
	for (gsize i = 0; i < line->len; i++)
		if (line->str[i] != ' ' && line->str[i] != '<')
			g_string_append_c(id, line->str[i]);
	if (id->len == 0 || id->len > IDS_ID_MOST)
		return;
	kept = pool_text_n(f->pool, id->str, id->len);
	g_array_append_val(f->found, kept);
}

/* Ids in <>; one whose ">" is missing ends at the next "<" or blank. */
static void read_angles(struct finder *f, const char *p, const char *end)
{
	while (p < end) {
		const char *open = memchr(p, '<', (gsize)(end - p));
		const char *to;

		if (open == NULL)
			return;
		for (to = open + 1; to < end && *to != '>' && *to != '<';)
			to++;
		p = to;
		if (to == end || *to == '<') {
			for (to = open + 1; to < p && *to != ' ';)
				to++;
		}
		add(f, open + 1, to);
	}
}

/* No <> at all: words with an "@", as some programs write ids. */
static void read_words(struct finder *f, const char *p, const char *end)
{
	while (p < end) {
		const char *from = p;

		while (p < end && *p != ' ' && *p != ',' && *p != '\t')
			p++;
		if (memchr(from, '@', (gsize)(p - from)) != NULL)
			add(f, from, p);
		p += p < end;
	}
}

/*
 * Of too many those in the middle are left out, as RFC 5537, 3.4.4 wants it of
 * References: the first began the thread, the last is what is answered.
 */
static void leave_out(GArray *found)
{
	if (found->len > IDS_COUNT_MOST)
		g_array_remove_range(found, 1, found->len - IDS_COUNT_MOST);
}

struct ids ids_read(const char *raw, struct pool *pool)
{
	struct finder f = {.pool = pool};
	g_autoptr(GString) decoded = NULL;
	gsize size = MIN(strlen(raw), IDS_HEADER_MOST);
	struct ids ids;

	/* Some programs encode what they cannot fold, "<" and all. */
	if (strstr(raw, "=?") != NULL && strchr(raw, '<') == NULL) {
		decoded = g_string_new(NULL);
		words_decode(decoded, raw, size, "");
		raw = decoded->str;
		size = decoded->len;
	}
	f.found = g_array_new(FALSE, FALSE, sizeof(const char *));
	if (memchr(raw, '<', size) != NULL)
		read_angles(&f, raw, raw + size);
	else
		read_words(&f, raw, raw + size);
	leave_out(f.found);
	ids.n = f.found->len;
	ids.at = pool_keep(pool, g_array_free(f.found, FALSE), g_free);
	return ids;
}
