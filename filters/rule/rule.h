// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of the operator: conditions on a mail, and what follows from them.
#ifndef TIXGATE_FILTERS_RULE_RULE_H
#define TIXGATE_FILTERS_RULE_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "base/option.h"
#include "filters/decision.h"

struct filter_input;

/* Groups of conditions within groups. */
#define RULE_DEPTH_MOST 4

/* Bytes of what a refusal tells the mail system. */
#define RULE_REFUSAL_MOST 200

/*
 * Conditions, all of which must be true. A list is true if one of its texts
 * fits; one that is empty asks nothing. In a text "*" stands for anything, and
 * case does not count.
 */
struct rule_when {
	const char *const *sender;   /* From, or who counts as the writer */
	const char *const *envelope; /* envelope sender; "" is the null one */
	const char *const *recipient;
	const char *const *mailbox; /* the one that the mail came to */
	const char *const *header;  /* "NAME: VALUE", or "NAME": it is there */
	const char *const *subject;
	const char *const *subject_pattern; /* PCRE2 */
	const char *const *attachment;	    /* name, or with a "/" type */
	const char *const *class;
	const char *const *verified;
	gint64 size_over; /* bytes; -1 asks nothing */
	/* struct rule_when *: all of them, one of them, none of them. */
	GPtrArray *all, *any, *none;
};

/* What a rule does with the mail beside what becomes of it anyway. */
enum rule_action {
	RULE_DEFAULT, /* nothing */
	RULE_TICKET,  /* it is let through, whatever its class */
	RULE_HOLD,
	RULE_DISCARD,
	RULE_REFUSE,
};

struct rule_then {
	int priority;	     /* 0 for as it was, else rule_priorities[] */
	int action;	     /* enum rule_action */
	const char *mailbox; /* "" for none */
	const char *first;   /* line above the text, "" for none */
	const char *text;    /* of a refusal */
	bool trim;	     /* false: the whole text is posted */
	bool reply_to;	     /* Reply-To is who wrote it */
	bool stop;	     /* no later rule is asked */
};

struct rule {
	const char *name;
	bool enabled;
	struct rule_when when;
	struct rule_then then;
};

/* All rules in their order. */
struct rules {
	const struct rule *at;
	size_t n;
	bool move; /* one of them names a mailbox */
};

/* The settings of a rule itself, of its conditions, of what follows. */
extern const struct option rule_options[];
extern const struct option rule_when_options[];
extern const struct option rule_then_options[];

/* The words of then.priority; the first is "default". */
extern const char *const rule_priorities[];

/* True if nothing is asked at all: such a rule is a slip. */
bool rule_when_empty(const struct rule_when *when);

/* True if nothing follows. */
bool rule_then_empty(const struct rule_then *then);

/* True if the conditions are, for this mail as far as it is decided. */
bool rule_applies(const struct rule_when *when, const struct filter_input *in,
		  const struct decision *dec);

#endif
