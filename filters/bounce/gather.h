// SPDX-License-Identifier: GPL-3.0-or-later
// Inside of the bounce reader: recipients as they are gathered.
#ifndef TIXGATE_FILTERS_BOUNCE_GATHER_H
#define TIXGATE_FILTERS_BOUNCE_GATHER_H

#include "filters/bounce/bounce.h"
#include "filters/bounce/line.h"
#include "filters/bounce/status.h"

/* What the readers of one bounce have in common. */
struct gather {
	const struct message *msg;
	struct pool *pool;
	GArray *recipients; /* struct returned_recipient */
	const char *message_id;
	GArray *headers; /* struct returned_header */
};

/* A copy of span as one line: valid UTF-8, runs of blanks folded, cut. */
const char *gather_line(struct gather *g, struct span span, gsize most);

/*
 * Adds a recipient; of one that is known already what was "" is filled in. One
 * whose address is "", since nothing of it could be shown, is nobody. Past
 * BOUNCE_RECIPIENTS_MOST nothing is added.
 */
void gather_add(struct gather *g, const struct returned_recipient *one);

/* The recipients of a message/delivery-status part (RFC 3464, 2.3). */
void gather_report(struct gather *g, const char *text);

/* The text of the mail as far as the mail system wrote it, and what follows. */
void gather_split(const char *text, struct span *said, struct span *back);

/* True if the beginning of what was said tells of a bounce. */
bool gather_opens(struct span said);

/* True if it tells of a refusal, in words that people use as well. */
bool gather_refuses(struct span said);

/* True if what was said tells of a delay, and of no failure. */
bool gather_delays(struct span said);

/* True for an address in the mail's own From or To: no failed recipient. */
bool gather_is_of_mail(const struct message *msg, const char *email);

/*
 * True if an address that is not of the mail itself stands behind a label, or
 * alone below a line that leads to it, as failed recipients do.
 */
bool gather_lists(const struct gather *g, struct span said);

/* The recipients that a text for people names, each with what it says. */
void gather_told(struct gather *g, struct span said, bool delayed);

/* What is said of one recipient, and where. */
struct saying {
	struct span said;   /* all that the mail system wrote */
	struct span beside; /* what stands next to the address */
	struct span email;
	bool only;    /* all that was said is said of this one */
	bool delayed; /* and it is late, not lost */
};

/*
 * The status that is stated in lines that name the address, beside it, or,
 * where it is the only one, anywhere; "" if none is.
 */
const char *gather_stated(struct gather *g, const struct saying *saying);

/* The status that a phrase in the same places means; never "". */
const char *gather_derived(struct gather *g, const struct saying *saying);

/* The one, or else the other. */
const char *gather_status(struct gather *g, const struct saying *saying);

/*
 * Where the text is a service's JSON ("notificationType": "Bounce"): its
 * recipients and the kind of report; else REPORT_NONE.
 */
enum report_kind gather_notice(struct gather *g, struct span said);

/* True if a mail came back: attached, or its headers in the text. */
bool gather_returns(const struct gather *g, struct span back);

/*
 * From what came back: its Message-ID, the headers in which an id of ours may
 * stand and, for want of others, recipients, also by a "To:" in what was said.
 */
void gather_back(struct gather *g, struct span said, struct span back,
		 bool delayed);

#endif
