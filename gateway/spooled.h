// SPDX-License-Identifier: GPL-3.0-or-later
// The spool: mails that wait here, for mail systems that cannot try again.
#ifndef TIXGATE_SPOOLED_H
#define TIXGATE_SPOOLED_H

#include <stdbool.h>

#include "base/file.h"
#include "base/pool.h"
#include "base/why.h"
#include "mail/envelope.h"

/*
 * Keeps a mail with its envelope in folder until `flush` delivers it. It is on
 * the disk when this returns true. Its code begins with the time, so that the
 * order of names is the order in which mails came, and ends with the mail's
 * trace code, "" where it has none yet. why is the reason why it
 * was not delivered, and is kept with it; with false it says why it could not
 * be kept either.
 */
bool spooled_keep(const char *folder, const struct spool *mail,
		  const struct envelope *envelope, const char *trace,
		  struct why *why);

/* The file of the mail with that trace code, by g_free(); NULL for none. */
char *spooled_path(const char *folder, const char *trace);

/*
 * Opens a spooled mail; texts of the envelope are pool's, and the caller ends
 * mail with spool_close().
 */
bool spooled_open(const char *folder, const char *code, struct pool *pool,
		  struct spool *mail, struct envelope *envelope,
		  struct why *why);

#endif
