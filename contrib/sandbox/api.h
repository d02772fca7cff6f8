// SPDX-License-Identifier: GPL-3.0-or-later
// The four calls of the help desk's API.
#ifndef SANDBOX_API_H
#define SANDBOX_API_H

#include "box.h"

#define API_PREFIX "/api/v1"

/* The part of a path behind the prefix, or NULL if it is not the API's. */
const char *api_path(const char *path);

/* What the door said when the request came; it is counted then, once. */
struct visitor {
	enum door door;
	const struct key *key; /* NULL when unknown */
};

/*
 * Carries a request out and answers it. Takes the sandbox's lock. The log's
 * entry says "acted" afterwards, if it was carried out with success.
 */
void api_perform(struct box *box, const struct request *req,
		 struct visitor visitor, struct answer *out);

#endif
