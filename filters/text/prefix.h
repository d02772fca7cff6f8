// SPDX-License-Identifier: GPL-3.0-or-later
// What mail programs put before a subject: "Re:", "WG:", "Fwd:", "回复：".
#ifndef TIXGATE_FILTERS_TEXT_PREFIX_H
#define TIXGATE_FILTERS_TEXT_PREFIX_H

#include <stdbool.h>

#include "filters/text/words.h"

/* Prefixes of one subject that are looked at. */
#define PREFIXES_MOST 20

struct prefix {
	const char
		*bare;	/* the subject behind all prefixes, into the subject */
	bool replied;	/* the first prefix is that of a reply */
	bool forwarded; /* … of a forward; some languages use one for both */
};

/*
 * Tells a subject from its prefixes in any language, counters and all
 * ("Re[2]:", "AW (3):"). For comparison only: what is shown keeps them. A
 * subject of nothing but prefixes is bare as it stands.
 */
void prefix_read(const char *subject, const struct words *words,
		 struct prefix *prefix);

#endif
