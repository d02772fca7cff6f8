// SPDX-License-Identifier: GPL-3.0-or-later
// Status codes (RFC 3463) out of what a mail server said.
#ifndef TIXGATE_FILTERS_BOUNCE_STATUS_H
#define TIXGATE_FILTERS_BOUNCE_STATUS_H

#include <stdbool.h>

#include "filters/bounce/line.h"

/* Bytes of a status, "5.123.123" and a NUL. */
#define STATUS_SIZE 12

/*
 * The enhanced status of span that says most into code: three numbers, of the
 * classes 2, 4 and 5, that are no part of an IP address or a version. False if
 * there is none.
 */
bool status_enhanced(struct span span, char code[STATUS_SIZE]);

/*
 * How much a status says: from 0 ("5.0.0": something failed) to
 * STATUS_WORTH_MOST; -1 for "".
 */
int status_worth(const char *code);
#define STATUS_WORTH_MOST 2

/* The first SMTP reply code of a failure (400-599) in span, or 0. */
int status_reply(struct span span);

/*
 * What a reply code means by itself (RFC 5321, 4.2; RFC 7504; RFC 4954), as
 * status_meaning() says it; NULL for one that stands for several things.
 */
const char *status_of_reply(int reply);

/* Subject and detail where what is said is not understood … */
#define STATUS_UNTOLD "0.901"

/* … and where no reason at all is given. */
#define STATUS_NO_REASON "0.900"

/*
 * What a phrase such as "user unknown" means, in any of the known languages:
 * subject and detail of a status ("1.1"), or NULL. Where RFC 3463's registry
 * has a code for it that is it; the details from 900 are private, and tell that
 * nobody stated the status.
 */
const char *status_meaning(struct span span);

/* What a status means, for people: "the mailbox is full"; "" if unknown. */
const char *status_words(const char *code);

/*
 * False for a status with a private detail (from 900): it was concluded from
 * words, and names nothing that could be looked up.
 */
bool status_is_stated(const char *code);

#endif
