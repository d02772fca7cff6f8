// SPDX-License-Identifier: GPL-3.0-or-later
// The decision: what shall become of a mail, and why. Filters fill it.
#ifndef TIXGATE_FILTERS_DECISION_H
#define TIXGATE_FILTERS_DECISION_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "mail/message.h"

/* What is done with the mail. */
enum action {
	ACTION_CREATE,	/* a ticket: what every mail becomes by default */
	ACTION_REPLY,	/* a message on ticket.id */
	ACTION_HOLD,	/* kept whole for a person */
	ACTION_DISCARD, /* not posted, but recorded */
	ACTION_REFUSE,	/* sent back, where the operator's rule says so */
};

/* Who or what wrote the mail, strongest first (RULES.md). */
enum mail_class {
	CLASS_SELF,
	CLASS_DSN,
	CLASS_MDN,
	CLASS_VACATION,
	CLASS_LIST,
	CLASS_MACHINE,
	CLASS_HUMAN,
};

/* What the configured host's Authentication-Results say of the sender. */
enum verified { VERIFIED_NONE, VERIFIED_PASS, VERIFIED_FAIL };

/* Who wrote the mail, as far as it can be told. */
struct writer {
	const char *email; /* "" if nobody is known */
	const char *name;
	const char *source; /* "from", "reply-to", "envelope", … */
	enum verified verified;
	bool unsure; /* the mail names several: no rights by this address */
	bool judged; /* a host is configured that verifies senders */
	/* Who is not in From was named by an address that we know. */
	bool vouched;
};

/* What in the mail points to a ticket. */
struct reference {
	bool found;
	gint64 number;	    /* 0 if it names none */
	const char *id;	    /* UUID, "" if it names none */
	const char *source; /* "token", "header", "subject", "body", … */
	const char *text;   /* as it stands in the mail: "[#1042]" */
	/*
	 * A Message-ID of the ticket says so: nobody can be made to answer one
	 * by being told an address or a subject.
	 */
	bool answers;
};

/*
 * What is known of the ticket that the reference means. Filled between
 * PHASE_BELONG and PHASE_RIGHT by who may ask the state and the desk.
 */
struct standing {
	bool known;	  /* the ticket exists and can take a message */
	bool asked;	  /* the desk was asked for it */
	const char *gone; /* why there is none: "merged", "unknown", … or "" */
	const char *id;	  /* UUID */
	gint64 number;
	const char *customer_email; /* "" if not known */
	bool customer;		    /* the writer is the ticket's customer */
	bool participant;	    /* … or has been accepted on it before */
	bool copied;		    /* … or was in copy of an accepted mail */
	bool bearer;		    /* the mail carries a token of the ticket */
};

/* A text that a filter took out of what is shown. */
struct removed {
	const char *kind; /* "quote", "signature", … */
	const char *text;
};

/* A mail inside the mail, forwarded by the sender. */
struct forwarded {
	struct address from; /* "" where the forward does not say */
	struct addresses to, cc;
	const char *subject;
	const char *date;
	const char *body;
	const char *message; /* what the forwarder wrote above it, or NULL */
};

/* What a bounce says of one recipient (RFC 3464, 2.3). */
struct returned_recipient {
	const char *email;
	const char *status; /* "5.1.1" or "" */
	const char *action; /* "failed", "delayed", … or "" */
	const char *diagnostic;
};

/* A header of the mail that came back in which an id of ours may stand. */
struct returned_header {
	const char *name;
	const char *value; /* one line */
};

struct returned {
	const struct returned_recipient *recipients;
	size_t recipients_n;
	const char *message_id; /* of the mail that came back, or "" */
	const struct returned_header *headers;
	size_t headers_n;
};

/* Which limit a mail is beyond. The numbers stand in the state. */
enum storm_limit {
	STORM_NONE = 0,
	STORM_SUBJECT = 1,  /* mails of one sender with one subject */
	STORM_TICKETS = 2,  /* new tickets of one sender */
	STORM_MESSAGES = 3, /* messages of one sender */
	STORM_DOMAIN = 4,   /* new tickets of one domain */
	STORM_MAILBOX = 5,  /* new tickets of the whole mailbox */
	STORM_REPEATS = 6,  /* one text again and again on one ticket */
};

/* Names under which a new ticket is found by what is folded into it. */
#define STORM_KINDS_MOST 2

/*
 * How many mails like this came of late. Filled before PHASE_STORM by who may
 * ask the state.
 */
struct storm {
	bool counted;
	enum storm_limit over;
	gint64 most, window; /* of that limit; seconds */
	bool first;	     /* the first mail that is beyond it */
	const char *sums;    /* "tickets 3 of 20", … for explain; "" */
	const char *kinds[STORM_KINDS_MOST];
	size_t kinds_n;
	gint64 kinds_ms;
	bool fold;	       /* the filter says: into one message */
	const char *kind;      /* what it is folded with */
	const char *about;     /* … for people */
	const char *ticket_id; /* on which that message will stand; "" */
	gint64 number;
	gint64 digest_ms; /* from the first to that message */
};

struct note {
	const char *filter;
	const char *note;
};

/*
 * A filter replaces fields, never the bytes they point to, so that before and
 * after can be shown. All memory is the mail's pool.
 */
struct decision {
	enum action action;
	const char *reason; /* one line: why this action */
	const char *filter; /* whose decision it is, NULL for the default */
	enum mail_class class;
	struct writer sender;
	struct reference reference;
	/* Further ones of the same kind, which count where that one does not */
	const struct reference *also;
	size_t also_n;
	struct standing standing;
	const char *subject;  /* of the ticket, one line */
	const char *priority; /* "low", "medium", "high", "urgent" */
	const char *visible;  /* what the sender newly wrote */
	const char *text;     /* what will be posted of the text */
	const struct removed *removed;
	size_t removed_n;
	const struct forwarded *forwarded; /* NULL for none */
	const struct returned *returned;   /* NULL for none */
	/*
	 * What is posted instead of the text, on the ticket that is meant; NULL
	 * for every mail but a bounce that an id of ours ties to one. Nobody
	 * wrote it: nothing is learned from such a mail, and it never becomes a
	 * ticket.
	 */
	const char *summary;
	GPtrArray *first;	/* const char *: lines above the text */
	GPtrArray *last;	/* const char *: lines below the text */
	const char *trace_line; /* ends every text that is posted; or "" */
	GArray *notes;		/* struct note */
	bool no_customer;	/* the desk does not take the sender as one */
	struct storm storm;
	bool settled; /* no later filter may change the action */
	bool bounced; /* mail could not be delivered: an id of ours may tie it
		       */
	bool whole;   /* nothing is left out of the text */
	const char *mailbox; /* where a rule moves it, NULL for nowhere */
	const char *refusal; /* what a refused mail's sender is told */
	bool no_ack;	     /* no program may answer its sender */
	bool null_sender;    /* no bounce can come back to its sender */
	bool no_reply;	     /* nobody reads what is sent to its sender */
	bool admits_copied;  /* who is in To and Cc may write from now on */
	bool reply_only;     /* it becomes a message on a ticket, or nothing */
};

/* The words that explain --json and the log use. */
const char *action_name(enum action action);
const char *class_name(enum mail_class class);
const char *verified_name(enum verified verified);

#endif
