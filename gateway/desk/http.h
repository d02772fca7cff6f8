// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP: one request, one answer, and whether the request may have arrived.
#ifndef TIXGATE_DESK_HTTP_H
#define TIXGATE_DESK_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "base/clock.h"
#include "base/why.h"
#include "desk/header.h"

/*
 * Bytes of an answer's body. The newest 50 tickets can hold 50 texts of 20 000
 * UTF-16 units, each up to six bytes in JSON (about 6 MB); a conversation can
 * be longer.
 */
#define HTTP_BODY_MOST (16u << 20)

/*
 * Milliseconds that must be left for a request to begin: one that is cut off
 * in its middle leaves behind what has to be cleared up.
 */
#define HTTP_BEGIN_MS_LEAST 250

/* Milliseconds for finding the host, connecting and TLS, at most. */
#define HTTP_CONNECT_MS_MOST 10000

/* How requests go out. Texts must live as long as the handle. */
struct http_settings {
	const char *ca_file; /* authorities in one file; "" for none */
	const char *ca_path; /* hashed folder of authorities; "" for none */
	const char *proxy;   /* "" for none; never from the environment */
	gint64 timeout;	     /* seconds for one request, at most */
};

/* How far a request came. */
enum http_end {
	HTTP_UNSENT, /* surely never arrived whole: it was not carried out */
	HTTP_BROKEN, /* it may have arrived; the answer is missing or cut */
	HTTP_WHOLE,  /* an answer came, to its end as far as that can be seen */
};

struct http_request {
	const char *url;    /* passed url_check() before the path was added */
	const char *bearer; /* the key: "Authorization: Bearer KEY" */
	const char *body;   /* JSON to POST; NULL for a GET */
};

/*
 * An answer. The caller begins with {0} and ends with http_answer_clear().
 * With HTTP_BROKEN all that came is there: a status says what the server meant
 * even when the body after it was lost.
 */
struct http_answer {
	enum http_end end;
	bool tried;	    /* it got as far as the network */
	long status;	    /* 200 to 599; 0 if no final status line came */
	GString *body;	    /* as it came, at most HTTP_BODY_MOST; or NULL */
	bool too_large;	    /* it was more than a ceiling above allows */
	gint64 retry_after; /* seconds, clamped; 0 if it did not say */
	char date[HEADER_VALUE_SIZE]; /* the Date header in ASCII, or "" */
};

void http_answer_clear(struct http_answer *answer);
typedef struct http_answer http_answer_held;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(http_answer_held, http_answer_clear)

/*
 * What can send requests. Nothing is loaded or opened before the first
 * request. For one thread; the process has to ignore SIGPIPE.
 */
struct http;

struct http *http_new(const struct http_settings *settings);
void http_free(struct http *http);
typedef struct http http_handle;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(http_handle, http_free)

/*
 * Sends one request over a connection of its own, exactly once, and waits for
 * the answer until the deadline. True with HTTP_WHOLE. Otherwise why says what
 * happened (TROUBLE_CONFIG where only an operator can help, else
 * TROUBLE_LATER), and answer->end whether it may have been carried out.
 *
 * HTTP/1.1, verified TLS 1.2 or newer, plain http for a loopback host only; no
 * redirects, cookies, compression, .netrc or proxy variables. With neither
 * ca_file nor ca_path the authorities come from the system's hashed folder.
 */
bool http_send(struct http *http, const struct http_request *request,
	       struct deadline deadline, struct http_answer *answer,
	       struct why *why);

/*
 * Loads libcurl and returns what it calls itself ("libcurl/7.88.1 …"), kept by
 * http; NULL with TROUBLE_CONFIG if it cannot be used. For `check`.
 */
const char *http_library(struct http *http, struct why *why);

#endif
