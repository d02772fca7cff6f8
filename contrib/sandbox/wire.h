// SPDX-License-Identifier: GPL-3.0-or-later
// The bare connection under a request: bytes that no HTTP library would send.
#ifndef SANDBOX_WIRE_H
#define SANDBOX_WIRE_H

#include <microhttpd.h>

#include "box.h"

/* Plain when `tls` is NULL. Valid as long as its request is handled. */
struct wire {
	struct box *box;
	int fd;
	void *tls;
};

bool wire_of(struct wire *wire, struct box *box,
	     struct MHD_Connection *connection, bool tls);

/* Sends all, or false: the client is gone or the sandbox stops. */
bool wire_send(const struct wire *wire, const char *data, size_t len);

/* Sends a byte, waits, sends a byte ... */
bool wire_drip(const struct wire *wire, const char *data, size_t len,
	       gint64 pause_ms);

/* Ends the TCP connection by RST, at once. */
void wire_reset(const struct wire *wire);

/* Waits until the client gives up or the sandbox stops. */
void wire_wait_gone(const struct wire *wire);

#endif
