// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzes what reads the desk's answers: JSON bodies and header lines.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "desk/driver.h"
#include "desk/header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const long statuses[] = {200, 201, 400, 404, 409, 422, 429, 503};

/* Everything that a reader gives out is text that may be shown. */
static void check(const char *text)
{
	if (text == NULL || !g_utf8_validate(text, -1, NULL))
		abort();
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' && *text != '\n' &&
		    *text != '\t')
			abort();
}

static void check_ticket(const struct desk_ticket *ticket)
{
	if (!desk_id_valid(ticket->id) || ticket->number < 0)
		abort();
	check(ticket->subject);
	check(ticket->text);
	check(ticket->status);
	check(ticket->created_at);
	check(ticket->customer_id);
	check(ticket->customer_email);
	check(ticket->customer_name);
}

static void read_all(const struct http_answer *http)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GArray) messages =
		g_array_new(FALSE, FALSE, sizeof(struct desk_message));
	g_autoptr(GArray) tickets =
		g_array_new(FALSE, FALSE, sizeof(struct desk_ticket));
	struct desk_reading reading;
	struct desk_ticket ticket;
	struct desk_message message;

	desk_tixallo.read_created(http, pool, &ticket, &reading);
	check(reading.details);
	if (reading.answer == ANSWER_DONE)
		check_ticket(&ticket);
	desk_tixallo.read_posted(http, pool, &message, &reading);
	if (reading.answer == ANSWER_DONE && !desk_id_valid(message.id))
		abort();
	desk_tixallo.read_ticket(http, pool, &ticket, messages, &reading);
	if (reading.answer == ANSWER_DONE)
		check_ticket(&ticket);
	for (guint i = 0; i < messages->len; i++)
		check(g_array_index(messages, struct desk_message, i).text);
	desk_tixallo.read_newest(http, pool, tickets, &reading);
	for (guint i = 0; i < tickets->len; i++)
		check_ticket(&g_array_index(tickets, struct desk_ticket, i));
}

/* The first byte chooses a status and an end, the rest is the body. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_auto(http_answer_held) http = {0};
	struct header header = {0};
	const char *bytes = (const char *)data;

	if (size == 0)
		return 0;
	http.end = data[0] & 0x10 ? HTTP_BROKEN : HTTP_WHOLE;
	http.status = statuses[data[0] % G_N_ELEMENTS(statuses)];
	http.body = g_string_new_len(bytes + 1, (gssize)size - 1);
	read_all(&http);
	while (size > 0) {
		const char *end = memchr(bytes, '\n', size);
		size_t line = end == NULL ? size : (size_t)(end + 1 - bytes);

		if (!header_take(&header, bytes, line))
			break;
		bytes += line;
		size -= line;
	}
	if (header_retry_after(&header) < 0 ||
	    header_retry_after(&header) > HEADER_RETRY_MOST)
		abort();
	check(header.date);
	return 0;
}
