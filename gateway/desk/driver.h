// SPDX-License-Identifier: GPL-3.0-or-later
// A driver: what one help desk's requests and answers look like.
#ifndef TIXGATE_DESK_DRIVER_H
#define TIXGATE_DESK_DRIVER_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "base/pool.h"
#include "desk/desk.h"
#include "desk/http.h"

/* What a driver made of an answer, beside the result itself. */
struct desk_reading {
	enum answer answer;
	/*
	 * What the desk said of it: one harmless line, "" for nothing. It may
	 * repeat what was sent; desk.c sees to the key.
	 */
	const char *details;
	bool email_refused; /* the desk does not take the address */
};

/*
 * Another desk is a file with one of these and a line in desk.c. A driver only
 * writes requests and reads answers: it does no I/O, so that it can be tested
 * and fuzzed with bytes alone. All that it makes lives in the pool.
 *
 * A reader gets every answer, broken and missing ones included, and fills in
 * the result only with ANSWER_DONE; what was appended to an array without that
 * is to be thrown away.
 */
struct desk_driver {
	const char *name;
	struct desk_limits limits;

	void (*ask_create)(const struct desk_draft *draft, struct pool *pool,
			   struct desk_request *request);
	void (*ask_reply)(const char *ticket_id, const char *text,
			  struct pool *pool, struct desk_request *request);
	void (*ask_get)(const char *ticket_id, struct pool *pool,
			struct desk_request *request);
	void (*ask_newest)(int most, struct pool *pool,
			   struct desk_request *request);

	void (*read_created)(const struct http_answer *http, struct pool *pool,
			     struct desk_ticket *ticket,
			     struct desk_reading *reading);
	void (*read_posted)(const struct http_answer *http, struct pool *pool,
			    struct desk_message *message,
			    struct desk_reading *reading);
	void (*read_ticket)(const struct http_answer *http, struct pool *pool,
			    struct desk_ticket *ticket, GArray *messages,
			    struct desk_reading *reading);
	void (*read_newest)(const struct http_answer *http, struct pool *pool,
			    GArray *tickets, struct desk_reading *reading);
};

extern const struct desk_driver desk_tixallo;

#endif
