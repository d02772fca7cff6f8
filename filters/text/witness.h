// SPDX-License-Identifier: GPL-3.0-or-later
// HTML as a witness: what its elements say of the same mail's plain text.
#ifndef TIXGATE_FILTERS_TEXT_WITNESS_H
#define TIXGATE_FILTERS_TEXT_WITNESS_H

#include "filters/text/lines.h"
#include "mail/message.h"

/* Words of one body that are compared; the rest says nothing. */
#define WITNESS_WORDS_MOST 100000

/*
 * Marks lines of a plain text as quoted or introducing where all that they say
 * stands in the HTML's quotes or introductions and nowhere else in it. Only
 * the end of the text is marked as quoted: what stands above an answer may be
 * there on purpose. Text that has quote marks already stays as it is.
 */
void witness_mark(struct lines *lines, const struct body *html);

#endif
