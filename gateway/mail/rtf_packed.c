// SPDX-License-Identifier: GPL-3.0-or-later
// Compressed RTF (MS-OXRTFCP), as it lies in winmail.dat.
#include <string.h>

#include "mail/rtf.h"

/* The window into which references point (2.1.3.1.1). */
#define WINDOW 4096

#define HEADER 16

#define MAGIC_COMPRESSED   0x75465a4cu
#define MAGIC_UNCOMPRESSED 0x414c454du

/* What the window holds at the beginning (2.1.2.1). */
static const char prebuilt[] =
	"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}"
	"{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
	"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier"
	"{\\colortbl\\red0\\green0\\blue0\r\n\\par "
	"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

struct unpacker {
	GString *out;
	gsize most; /* bytes that come out, as the header says */
	char window[WINDOW];
	guint at; /* where the next byte goes into the window */
};

static guint32 number(const guint8 *p)
{
	return (guint32)p[0] | (guint32)p[1] << 8 | (guint32)p[2] << 16 |
	       (guint32)p[3] << 24;
}

static void put(struct unpacker *u, char c)
{
	u->window[u->at] = c;
	u->at = (u->at + 1) % WINDOW;
	if (u->out->len < u->most)
		g_string_append_c(u->out, c);
}

/* A reference: 12 bits of place, 4 of length. False for the end mark. */
static bool put_again(struct unpacker *u, guint high, guint low)
{
	guint from = high << 4 | low >> 4;

	if (from == u->at)
		return false;
	for (guint left = (low & 0xf) + 2; left > 0; left--) {
		put(u, u->window[from]);
		from = (from + 1) % WINDOW;
	}
	return true;
}

static void unpack(struct unpacker *u, const guint8 *p, const guint8 *end)
{
	while (p < end && u->out->len < u->most) {
		const guint flags = *p++;

		for (guint bit = 0; bit < 8 && p < end; bit++) {
			if ((flags >> bit & 1) == 0) {
				put(u, (char)*p++);
			} else if (end - p < 2 || !put_again(u, p[0], p[1])) {
				return;
			} else {
				p += 2;
			}
		}
	}
}

bool rtf_unpack(GString *out, const char *packed, gsize size)
{
	const guint8 *p = (const guint8 *)packed;
	struct unpacker *u;

	if (size < HEADER)
		return false;
	if (number(p + 8) == MAGIC_UNCOMPRESSED) {
		g_string_append_len(out, packed + HEADER,
				    (gssize)MIN(size - HEADER, number(p + 4)));
		return true;
	}
	if (number(p + 8) != MAGIC_COMPRESSED)
		return false;
	u = g_new0(struct unpacker, 1);
	u->out = out;
	u->most = out->len + MIN(number(p + 4), RTF_SIZE_MOST);
	memcpy(u->window, prebuilt, sizeof(prebuilt) - 1);
	u->at = sizeof(prebuilt) - 1;
	unpack(u, p + HEADER, p + size);
	g_free(u);
	return true;
}
