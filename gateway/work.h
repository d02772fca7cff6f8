// SPDX-License-Identifier: GPL-3.0-or-later
// Work: one delivery under way, and the ways in which it can end.
#ifndef TIXGATE_WORK_H
#define TIXGATE_WORK_H

#include <glib.h>

#include "base/outcome.h"
#include "compose.h"
#include "decide.h"
#include "delivery.h"
#include "state/store.h"

/* Everything that one delivery works with. */
struct work {
	const struct deciding *with;
	const struct letter *letter;
	int mail_fd;
	struct decision dec;
	struct plan plan;
	struct store_mail mail; /* as it is recorded */
	GArray *before;		/* struct store_part: of earlier tries */
	gint64 attempts;	/* how many there were */
	guint detours;
	size_t refusals;       /* of this part: by one key each */
	bool begins;	       /* the first part is of this very try */
	bool mine;	       /* this process alone works on the mail */
	bool ended;	       /* its end is recorded */
	bool doubt;	       /* a part may be a second copy, and says so */
	const char *replaces;  /* the ticket that this one goes on with */
	const char *ticket_id; /* once part 0 is done */
	gint64 number;
	const char *customer_id;
	struct delivered *done;
	struct why *why;
};

/* What comes next: go on, the same once more, begin anew, or nothing. */
enum step { STEP_ON, STEP_AGAIN, STEP_DETOUR, STEP_ENDED };

/* Nothing is lost: the mail system tries again. why says the reason. */
enum step work_later(struct work *work);

/*
 * Records the mail's end, with its last part's (or NULL) and what was learned
 * (or NULL); a state that cannot be written makes it "later".
 */
enum step work_end(struct work *work, enum outcome outcome, const char *reason,
		   const struct store_part *part,
		   const struct store_lesson *lesson);

/* Keeps the whole mail in folder: that alone; false with a reason. */
bool work_keep(struct work *work, const char *folder, const char *reason);

/* Keeps the whole mail for a person, then records that as its end. */
enum step work_hold(struct work *work, const char *reason);

/* Keeps it for a while where discarded mail lies, and records that. */
enum step work_discard(struct work *work, const char *reason);

/* Keeps it as discarded mail, and counts it into the digest of its kind. */
enum step work_fold(struct work *work, const char *reason);

/* The last part is posted: the end, and who may answer from now on. */
enum step work_finish(struct work *work, const struct store_part *last);

#endif
