// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the driver: what an answer lets the caller do next.
#include "unit/unit.h"

#include "unit/answers.h"

/* What each of the four readers makes of an answer. */
static enum answer created(const struct http_answer *http)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct desk_ticket ticket = {.id = "untouched"};
	struct desk_reading reading;

	desk_tixallo.read_created(http, pool, &ticket, &reading);
	assert_int_equal(strcmp(ticket.id, "untouched") != 0,
			 reading.answer == ANSWER_DONE);
	assert_non_null(reading.details);
	return reading.answer;
}

static enum answer posted(const struct http_answer *http)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct desk_message message = {.id = "untouched"};
	struct desk_reading reading;

	desk_tixallo.read_posted(http, pool, &message, &reading);
	assert_int_equal(strcmp(message.id, "untouched") != 0,
			 reading.answer == ANSWER_DONE);
	return reading.answer;
}

static enum answer got(const struct http_answer *http)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GArray) messages =
		g_array_new(FALSE, FALSE, sizeof(struct desk_message));
	struct desk_ticket ticket = {0};
	struct desk_reading reading;

	desk_tixallo.read_ticket(http, pool, &ticket, messages, &reading);
	return reading.answer;
}

static enum answer listed(const struct http_answer *http)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GArray) tickets =
		g_array_new(FALSE, FALSE, sizeof(struct desk_ticket));
	struct desk_reading reading;

	desk_tixallo.read_newest(http, pool, tickets, &reading);
	return reading.answer;
}

static void test_status_alone_says_what_can_be_done_next(void **state)
{
	static const struct {
		long status;
		enum answer created, posted, got, listed;
	} rows[] = {
#define BOTH(post, get) post, post, get, get
		{200, BOTH(ANSWER_UNSURE, ANSWER_DOWN)},
		{201, BOTH(ANSWER_NAMELESS, ANSWER_DOWN)},
		{202, BOTH(ANSWER_UNSURE, ANSWER_DOWN)},
		{204, BOTH(ANSWER_UNSURE, ANSWER_DOWN)},
		{301, BOTH(ANSWER_UNSURE, ANSWER_DOWN)},
		{304, BOTH(ANSWER_UNSURE, ANSWER_DOWN)},
		{307, BOTH(ANSWER_UNSURE, ANSWER_DOWN)},
		{400, BOTH(ANSWER_INVALID, ANSWER_INVALID)},
		{401, BOTH(ANSWER_DENIED, ANSWER_DENIED)},
		{403, BOTH(ANSWER_DENIED, ANSWER_DENIED)},
		{404, ANSWER_DOWN, ANSWER_GONE, ANSWER_GONE, ANSWER_DOWN},
		{405, BOTH(ANSWER_UNSURE, ANSWER_DOWN)},
		{408, BOTH(ANSWER_UNSURE, ANSWER_DOWN)},
		{409, BOTH(ANSWER_MERGED, ANSWER_MERGED)},
		{410, ANSWER_DOWN, ANSWER_GONE, ANSWER_GONE, ANSWER_DOWN},
		{413, BOTH(ANSWER_INVALID, ANSWER_INVALID)},
		{418, BOTH(ANSWER_UNSURE, ANSWER_DOWN)},
		{422, BOTH(ANSWER_INVALID, ANSWER_INVALID)},
		{429, BOTH(ANSWER_BUSY, ANSWER_BUSY)},
		{500, BOTH(ANSWER_UNSURE, ANSWER_DOWN)},
		{502, BOTH(ANSWER_UNSURE, ANSWER_DOWN)},
		{503, BOTH(ANSWER_UNSURE, ANSWER_DOWN)},
		{504, BOTH(ANSWER_UNSURE, ANSWER_DOWN)},
#undef BOTH
	};
	static const char *const bodies[] = {"",
					     "<html><h1>Hello</h1></html>",
					     "{\"error\":\"x\"}",
					     "{\"data\":null}",
					     "[",
					     "{\"data\":{}}"};
	static const enum http_end ends[] = {HTTP_WHOLE, HTTP_BROKEN};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows) * 12; i++) {
		size_t row = i / 12;
		g_autoptr(answer_held) http =
			answer_of(ends[i % 2], rows[row].status,
				  bodies[i / 2 % G_N_ELEMENTS(bodies)]);
		g_autofree char *label =
			g_strdup_printf("%ld", rows[row].status);

		same_number(label, created(http), rows[row].created);
		same_number(label, posted(http), rows[row].posted);
		same_number(label, got(http), rows[row].got);
		same_number(label, listed(http), rows[row].listed);
	}
}

