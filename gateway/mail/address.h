// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses and Message-IDs out of header values, however they are written.
#ifndef TIXGATE_MAIL_ADDRESS_H
#define TIXGATE_MAIL_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "mail/message.h"

/* Mailboxes that are read from one header; further ones are left out. */
#define ADDRESS_COUNT_MOST 100

/* Bytes of one address; a longer one is left out, and makes the header unsure.
 */
#define ADDRESS_EMAIL_MOST 320

/*
 * Message-IDs that are taken from one header, the first and the last ones of
 * more, and the bytes of one.
 */
#define IDS_COUNT_MOST 200
#define IDS_ID_MOST    998

/*
 * The mailboxes of a raw (unfolded, not yet decoded) address header: groups
 * are flattened, comments serve as names, quoted and encoded names are
 * decoded, routes dropped (RFC 5322, 3.4 and 4.4; RFC 2047). Linear in the
 * length of raw. *unsure becomes true where the text can be read in more than
 * one way (a@one@two, <a@one><b@two>, an unclosed quote …); it is never set to
 * false.
 */
struct addresses addresses_read(const char *raw, struct pool *pool,
				bool *unsure);

/*
 * The Message-IDs of a raw header in their order, doubles included: what is in
 * <>, or without any <> the words with an "@". Linear.
 */
struct ids ids_read(const char *raw, struct pool *pool);

/* True for local@domain that could be mailed to: for checks of settings. */
bool address_plausible(const char *email);

/*
 * True if both are one mailbox: domains compared without case and as A-labels
 * (RFC 5890), local parts without ASCII case, as all mail systems in practice.
 */
bool address_same(const char *a, const char *b);

#endif
