// SPDX-License-Identifier: GPL-3.0-or-later
// What the reader of last resort makes of single values: by hand, and linear.
#ifndef TIXGATE_MAIL_FALLBACK_TEXT_H
#define TIXGATE_MAIL_FALLBACK_TEXT_H

#include <stdbool.h>

#include <glib.h>

#include "base/pool.h"
#include "mail/message.h"

/* Every plain local@domain in a line, in its order, without names. */
struct addresses fallback_addresses(const char *line, struct pool *pool);

/* True if line can be read in one way only: an address, or a name and one. */
bool fallback_is_plain(const char *line);

/* Every <…> in a line that can be a Message-ID, in its order. */
struct ids fallback_ids(const char *line, struct pool *pool);

/* The first lines that look like written text; "" if none does. */
const char *fallback_text(const char *bytes, gsize size, struct pool *pool);

#endif
