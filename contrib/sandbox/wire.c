// SPDX-License-Identifier: GPL-3.0-or-later
// The bare connection under a request: bytes that no HTTP library would send.
#include "wire.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include <gnutls/gnutls.h>

/* How often a wait looks whether the sandbox stops. */
#define SLICE_MS 100

bool wire_of(struct wire *wire, struct box *box,
	     struct MHD_Connection *connection, bool tls)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	if (!info)
		return false;
	*wire = (struct wire){.box = box, .fd = info->connect_fd};
	if (!tls)
		return true;
	info = MHD_get_connection_info(connection,
				       MHD_CONNECTION_INFO_GNUTLS_SESSION);
	if (!info)
		return false;
	wire->tls = info->tls_session;
	return wire->tls != NULL;
}

/* > 0: bytes sent; 0: not now; < 0: the client is gone. */
static ssize_t send_some(const struct wire *wire, const char *data, size_t len)
{
	if (wire->tls) {
		ssize_t n = gnutls_record_send(wire->tls, data, len);
		bool later = n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED;
		return later ? 0 : n;
	}
	ssize_t n = send(wire->fd, data, len, MSG_NOSIGNAL);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	return n;
}

bool wire_send(const struct wire *wire, const char *data, size_t len)
{
	while (len) {
		ssize_t n = send_some(wire, data, len);
		if (n < 0 || box_stopping(wire->box))
			return false;
		if (n == 0) {
			struct pollfd on = {.fd = wire->fd, .events = POLLOUT};
			poll(&on, 1, SLICE_MS);
		}
		data += n;
		len -= (size_t)n;
	}
	return true;
}

static bool gone(const struct wire *wire, int wait_ms)
{
	struct pollfd on = {.fd = wire->fd, .events = POLLRDHUP};
	return poll(&on, 1, wait_ms) > 0;
}

bool wire_drip(const struct wire *wire, const char *data, size_t len,
	       gint64 pause_ms)
{
	for (size_t i = 0; i < len; i++) {
		if (!wire_send(wire, data + i, 1) || gone(wire, 0) ||
		    !box_sleep(wire->box, pause_ms))
			return false;
	}
	return true;
}

void wire_reset(const struct wire *wire)
{
	/* Dissolving the association resets it; the descriptor stays. */
	const struct sockaddr nowhere = {.sa_family = AF_UNSPEC};
	if (connect(wire->fd, &nowhere, sizeof(nowhere)) < 0)
		g_printerr("tixallo-sandbox: cannot reset a connection: %s\n",
			   g_strerror(errno));
}

void wire_wait_gone(const struct wire *wire)
{
	while (!gone(wire, SLICE_MS))
		if (box_stopping(wire->box))
			return;
}
