// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzes what tells new text from quoted text, and what unwraps forwards.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "filters/text/prefix.h"
#include "filters/text/trim.h"
#include "filters/text/unwrap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MARKS_MOST 8

/* Marks in order, as the reader of HTML makes them, from a few bytes. */
static size_t make_marks(const uint8_t *data, size_t size, size_t length,
			 struct mark *marks)
{
	size_t n = 0, from = 0;

	while (n < MARKS_MOST && (n + 1) * 3 <= size) {
		const uint8_t *at = data + n * 3;

		from += (size_t)at[1] * 4;
		if (from > length)
			break;
		marks[n] = (struct mark){
			.kind = (enum mark_kind)(at[0] % 4),
			.depth = at[0] / 64U + 1U,
			.from = from,
			.to = MIN(from + (size_t)at[2] * 4, length),
		};
		n++;
	}
	return n;
}

/* Symbols and emoji are an answer too. */
static bool is_blank(const char *text)
{
	for (; *text != '\0'; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		if (g_unichar_isalnum(c) || c >= 0x2190)
			return false;
	}
	return true;
}

/* What is cut stands in the text, in its order; nothing is made up. */
static void check_trimmed(const char *text, const struct trimmed *trimmed)
{
	const char *at = text;

	if (!g_utf8_validate(trimmed->visible, -1, NULL) ||
	    (is_blank(trimmed->visible) && !is_blank(text)))
		abort();
	for (size_t i = 0; i < trimmed->removed_n; i++) {
		const char *found = strstr(at, trimmed->removed[i].text);

		if (found == NULL)
			abort();
		at = found + strlen(trimmed->removed[i].text);
	}
}

static void check_address(const struct address *address)
{
	if (!g_utf8_validate(address->email, -1, NULL) ||
	    !g_utf8_validate(address->name, -1, NULL))
		abort();
}

static void check_forwarded(const struct forwarded *forwarded)
{
	check_address(&forwarded->from);
	for (size_t i = 0; i < forwarded->to.n; i++)
		check_address(&forwarded->to.at[i]);
	if (!g_utf8_validate(forwarded->subject, -1, NULL) ||
	    !g_utf8_validate(forwarded->body, -1, NULL))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t head = MARKS_MOST * 3;
	struct mark marks[MARKS_MOST];
	struct trimmed trimmed;
	struct forwarded forwarded;
	struct prefix prefix;

	if (size < head)
		return 0;
	g_autoptr(GString) text = g_string_new(NULL);

	text_body(text, (const char *)data + head, size - head);
	size_t n = make_marks(data, head, text->len, marks);
	struct pool *pool = pool_new();
	const struct words *words = &words_all;
	const struct body html = {text->str, marks, n};
	const struct trim_input in = {
		.text = text->str,
		.marks = data[0] % 2 == 0 ? marks : NULL,
		.marks_n = data[0] % 2 == 0 ? n : 0,
		.html = data[0] % 2 == 0 ? NULL : &html,
		.signer = {"Ann Example", "ann@example.com"},
		.footers_only = data[1] % 4 == 0,
	};
	const struct unwrap_input fwd = {
		.text = text->str,
		.marks = marks,
		.marks_n = n,
		.subject = data[2] % 2 == 0 ? "Fwd: x" : "x",
	};

	trim(&in, words, pool, &trimmed);
	check_trimmed(text->str, &trimmed);
	if (unwrap(&fwd, words, pool, &forwarded))
		check_forwarded(&forwarded);
	prefix_read(text->str, words, &prefix);
	pool_free(pool);
	return 0;
}
