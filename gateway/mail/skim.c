// SPDX-License-Identifier: GPL-3.0-or-later
// What of a mail the MIME parser has to see: all but the middle of long files.
#include "mail/skim.h"

#include <string.h>

/* Bytes that are looked over at once, so that compilers can do it in parallel.
 */
#define CHUNK 256

/* Lines of each block that are shown before others are left out. */
#define LINES_KEPT 3

/* What a NUL becomes: a control that no header means. */
#define NUL_STAND_IN '\x1a'

/* A stretch that is in the view. */
struct span {
	gint64 seen, real, size;
};

struct skim {
	struct source *source;
	GArray *spans;	   /* struct span, in the order of both offsets */
	gint64 seen, real; /* how far the view is known */
	char *bytes;	   /* of the last block, */
	gint64 bytes_real; /* … which stand there */
	gsize bytes_n;
};

struct skim *skim_new(struct source *source)
{
	struct skim *skim = g_new0(struct skim, 1);

	skim->source = source;
	skim->spans = g_array_new(FALSE, FALSE, sizeof(struct span));
	skim->real = source->start;
	skim->bytes = g_malloc(SOURCE_BLOCK);
	return skim;
}

void skim_free(struct skim *skim)
{
	g_array_free(skim->spans, TRUE);
	g_free(skim->bytes);
	g_free(skim);
}

/*
 * True if p[0] … p[CHUNK - 1] are letters and line ends, without an empty line,
 * a "-" that could begin a boundary, and a colon or blank that could belong to
 * a header. Looks at p[CHUNK] too.
 */
static bool is_dull(const char *p)
{
	guint8 odd = 0;

	for (gsize i = 0; i < CHUNK; i++) {
		const guint8 c = (guint8)p[i];
		const guint8 next = (guint8)p[i + 1];

		odd |= (guint8)((c <= ' ') & (c != '\n') & (c != '\r'));
		odd |= (guint8)((c == '-') | (c == ':'));
		odd |= (guint8)((c == '\n') & (next <= ' '));
	}
	return odd == 0;
}

/* Where the n-th line after p begins, or end. */
static const char *lines_on(const char *p, const char *end, guint n)
{
	while (n-- > 0 && p < end) {
		const char *lf = memchr(p, '\n', (gsize)(end - p));

		p = lf == NULL ? end : lf + 1;
	}
	return p;
}

static void add_span(struct skim *skim, gint64 real, gint64 size)
{
	struct span span = {skim->seen, real, size};

	if (size <= 0)
		return;
	if (skim->spans->len > 0) {
		struct span *last = &g_array_index(skim->spans, struct span,
						   skim->spans->len - 1);

		if (last->real + last->size == real) {
			last->size += size;
			skim->seen += size;
			return;
		}
	}
	g_array_append_val(skim->spans, span);
	skim->seen += size;
}

/*
 * Leaves out what is dull of a block: whole lines only, and not the first ones.
 * Should they stand among headers, a parser meets some of them, and the others
 * would tell it nothing new.
 */
static void add_block(struct skim *skim, gint64 real, gsize size)
{
	const char *bytes = skim->bytes;
	const char *end = bytes + size;
	const char *from = lines_on(bytes, end, LINES_KEPT);
	const char *to = from;

	while (end - to > CHUNK && is_dull(to))
		to += CHUNK;
	/*
	 * Back to a line's beginning, and by one line more: the last line of a
	 * part loses its end, so it has to be in the view.
	 */
	for (guint lines = 0; to > from && lines < 2; to -= lines < 2)
		lines += to[-1] == '\n';
	if (real + (gint64)(from - bytes) < skim->source->body)
		to = from;
	add_span(skim, real, from - bytes);
	add_span(skim, real + (to - bytes), end - to);
}

/* Reads the next block, which ends where the source's blocks do. */
static bool next_block(struct skim *skim)
{
	const gint64 real = skim->real;
	const gsize size = SOURCE_BLOCK - (gsize)(real % (gint64)SOURCE_BLOCK);
	const gssize n = source_read(skim->source, real, skim->bytes, size);
	char *p = skim->bytes;

	if (n <= 0)
		return false;
	skim->bytes_real = real;
	skim->bytes_n = (gsize)n;
	skim->real += n;
	source_tap(skim->source, real, skim->bytes, (gsize)n);
	if (real < skim->source->body)
		for (char *end = p + n;
		     (p = memchr(p, 0, (gsize)(end - p))) != NULL;)
			*p++ = NUL_STAND_IN;
	add_block(skim, real, (gsize)n);
	return true;
}

/* The span in which seen stands, which is known. */
static const struct span *find_span(const struct skim *skim, gint64 seen)
{
	guint low = 0, high = skim->spans->len;

	while (low + 1 < high) {
		const guint middle = low + (high - low) / 2;

		if (g_array_index(skim->spans, struct span, middle).seen <=
		    seen)
			low = middle;
		else
			high = middle;
	}
	return &g_array_index(skim->spans, struct span, low);
}

gint64 skim_real(const struct skim *skim, gint64 seen)
{
	const struct span *span;

	if (skim->spans->len == 0)
		return skim->source->start;
	span = find_span(skim, seen);
	return span->real + (seen - span->seen);
}

gsize skim_read(struct skim *skim, gint64 seen, char *to, gsize size)
{
	const struct span *span;
	gint64 real;
	gssize n;

	while (seen >= skim->seen)
		if (!next_block(skim))
			return 0;
	span = find_span(skim, seen);
	real = span->real + (seen - span->seen);
	size = (gsize)MIN((gint64)size, span->real + span->size - real);
	if (real >= skim->bytes_real &&
	    real < skim->bytes_real + (gint64)skim->bytes_n) {
		size = MIN(size,
			   skim->bytes_n - (gsize)(real - skim->bytes_real));
		memcpy(to, skim->bytes + (real - skim->bytes_real), size);
		return size;
	}
	n = source_read(skim->source, real, to, size);
	return n < 0 ? 0 : (gsize)n;
}

bool skim_ended(struct skim *skim, gint64 seen)
{
	while (seen >= skim->seen)
		if (!next_block(skim))
			return true;
	return false;
}

gint64 skim_size(const struct skim *skim)
{
	return skim->seen;
}
