// SPDX-License-Identifier: GPL-3.0-or-later
// Marks: what in a mail says that no person wrote it, each by its rule.
#ifndef TIXGATE_FILTERS_MARK_MARK_H
#define TIXGATE_FILTERS_MARK_MARK_H

#include <stdbool.h>

#include <glib.h>

#include "filters/bounce/bounce.h"
#include "filters/filter.h"

/* Occurrences of one header that are tested. */
#define MARK_HEADERS_MOST 100

/* What the rules need to know that no mail can tell. */
struct mark_settings {
	const char *const *own_domains;	     /* domains of our Message-IDs */
	const char *const *loop;	     /* our own values of X-Loop */
	const char *const *allow;	     /* addresses and List-Ids */
	const char *const *bounce_addresses; /* where our bounces go */
	gint64 hops;			     /* Received headers of a loop */
};

/* How much one finding is worth. */
enum weight {
	WEIGHT_SURE,  /* headers or parts say it */
	WEIGHT_GUESS, /* nothing but its wording says it */
	WEIGHT_FLAG,  /* no class, but its sender must not be answered */
};

/* All findings on one mail. */
struct marks {
	const struct filter_input *in;
	struct decision *dec;
	const struct mark_settings *settings;
	const struct bounce *bounce;
	bool sure[CLASS_HUMAN + 1];
	bool guess[CLASS_HUMAN + 1];
	bool spam;	       /* A6: a spam filter's header says so */
	const char *complaint; /* M3: the header that is one; NULL */
};

/*
 * Records a finding and notes it as "ID: …"; every finding but one of
 * CLASS_HUMAN that is no flag sets dec->no_ack as well.
 */
void mark_add(struct marks *marks, const char *rule, enum mail_class class,
	      enum weight weight, const char *format, ...) G_GNUC_PRINTF(5, 6);

/*
 * The value of the n-th header of that name without comments, ;parameters and
 * blanks at its ends, in lower case; NULL if there is none. The pool's.
 */
const char *mark_token(const struct marks *marks, const char *name, size_t n);

/* The value that mark_token() would give for a text. */
const char *mark_token_of(struct pool *pool, const char *value);

/* The first occurrence of the header whose token is one of words, or NULL. */
const char *mark_token_among(const struct marks *marks, const char *name,
			     const char *const *words);

/*
 * True if a pattern of the list fits text without case: "*" stands for
 * anything, and one that begins with "@" or has none is a domain or an id.
 * Internationalised domains are the same as their A-labels.
 */
bool mark_listed(const char *const *patterns, const char *text);

/* True if the mail was sent with the null sender (RFC 5321, 4.5.5). */
bool mark_null_sender(const struct marks *marks);

/* The local part of From in lower case, "" if nobody is named. */
const char *mark_from_local(const struct marks *marks);

/* True for an address of a list's owner, where bounces of its mails go. */
bool mark_owned(const char *email);

/* The rules of one class each; RULES in their comments. */
void mark_self(struct marks *marks);	 /* S1 to S4, S6 */
void mark_report(struct marks *marks);	 /* D1 to D6, M1 to M3 */
void mark_vacation(struct marks *marks); /* V1 to V6, C1 */
void mark_list(struct marks *marks);	 /* L1 to L3 */
void mark_machine(struct marks *marks);	 /* S5, D2 alone, A1 to A7 */

#endif
