// SPDX-License-Identifier: GPL-3.0-or-later
// What a filter is: one thing that may change a decision.
#ifndef TIXGATE_FILTERS_FILTER_H
#define TIXGATE_FILTERS_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/option.h"
#include "base/pool.h"
#include "base/secrets.h"
#include "filters/decision.h"
#include "mail/envelope.h"
#include "mail/message.h"

struct rules;

/*
 * When a filter runs. Order is a property: within a phase filters run in the
 * order of table.h. Between BELONG and RIGHT the reference is looked up, and
 * before STORM the mail is counted.
 */
enum phase {
	PHASE_READ,   /* who wrote it, what is quoted, what is forwarded */
	PHASE_GUARD,  /* loops, bounces, automatic mail: class and verdict */
	PHASE_BELONG, /* what points to a ticket */
	PHASE_RIGHT,  /* may the writer post on it */
	PHASE_STORM,  /* is it one too many */
	PHASE_FORM,   /* what the ticket or message will look like */
};

#define PHASES_COUNT 6

/* The mailbox that the mail came to, as far as filters may know it. */
struct mailbox_view {
	const char *name;
	/* That which it came to: another one, if a rule has moved it. */
	const char *came_to;
	const char *const *address;    /* its addresses, NULL-terminated */
	const char *fallback_customer; /* "" if there is none */
	const char *priority;
};

/* What is known of an attachment beside what the mail says. */
struct file_view {
	bool kept;	      /* it can be had on our side */
	const char *link;     /* … and there by everybody who has this; "" */
	const char *not_kept; /* why it is not, if others are; "" */
	bool seen;	      /* an image that its sender has sent before */
	const char *tag;      /* of the link; NULL for none */
	const char *name;     /* … in which it is called so */
};

/* What a filter sees. */
struct filter_input {
	const struct message *msg;
	const struct envelope *envelope;
	const struct mailbox_view *mailbox;
	/* All mailboxes' addresses: mail from one of them is our own. */
	const char *const *own_addresses;
	const char *desk_host; /* of the configured API, "" if unknown */
	const char *trace;     /* the mail's trace code, "" if there is none */
	/* A person let go what was held: what keeps it back is overruled. */
	bool released;
	const struct rules *rules; /* of the operator; NULL for none */
	/* Behind our codes, to know them again; NULL for none. */
	const struct secrets *secrets;
	const void *options; /* the filter's own, for this mailbox */
	/* One for each attachment of the mail, in their order; or NULL. */
	const struct file_view *files;
	struct pool *pool;
};

/*
 * A filter's run never fails for what a mail looks like, and says what it did
 * in a note by decision_note(): "cut 14 quoted lines". Once dec->settled is
 * set, filters of PHASE_BELONG, PHASE_RIGHT and PHASE_STORM are skipped.
 */
struct filter {
	const char *name;
	const char *about; /* goes on after "the filter NAME …": "discards …" */
	enum phase phase;
	/*
	 * Where its settings stand in the configuration: "thread" for a group
	 * of that name at the top; NULL for filters.NAME. "enabled" always
	 * stands in filters.NAME.
	 */
	const char *group;
	const struct option *options; /* a row of zeros last; NULL for none */
	size_t options_size;
	void (*run)(const struct filter_input *in, struct decision *dec);
};

/* All filters in their order, NULL last. */
extern const struct filter *const filters_all[];

/* The decision before any filter: a ticket, from nobody yet. */
void decision_begin(struct decision *dec, const struct filter_input *in);

/* Appends a note; the text is formatted into the pool, one line. */
void decision_note(struct decision *dec, const struct filter_input *in,
		   const char *filter, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

/* Sets action, reason and filter at once. The reason is one line. */
void decision_take(struct decision *dec, const struct filter_input *in,
		   const char *filter, enum action action, const char *format,
		   ...) G_GNUC_PRINTF(5, 6);

/* True if email is an address of one of our own mailboxes. */
bool filter_is_own(const struct filter_input *in, const char *email);

/* Lines above and below the text. */
void decision_first(struct decision *dec, const char *line);
void decision_last(struct decision *dec, const char *line);

#endif
