// SPDX-License-Identifier: GPL-3.0-or-later
// Outcomes: what can become of a run, and the one table of exit statuses.
#ifndef TIXGATE_BASE_OUTCOME_H
#define TIXGATE_BASE_OUTCOME_H

#include "base/why.h"

/*
 * While a mail is in our hands only 0, 75 and 77 leave the program: 75 is the
 * one status that every retrying mail system retries, and 77 needs a rule
 * that the operator wrote. 1, 64 and 78 belong to the commands for people.
 */
enum outcome {
	OUTCOME_CREATED,   /* a ticket was made */
	OUTCOME_POSTED,	   /* a message was posted on a ticket */
	OUTCOME_REPEATED,  /* this mail had been delivered before */
	OUTCOME_HELD,	   /* kept whole for a person */
	OUTCOME_SPOOLED,   /* kept to be tried again by ourselves */
	OUTCOME_DISCARDED, /* deliberately not posted, and recorded */
	OUTCOME_FOLDED,	   /* one of many: a later message names them */
	OUTCOME_LATER,	   /* the mail system keeps it and tries again */
	OUTCOME_REFUSED,   /* the operator's rule sends it back */
	OUTCOME_OK,	   /* a command for people did its work */
	OUTCOME_WRONG,	   /* … and found something wrong */
	OUTCOME_USAGE,	   /* … was called wrongly */
	OUTCOME_CONFIG,	   /* … cannot work with this configuration */
};

/* The exit status. */
int outcome_status(enum outcome outcome);

/* One word for logs and JSON: "created", "later", … */
const char *outcome_name(enum outcome outcome);

/* What a command for people makes of a failure. */
enum outcome outcome_of_trouble(enum trouble trouble);

#endif
