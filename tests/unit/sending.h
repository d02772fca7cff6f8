// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of HTTP share: one request to a scripted server.
#ifndef TIXGATE_TESTS_SENDING_H
#define TIXGATE_TESTS_SENDING_H

#include "desk/http.h"

#include "unit/scripted.h"

#define KEY   "tix_secret_key"
#define HEAD  "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
#define BODY  "{\"data\":{\"id\":\"x\"}}" /* 19 bytes */
#define WHOLE HEAD "Content-Length: 19\r\n\r\n" BODY
#define PLAY(b)                                 \
	{                                       \
		.bytes = (b), .end = PLAY_CLOSE \
	}

/* Long enough for a busy machine: nobody waits for it. */
static const struct http_settings plain = {
	.ca_file = "",
	.ca_path = "",
	.proxy = "",
	.timeout = 60,
};

/* For servers that never come to an end. */
static const struct http_settings impatient = {
	.ca_file = "",
	.ca_path = "",
	.proxy = "",
	.timeout = 2,
};

/* What one request to url came to. Cleared by its caller. */
static inline bool send_to(const char *url,
			   const struct http_settings *settings,
			   const char *body, struct http_answer *answer,
			   struct why *why)
{
	g_autoptr(http_handle) http = http_new(settings);
	const struct http_request request = {
		.url = url,
		.bearer = KEY,
		.body = body,
	};

	return http_send(http, &request, deadline_in(60), answer, why);
}

/* A POST to a server that plays one thing; counts must then be read there. */
static inline bool post_to_play(const struct play *play,
				struct scripted *server,
				struct http_answer *answer, struct why *why)
{
	const bool ends = play->end != PLAY_HANG && play->drip_ms == 0;
	bool good;

	scripted_start(server, play, 1);
	good = send_to(server->url, ends ? &plain : &impatient, "{}", answer,
		       why);
	scripted_stop(server);
	return good;
}

#endif
