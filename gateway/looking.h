// SPDX-License-Identifier: GPL-3.0-or-later
// Looking back: what earlier tries of a mail have left, at the desk and here.
#ifndef TIXGATE_LOOKING_H
#define TIXGATE_LOOKING_H

#include "reconcile.h"
#include "work.h"

/* Milliseconds that looking for a part at the desk may well take. */
#define LOOK_LEAST_MS 1000

/* Looks whether a part stands at the desk. */
enum sight look_once(struct work *work, const struct store_part *part,
		     struct found *found);

/*
 * Looks at once, since what was posted may soon no longer be among the newest;
 * and where it is too early to say that it was not, once more in time.
 */
enum sight look_settled(struct work *work, const struct store_part *part,
			struct found *found);

/* What is known of a ticket that an earlier try made for this mail. */
bool resume_ticket(struct work *work, const char *id);

/*
 * The first part was posted by an earlier try: what comes after it are the
 * parts that it was begun with, whatever would be made of the mail now, since
 * the configuration may be another one, or the mail be read in another way.
 * Nothing is changed by any other part.
 */
bool resume_texts(struct work *work, const struct store_part *part);

#endif
