// SPDX-License-Identifier: GPL-3.0-or-later
// Listening sockets on loopback, and nowhere else.
#ifndef SANDBOX_LISTEN_H
#define SANDBOX_LISTEN_H

#include <stdbool.h>

#include <glib.h>

/* One port on 127.0.0.1 and, where the machine has it, on ::1. */
struct listener {
	int port;
	int fds[2]; /* the second is -1 without IPv6 */
};

/* `port` 0 takes a free one. The caller owns the descriptors. */
bool listen_loopback(struct listener *out, int port, GError **error);

#endif
