// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the driver share: an answer made of bytes.
#ifndef TIXGATE_TESTS_ANSWERS_H
#define TIXGATE_TESTS_ANSWERS_H

#include "desk/driver.h"

#define ID "0b0e5f1c-5d0a-4c3e-9a53-1f1c2d3e4f50"

static inline struct http_answer *answer_of(enum http_end end, long status,
					    const char *body)
{
	struct http_answer *answer = g_new0(struct http_answer, 1);

	answer->end = end;
	answer->status = status;
	answer->body = g_string_new(body);
	return answer;
}

static inline void answer_free(struct http_answer *answer)
{
	http_answer_clear(answer);
	g_free(answer);
}
typedef struct http_answer answer_held;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(answer_held, answer_free)

#endif
