// SPDX-License-Identifier: GPL-3.0-or-later
// Making content fit the desk: lengths, addresses, texts in several parts.
#ifndef TIXGATE_DESK_FIT_H
#define TIXGATE_DESK_FIT_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/*
 * Cuts one line to at most units UTF-16 units with an ellipsis at its end,
 * at a blank where one is near. Freed by g_free(). Nothing is cut needlessly.
 */
char *fit_line(const char *line, gsize units);

/* Units that a part must have room for, so that its marks fit as well. */
#define FIT_UNITS_LEAST 192

/*
 * Cuts a text into parts of at most units UTF-16 units each (at least
 * FIT_UNITS_LEAST), at the end of a paragraph, else of a line, else of a word,
 * else between characters. Every part after the first begins `(part 2 of 5)`
 * and an empty line; every part but the last ends with an empty line and
 * `(continued in part 3 of 5)`. Only white space is lost at a cut. What does
 * not go into most parts (at least 1) is left out, and the last part then ends
 * by saying how many characters that were. A text that fits is one part,
 * unchanged. Freed by g_ptr_array_unref(); never empty.
 */
GPtrArray *fit_text(const char *text, gsize units, guint most);

/*
 * The address as the desk takes it: an internationalised domain as A-labels
 * (RFC 5891). NULL for one that it cannot take: a quoted local part, a
 * literal, UTF-8 or anything else but a dot-atom (RFC 5322, 3.2.3) in the
 * local part, no dotted domain, more than units long. Freed by g_free().
 */
char *fit_email(const char *email, gsize units);

#endif
