// SPDX-License-Identifier: GPL-3.0-or-later
// Deciding: the one way from a message to what shall be done with it.
#ifndef TIXGATE_DECIDE_H
#define TIXGATE_DECIDE_H

#include <stdbool.h>

#include "ask.h"
#include "base/file.h"
#include "base/pool.h"
#include "base/secrets.h"
#include "base/why.h"
#include "config.h"
#include "filters/decision.h"
#include "mail/envelope.h"
#include "mail/message.h"

/* A mail and what it is known by. Memory is the mail's pool. */
struct letter {
	const struct message *msg;
	const struct envelope *envelope;
	const struct mailbox *mailbox;
	const struct mailbox *came_to; /* another one, if a rule moved it */
	/*
	 * SHA-256 of the mail's digest and the workspace, in hex: the same at
	 * every attempt, and for two mailboxes of one workspace.
	 */
	const char *key;
	/*
	 * The trace code: an HMAC of the key, so that nobody can put another
	 * mail's code into his own; "" without a secret.
	 */
	const char *trace;
	bool keep_whole; /* it could not be read: it is kept in any case */
	bool killed;	 /* … since whoever read it was killed from outside */
	bool taken;	 /* the mail system has it no more: no refusal */
	/*
	 * Of a mail that was kept for a person, who lets it go on: the line
	 * that says so above its text. No filter keeps it back again. NULL for
	 * every other mail.
	 */
	const char *released;
	/*
	 * Of a message that we write ourselves: what shall become of it. Only
	 * filters of PHASE_FORM are asked. NULL for every mail.
	 */
	const struct decision *own;
	struct file_view *files;  /* one for each attachment */
	const struct spool *pack; /* their bytes; NULL: nobody asked */
	struct pool *pool;
};

/* What deciding may use. */
struct deciding {
	const struct config *config;
	const struct secrets *secrets; /* of tokens; NULL: none verifies */
	struct store *store;	       /* NULL: nothing is known from before */
	struct ask *ask;	       /* NULL: the desk is not asked */
	bool begun;		       /* an earlier try has begun to post it */
	bool remember;		  /* tickets that the desk told of are stored */
	struct deadline deadline; /* of the whole run; ask's may be sooner */
};

/*
 * Fills the letter: its mailbox, that to which a rule moves it where one does,
 * its key and trace code, and what becomes of its attachments, by the newest
 * secret if there is one.
 */
void letter_identify(struct letter *letter, const struct config *config,
		     const struct message *msg, const struct envelope *envelope,
		     const struct secrets *secrets, struct pool *pool);

/*
 * The same for a message of our own: from has all that is known of it, its key
 * included; came_to and trace are filled in.
 */
void letter_own(struct letter *letter, const struct letter *from,
		const struct secrets *secrets);

/*
 * Runs the filters and looks up what the mail refers to. Fails only where
 * something had to be looked up and could not (TROUBLE_LATER or
 * TROUBLE_CONFIG); never for what the mail looks like.
 */
bool decide(const struct deciding *with, const struct letter *letter,
	    struct decision *dec, struct why *why);

#endif
