// SPDX-License-Identifier: GPL-3.0-or-later
// A pool: the memory of one mail, freed at once and never piece by piece.
#ifndef TIXGATE_BASE_POOL_H
#define TIXGATE_BASE_POOL_H

#include <stdarg.h>
#include <stddef.h>

#include <glib.h>

/*
 * A GStringChunk for text and a list of what else ends with the mail. Out of
 * memory aborts, as GLib does. Nothing from a pool is freed by its user, and
 * nothing outlives pool_free().
 */
struct pool;

struct pool *pool_new(void);

/* Frees the pool and all that came from it; NULL does nothing. */
void pool_free(struct pool *pool);

/* For g_autoptr(pool_handle): a pool that ends with its scope. */
typedef struct pool pool_handle;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pool_handle, pool_free)

/* A copy of text; NULL gives NULL. */
const char *pool_text(struct pool *pool, const char *text);

/* A copy of the first size bytes of text, with a NUL put behind them. */
const char *pool_text_n(struct pool *pool, const char *text, size_t size);

/* A formatted text. */
const char *pool_format(struct pool *pool, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/* n things of size bytes each, all zero, aligned for any type. */
void *pool_zero(struct pool *pool, size_t n, size_t size);

/* Frees thing by end() when the pool ends; returns thing. */
void *pool_keep(struct pool *pool, void *thing, GDestroyNotify end);

#endif
