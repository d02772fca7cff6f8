// SPDX-License-Identifier: GPL-3.0-or-later
// What the writer and the reader of records have to agree on, and nobody else.
#ifndef TIXGATE_MAIL_RECORD_FORM_H
#define TIXGATE_MAIL_RECORD_FORM_H

#include <glib.h>

/* "tgrc" in memory on a little-endian machine. */
#define RECORD_MAGIC 0x63726774u

enum record_kind { RECORD_MESSAGE, RECORD_FAILURE };

/* A record begins with it. size is 0 until the record is whole. */
struct record_begin {
	guint32 magic;
	guint32 version;
	guint64 size; /* of the whole record, this included */
	guint32 kind; /* enum record_kind */
	guint32 zero;
};

/* Where a text stands that is often the same as another one. */
enum record_text {
	RECORD_TEXT_OWN,   /* here */
	RECORD_TEXT_PLAIN, /* it is message.plain.text */
	RECORD_TEXT_HTML,  /* it is message.html.text */
};

#endif
