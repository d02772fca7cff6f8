// SPDX-License-Identifier: GPL-3.0-or-later
// Evidence: what in a mail's headers points to a ticket of ours.
#ifndef TIXGATE_EVIDENCE_H
#define TIXGATE_EVIDENCE_H

#include <stdbool.h>

#include "base/token.h"
#include "decide.h"
#include "state/store.h"

/*
 * Message-IDs of one mail that are looked at: the newest, and the one with
 * which its thread began.
 */
#define EVIDENCE_IDS_MOST 20

/* Recipients of one mail in which a token is sought. */
#define EVIDENCE_RECIPIENTS_MOST 200

/* Hints of one mail: its references and its conversation. */
#define EVIDENCE_HINTS_MOST (EVIDENCE_IDS_MOST + 1)

/* A token that verifies, wherever it stood. */
struct token_seen {
	bool found;
	bool answers; /* in In-Reply-To or References: it answers our mail */
	const char *ticket_id;
	const char *text; /* its first letters: the rest is a secret */
	bool differ;	  /* a recipient's names another ticket */
};

/*
 * Looks for a token in the Message-IDs that the mail answers, then in its
 * recipients, of the envelope and of To and Cc: a token proves the same
 * wherever it stands. secrets may be NULL.
 */
void evidence_token(const struct secrets *secrets, const struct letter *letter,
		    struct token_seen *seen);

/* The same for one text, a header's value. */
void evidence_token_in(const struct secrets *secrets,
		       const struct letter *letter, const char *text,
		       struct token_seen *seen);

/*
 * The Message-IDs that the mail answers, In-Reply-To before References, the
 * newest first, without doubles: how many are in ids[EVIDENCE_IDS_MOST].
 */
size_t evidence_ids(const struct message *msg,
		    const char *ids[EVIDENCE_IDS_MOST]);

/*
 * What only hints at a ticket: those Message-IDs and then, where there is one,
 * the conversation of Outlook's Thread-Index. The texts are the mail's pool's.
 */
size_t evidence_hints(const struct message *msg, struct pool *pool,
		      struct store_hint hints[EVIDENCE_HINTS_MOST]);

#endif
