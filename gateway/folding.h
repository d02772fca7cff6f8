// SPDX-License-Identifier: GPL-3.0-or-later
// Folding: posts the messages that stand for many mails.
#ifndef TIXGATE_FOLDING_H
#define TIXGATE_FOLDING_H

#include <stdbool.h>

#include "decide.h"

/* What posting digests needs. */
struct folding {
	const struct config *config;
	const struct secrets *secrets;
	struct store *store;
	int key_fd; /* of TIXALLO_API_KEY's copy, -1 for none */
	struct deadline deadline;
	/*
	 * Also what another process has taken and perhaps is posting: waits
	 * for it. Else at most a few, and only with time to spare.
	 */
	bool patient;
};

/*
 * Posts the digests that are due, each exactly once, as deliver() does: a
 * digest has a key and a trace code as a mail has. What cannot be posted now
 * is logged and stays for the next call. Returns how many were posted; *left
 * says whether one stayed that was tried, and why says the reason.
 */
guint folding_post(const struct folding *with, bool *left, struct why *why);

#endif
