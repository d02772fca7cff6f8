// SPDX-License-Identifier: GPL-3.0-or-later
// Templates of acknowledgements: read, judged, and filled once.
#ifndef TIXGATE_ACK_TEMPLATE_H
#define TIXGATE_ACK_TEMPLATE_H

#include <stdbool.h>

#include <glib.h>

#include "ack_settings.h"
#include "base/pool.h"
#include "base/why.h"

/* Bytes of a template's file. */
#define ACK_TEMPLATE_MOST 65536

/* What placeholders stand for; none is NULL. */
struct ack_values {
	gint64 number;	     /* {number} */
	const char *subject; /* {subject} */
	const char *name;    /* {name}: of who wrote the mail */
	const char *mailbox; /* {mailbox}: its name */
	const char *address; /* {address}: what customers write to */
	const char *code;    /* {code}: the trace code */
};

/*
 * A template: lines of comments that begin with "#", `Subject: …`, an empty
 * line, and the text. Both texts have their placeholders in them still.
 */
struct ack_template {
	const char *subject;
	const char *text;
};

/* The file that a setting means. Freed by g_free(). */
char *ack_template_path(const struct ack_settings *settings);

/*
 * Reads one; texts are the pool's. A missing file, a header that is none, no
 * Subject, one without {number}, an unknown placeholder, a brace that is not
 * closed, a text that is no UTF-8 or is empty: TROUBLE_CONFIG and a reason
 * that begins `FILE:LINE: `, or `FILE: `.
 */
bool ack_template_load(const char *path, struct pool *pool,
		       struct ack_template *template, struct why *why);

/*
 * Appends a text with its placeholders replaced: `{{` is one brace. Values are
 * made one harmless line, cut at 200 characters, and never looked at for
 * placeholders themselves.
 */
void ack_template_fill(GString *out, const char *text,
		       const struct ack_values *values);

#endif
