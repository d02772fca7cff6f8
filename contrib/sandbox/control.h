// SPDX-License-Identifier: GPL-3.0-or-later
// The control interface that tests use: faults, log, tickets, keys.
#ifndef SANDBOX_CONTROL_H
#define SANDBOX_CONTROL_H

#include "box.h"

#define CONTROL_PREFIX "/control/"

/* Answers a request below /control/. Takes the sandbox's lock. */
void control_answer(struct box *box, const struct request *req,
		    struct answer *out);

/* The same for /control/tickets and below; `rest` is what follows. Locked. */
void control_tickets(struct box *box, const struct request *req,
		     const char *rest, struct answer *out);

/* The body as a JSON object or array, or NULL and an answer that refuses. */
struct json_object *control_body(const struct request *req, struct answer *out);

/*
 * Whether a request may come from a web page of another origin: then it is
 * answered 403. A browser on this machine reaches loopback for any page.
 */
bool control_is_foreign(const struct request *req);

#endif
