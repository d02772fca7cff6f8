// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the driver: what it reads out of tickets and messages.
#include "unit/unit.h"

#include "unit/answers.h"

static void test_ticket_is_read_with_its_customer(void **state)
{
	static const char *const bodies[] = {
		"{\"data\":{\"id\":\"" ID "\",\"ticket_number\":1042,"
		"\"subject\":\"S\\u0007\\nX\",\"description\":\"a\\r\\nb\","
		"\"status\":\"new\",\"created_at\":\"2026-01-02T03:04:05Z\","
		"\"customer_id\":\"c-1\",\"customer\":{\"id\":\"c-2\","
		"\"email\":\"ann@example.com\",\"name\":\"Ann\","
		"\"company\":{\"name\":\"C\"}},\"messages\":[]}}",
		"{\"data\":{\"id\":\"" ID "\",\"ticket_number\":\"1042\","
		"\"subject\":\"S X\",\"description\":\"a\\nb\","
		"\"status\":\"new\",\"created_at\":\"2026-01-02T03:04:05Z\","
		"\"customer_id\":\"c-1\",\"customer_email\":\"ann@example.com\""
		",\"customer_name\":\"Ann\",\"messages\":[],\"more\":null}}",
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
		g_autoptr(answer_held) http =
			answer_of(HTTP_WHOLE, 200, bodies[i]);
		g_autoptr(pool_handle) pool = pool_new();
		g_autoptr(GArray) messages =
			g_array_new(FALSE, FALSE, sizeof(struct desk_message));
		struct desk_ticket ticket;
		struct desk_reading reading;

		desk_tixallo.read_ticket(http, pool, &ticket, messages,
					 &reading);
		assert_int_equal(reading.answer, ANSWER_DONE);
		same_text("id", ticket.id, ID);
		same_number("number", ticket.number, 1042);
		same_text("subject", ticket.subject, "S X");
		same_text("text", ticket.text, "a\nb");
		same_text("status", ticket.status, "new");
		same_text("created", ticket.created_at, "2026-01-02T03:04:05Z");
		same_text("customer", ticket.customer_id, "c-1");
		same_text("email", ticket.customer_email, "ann@example.com");
		same_text("name", ticket.customer_name, "Ann");
		assert_true(ticket.conversation);
		assert_int_equal(messages->len, 0);
	}
}

static void test_ticket_with_little_in_it_is_one(void **state)
{
	g_autoptr(answer_held) http = answer_of(
		HTTP_WHOLE, 201,
		"{\"data\":{\"id\":\"" ID "\",\"subject\":null,"
		"\"ticket_number\":\"x1\",\"status\":[],\"customer\":\"c\"}}");
	g_autoptr(pool_handle) pool = pool_new();
	struct desk_ticket ticket;
	struct desk_reading reading;

	(void)state;
	desk_tixallo.read_created(http, pool, &ticket, &reading);
	assert_int_equal(reading.answer, ANSWER_DONE);
	assert_int_equal(ticket.number, 0);
	assert_string_equal(ticket.subject, "");
	assert_string_equal(ticket.status, "");
	assert_string_equal(ticket.text, "");
	assert_string_equal(ticket.customer_email, "");
}

static void test_number_is_a_positive_integer_or_none(void **state)
{
	static const struct {
		const char *json;
		gint64 want;
	} rows[] = {
		{"1042", 1042},
		{"\"1042\"", 1042},
		{"0", 0},
		{"-5", 0},
		{"\"-5\"", 0},
		{"1.5", 0},
		{"\"1e3\"", 0},
		{"\"\"", 0},
		{"\" 7\"", 0},
		{"null", 0},
		{"true", 0},
		{"{}", 0},
		{"9223372036854775807", G_MAXINT64},
		{"99999999999999999999", G_MAXINT64},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *body = g_strdup_printf(
			"{\"data\":{\"id\":\"" ID "\",\"ticket_number\":%s}}",
			rows[i].json);
		g_autoptr(answer_held) http = answer_of(HTTP_WHOLE, 201, body);
		g_autoptr(pool_handle) pool = pool_new();
		struct desk_ticket ticket;
		struct desk_reading reading;

		desk_tixallo.read_created(http, pool, &ticket, &reading);
		same_number(rows[i].json, ticket.number, rows[i].want);
	}
}

static void test_conversation_proves_something_only_if_it_is_read(void **state)
{
	static const struct {
		const char *label, *messages;
		bool conversation;
		guint n;
	} rows[] = {
		{"empty", ",\"messages\":[]", true, 0},
		{"two",
		 ",\"messages\":[{\"id\":\"" ID "\",\"body\":\"a\"},"
		 "{\"body\":\"b\"}]",
		 true, 2},
		{"one without a text",
		 ",\"messages\":[{\"body\":null},{\"body\":\"b\"}]", true, 2},
		{"missing", "", false, 0},
		{"null", ",\"messages\":null", false, 0},
		{"an object", ",\"messages\":{}", false, 0},
		{"in words that we do not know",
		 ",\"messages\":[{\"content\":\"a\"}]", false, 1},
		{"no objects", ",\"messages\":[1,\"a\",null]", false, 3},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *body = g_strdup_printf(
			"{\"data\":{\"id\":\"" ID "\"%s}}", rows[i].messages);
		g_autoptr(answer_held) http = answer_of(HTTP_WHOLE, 200, body);
		g_autoptr(pool_handle) pool = pool_new();
		g_autoptr(GArray) messages =
			g_array_new(FALSE, FALSE, sizeof(struct desk_message));
		struct desk_ticket ticket;
		struct desk_reading reading;

		desk_tixallo.read_ticket(http, pool, &ticket, messages,
					 &reading);
		same_number(rows[i].label, reading.answer, ANSWER_DONE);
		same_number(rows[i].label, ticket.conversation,
			    rows[i].conversation);
		same_number(rows[i].label, messages->len, rows[i].n);
	}
}

static void test_list_with_one_bad_entry_is_no_list(void **state)
{
	static const struct {
		const char *label, *body;
		enum answer want;
		guint n;
	} rows[] = {
		{"two", "{\"data\":[{\"id\":\"" ID "\"},{\"id\":\"" ID "\"}]}",
		 ANSWER_DONE, 2},
		{"none", "{\"data\":[]}", ANSWER_DONE, 0},
		{"an entry without an id",
		 "{\"data\":[{\"id\":\"" ID "\"},{\"ticket_number\":7}]}",
		 ANSWER_DOWN, 1},
		{"an entry that is null", "{\"data\":[null]}", ANSWER_DOWN, 0},
		{"an object", "{\"data\":{}}", ANSWER_DOWN, 0},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(answer_held) http =
			answer_of(HTTP_WHOLE, 200, rows[i].body);
		g_autoptr(pool_handle) pool = pool_new();
		g_autoptr(GArray) tickets =
			g_array_new(FALSE, FALSE, sizeof(struct desk_ticket));
		struct desk_reading reading;

		desk_tixallo.read_newest(http, pool, tickets, &reading);
		same_number(rows[i].label, reading.answer, rows[i].want);
		same_number(rows[i].label, tickets->len, rows[i].n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ticket_is_read_with_its_customer),
		cmocka_unit_test(test_ticket_with_little_in_it_is_one),
		cmocka_unit_test(test_number_is_a_positive_integer_or_none),
		cmocka_unit_test(
			test_conversation_proves_something_only_if_it_is_read),
		cmocka_unit_test(test_list_with_one_bad_entry_is_no_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
