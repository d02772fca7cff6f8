// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses that by their names belong to no person.
#ifndef TIXGATE_FILTERS_MARK_NOBODY_H
#define TIXGATE_FILTERS_MARK_NOBODY_H

#include <stdbool.h>

/*
 * The name of no person (RULES A3) that stands before the @, + or = of email,
 * whole and in any case: "noreply". NULL for anything else. Static text.
 */
const char *nobody_named(const char *email);

/*
 * True if a word of what stands before the @ says that a program sends by this
 * address: "shop_robot@", "contact-form@", "www-data@", and whatever
 * nobody_named() finds. Words are parted by anything but letters.
 */
bool nobody_program(const char *email);

#endif
