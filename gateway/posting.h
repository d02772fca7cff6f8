// SPDX-License-Identifier: GPL-3.0-or-later
// Posting: sends the parts of a text, each once, over as many tries as needed.
#ifndef TIXGATE_POSTING_H
#define TIXGATE_POSTING_H

#include "work.h"

/*
 * Sends what work->plan holds. A part that an earlier try posted is passed
 * over; one that it may have posted is looked for first. Ends the work.
 */
void post_parts(struct work *work);

#endif
