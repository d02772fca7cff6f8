// SPDX-License-Identifier: GPL-3.0-or-later
// The help desk: tickets and messages, whatever product is behind them.
#ifndef TIXGATE_DESK_DESK_H
#define TIXGATE_DESK_DESK_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "base/clock.h"
#include "base/option.h"
#include "base/why.h"

/* Settings of the group `api`. */
struct desk_settings {
	int product;	      /* which desk: its place in the list of desk.c */
	const char *url;      /* base URL without a slash at its end */
	const char *key_file; /* "" to use the environment's key */
	const char *ca_file;  /* "" for the system's authorities */
	const char *ca_path;  /* hashed folder; "" for the system's */
	const char *proxy;    /* "" for none; never from the environment */
	gint64 timeout;	      /* seconds for one request, at most */
	gint64 requests;      /* budget: so many … */
	double window;	      /* … in so many seconds */
};

extern const struct option desk_options[];

/* What the desk's answer lets the caller do next. */
enum answer {
	ANSWER_DONE,	 /* carried out: the result is filled in */
	ANSWER_DOWN,	 /* surely not carried out; try again later */
	ANSWER_UNSURE,	 /* perhaps carried out: look before trying again */
	ANSWER_NAMELESS, /* carried out, but the answer did not say its id */
	ANSWER_BUSY,	 /* over the budget: wait, then try again */
	ANSWER_DENIED,	 /* the key is not accepted: an operator is needed */
	ANSWER_GONE,	 /* there is no such ticket */
	ANSWER_MERGED,	 /* the ticket was merged into another */
	/*
	 * The desk does not take this content, ever; for a GET: what it
	 * answers is larger than any that we take. Trying again is of no use.
	 */
	ANSWER_INVALID,
};

/* Limits of the desk, in UTF-16 code units. */
struct desk_limits {
	gsize subject, text, name, email;
};

/*
 * A ticket as the desk describes it; texts are "" and the number 0 where it
 * does not say. All texts are harmless: one line, but for text itself.
 */
struct desk_ticket {
	const char *id; /* UUID, always */
	gint64 number;
	const char *subject;
	const char *text; /* the description, which a desk never leaves empty */
	const char *status;
	const char *created_at; /* ISO 8601, UTC */
	const char *customer_id;
	const char *customer_email;
	const char *customer_name;
	/*
	 * By desk_get(): what was said on it could be read. Otherwise the
	 * messages prove nothing about what is not among them.
	 */
	bool conversation;
};

struct desk_message {
	const char *id; /* UUID; in a conversation "" where it does not say */
	const char *text;
	const char *created_at;
};

struct desk_draft {
	const char *subject;
	const char *text;
	const char *email;
	const char *name;     /* "" to leave it out */
	const char *priority; /* "low", "medium", "high" or "urgent" */
};

/* The most tickets that one list can hold: nothing older can be found. */
#define DESK_NEWEST_MOST 50

/* Counts and facts about the last request: for the log and the budget. */
struct desk_report {
	guint requests;	     /* that may have reached the desk, so far */
	bool tried;	     /* the last call got as far as the network */
	long status;	     /* HTTP status of the last, 0 for none */
	gint64 retry_after;  /* seconds the desk asked for, 0 if it did not */
	const char *details; /* what the desk said of a refusal, one line */
	const char *date;    /* its Date header, "" for none */
	gint64 date_ms;	     /* the same in milliseconds since 1970, or 0 */
	bool email_refused;  /* ANSWER_INVALID was also for the address */
};

/*
 * A desk that can be asked. Not shared between processes or threads. Results
 * live until desk_close().
 */
struct desk;

/* Characters of an API key. */
#define DESK_KEY_MOST 512

/*
 * Prepares a desk; makes no request. key_text is copied, and wiped by
 * desk_close(); settings must live as long as the desk. Fails with
 * TROUBLE_CONFIG for a URL that is neither https nor loopback http, and for a
 * key that is not 1 to DESK_KEY_MOST characters of visible ASCII.
 */
struct desk *desk_open(const struct desk_settings *settings,
		       const char *key_text, struct deadline deadline,
		       struct why *why);

void desk_close(struct desk *desk);
typedef struct desk desk_handle;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(desk_handle, desk_close)

const struct desk_limits *desk_limits(const struct desk *desk);
const struct desk_report *desk_report(const struct desk *desk);

/*
 * The four calls. Each makes at most one request, within the deadline. With
 * anything but ANSWER_DONE why says what happened; nothing of the key or of
 * what was sent is in it. A GET is never ANSWER_UNSURE or ANSWER_NAMELESS.
 * Messages come in the desk's order; most is 1 to 50, and tickets come newest
 * first. An array is the caller's, who frees it by g_array_unref(); its texts
 * live as long as other results. It is NULL without ANSWER_DONE, and never
 * NULL with it.
 */
enum answer desk_create(struct desk *desk, const struct desk_draft *draft,
			struct desk_ticket *ticket, struct why *why);
enum answer desk_reply(struct desk *desk, const char *ticket_id,
		       const char *text, struct desk_message *message,
		       struct why *why);
enum answer desk_get(struct desk *desk, const char *ticket_id,
		     struct desk_ticket *ticket, GArray **messages,
		     struct why *why);
enum answer desk_newest(struct desk *desk, int most, GArray **tickets,
			struct why *why);

/*
 * The same requests as they would be sent: "POST", the path below the URL, and
 * the JSON body (NULL for none). For explain. Texts live until desk_close().
 */
struct desk_request {
	const char *method;
	const char *path;
	const char *body;
};
void desk_create_request(struct desk *desk, const struct desk_draft *draft,
			 struct desk_request *request);
void desk_reply_request(struct desk *desk, const char *ticket_id,
			const char *text, struct desk_request *request);

/*
 * What the HTTP library calls itself, loading it if need be; NULL if it cannot
 * be used. For `check`.
 */
const char *desk_library(struct desk *desk, struct why *why);

/* True for a text in the form of the desk's ids (a UUID, RFC 9562, 4). */
bool desk_id_valid(const char *id);

#endif
