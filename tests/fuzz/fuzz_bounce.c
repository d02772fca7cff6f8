// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzes the bounce reader: a text, and a delivery report behind a NUL.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "filters/bounce/bounce.h"
#include "filters/bounce/status.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is shown is one line of valid UTF-8. */
static void check(const char *text)
{
	if (text == NULL || !g_utf8_validate(text, -1, NULL) ||
	    strchr(text, '\n') != NULL)
		abort();
}

static void check_all(const struct returned *returned)
{
	if (returned->recipients_n > BOUNCE_RECIPIENTS_MOST)
		abort();
	for (size_t i = 0; i < returned->recipients_n; i++) {
		const struct returned_recipient *one = &returned->recipients[i];

		check(one->email);
		check(one->status);
		check(one->action);
		check(one->diagnostic);
		check(status_words(one->status));
		if (*one->email == '\0' ||
		    strlen(one->diagnostic) > BOUNCE_DIAGNOSTIC_MOST + 3)
			abort();
	}
	for (size_t i = 0; i < returned->headers_n; i++) {
		check(returned->headers[i].value);
		if (strlen(returned->headers[i].value) > BOUNCE_HEADER_MOST)
			abort();
	}
	check(returned->message_id);
}

/* Texts come to filters as the reader makes them. */
static const char *made_harmless(const uint8_t *data, size_t size,
				 struct pool *pool)
{
	g_autoptr(GString) text = g_string_new(NULL);

	text_body(text, (const char *)data, size);
	return pool_text_n(pool, text->str, text->len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(pool_handle) pool = pool_new();
	const uint8_t *nul = size == 0 ? NULL : memchr(data, 0, size);
	const size_t text = nul == NULL ? size : (size_t)(nul - data);
	struct part parts[] = {
		{.type = "multipart/report",
		 .parameters = "",
		 .parent = -1,
		 .text = ""},
		{.type = "message/delivery-status",
		 .parameters = "",
		 .text = ""},
	};
	struct message msg = {.subject = "", .parts = parts, .parts_n = 2};
	struct bounce bounce;

	msg.text = made_harmless(data, text, pool);
	parts[1].text = made_harmless(data + text, size - text, pool);
	bounce_look(&msg, pool, &bounce);
	check_all(&bounce.returned);
	bounce_read(&msg, pool, &bounce);
	check_all(&bounce.returned);
	return 0;
}