static void test_without_a_status_it_counts_whether_it_was_sent(void **state)
{
	g_autoptr(answer_held) unsent = answer_of(HTTP_UNSENT, 0, "");
	g_autoptr(answer_held) broken = answer_of(HTTP_BROKEN, 0, "");

	(void)state;
	assert_int_equal(created(unsent), ANSWER_DOWN);
	assert_int_equal(posted(unsent), ANSWER_DOWN);
	assert_int_equal(got(unsent), ANSWER_DOWN);
	assert_int_equal(listed(unsent), ANSWER_DOWN);
	assert_int_equal(created(broken), ANSWER_UNSURE);
	assert_int_equal(posted(broken), ANSWER_UNSURE);
	assert_int_equal(got(broken), ANSWER_DOWN);
	assert_int_equal(listed(broken), ANSWER_DOWN);
}

static void test_success_needs_json_and_an_id(void **state)
{
	static const struct {
		const char *label, *body;
		enum answer want;
	} rows[] = {
		{"as the page says", "{\"data\":{\"id\":\"" ID "\"}}",
		 ANSWER_DONE},
		{"white space around it",
		 " \r\n{\"data\":{\"id\":\"" ID "\"}}\n\n", ANSWER_DONE},
		{"capital id",
		 "{\"data\":{\"id\":\"0B0E5F1C-5D0A-4C3E-9A53-1F1C2D3E4F50\"}}",
		 ANSWER_DONE},
		{"names twice: the last counts",
		 "{\"data\":1,\"data\":{\"id\":7,\"id\":\"" ID "\"}}",
		 ANSWER_DONE},
		{"names twice, spoilt by the last",
		 "{\"data\":{\"id\":\"" ID "\",\"id\":7}}", ANSWER_NAMELESS},
		{"id outside of data", "{\"id\":\"" ID "\"}", ANSWER_NAMELESS},
		{"data is a list", "{\"data\":[{\"id\":\"" ID "\"}]}",
		 ANSWER_NAMELESS},
		{"data is a text", "{\"data\":\"" ID "\"}", ANSWER_NAMELESS},
		{"id is a number", "{\"data\":{\"id\":1042}}", ANSWER_NAMELESS},
		{"id is no UUID", "{\"data\":{\"id\":\"1042\"}}",
		 ANSWER_NAMELESS},
		{"id with more behind it",
		 "{\"data\":{\"id\":\"" ID "/../x\"}}", ANSWER_NAMELESS},
		{"id with a NUL", "{\"data\":{\"id\":\"" ID "\\u0000x\"}}",
		 ANSWER_NAMELESS},
		{"cut", "{\"data\":{\"id\":\"" ID "\"}", ANSWER_NAMELESS},
		{"more behind it", "{\"data\":{\"id\":\"" ID "\"}}{}",
		 ANSWER_NAMELESS},
		{"comment", "{\"data\":{\"id\":\"" ID "\"}/**/}",
		 ANSWER_NAMELESS},
		{"single quotes", "{'data':{'id':'" ID "'}}", ANSWER_NAMELESS},
		{"a list", "[]", ANSWER_NAMELESS},
		{"null", "null", ANSWER_NAMELESS},
		{"nothing", "", ANSWER_NAMELESS},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(answer_held) http =
			answer_of(HTTP_WHOLE, 201, rows[i].body);
		g_autoptr(answer_held) cut =
			answer_of(HTTP_BROKEN, 201, rows[i].body);

		same_number(rows[i].label, created(http), rows[i].want);
		same_number(rows[i].label, posted(http), rows[i].want);
		same_number(rows[i].label, created(cut), rows[i].want);
	}
}

