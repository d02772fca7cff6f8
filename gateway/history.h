// SPDX-License-Identifier: GPL-3.0-or-later
// The history of one mail as people and programs are shown it.
#ifndef TIXGATE_HISTORY_H
#define TIXGATE_HISTORY_H

#include <stdbool.h>
#include <stdio.h>

#include "base/why.h"
#include "config.h"
#include "sheet.h"
#include "state/store.h"

/* Where it is shown, and from what. */
struct history {
	const struct config *config;
	struct store *store;
	bool json;
	FILE *out;
};

/*
 * Writes all that the state knows of a mail, as store_find() has it: what
 * became of it, where it is kept, its acknowledgement, what the archive has,
 * and each attempt with each request. With json it is one object on one line,
 * else labelled lines. Nothing is written that a terminal would obey.
 */
bool history_show(const struct history *with, const struct store_mail *mail,
		  struct why *why);

/* What stands first in it: the mail itself, without its attempts. */
void history_mail(const struct sheet *sheet, const struct store_mail *mail);

#endif
