// SPDX-License-Identifier: GPL-3.0-or-later
// Surges: counts a mail among those like it, before it is one too many.
#ifndef TIXGATE_SURGE_H
#define TIXGATE_SURGE_H

#include <stdbool.h>

#include "decide.h"
#include "filters/filter.h"
#include "filters/storm/storm.h"

/* The settings of the filter storm for a mailbox; NULL if it is off. */
const struct storm_options *surge_options(const struct mailbox *mailbox);

/*
 * Fills dec->storm of a mail that would be posted. With with->remember it is
 * counted, once for all its tries, so that of processes which work at the same
 * time no more are let through than a limit says; else it is only looked at.
 * Mail is not counted that a person released, or of which an earlier try has
 * begun to post something, nor mail of a sender whom storm.allow names.
 */
bool surge(const struct deciding *with, const struct letter *letter,
	   const struct filter_input *in, struct decision *dec,
	   struct why *why);

/* What the digest of such mails says of this one: its first line, cut. */
const char *surge_line(const struct letter *letter, const struct decision *dec);

#endif
