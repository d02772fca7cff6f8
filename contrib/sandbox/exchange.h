// SPDX-License-Identifier: GPL-3.0-or-later
// One request of the API from its door to its answer, faults included.
#ifndef SANDBOX_EXCHANGE_H
#define SANDBOX_EXCHANGE_H

#include "wire.h"

/*
 * Carries the exchange out. True: `out` is the answer to send. False: the
 * connection is to be closed, whatever was sent on it already was sent here.
 */
bool exchange(struct box *box, struct request *req, const struct wire *wire,
	      struct answer *out);

#endif
