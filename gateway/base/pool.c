// SPDX-License-Identifier: GPL-3.0-or-later
// A pool: the memory of one mail, freed at once and never piece by piece.
#include "base/pool.h"

#include <string.h>

/* Bytes of the chunks that short texts share. */
#define POOL_CHUNK 4096

struct kept {
	void *thing;
	GDestroyNotify end;
};

struct pool {
	GStringChunk *texts;
	GArray *kept;
};

struct pool *pool_new(void)
{
	struct pool *pool = g_new0(struct pool, 1);

	pool->texts = g_string_chunk_new(POOL_CHUNK);
	pool->kept = g_array_new(FALSE, FALSE, sizeof(struct kept));
	return pool;
}

void pool_free(struct pool *pool)
{
	if (pool == NULL)
		return;
	/* The newest first: it may rest on an older one. */
	for (guint i = pool->kept->len; i > 0; i--) {
		struct kept *kept =
			&g_array_index(pool->kept, struct kept, i - 1);

		kept->end(kept->thing);
	}
	g_array_free(pool->kept, TRUE);
	g_string_chunk_free(pool->texts);
	g_free(pool);
}

const char *pool_text(struct pool *pool, const char *text)
{
	return text == NULL ? NULL : g_string_chunk_insert(pool->texts, text);
}

const char *pool_text_n(struct pool *pool, const char *text, size_t size)
{
	return g_string_chunk_insert_len(pool->texts, text, (gssize)size);
}

const char *pool_format(struct pool *pool, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	return pool_text(pool, text);
}

void *pool_zero(struct pool *pool, size_t n, size_t size)
{
	/* One byte at the least, so that "none" is a pointer as well. */
	return pool_keep(pool, g_malloc0_n(MAX(n, 1), MAX(size, 1)), g_free);
}

void *pool_keep(struct pool *pool, void *thing, GDestroyNotify end)
{
	struct kept kept = {thing, end};

	g_array_append_val(pool->kept, kept);
	return thing;
}
