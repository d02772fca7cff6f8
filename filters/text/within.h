// SPDX-License-Identifier: GPL-3.0-or-later
// Answers that stand inside of a quote without marks, where nothing else shows.
#ifndef TIXGATE_FILTERS_TEXT_WITHIN_H
#define TIXGATE_FILTERS_TEXT_WITHIN_H

#include "filters/text/scan.h"

/*
 * Where the sender says that his answers stand in the quoted mail below ("see
 * my answers in red"), and that mail bears no marks, as Outlook quotes: keeps
 * its text, from below its headers to the next older mail in it. To be called
 * when the lines have been scanned.
 */
void within_keep(struct scan *scan);

#endif
