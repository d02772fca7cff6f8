// SPDX-License-Identifier: GPL-3.0-or-later
// Listening sockets on loopback, and nowhere else.
#include "listen.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 511
/* How often another free port is tried, when ::1 has that one in use. */
#define TRIES 32

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static socklen_t loopback(union address *address, int family, int port)
{
	memset(address, 0, sizeof(*address));
	if (family == AF_INET6) {
		address->v6.sin6_family = AF_INET6;
		address->v6.sin6_addr = in6addr_loopback;
		address->v6.sin6_port = htons((uint16_t)port);
		return sizeof(address->v6);
	}
	address->v4.sin_family = AF_INET;
	address->v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	address->v4.sin_port = htons((uint16_t)port);
	return sizeof(address->v4);
}

/* The descriptor, or -1 and errno. */
static int open_one(int family, int port)
{
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	/* A restart must get its port while old connections linger. */
	int on = 1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	union address address;
	socklen_t len = loopback(&address, family, port);
	if (!bind(fd, &address.any, len) && !listen(fd, BACKLOG))
		return fd;
	int saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

static int port_of(int fd)
{
	union address address;
	socklen_t len = sizeof(address);
	if (getsockname(fd, &address.any, &len) < 0)
		return 0;
	return ntohs(address.v4.sin_port);
}

/*
 * Without ::1 all is well; but with it in other hands, clients that ask for
 * "localhost" would reach a stranger.
 */
static bool open_both(struct listener *out, int port)
{
	out->fds[0] = open_one(AF_INET, port);
	if (out->fds[0] < 0)
		return false;
	out->port = port_of(out->fds[0]);
	out->fds[1] = open_one(AF_INET6, out->port);
	if (out->fds[1] >= 0 || errno != EADDRINUSE)
		return true;
	close(out->fds[0]);
	errno = EADDRINUSE;
	return false;
}

bool listen_loopback(struct listener *out, int port, GError **error)
{
	for (int i = 0; i < TRIES; i++) {
		if (open_both(out, port))
			return true;
		if (port || errno != EADDRINUSE)
			break;
	}
	int saved = errno;
	g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(saved),
		    "cannot listen on port %d of loopback: %s", port,
		    g_strerror(saved));
	return false;
}
