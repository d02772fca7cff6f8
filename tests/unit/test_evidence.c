// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of what in a mail's headers points to a ticket.
#include "unit/unit.h"

#include "evidence.h"

#define TICKET_A "0b5a1c2e-3d4f-4a6b-8c7d-9e0f1a2b3c4d"
#define TICKET_B "ffffffff-ffff-4fff-bfff-ffffffffffff"

static const struct secrets secrets = {
	"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", ""};

static char token_a[TOKEN_SIZE], token_b[TOKEN_SIZE];

static int make_tokens(void **state)
{
	struct why why = {0};

	(void)state;
	return token_make(&secrets, TICKET_A, token_a, &why) &&
			       token_make(&secrets, TICKET_B, token_b, &why)
		       ? 0
		       : -1;
}

/* {A} and {B} in a text stand for the tokens. */
static const char *filled(struct pool *pool, const char *text)
{
	g_autoptr(GString) made = g_string_new(text);

	g_string_replace(made, "{A}", token_a, 0);
	g_string_replace(made, "{B}", token_b, 0);
	return pool_text(pool, made->str);
}

static void test_token_is_found_wherever_it_stands(void **state)
{
	static const struct {
		const char *label;
		const char *in_reply_to, *references;
		const char *original, *recipient, *to, *cc;
		const char *ticket; /* "" for none */
		bool answers, differ;
	} rows[] = {
		{"nowhere", "x@y", "y@z", "a@b", "a@b", "a@b", "a@b", "", false,
		 false},
		{"In-Reply-To", "tixgate.{A}@e", "y@z", "a@b", "a@b", "a@b",
		 "a@b", TICKET_A, true, false},
		{"References", "x@y", "tixgate.{A}@e", "a@b", "a@b", "a@b",
		 "a@b", TICKET_A, true, false},
		{"the original recipient", "x@y", "y@z", "s+{A}@e", "a@b",
		 "a@b", "a@b", TICKET_A, false, false},
		{"the recipient", "x@y", "y@z", "a@b", "s+{A}@e", "a@b", "a@b",
		 TICKET_A, false, false},
		{"To", "x@y", "y@z", "a@b", "a@b", "s+{A}@e", "a@b", TICKET_A,
		 false, false},
		{"Cc", "x@y", "y@z", "a@b", "a@b", "a@b", "s+{A}@e", TICKET_A,
		 false, false},
		{"both", "tixgate.{A}@e", "y@z", "s+{A}@e", "a@b", "a@b", "a@b",
		 TICKET_A, true, false},
		{"two tickets", "tixgate.{A}@e", "y@z", "a@b", "a@b", "a@b",
		 "s+{B}@e", TICKET_A, true, true},
		{"the newer of two answered", "tixgate.{B}@e", "tixgate.{A}@e",
		 "a@b", "a@b", "a@b", "a@b", TICKET_B, true, false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		const char *one = filled(pool, rows[i].in_reply_to);
		const char *two = filled(pool, rows[i].references);
		const char *original = filled(pool, rows[i].original);
		const char *recipient = filled(pool, rows[i].recipient);
		const struct address to = {filled(pool, rows[i].to), ""};
		const struct address cc = {filled(pool, rows[i].cc), ""};
		const struct message msg = {
			.in_reply_to = {&one, 1},
			.references = {&two, 1},
			.to = {&to, 1},
			.cc = {&cc, 1},
		};
		const struct envelope envelope = {
			.recipients = &recipient,
			.recipients_n = 1,
			.originals = &original,
			.originals_n = 1,
		};
		const struct letter letter = {
			.msg = &msg, .envelope = &envelope, .pool = pool};
		struct token_seen seen;

		evidence_token(&secrets, &letter, &seen);
		same_number(rows[i].label, seen.found, *rows[i].ticket != '\0');
		same_text(rows[i].label, seen.ticket_id, rows[i].ticket);
		same_number(rows[i].label, seen.answers, rows[i].answers);
		same_number(rows[i].label, seen.differ, rows[i].differ);
		if (seen.found && (strstr(seen.text, token_a) != NULL ||
				   strstr(seen.text, token_b) != NULL))
			fail_msg("%s: shows the token", rows[i].label);
		evidence_token(NULL, &letter, &seen);
		same_number("without a secret", seen.found, false);
	}
}

static void test_ids_are_the_newest_without_doubles(void **state)
{
	const char *ids[EVIDENCE_IDS_MOST];
	const char *replied[] = {"c@x"};
	const char *chain[] = {"a@x", "b@x", "", "c@x"};
	g_autoptr(GPtrArray) many = g_ptr_array_new_with_free_func(g_free);
	struct message msg = {
		.in_reply_to = {replied, 1},
		.references = {chain, G_N_ELEMENTS(chain)},
	};

	(void)state;
	assert_int_equal(evidence_ids(&msg, ids), 3);
	same_text("the answered one", ids[0], "c@x");
	same_text("then its own", ids[1], "b@x");
	same_text("and the first", ids[2], "a@x");
	for (int i = 0; i < 1000; i++)
		g_ptr_array_add(many, g_strdup_printf("%d@x", i));
	msg.references =
		(struct ids){(const char *const *)many->pdata, many->len};
	assert_int_equal(evidence_ids(&msg, ids), EVIDENCE_IDS_MOST);
	same_text("the newest", ids[1], "999@x");
	same_text("… with what began it", ids[EVIDENCE_IDS_MOST - 1], "0@x");
}

static void test_thread_index_names_a_conversation(void **state)
{
	/* 22 bytes of a new mail, and the same with two answers behind it. */
	static const char first[] = "AQHaoqjE0t2n3xYkWkSbO1lq8v6J0g==";
	static const char answer[] =
		"AQHaoqjE0t2n3xYkWkSbO1lq8v6J0rFTRjyAgAABIIA=";
	static const struct {
		const char *label, *value;
		bool found;
	} rows[] = {
		{"a new mail's", first, true},
		{"an answer's", answer, true},
		{"folded", "AQHaoqjE0t2n3xYk WkSbO1lq8v6J0g==", true},
		{"too short", "AQHaoqjE0t2n3xYk", false},
		{"empty", "", false},
		{"none of its letters", "!!!!", false},
	};
	const char *seen = NULL;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		struct store_hint hints[EVIDENCE_HINTS_MOST];
		const struct header header = {"thread-index", rows[i].value,
					      rows[i].value};
		const struct message msg = {.head = {&header, 1}};
		const size_t n = evidence_hints(&msg, pool, hints);

		same_number(rows[i].label, (gint64)n, rows[i].found);
		if (!rows[i].found)
			continue;
		same_number(rows[i].label, hints[0].kind, HINT_CONVERSATION);
		assert_int_equal(strlen(hints[0].value), 44);
		if (seen == NULL)
			seen = g_intern_string(hints[0].value);
		same_text(rows[i].label, hints[0].value, seen);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_token_is_found_wherever_it_stands),
		cmocka_unit_test(test_ids_are_the_newest_without_doubles),
		cmocka_unit_test(test_thread_index_names_a_conversation),
	};

	return cmocka_run_group_tests(tests, make_tokens, NULL);
}
