// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of the group `acknowledge`, for the whole file or one mailbox.
#ifndef TIXGATE_ACK_SETTINGS_H
#define TIXGATE_ACK_SETTINGS_H

#include <stdbool.h>

#include <glib.h>

#include "base/option.h"

/* Who is written to: acknowledge.to. */
enum ack_to {
	ACK_TO_AGREE,  /* the envelope sender, if the writer is the same */
	ACK_TO_SENDER, /* the writer */
};

struct ack_settings {
	bool enabled;
	const char *template;  /* a name in `templates`, or an absolute path */
	const char *templates; /* a folder */
	const char *sendmail;  /* the program, absolute */
	const char *const *arguments; /* before "--" and the recipient */
	const char *from;	      /* "" for the mailbox's first address */
	const char *name;	      /* display name of From, or "" */
	int to;			      /* enum ack_to */
	int precedence;		      /* index in ack_precedences */
	gint64 timeout;		      /* seconds for sendmail */
	gint64 most, minutes;	      /* to one address in so many minutes */
	gint64 same_subject;	      /* … with one subject, a day */
	gint64 day;		      /* … a day */
	gint64 total;		      /* to all, an hour */
};

extern const struct option ack_options[];

/* What Precedence says; the first, "none", is no header. NULL last. */
extern const char *const ack_precedences[];

#endif
