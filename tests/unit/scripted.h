// SPDX-License-Identifier: GPL-3.0-or-later
// A scripted server: plays back bytes to whoever connects, and counts.
#ifndef TIXGATE_TESTS_SCRIPTED_H
#define TIXGATE_TESTS_SCRIPTED_H

#include <stdbool.h>

#include <glib.h>

enum play_end {
	PLAY_CLOSE, /* an orderly end of the connection */
	PLAY_RESET, /* a reset */
	PLAY_HANG,  /* silence, until the other side goes */
	PLAY_NEXT,  /* the connection stays open for one more request */
};

/* What is done with one request. */
struct play {
	const char *bytes; /* NULL for none */
	gsize size;	   /* 0 for strlen(bytes) */
	gsize repeat;	   /* the bytes are sent so many times more */
	guint drip_ms;	   /* one byte each so many milliseconds */
	bool unasked;	   /* without reading the request first */
	enum play_end end;
};

/* Bytes of the last request that are kept. */
#define SCRIPTED_REQUEST_SIZE 65536

/* A server on 127.0.0.1 in a thread of its own. */
struct scripted {
	int port;
	char url[64];		    /* http://127.0.0.1:PORT */
	gint connections, requests; /* so far; read them after stopping */
	char request[SCRIPTED_REQUEST_SIZE]; /* the last, NUL-terminated */

	const struct play *plays;
	gsize n;
	int listener;
	int stop[2];
	GThread *thread;
};

/* Request i gets plays[i], and the last of them when there are no more. */
void scripted_start(struct scripted *server, const struct play *plays, gsize n);

/* Ends the thread and whatever it does. */
void scripted_stop(struct scripted *server);

#endif
