// SPDX-License-Identifier: GPL-3.0-or-later
// Held mail: whole mails, with envelope and reason, kept for a person.
#ifndef TIXGATE_STATE_HOLD_H
#define TIXGATE_STATE_HOLD_H

#include <stdbool.h>

#include <glib.h>

#include "base/clock.h"
#include "base/pool.h"
#include "base/why.h"

/* What is known of a held mail beside its bytes: CODE.json. */
struct hold_note {
	const char *code; /* the trace code: letters, digits and "-" only */
	const char *reason;
	const char *mailbox;
	bool sender_known;
	const char *sender; /* envelope sender */
	const char *const *recipients;
	gsize recipients_n;
	const char *const *originals; /* recipients before any rewriting */
	gsize originals_n;
	const char *queue_id;
	const char *from;
	const char *subject;
	gint64 at_ms;
};

/*
 * Keeps the mail that fd holds as FOLDER/CODE.eml, and the note as
 * FOLDER/CODE.json before it, so that a mail is never there without its
 * envelope. Both are on the disk when it returns true. The same code again
 * changes nothing and is true. The folder is made (0700) if it is missing.
 */
bool hold_keep(const char *folder, int fd, const struct hold_note *note,
	       struct why *why);

/*
 * The codes of all mails in folder, in the order of their names: a GPtrArray
 * of texts, freed by g_ptr_array_unref(). A folder that is missing has none.
 */
GPtrArray *hold_codes(const char *folder, struct why *why);

/* True if code can be one: letters, digits and "-", no path. */
bool hold_code_valid(const char *code);

/* Reads a mail's note alone; its texts are pool's. */
bool hold_note_read(const char *folder, const char *code, struct pool *pool,
		    struct hold_note *note, struct why *why);

/*
 * Opens a mail and reads its note, whose texts are pool's; *fd is the
 * caller's. A note that cannot be read fails: the mail stays.
 */
bool hold_open(const char *folder, const char *code, struct pool *pool,
	       struct hold_note *note, int *fd, struct why *why);

/* Removes a mail, then its note. */
bool hold_drop(const char *folder, const char *code, struct why *why);

/*
 * Removes what was kept in folder before that wall clock time, at most most
 * files, until the deadline; what cannot be removed stays. Returns how many
 * files went. A folder that is missing is empty.
 */
guint hold_expire(const char *folder, gint64 before_ms, guint most,
		  struct deadline deadline);

#endif
