// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers: what of a mail's words can name a ticket.
#ifndef TIXGATE_FILTERS_TEXT_NUMBER_H
#define TIXGATE_FILTERS_TEXT_NUMBER_H

#include <stdbool.h>

#include "base/pool.h"
#include "filters/decision.h"

/*
 * True if value is the number or the UUID of a ticket: then *found has it, and
 * nothing else.
 */
bool number_read(struct pool *pool, const char *value, struct reference *found);

#endif
