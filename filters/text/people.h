// SPDX-License-Identifier: GPL-3.0-or-later
// Names and addresses as mail programs show them to people.
#ifndef TIXGATE_FILTERS_TEXT_PEOPLE_H
#define TIXGATE_FILTERS_TEXT_PEOPLE_H

#include "base/pool.h"
#include "filters/text/words.h"
#include "mail/address.h"
#include "mail/message.h"

/*
 * Reads "Ann Example <ann@example.com>; Example, Bob [mailto:bob@…]": what
 * stands in a header block is no RFC 5322 header but text for people, with
 * commas in names, links beside addresses and names without any. At most
 * ADDRESS_COUNT_MOST; time is linear in the size.
 */
struct addresses people_read(const char *text, struct pool *pool);

/* The person whom an introduction names: "On 3 May 2016, Ann <a@b.c> wrote:" */
struct address people_introduced(const char *text, const struct words *words,
				 struct pool *pool);

#endif
