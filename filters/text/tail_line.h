// SPDX-License-Identifier: GPL-3.0-or-later
// One line of what stands below a person's text. None of them may be blank.
#ifndef TIXGATE_FILTERS_TEXT_TAIL_LINE_H
#define TIXGATE_FILTERS_TEXT_TAIL_LINE_H

#include "filters/text/lines.h"

/* Bytes of a line of a signature: longer ones are prose. */
#define SIGNATURE_LINE_MOST 120

/* "--", with or without its blank; the dash of other keyboards too. */
bool tail_delimiter(const struct line *line);

/* True if it has the blank of "-- ", as programs write it (RFC 3676, 4.3). */
bool tail_has_blank(const struct line *line);

/* Something by which one reaches a person or a list. */
bool tail_contact(const struct line *line);

/* What mailing lists append: their page, how to leave. */
bool tail_list(const struct line *line);

/* A question, which is asked of somebody: no signature has one. */
bool tail_asks(const struct line *line);

#endif
