// SPDX-License-Identifier: GPL-3.0-or-later
// Keeping: where discarded mail lies, and the end of what is old.
#ifndef TIXGATE_KEEPING_H
#define TIXGATE_KEEPING_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/why.h"
#include "config.h"
#include "state/store.h"

/* The folder of the discarded mails, by g_free(); NULL where none is kept. */
char *keeping_discarded(const struct store_settings *settings);

/*
 * False and a reason if the folder of the discarded mails is that of the held
 * ones or of the spool: what is old in it would be removed.
 */
bool keeping_check(const struct store_settings *settings, struct why *why);

/* True if whole mails are kept in that folder: held, discarded or spooled. */
bool keeping_uses(const struct store_settings *settings, const char *folder);

/*
 * Once an hour, for one of all processes of this host: forgets records and
 * removes discarded mails that are older than state.keep_days, as far as the
 * deadline allows; and attachments of the archive that are older than
 * attachments.keep_days, a part of them each time, so that all have had their
 * turn after a day. Held mails are never touched. What does not work is logged
 * and tried again later: no mail depends on it.
 */
void keeping_sweep(const struct config *config, struct store *store,
		   struct deadline deadline);

#endif
