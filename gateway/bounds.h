// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of the groups `limits`, `recipients` and `log`.
#ifndef TIXGATE_BOUNDS_H
#define TIXGATE_BOUNDS_H

#include <glib.h>

#include "base/option.h"

/* What to do where it cannot be told whether a ticket was made. */
enum unproven { UNPROVEN_POST, UNPROVEN_HOLD };

struct limits {
	gint64 message_size; /* bytes of one mail */
	double deadline;     /* seconds of one run */
	gint64 parts;	     /* messages that one long text may become */
	int sandbox;	     /* enum sandbox of mail/child.h */
	int unproven;	     /* enum unproven */
};

/* How the recipient of a mail is found. */
struct routes {
	const char *const *headers; /* in which the mail system names him */
	const char *delimiter;	    /* letters that begin a detail, "" none */
};

struct log_settings {
	const char *file; /* "" for syslog */
};

extern const struct option limits_options[];
extern const struct option routes_options[];
extern const struct option log_options[];

#endif
