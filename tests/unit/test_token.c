// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of tokens: only what we made verifies, and nothing near it.
#include "unit/unit.h"

#include "base/token.h"

#define TICKET_A "0b5a1c2e-3d4f-4a6b-8c7d-9e0f1a2b3c4d"
#define TICKET_B "ffffffff-ffff-4fff-bfff-ffffffffffff"

static const struct secrets one = {
	"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", ""};
static const struct secrets other = {
	"ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100", ""};

static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";

static void make(const struct secrets *secrets, const char *ticket,
		 char token[TOKEN_SIZE])
{
	struct why why = {0};

	if (!token_make(secrets, ticket, token, &why))
		fail_msg("%s: %s", ticket, why.text);
}

static void test_token_names_its_ticket(void **state)
{
	static const char *const tickets[] = {
		TICKET_A, TICKET_B, "00000000-0000-4000-8000-000000000000"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(tickets); i++) {
		char token[TOKEN_SIZE], again[TOKEN_SIZE];
		char id[TOKEN_TICKET_SIZE] = "";

		make(&one, tickets[i], token);
		assert_int_equal(strlen(token), TOKEN_LETTERS);
		assert_int_equal(strspn(token, letters), TOKEN_LETTERS);
		assert_true(token_read(&one, token, id));
		same_text("its ticket", id, tickets[i]);
		make(&one, tickets[i], again);
		assert_string_not_equal(token, again);
	}
}

static void test_token_survives_changed_case(void **state)
{
	char token[TOKEN_SIZE], id[TOKEN_TICKET_SIZE] = "";
	g_autofree char *upper = NULL;

	(void)state;
	make(&one, "0B5A1C2E-3D4F-4A6B-8C7D-9E0F1A2B3C4D", token);
	upper = g_ascii_strup(token, -1);
	assert_true(token_read(&one, upper, id));
	same_text("upper case", id, TICKET_A);
}

/* All 240 bits: those of the tag, of the nonce and of the ticket's id. */
static void test_token_with_one_bit_flipped_is_none(void **state)
{
	char token[TOKEN_SIZE], id[TOKEN_TICKET_SIZE] = "";

	(void)state;
	make(&one, TICKET_A, token);
	for (guint bit = 0; bit < TOKEN_LETTERS * 5; bit++) {
		char flipped[TOKEN_SIZE];
		char *at = flipped + bit / 5;
		guint value;

		memcpy(flipped, token, sizeof token);
		value = (guint)(strchr(letters, *at) - letters);
		*at = letters[value ^ 1u << bit % 5];
		if (token_read(&one, flipped, id))
			fail_msg("bit %u of \"%s\" does not count", bit, token);
	}
	same_text("nothing was said of a ticket", id, "");
}

static void test_token_of_an_unknown_secret_is_none(void **state)
{
	char token[TOKEN_SIZE], id[TOKEN_TICKET_SIZE] = "";
	const struct secrets none = {"", ""};
	struct why why = {0};

	(void)state;
	make(&other, TICKET_A, token);
	assert_false(token_read(&one, token, id));
	assert_false(token_read(&none, token, id));
	assert_false(token_make(&none, TICKET_A, token, &why));
	assert_int_equal(why.trouble, TROUBLE_CONFIG);
}

static void test_token_outlives_one_change_of_the_secret(void **state)
{
	char token[TOKEN_SIZE], newer[TOKEN_SIZE], id[TOKEN_TICKET_SIZE] = "";
	struct secrets both = other;

	(void)state;
	make(&one, TICKET_A, token);
	memcpy(both.older, one.newest, sizeof both.older);
	assert_true(token_read(&both, token, id));
	same_text("the older one's", id, TICKET_A);
	make(&both, TICKET_B, newer);
	assert_true(token_read(&other, newer, id));
	same_text("the newest signs", id, TICKET_B);
	assert_false(token_read(&one, newer, id));
}

/* The tag is of one ticket and one nonce: it cannot be put onto others. */
static void test_token_with_another_ones_tag_is_none(void **state)
{
	char a[TOKEN_SIZE], b[TOKEN_SIZE], mixed[TOKEN_SIZE];
	char id[TOKEN_TICKET_SIZE] = "";

	(void)state;
	make(&one, TICKET_A, a);
	make(&one, TICKET_B, b);
	memcpy(mixed, a, sizeof mixed);
	memcpy(mixed + 32, b + 32, 16);
	assert_false(token_read(&one, mixed, id));
	make(&one, TICKET_A, b);
	memcpy(mixed + 32, b + 32, 16);
	assert_false(token_read(&one, mixed, id));
}

static void test_token_is_nothing_else(void **state)
{
	char token[TOKEN_SIZE], id[TOKEN_TICKET_SIZE] = "";
	g_autofree char *shorter = NULL;
	g_autofree char *longer = NULL;
	struct why why = {0};

	(void)state;
	make(&one, TICKET_A, token);
	shorter = g_strndup(token, TOKEN_LETTERS - 1);
	longer = g_strconcat(token, "a", NULL);
	assert_false(token_read(&one, "", id));
	assert_false(token_read(&one, shorter, id));
	assert_false(token_read(&one, longer, id));
	token[7] = '1';
	assert_false(token_read(&one, token, id));
	assert_false(token_make(&one, "1042", token, &why));
	assert_int_equal(why.trouble, TROUBLE_INPUT);
}

