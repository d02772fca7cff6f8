// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses in running text, as bounces name their recipients.
#ifndef TIXGATE_FILTERS_BOUNCE_ADDRESS_H
#define TIXGATE_FILTERS_BOUNCE_ADDRESS_H

#include <stdbool.h>

#include "filters/bounce/line.h"

/* Addresses that are looked for in one line. */
#define LINE_ADDRESSES_MOST 8

/*
 * The next address (local@domain with a dot in the domain) in *rest, and *rest
 * moved behind it. X.400 forms such as "SMTP=anna@x.example" give what follows
 * the sign. False if there is none.
 */
bool address_next(struct span *rest, struct span *address);

/* The address of an RFC 3464 field such as "rfc822; anna@x.example". */
bool address_of_field(struct span value, struct span *address);

#endif
