// SPDX-License-Identifier: GPL-3.0-or-later
// Archiving: what becomes of a mail's attachments, before a ticket names them.
#ifndef TIXGATE_ARCHIVING_H
#define TIXGATE_ARCHIVING_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/pool.h"
#include "base/why.h"
#include "config.h"
#include "decide.h"
#include "mail/message.h"
#include "mail/read.h"

/* True if attachments.archive is set: then the reader packs their bytes. */
bool archiving_is_on(const struct config *config);

/*
 * Where the archive is on, makes the pack for a mail of that size, and asks
 * the reader for it. To be ended by spool_close(), also where it was not made.
 */
bool archiving_begin(const struct config *config, guint64 size,
		     struct spool *pack, struct read_wish *wish,
		     struct why *why);

/*
 * Looks at what the reader packed: each place is checked, and each digest is
 * ours, whatever the reader said. What does not stand in the pack counts as
 * not packed. True, and nothing done, where there is no pack.
 */
bool archiving_judge(const struct spool *pack, struct pool *pool,
		     struct message *msg, struct why *why);

/*
 * What the ticket may say of each attachment, in their order: which are kept,
 * why others are not, and the links, by the newest secret; without one there
 * are none. It is the same at every attempt. Memory is the pool's.
 */
struct file_view *archiving_view(const struct config *config,
				 const struct secrets *secrets,
				 const struct message *msg, struct pool *pool);

/*
 * Has every attachment that archiving_view() calls kept on the disk when it
 * returns true; TROUBLE_LATER where the disk is full, or whatever else is in
 * the way.
 */
bool archiving_keep(const struct config *config, const struct letter *letter,
		    struct deadline deadline, struct why *why);

/*
 * What the state learns at the mail's end: what the archive has of it, and the
 * images that its sender has in texts. Memory is the mail's pool.
 */
void archiving_remember(const struct letter *letter, const char *sender,
			struct store_files *files);

/* The setting that is wrong in "attachments", or NULL; why says why. */
const char *archiving_check(const struct config *config, struct why *why);

#endif
