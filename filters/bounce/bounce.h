// SPDX-License-Identifier: GPL-3.0-or-later
// Bounces: what a mail system says of a mail that it could not deliver.
#ifndef TIXGATE_FILTERS_BOUNCE_BOUNCE_H
#define TIXGATE_FILTERS_BOUNCE_BOUNCE_H

#include <stdbool.h>

#include "base/pool.h"
#include "filters/decision.h"
#include "mail/message.h"

/* Recipients that are read from one bounce. */
#define BOUNCE_RECIPIENTS_MOST 100

/* Bytes of a bounce's text, and of one diagnostic, that are looked at. */
#define BOUNCE_TEXT_MOST       ((gsize)64 << 10)
#define BOUNCE_DIAGNOSTIC_MOST ((gsize)500)

/* Bytes of one header of the mail that came back, and lines it is folded to. */
#define BOUNCE_HEADER_MOST	 ((gsize)4000)
#define BOUNCE_HEADER_LINES_MOST 60

/* Parts of a mail in which a system reports (RFC 3464, RFC 8098, RFC 5965). */
enum report_kind {
	REPORT_NONE,
	REPORT_DELIVERY,
	REPORT_DISPOSITION,
	REPORT_FEEDBACK,
};

/* What a mail reads like as a bounce. Nothing in it is to be trusted. */
struct bounce {
	enum report_kind kind; /* by its parts and its Content-Type */
	bool stated;	       /* a delivery report named a recipient */
	bool told;	       /* its text begins as a bounce's does */
	bool refused;	       /* it begins with what people write as well */
	bool proven;	       /* it names one, or a mail came back with it */
	bool delayed;	       /* all it tells of is a delay */
	bool delivered;	       /* it tells of success only */
	struct returned returned;
};

/*
 * What can be told of any mail at little cost: the kind of its report, what
 * the report states, and whether the text begins as a bounce's does.
 */
void bounce_look(const struct message *msg, struct pool *pool,
		 struct bounce *bounce);

/*
 * Reads all of msg as a bounce: reports first, then the text, then
 * X-Failed-Recipients, then the headers of the returned mail. Only for what is
 * known to be one: in other mail it finds what is not there. Linear in the
 * length of the mail. All memory is pool's.
 */
void bounce_read(const struct message *msg, struct pool *pool,
		 struct bounce *bounce);

/*
 * True for a part of the mail itself; false for one inside of a message that
 * is attached, which tells of that message only.
 */
bool bounce_part_is_outer(const struct message *msg, size_t i);

#endif