static void test_token_is_found_where_it_stands_alone(void **state)
{
	static const struct {
		const char *format;
		bool found;
	} rows[] = {
		{"%s", true},
		{"support+%s@example.com", true},
		{"SUPPORT-%s@example.com", true},
		{"tixgate.%s@example.com", true},
		{"tixgate.%s.1@[192.0.2.1]", true},
		{"\"a b %s\"@example.com", true},
		{"support%s@example.com", false},
		{"support+%sx@example.com", false},
		{"%.40s", false},
	};
	char token[TOKEN_SIZE];

	(void)state;
	make(&one, TICKET_A, token);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) text = g_string_new(rows[i].format);
		char id[TOKEN_TICKET_SIZE] = "";

		g_string_replace(text, "%s", token, 0);
		same_number(rows[i].format, token_find(&one, text->str, id),
			    rows[i].found);
		same_text(rows[i].format, id, rows[i].found ? TICKET_A : "");
	}
}

static void test_token_is_sought_among_few_others(void **state)
{
	char token[TOKEN_SIZE], id[TOKEN_TICKET_SIZE] = "";
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *other_one = g_strnfill(TOKEN_LETTERS, 'a');

	(void)state;
	make(&one, TICKET_A, token);
	for (guint i = 0; i + 1 < TOKEN_TRIES_MOST; i++)
		g_string_append_printf(text, "%s.", other_one);
	g_string_append(text, token);
	assert_true(token_find(&one, text->str, id));
	g_string_prepend(text, ".");
	g_string_prepend(text, other_one);
	assert_false(token_find(&one, text->str, id));
}

static void test_token_address_fits_or_is_none(void **state)
{
	static const struct {
		const char *address, *delimiters, *want;
	} rows[] = {
		{"support@example.com", "+", "support+T@example.com"},
		{"support@example.com", "-+", "support-T@example.com"},
		{"support@example.com", "", NULL},
		{"fifteen-letters@example.com", "+",
		 "fifteen-letters+T@example.com"},
		{"sixteen--letters@example.com", "+", NULL},
		{"my-desk@example.com", "-", NULL},
		{"support+de@example.com", "+", NULL},
		{"\"a b\"@example.com", "+", NULL},
		{"@example.com", "+", NULL},
		{"nobody", "+", NULL},
	};
	char token[TOKEN_SIZE];

	(void)state;
	make(&one, TICKET_A, token);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = token_address(rows[i].address,
						     rows[i].delimiters, token);
		g_autoptr(GString) want = g_string_new(rows[i].want);
		char id[TOKEN_TICKET_SIZE] = "";

		g_string_replace(want, "T@", "@", 0);
		if (rows[i].want != NULL)
			g_string_insert(want,
					strchr(want->str, '@') - want->str,
					token);
		same_text(rows[i].address, got,
			  rows[i].want == NULL ? NULL : want->str);
		if (got != NULL)
			assert_true(token_find(&one, got, id));
	}
}

static void test_token_message_id_carries_it(void **state)
{
	char token[TOKEN_SIZE], id[TOKEN_TICKET_SIZE] = "";
	g_autofree char *message_id = NULL;

	(void)state;
	make(&one, TICKET_A, token);
	message_id = token_message_id(token, "example.com");
	assert_true(token_find(&one, message_id, id));
	same_text("its ticket", id, TICKET_A);
	assert_true(g_str_has_suffix(message_id, "@example.com"));
}

static void test_macs_of_two_purposes_differ(void **state)
{
	guint8 a[MAC_BYTES], b[MAC_BYTES], again[MAC_BYTES];

	(void)state;
	secret_mac(one.newest, "one thing", "x", 1, a);
	secret_mac(one.newest, "another", "x", 1, b);
	secret_mac(one.newest, "one thing", "x", 1, again);
	assert_true(secret_same(a, again, MAC_BYTES));
	assert_false(secret_same(a, b, MAC_BYTES));
	b[0] = a[0];
	assert_true(secret_same(a, b, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_token_names_its_ticket),
		cmocka_unit_test(test_token_survives_changed_case),
		cmocka_unit_test(test_token_with_one_bit_flipped_is_none),
		cmocka_unit_test(test_token_of_an_unknown_secret_is_none),
		cmocka_unit_test(test_token_outlives_one_change_of_the_secret),
		cmocka_unit_test(test_token_with_another_ones_tag_is_none),
		cmocka_unit_test(test_token_is_nothing_else),
		cmocka_unit_test(test_token_is_found_where_it_stands_alone),
		cmocka_unit_test(test_token_is_sought_among_few_others),
		cmocka_unit_test(test_token_address_fits_or_is_none),
		cmocka_unit_test(test_token_message_id_carries_it),
		cmocka_unit_test(test_macs_of_two_purposes_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
