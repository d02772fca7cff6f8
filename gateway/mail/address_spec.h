// SPDX-License-Identifier: GPL-3.0-or-later
// One address of a header (RFC 5322, 3.4.1), as its reader meets it.
#ifndef TIXGATE_MAIL_ADDRESS_SPEC_H
#define TIXGATE_MAIL_ADDRESS_SPEC_H

#include <stdbool.h>

#include "base/pool.h"

/*
 * The address in one line: without blanks but in a quoted local part, without
 * quotes that its local part does not need (RFC 5321, 4.1.2: both are one
 * mailbox), and without the dot that ends a domain's full name.
 */
const char *spec_clean(const char *spec, struct pool *pool);

/*
 * Behind what stands before an address inside of <>: a route (RFC 5322, 4.4),
 * and the scheme that address books leave there.
 */
const char *spec_without_route(const char *spec);

/* The first "@" outside of quotes, or NULL. */
const char *spec_at(const char *spec);

/* Exactly one "@" outside of quotes. */
bool spec_has_one_at(const char *spec);

#endif
