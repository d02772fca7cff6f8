// SPDX-License-Identifier: GPL-3.0-or-later
// A scripted server: plays back bytes to whoever connects, and counts.
#include "unit/scripted.h"

#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* True if fd can be used; false when the server shall stop. */
static bool wait_for(struct scripted *server, int fd, short events, int ms)
{
	struct pollfd fds[] = {
		{.fd = server->stop[0], .events = POLLIN},
		{.fd = fd, .events = events},
	};

	for (;;) {
		int n = poll(fds, 2, ms);

		if (n == 0)
			return ms >= 0;
		if (n > 0)
			return fds[0].revents == 0;
	}
}

/* True if the request is there to its end. */
static bool is_whole(const char *request)
{
	const char *end = strstr(request, "\r\n\r\n");
	const char *length = strstr(request, "Content-Length: ");

	if (end == NULL)
		return false;
	if (length == NULL || length > end)
		return true;
	return strlen(end + 4) >= g_ascii_strtoull(length + 16, NULL, 10);
}

/* One request, kept; false if none came. */
static bool read_request(struct scripted *server, int fd)
{
	gsize used = 0;

	server->request[0] = '\0';
	while (used < SCRIPTED_REQUEST_SIZE - 1 && !is_whole(server->request)) {
		ssize_t got;

		if (!wait_for(server, fd, POLLIN, -1))
			return false;
		got = recv(fd, server->request + used,
			   SCRIPTED_REQUEST_SIZE - 1 - used, 0);
		if (got <= 0)
			return false;
		used += (gsize)got;
		server->request[used] = '\0';
	}
	server->requests++;
	return true;
}

static bool send_bytes(struct scripted *server, int fd, const char *bytes,
		       gsize size)
{
	while (size > 0) {
		ssize_t sent;

		if (!wait_for(server, fd, POLLOUT, -1))
			return false;
		sent = send(fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent <= 0)
			return false;
		bytes += sent;
		size -= (gsize)sent;
	}
	return true;
}

static void send_play(struct scripted *server, int fd, const struct play *play)
{
	gsize size = play->size;

	if (play->bytes == NULL)
		return;
	if (size == 0)
		size = strlen(play->bytes);
	for (gsize i = 0; play->drip_ms > 0 && i < size; i++) {
		if (!send_bytes(server, fd, play->bytes + i, 1) ||
		    !wait_for(server, -1, 0, (int)play->drip_ms))
			return;
	}
	for (gsize i = 0; play->drip_ms == 0 && i <= play->repeat; i++)
		if (!send_bytes(server, fd, play->bytes, size))
			return;
}

/* Until the other side goes. */
static void hang(struct scripted *server, int fd)
{
	char byte;

	while (wait_for(server, fd, POLLIN, -1) && recv(fd, &byte, 1, 0) > 0)
		;
}

static void serve(struct scripted *server, int fd, gsize *next)
{
	static const struct linger reset = {.l_onoff = 1, .l_linger = 0};

	for (;;) {
		const struct play *play =
			&server->plays[MIN(*next, server->n - 1)];

		if (!play->unasked && !read_request(server, fd))
			return;
		(*next)++;
		send_play(server, fd, play);
		if (play->end == PLAY_NEXT)
			continue;
		if (play->end == PLAY_HANG)
			hang(server, fd);
		if (play->end == PLAY_RESET)
			setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset,
				   sizeof reset);
		return;
	}
}

static gpointer run(gpointer data)
{
	struct scripted *server = data;
	gsize next = 0;

	while (wait_for(server, server->listener, POLLIN, -1)) {
		int fd = accept(server->listener, NULL, NULL);

		if (fd < 0)
			continue;
		server->connections++;
		serve(server, fd, &next);
		close(fd);
	}
	return NULL;
}

void scripted_start(struct scripted *server, const struct play *plays, gsize n)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof addr;

	*server = (struct scripted){.plays = plays, .n = n};
	server->listener = socket(AF_INET, SOCK_STREAM, 0);
	if (server->listener < 0 ||
	    bind(server->listener, (struct sockaddr *)&addr, size) < 0 ||
	    listen(server->listener, 16) < 0 ||
	    getsockname(server->listener, (struct sockaddr *)&addr, &size) <
		    0 ||
	    pipe(server->stop) < 0)
		g_error("cannot start a server on loopback");
	server->port = ntohs(addr.sin_port);
	g_snprintf(server->url, sizeof server->url, "http://127.0.0.1:%d",
		   server->port);
	server->thread = g_thread_new("scripted", run, server);
}

void scripted_stop(struct scripted *server)
{
	if (write(server->stop[1], "x", 1) != 1)
		g_error("cannot stop the server");
	g_thread_join(server->thread);
	close(server->stop[0]);
	close(server->stop[1]);
	close(server->listener);
}