static void test_nul_behind_the_json_is_more_than_json(void **state)
{
	g_autoptr(answer_held) http =
		answer_of(HTTP_WHOLE, 201, "{\"data\":{\"id\":\"" ID "\"}}");

	(void)state;
	assert_int_equal(created(http), ANSWER_DONE);
	g_string_append_len(http->body, "\0[", 2);
	assert_int_equal(created(http), ANSWER_NAMELESS);
}

static void test_other_success_with_an_id_is_one_too(void **state)
{
	g_autoptr(answer_held) http =
		answer_of(HTTP_WHOLE, 200, "{\"data\":{\"id\":\"" ID "\"}}");

	(void)state;
	assert_int_equal(created(http), ANSWER_DONE);
	assert_int_equal(posted(http), ANSWER_DONE);
}

static void test_cut_get_is_never_taken_for_whole(void **state)
{
	g_autoptr(answer_held) one =
		answer_of(HTTP_BROKEN, 200, "{\"data\":{\"id\":\"" ID "\"}}");
	g_autoptr(answer_held) list =
		answer_of(HTTP_BROKEN, 200, "{\"data\":[]}");

	(void)state;
	assert_int_equal(got(one), ANSWER_DOWN);
	assert_int_equal(listed(list), ANSWER_DOWN);
	one->end = HTTP_WHOLE;
	list->end = HTTP_WHOLE;
	assert_int_equal(got(one), ANSWER_DONE);
	assert_int_equal(listed(list), ANSWER_DONE);
}

/* n times text between two others. */
static char *repeated(const char *before, const char *text, gsize n,
		      const char *after)
{
	GString *out = g_string_new(before);

	for (gsize i = 0; i < n; i++)
		g_string_append(out, text);
	g_string_append(out, after);
	return g_string_free(out, FALSE);
}

static void test_json_bombs_are_refused(void **state)
{
	const struct {
		const char *label;
		char *body;
		enum answer posted, got;
	} rows[] = {
		{"10 000 brackets", repeated("{\"data\":", "[", 10000, ""),
		 ANSWER_NAMELESS, ANSWER_DOWN},
		{"10 000 closed brackets",
		 repeated("{\"data\":{\"id\":\"" ID "\",\"x\":", "[", 10000,
			  "]}}"),
		 ANSWER_NAMELESS, ANSWER_DOWN},
		{"16 MB of objects",
		 repeated("{\"data\":[{}", ",{}", 5000000, "]}"),
		 ANSWER_NAMELESS, ANSWER_INVALID},
		{"16 MB of numbers",
		 repeated("{\"data\":[1", ",1", 8000000, "]}"), ANSWER_NAMELESS,
		 ANSWER_INVALID},
		{"brackets in a text are none",
		 repeated("{\"data\":{\"id\":\"" ID "\",\"x\":\"\\\"", "{[,",
			  300000, "\"}}"),
		 ANSWER_DONE, ANSWER_DONE},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *body = rows[i].body;
		g_autoptr(answer_held) http = answer_of(HTTP_WHOLE, 201, body);

		same_number(rows[i].label, posted(http), rows[i].posted);
		http->status = 200;
		same_number(rows[i].label, got(http), rows[i].got);
	}
}

static void test_get_that_is_too_large_is_not_tried_for_ever(void **state)
{
	g_autoptr(answer_held) http = answer_of(HTTP_BROKEN, 200, "{\"data\":");

	(void)state;
	http->too_large = true;
	assert_int_equal(got(http), ANSWER_INVALID);
	assert_int_equal(listed(http), ANSWER_INVALID);
	http->status = 201;
	assert_int_equal(created(http), ANSWER_NAMELESS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status_alone_says_what_can_be_done_next),
		cmocka_unit_test(
			test_without_a_status_it_counts_whether_it_was_sent),
		cmocka_unit_test(test_success_needs_json_and_an_id),
		cmocka_unit_test(test_nul_behind_the_json_is_more_than_json),
		cmocka_unit_test(test_other_success_with_an_id_is_one_too),
		cmocka_unit_test(test_cut_get_is_never_taken_for_whole),
		cmocka_unit_test(test_json_bombs_are_refused),
		cmocka_unit_test(
			test_get_that_is_too_large_is_not_tried_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
