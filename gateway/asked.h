// SPDX-License-Identifier: GPL-3.0-or-later
// What was asked of the desk: each request's line in a mail's history.
#ifndef TIXGATE_ASKED_H
#define TIXGATE_ASKED_H

#include "ask.h"

/*
 * A request is about to be made: what is a word of store_history.h, target a
 * ticket's id or "". ask_heed() ends it.
 */
void asked_begin(struct ask *ask, const char *what, const char *target);

/* It came to that; what never left us is not recorded. */
void asked_end(struct ask *ask, enum answer answer);

/* One word for people and JSON: "done", "busy", … */
const char *answer_name(enum answer answer);

#endif
