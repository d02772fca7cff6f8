// SPDX-License-Identifier: GPL-3.0-or-later
// Marks of what this gateway, or its own addresses, sent (S1 to S4, S6).
#include <string.h>

#include "base/text.h"
#include "base/token.h"
#include "filters/mark/mark.h"

/* True if a token of ours stands in text: nobody else can make one. */
static bool is_signed(const struct marks *marks, const char *text)
{
	char ticket[TOKEN_TICKET_SIZE];

	return marks->in->secrets != NULL &&
	       token_find(marks->in->secrets, text, ticket);
}

/* S1; a foreign X-Loop says only that somebody is afraid of loops. */
static void test_loop(struct marks *marks)
{
	const char *token;

	for (size_t i = 0; (token = mark_token(marks, "X-Loop", i)) != NULL;
	     i++) {
		bool own = false;

		/* What we signed is a secret of its ticket: it is not shown. */
		if (is_signed(marks, token)) {
			mark_add(marks, "S1", CLASS_SELF, WEIGHT_SURE,
				 "X-Loop is one that we made");
			continue;
		}
		for (size_t k = 0; marks->settings->loop[k] != NULL; k++)
			own |= text_same(marks->settings->loop[k], token);
		mark_add(marks, "S1", own ? CLASS_SELF : CLASS_HUMAN,
			 own ? WEIGHT_SURE : WEIGHT_FLAG, "X-Loop: %s%s", token,
			 own ? "" : ", which is not ours");
	}
}

static bool is_automatic(const struct marks *marks)
{
	static const char *const bulk[] = {"bulk", "junk", "list", NULL};
	const char *token = mark_token(marks, "Auto-Submitted", 0);

	return (token != NULL && strcmp(token, "no") != 0) ||
	       mark_token_among(marks, "Precedence", bulk) != NULL;
}

/* S2, S3 */
static void test_message_id(struct marks *marks)
{
	const char *at = strrchr(marks->in->msg->message_id, '@');

	if (is_signed(marks, marks->in->msg->message_id))
		mark_add(marks, "S2", CLASS_SELF, WEIGHT_SURE,
			 "its Message-ID is one that we made");
	if (at != NULL && mark_listed(marks->settings->own_domains, at + 1) &&
	    is_automatic(marks))
		mark_add(marks, "S3", CLASS_SELF, WEIGHT_SURE,
			 "automatic, and its Message-ID is of %s", at + 1);
}

/*
 * S4. A web form that writes in our name has the visitor in Reply-To, and is
 * no mail of ours.
 */
static void test_sender(struct marks *marks)
{
	const struct message *msg = marks->in->msg;
	const char *const envelope = marks->in->envelope->sender;
	const char *from = msg->from.n > 0 ? msg->from.at[0].email : "";

	for (size_t i = 0; i < msg->reply_to.n; i++)
		if (!filter_is_own(marks->in, msg->reply_to.at[i].email))
			return;
	if (filter_is_own(marks->in, from) &&
	    !mark_listed(marks->settings->allow, from))
		mark_add(marks, "S4", CLASS_SELF, WEIGHT_SURE,
			 "From is %s, an address of ours", from);
	else if (filter_is_own(marks->in, envelope) &&
		 !mark_listed(marks->settings->allow, envelope))
		mark_add(marks, "S4", CLASS_SELF, WEIGHT_SURE,
			 "the envelope sender is %s, an address of ours",
			 envelope);
}

/* The same address of ours, twice in headers of that name. */
static const char *came_twice(const struct marks *marks, const char *name)
{
	const char *one;

	for (size_t i = 0; (one = mark_token(marks, name, i)) != NULL; i++) {
		const char *other;
		const char *at = strrchr(one, '@');

		if (!filter_is_own(marks->in, one) &&
		    (at == NULL ||
		     !mark_listed(marks->settings->own_domains, at + 1)))
			continue;
		for (size_t k = i + 1;
		     (other = mark_token(marks, name, k)) != NULL; k++)
			if (strcmp(one, other) == 0)
				return one;
	}
	return NULL;
}

/* S6 */
static void test_way(struct marks *marks)
{
	static const char *const names[] = {"Delivered-To", "X-Original-To"};
	const size_t hops = head_count(&marks->in->msg->head, "Received");

	if (hops > (size_t)marks->settings->hops)
		mark_add(marks, "S6", CLASS_SELF, WEIGHT_SURE,
			 "%zu Received headers: it runs in a circle", hops);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *twice = came_twice(marks, names[i]);

		if (twice != NULL)
			mark_add(marks, "S6", CLASS_SELF, WEIGHT_SURE,
				 "it came to %s before (%s)", twice, names[i]);
	}
}

void mark_self(struct marks *marks)
{
	test_loop(marks);
	test_message_id(marks);
	test_sender(marks);
	test_way(marks);
}
