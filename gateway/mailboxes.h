// SPDX-License-Identifier: GPL-3.0-or-later
// Mailboxes: each with its own settings, and which one a mail came to.
#ifndef TIXGATE_MAILBOXES_H
#define TIXGATE_MAILBOXES_H

#include <stdbool.h>

#include "base/why.h"
#include "config.h"
#include "mail/envelope.h"
#include "mail/message.h"
#include "sections.h"

/* The settings of one mailbox, beside those that its filters have. */
extern const struct option mailbox_options[];

/* The mailboxes of one configuration while it is read. */
struct mailboxes;

struct mailboxes *mailboxes_new(void);
void mailboxes_free(struct mailboxes *mailboxes);

/* Adds every filter's group to sections, with storage of its own. */
void mailboxes_add_filters(struct mailboxes *mailboxes,
			   struct sections *sections);

/* Begins a mailbox; its sections stand at "" and at the filters' groups. */
const struct sections *mailboxes_add(struct mailboxes *mailboxes);

/* Judges the newest mailbox against those before it. */
bool mailboxes_check(struct mailboxes *mailboxes, struct why *why);

/* True if one of those read so far has that name, or is the only one's. */
bool mailboxes_have(const struct mailboxes *mailboxes, const char *name);

/* The mailbox of that name, or NULL. */
const struct mailbox *mailbox_named(const struct config *config,
				    const char *name);

/* The mailbox that takes mail to that address, or NULL if none does. */
const struct mailbox *mailbox_of_address(const struct config *config,
					 const char *email);

/* Makes one mailbox of the defaults if there is none; fills the config. */
void mailboxes_finish(struct mailboxes *mailboxes, struct config *config);

/*
 * The mailbox that a mail came to: by the envelope's recipients, the original
 * ones first, and the headers that the configuration trusts; else by To and
 * Cc, else the first. A "+detail" in the local part is disregarded unless a
 * mailbox names it; "@example.com" is all that no other mailbox names.
 */
const struct mailbox *mailbox_choose(const struct config *config,
				     const struct envelope *envelope,
				     const struct message *msg);

#endif
