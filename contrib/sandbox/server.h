// SPDX-License-Identifier: GPL-3.0-or-later
// The HTTP and HTTPS servers.
#ifndef SANDBOX_SERVER_H
#define SANDBOX_SERVER_H

#include "box.h"
#include "listen.h"

struct MHD_Daemon;

/* One port; it must stay where it is while it runs. */
struct port {
	struct box *box;
	bool tls;
	char *certificate, *private_key; /* PEM, for TLS */
	struct MHD_Daemon *daemons[2];
};

/*
 * Starts to serve on the listener, whose descriptors it takes over. For TLS,
 * certificate and key come from `dir`, otherwise it is NULL.
 */
bool port_start(struct port *port, struct box *box,
		const struct listener *listener, const char *dir,
		GError **error);

/* Ends all connections; box_stop() comes before it. */
void port_stop(struct port *port);

#endif
