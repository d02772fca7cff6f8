// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzes what looks for a ticket: tokens, Thread-Index, links in the text.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/token.h"
#include "evidence.h"
#include "filters/filter.h"

extern const struct filter filter_link;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct secrets secrets = {
	"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
	"ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"};

/* Nothing verifies but what was made with a secret. */
static void fuzz_tokens(const char *text)
{
	char id[TOKEN_TICKET_SIZE];
	g_autofree char *address = token_address(text, "+-", "token");

	if (token_find(&secrets, text, id) || token_read(&secrets, text, id))
		abort();
	if (address != NULL && strcspn(address, "@") > TOKEN_LOCAL_PART_MOST)
		abort();
}

static void fuzz_hints(const char *text, struct pool *pool)
{
	const struct header header = {"Thread-Index", text, text};
	const struct message msg = {
		.head = {&header, 1},
		.in_reply_to = {&text, 1},
		.references = {&text, 1},
	};
	struct store_hint hints[EVIDENCE_HINTS_MOST];

	if (evidence_hints(&msg, pool, hints) > 2)
		abort();
}

static void fuzz_links(const char *text, struct pool *pool)
{
	static const char *const own[] = {NULL};
	const struct message msg = {.subject = "", .text = text};
	const struct envelope envelope = {.sender = "", .queue_id = ""};
	const struct mailbox_view mailbox = {.priority = "medium"};
	g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func(g_free);
	g_autofree void *options = g_malloc0(filter_link.options_size);
	GStringChunk *strings = g_string_chunk_new(64);
	const struct filter_input in = {
		.msg = &msg,
		.envelope = &envelope,
		.mailbox = &mailbox,
		.own_addresses = own,
		.desk_host = "desk.example",
		.trace = "",
		.options = options,
		.pool = pool,
	};
	struct decision dec;

	option_defaults(filter_link.options, options, strings, lists);
	decision_begin(&dec, &in);
	filter_link.run(&in, &dec);
	if (dec.reference.found &&
	    (dec.reference.number > 0) == (*dec.reference.id != '\0'))
		abort();
	g_string_chunk_free(strings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autofree char *text = g_strndup((const char *)data, size);

	/* Texts of a mail are valid UTF-8 by the time that they come here. */
	if (!g_utf8_validate(text, -1, NULL))
		return 0;
	fuzz_tokens(text);
	fuzz_hints(text, pool);
	fuzz_links(text, pool);
	return 0;
}
