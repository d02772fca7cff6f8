// SPDX-License-Identifier: GPL-3.0-or-later
// A leaf's bytes without their transfer encoding (RFC 2045, 6), also broken.
#include <string.h>

#include "mail/tree.h"
#include "mail/uuencode.h"

/* Bytes that are read and decoded at a time; a longer line comes in pieces. */
#define DECODE_STEP ((gsize)16 << 10)

struct decoder {
	enum transfer transfer;
	gint state;    /* of g_base64_decode_step() */
	guint save;    /* … too */
	gsize letters; /* of base64 so far */
	bool padded;   /* base64 has had its padding */
	bool begun;    /* uuencode: the "begin" line has been seen */
	bool ended;    /* nothing more comes out */
	bool done;     /* the taker wants no more */
	tree_take take;
	void *data;
};

static void give(struct decoder *d, const char *bytes, gsize size)
{
	if (size > 0 && !d->done)
		d->done = !d->take(d->data, bytes, size);
}

static bool is_base64(char c)
{
	return g_ascii_isalnum(c) || c == '+' || c == '/';
}

/*
 * True if a line goes on with what came before. What lists append to a mail
 * stands after a full group, and is no line of base64.
 */
static bool is_more_base64(const struct decoder *d, const char *line,
			   gsize size)
{
	gsize n = 0;

	if (d->letters % 4 != 0 && !d->padded)
		return true;
	while (n < size && is_base64(line[n]))
		n++;
	while (n < size && strchr("= \t\r\n", line[n]) != NULL)
		n++;
	return n == size;
}

static void base64_line(struct decoder *d, const char *line, gsize size)
{
	char out[DECODE_STEP];
	gsize n = 0, pads = 0;

	while (size > 0 && (*line == ' ' || *line == '\t')) {
		line++;
		size--;
	}
	if (size == 0 || *line == '\r' || *line == '\n')
		return;
	if (!is_more_base64(d, line, size)) {
		d->ended = true;
		return;
	}
	for (gsize i = 0; i < size; i++) {
		n += is_base64(line[i]);
		pads += line[i] == '=';
	}
	d->letters += n;
	give(d, out,
	     g_base64_decode_step(line, size, (guchar *)out, &d->state,
				  &d->save));
	if (pads == 0)
		return;
	d->padded = true;
	d->letters = 0;
	d->state = 0;
	d->save = 0;
}

/* A last group that was cut is filled up by padding. */
static void base64_end(struct decoder *d)
{
	guchar out[8];

	if (d->padded || d->letters % 4 < 2)
		return;
	give(d, (const char *)out,
	     g_base64_decode_step("==", 4 - d->letters % 4, out, &d->state,
				  &d->save));
}

/* One line of quoted-printable; what is no escape stays as it is. */
static void quoted_line(struct decoder *d, const char *line, gsize size)
{
	char out[DECODE_STEP];
	const bool lf = size > 0 && line[size - 1] == '\n';
	const bool crlf = lf && size > 1 && line[size - 2] == '\r';
	gsize text = size - lf - crlf;
	gsize n = 0;

	/* Blanks at the end were put there on the way (6.7, rule 3). */
	while (lf && text > 0 &&
	       (line[text - 1] == ' ' || line[text - 1] == '\t'))
		text--;
	for (gsize i = 0; i < text; i++) {
		if (line[i] == '=' && i + 2 < text &&
		    g_ascii_isxdigit(line[i + 1]) &&
		    g_ascii_isxdigit(line[i + 2])) {
			out[n++] =
				(char)(g_ascii_xdigit_value(line[i + 1]) * 16 +
				       g_ascii_xdigit_value(line[i + 2]));
			i += 2;
		} else if (line[i] == '=' && i + 1 == text && lf) {
			give(d, out, n);
			return;
		} else {
			out[n++] = line[i];
		}
	}
	if (crlf)
		out[n++] = '\r';
	if (lf)
		out[n++] = '\n';
	give(d, out, n);
}

static void uu_line(struct decoder *d, const char *line, gsize size)
{
	g_autoptr(GByteArray) bytes = NULL;

	while (size > 0 && (line[size - 1] == '\n' || line[size - 1] == '\r'))
		size--;
	if (!d->begun) {
		d->begun = size > 6 && memcmp(line, "begin ", 6) == 0;
		return;
	}
	if (size >= 3 && memcmp(line, "end", 3) == 0) {
		d->ended = true;
		return;
	}
	bytes = g_byte_array_new();
	if (size > 0 && uuencode_line(bytes, line, size))
		give(d, (const char *)bytes->data, bytes->len);
}

static void decode_line(struct decoder *d, const char *line, gsize size)
{
	switch (d->transfer) {
	case TRANSFER_PLAIN:
		give(d, line, size);
		break;
	case TRANSFER_BASE64:
		base64_line(d, line, size);
		break;
	case TRANSFER_QUOTED:
		quoted_line(d, line, size);
		break;
	case TRANSFER_UUENCODE:
		uu_line(d, line, size);
		break;
	}
}

/*
 * Decodes the whole lines of size bytes. How many bytes they take; a line that
 * fills all room comes in pieces, of which none ends inside of an escape.
 */
static gsize decode_lines(struct decoder *d, const char *bytes, gsize size,
			  bool last)
{
	gsize i = 0;

	if (d->transfer == TRANSFER_PLAIN) {
		give(d, bytes, size);
		return size;
	}
	while (i < size && !d->ended && !d->done) {
		const char *lf = memchr(bytes + i, '\n', size - i);
		gsize n = lf == NULL ? size - i : (gsize)(lf + 1 - (bytes + i));

		if (lf == NULL && !last) {
			if (i > 0 || size < DECODE_STEP)
				return i;
			for (gsize k = 1; k <= 2; k++)
				if (bytes[size - k] == '=')
					n = size - k;
		}
		decode_line(d, bytes + i, n);
		i += n;
	}
	return i;
}

bool tree_decode(const struct source *source, const struct node *leaf,
		 tree_take take, void *data)
{
	struct decoder d = {
		.transfer = leaf->transfer, .take = take, .data = data};
	char raw[DECODE_STEP];
	gint64 at = leaf->from;
	gsize kept = 0;

	while (at < leaf->to && !d.ended && !d.done) {
		const gint64 want =
			MIN(leaf->to - at, (gint64)(sizeof(raw) - kept));
		const gssize n =
			source_read(source, at, raw + kept, (gsize)want);
		gsize used;

		if (n <= 0)
			return false;
		at += n;
		kept += (gsize)n;
		used = decode_lines(&d, raw, kept, at >= leaf->to);
		memmove(raw, raw + used, kept - used);
		kept -= used;
	}
	if (d.transfer == TRANSFER_BASE64 && !d.done)
		base64_end(&d);
	return true;
}
