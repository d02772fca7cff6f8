// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of a mail: where its message begins, and reading stretches of it.
#include "mail/source.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes that are read to see where one header ends. */
#define HEADER_CHUNK 1024

static gssize read_memory(const struct source *source, gint64 offset, char *to,
			  gsize size)
{
	if (offset < 0 || offset >= source->size)
		return 0;
	size = (gsize)MIN((gint64)size, source->size - offset);
	memcpy(to, source->memory + offset, size);
	if (source->bare_cr)
		for (gsize i = 0; i < size; i++)
			if (to[i] == '\r')
				to[i] = '\n';
	return (gssize)size;
}

gssize source_read(const struct source *source, gint64 offset, char *to,
		   gsize size)
{
	gssize n;

	if (source->memory != NULL)
		return read_memory(source, offset, to, size);
	do
		n = pread(source->fd, to, size, (off_t)offset);
	while (n < 0 && errno == EINTR);
	if (source->bare_cr)
		for (gssize i = 0; i < n; i++)
			if (to[i] == '\r')
				to[i] = '\n';
	return n;
}

/*
 * True if a header stands at line (RFC 5322, 2.2). Strict: as it must look
 * where something else may stand before it.
 */
static bool is_header(const char *line, gsize size, bool strict)
{
	gsize i = 0;

	while (i < size && line[i] > ' ' && line[i] < 0x7f && line[i] != ':' &&
	       (!strict || g_ascii_isalnum(line[i]) || line[i] == '-' ||
		line[i] == '_'))
		i++;
	if (i == 0)
		return false;
	while (i < size && (line[i] == ' ' || line[i] == '\t'))
		i++;
	return i < size && line[i] == ':' &&
	       (!strict || i + 1 >= size || line[i + 1] != '/');
}

/* mbox's line before a mail, also where a mail program has quoted it. */
static bool is_from_line(const char *line, gsize size)
{
	const char *p = size > 0 && *line == '>' ? line + 1 : line;
	const gsize left = size - (gsize)(p - line);

	return left > 5 && memcmp(p, "From ", 5) == 0 &&
	       memchr(p, ':', MIN(left, 6)) == NULL;
}

/* Bytes of the line at p, its end included. */
static gsize line_size(const char *p, gsize size)
{
	const char *lf = memchr(p, '\n', size);

	return lf == NULL ? size : (gsize)(lf + 1 - p);
}

static bool is_blank_line(const char *line, gsize size)
{
	while (size > 0 && (*line == '\r' || *line == '\n')) {
		line++;
		size--;
	}
	return size == 0;
}

/* Finds start; false if there is no header line at all. */
static bool find_start(struct source *source, const char *head, gsize size)
{
	gsize i = 0;
	bool strict = false;

	if (size >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0)
		i = 3;
	while (i < size) {
		const gsize n = line_size(head + i, size - i);

		if (is_header(head + i, n, strict)) {
			source->start = (gint64)i;
			return true;
		}
		if (!is_blank_line(head + i, n) && !is_from_line(head + i, n)) {
			source->skipped = "something else before the headers";
			strict = true;
		}
		i += n;
	}
	return false;
}

gint64 source_after_headers(const struct source *source, gint64 offset)
{
	g_autofree char *chunk = g_malloc(SOURCE_HEAD_MOST);
	gint64 at = offset;

	while (at < source->size && at - offset < SOURCE_HEADERS_MOST) {
		const gssize got =
			source_read(source, at, chunk, SOURCE_HEAD_MOST);
		gsize i = 0;

		if (got <= 0)
			return source->size;
		while (i < (gsize)got) {
			const gsize n = line_size(chunk + i, (gsize)got - i);

			/* A line that the chunk cuts is read again. */
			if (i > 0 && chunk[i + n - 1] != '\n')
				break;
			if (is_blank_line(chunk + i, n))
				return at + (gint64)(i + n);
			if (chunk[i] != ' ' && chunk[i] != '\t' &&
			    !is_header(chunk + i, n, false) &&
			    !is_from_line(chunk + i, n))
				return at + (gint64)i;
			i += n;
		}
		at += (gint64)i;
	}
	return MIN(at, source->size);
}

gint64 source_after_header(const struct source *source, gint64 offset,
			   bool *text)
{
	char chunk[HEADER_CHUNK];
	gint64 at = offset;
	bool begun = true;

	*text = false;
	while (at - offset < SOURCE_HEADERS_MOST) {
		const gssize got =
			source_read(source, at, chunk, sizeof(chunk));
		gsize n;

		if (got <= 0)
			break;
		/* Only the line's beginning tells what it is. */
		if (!begun && *chunk != ' ' && *chunk != '\t') {
			*text = *chunk != '\n' && *chunk != '\r';
			return at;
		}
		n = line_size(chunk, (gsize)got);
		begun = chunk[n - 1] != '\n';
		at += (gint64)n;
	}
	return MIN(at, source->size);
}

