// SPDX-License-Identifier: GPL-3.0-or-later
// RTF as text: the body that Outlook puts into winmail.dat.
#ifndef TIXGATE_MAIL_RTF_H
#define TIXGATE_MAIL_RTF_H

#include <stdbool.h>

#include <glib.h>

/* Groups inside of one another that are told apart. */
#define RTF_DEPTH_MOST 256

/* Bytes of RTF that come out of a compressed one. */
#define RTF_SIZE_MOST ((guint32)8 << 20)

/* Bytes of text that come out. */
#define RTF_TEXT_MOST ((gsize)1 << 20)

/*
 * Appends the text of size bytes of RTF as UTF-8: paragraphs, tabs and
 * characters, no fonts, pictures or fields' codes. charset is what bytes are in
 * where the RTF itself does not say it. RTF that was made from HTML or from
 * plain text gives that text (MS-OXRTFEX). Linear.
 */
void rtf_to_text(GString *out, const char *rtf, gsize size,
		 const char *charset);

/*
 * Appends the RTF that size bytes of compressed RTF stand for (MS-OXRTFCP),
 * also where its end is cut. False if they are none. Linear.
 */
bool rtf_unpack(GString *out, const char *packed, gsize size);

#endif
