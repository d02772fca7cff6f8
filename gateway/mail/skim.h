// SPDX-License-Identifier: GPL-3.0-or-later
// What of a mail the MIME parser has to see: all but the middle of long files.
#ifndef TIXGATE_MAIL_SKIM_H
#define TIXGATE_MAIL_SKIM_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "mail/source.h"

/*
 * A view of a source, from its first header on, in which long stretches are
 * missing that consist of nothing but lines in base64: no line there begins a
 * part, a header or a body. Finding boundaries line by line in a file of 25 MB
 * takes most of what reading the mail takes; here they are passed over.
 *
 * Offsets of the view are called seen, those of the source real. All of the
 * source is tapped on the way (see source_tap()).
 */
struct skim;

struct skim *skim_new(struct source *source);
void skim_free(struct skim *skim);

/*
 * Copies at most size bytes that stand at seen; how many, 0 at the end and
 * where reading fails. NULs in the mail's headers come as a control character
 * that no header means.
 */
gsize skim_read(struct skim *skim, gint64 seen, char *to, gsize size);

/* True if nothing stands at seen and after it. */
bool skim_ended(struct skim *skim, gint64 seen);

/* Bytes of the view as far as it is known. */
gint64 skim_size(const struct skim *skim);

/* The real offset of what stands at seen. */
gint64 skim_real(const struct skim *skim, gint64 seen);

#endif