/* Looks at the beginning of a source whose bytes and size are known. */
static bool begin(struct source *source, struct why *why)
{
	g_autofree char *head = g_malloc(SOURCE_HEAD_MOST);
	gssize n;

	source->ends = g_array_new(FALSE, FALSE, sizeof(guint64));
	source->digest = digest_new((guint64)source->size);
	n = source_read(source, 0, head, SOURCE_HEAD_MOST);
	if (n < 0)
		return why_errno(why, TROUBLE_LATER, "cannot read the mail");
	if (n == 0)
		return why_set(why, TROUBLE_INPUT, "the mail is empty");
	if (memchr(head, '\n', (gsize)n) == NULL &&
	    memchr(head, '\r', (gsize)n) != NULL) {
		source->bare_cr = true;
		n = source_read(source, 0, head, SOURCE_HEAD_MOST);
	}
	if (n < 0 || !find_start(source, head, (gsize)n))
		return why_set(why, TROUBLE_INPUT,
			       "this is no mail: no line of it is a header");
	source->body = source_after_headers(source, source->start);
	/* A reader begins at start: what is before it counts as seen. */
	source_tap(source, 0, head, (gsize)source->start);
	return true;
}

bool source_open(struct source *source, int fd, struct why *why)
{
	struct stat st;

	*source = (struct source){.fd = fd};
	if (fstat(fd, &st) < 0)
		return why_errno(why, TROUBLE_LATER, "cannot read the mail");
	source->size = st.st_size;
	return begin(source, why);
}

bool source_open_bytes(struct source *source, const char *bytes, gsize size,
		       struct why *why)
{
	*source = (struct source){
		.fd = -1, .memory = bytes, .size = (gint64)size};
	return begin(source, why);
}

void source_close(struct source *source)
{
	digest_free(source->digest);
	if (source->ends != NULL)
		g_array_free(source->ends, TRUE);
	*source = (struct source){.fd = -1};
}

/* Bytes that are looked over at once: compilers then do it in parallel. */
#define CHUNK 128

static guint64 count_ends(const char *bytes, gsize size)
{
	guint64 n = 0;
	gsize i = 0;

	for (; i + CHUNK <= size; i += CHUNK) {
		guint8 ends = 0;

		for (gsize k = 0; k < CHUNK; k++)
			ends += (guint8)((bytes[i + k] == '\n') |
					 (bytes[i + k] == '\r'));
		n += ends;
	}
	for (; i < size; i++)
		n += bytes[i] == '\n' || bytes[i] == '\r';
	return n;
}

void source_tap(struct source *source, gint64 offset, const char *bytes,
		gsize size)
{
	if (offset > source->tapped || offset + (gint64)size <= source->tapped)
		return;
	bytes += source->tapped - offset;
	size -= (gsize)(source->tapped - offset);
	while (size > 0) {
		const gint64 at = source->tapped;
		const gsize in_block = (gsize)(at % (gint64)SOURCE_BLOCK);
		const gsize n = MIN(size, SOURCE_BLOCK - in_block);

		if (in_block == 0)
			g_array_append_val(source->ends, source->ends_n);
		if (at + (gint64)n > source->body) {
			const gsize skip = at < source->body
						   ? (gsize)(source->body - at)
						   : 0;

			digest_body(source->digest, bytes + skip, n - skip);
		}
		source->ends_n += count_ends(bytes, n);
		source->tapped += (gint64)n;
		bytes += n;
		size -= n;
	}
}

bool source_tap_rest(struct source *source, struct why *why)
{
	g_autofree char *chunk = NULL;

	while (source->tapped < source->size) {
		gssize n;

		if (chunk == NULL)
			chunk = g_malloc(SOURCE_BLOCK);
		n = source_read(source, source->tapped, chunk, SOURCE_BLOCK);
		if (n < 0)
			return why_errno(why, TROUBLE_LATER,
					 "cannot read the mail");
		if (n == 0)
			return why_set(why, TROUBLE_LATER,
				       "the mail became shorter while it was "
				       "read");
		source_tap(source, source->tapped, chunk, (gsize)n);
	}
	return true;
}

/* Line ends from the beginning of offset's block up to offset. */
static gint64 ends_before(const struct source *source, gint64 offset)
{
	const gsize block = (gsize)(offset / (gint64)SOURCE_BLOCK);
	const gsize size = (gsize)(offset % (gint64)SOURCE_BLOCK);
	g_autofree char *chunk = NULL;
	guint64 ends;

	if (block >= source->ends->len)
		return (gint64)source->ends_n;
	ends = g_array_index(source->ends, guint64, block);
	if (size > 0) {
		chunk = g_malloc(SOURCE_BLOCK);
		if (source_read(source, offset - (gint64)size, chunk, size) !=
		    (gssize)size)
			return -1;
		ends += count_ends(chunk, size);
	}
	return (gint64)ends;
}

gint64 source_line_ends(const struct source *source, gint64 from, gint64 to)
{
	const gint64 before = ends_before(source, from);
	const gint64 after = ends_before(source, to);

	return before < 0 || after < 0 || after < before ? -1 : after - before;
}
