// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the desk: the four calls, over a scripted server.
#include "unit/unit.h"

#include <signal.h>

#include "desk/desk.h"
#include "unit/scripted.h"

#define KEY   "tix_secret_key"
#define ID    "0b0e5f1c-5d0a-4c3e-9a53-1f1c2d3e4f50"
#define OTHER "7d1c0c52-8a43-4a0e-8f0c-0a1b2c3d4e5f"
#define DATE  "Date: Sun, 06 Nov 1994 08:49:37 GMT"

static const struct desk_draft draft = {
	.subject = "Printer",
	.text = "It \"burns\".\n\\\xf0\x9f\x94\xa5\x7f",
	.email = "ann@example.com",
	.name = "Ann",
	.priority = "high",
};

/* The defaults, with another URL. */
static struct desk_settings settings_for(const char *url)
{
	struct desk_settings settings = {0};

	option_defaults(desk_options, &settings, NULL, NULL);
	settings.url = url;
	settings.timeout = 2;
	return settings;
}

/* A server that gives one answer, and a desk that asks it. */
struct fixture {
	struct scripted server;
	struct desk_settings settings;
	char *text;
	char *url;
	struct play play;
	struct desk *desk;
	struct why why;
};

static void begin(struct fixture *fixture, const char *status_and_headers,
		  const char *body)
{
	*fixture = (struct fixture){0};
	fixture->text = g_strdup_printf("HTTP/1.1 %s\r\nContent-Length: %zu"
					"\r\n\r\n%s",
					status_and_headers, strlen(body), body);
	fixture->play.bytes = fixture->text;
	scripted_start(&fixture->server, &fixture->play, 1);
	fixture->url = g_strconcat(fixture->server.url, "/api/v1//", NULL);
	fixture->settings = settings_for(fixture->url);
	fixture->desk = desk_open(&fixture->settings, KEY, deadline_in(10),
				  &fixture->why);
	assert_non_null(fixture->desk);
}

static void end(struct fixture *fixture)
{
	scripted_stop(&fixture->server);
	desk_close(fixture->desk);
	g_free(fixture->text);
	g_free(fixture->url);
}

static void test_create_posts_once_and_reads_the_ticket(void **state)
{
	struct fixture fixture;
	struct desk_ticket ticket;

	(void)state;
	begin(&fixture, "201 Created\r\n" DATE,
	      "{\"data\":{\"id\":\"" ID "\",\"ticket_number\":1042}}");
	assert_int_equal(
		desk_create(fixture.desk, &draft, &ticket, &fixture.why),
		ANSWER_DONE);
	assert_string_equal(ticket.id, ID);
	assert_int_equal(ticket.number, 1042);
	assert_int_equal(desk_report(fixture.desk)->requests, 1);
	assert_true(desk_report(fixture.desk)->tried);
	assert_int_equal(desk_report(fixture.desk)->status, 201);
	assert_int_equal(desk_report(fixture.desk)->date_ms, 784111777000);
	assert_string_equal(fixture.why.text, "");
	assert_true(g_str_has_prefix(fixture.server.request,
				     "POST /api/v1/tickets HTTP/1.1\r\n"));
	end(&fixture);
	assert_int_equal(fixture.server.requests, 1);
}

static void test_reply_posts_on_the_ticket(void **state)
{
	struct fixture fixture;
	struct desk_message message;

	(void)state;
	begin(&fixture, "201 Created", "{\"data\":{\"id\":\"" OTHER "\"}}");
	assert_int_equal(
		desk_reply(fixture.desk, ID, "Thanks", &message, &fixture.why),
		ANSWER_DONE);
	assert_string_equal(message.id, OTHER);
	assert_true(g_str_has_prefix(fixture.server.request,
				     "POST /api/v1/tickets/" ID
				     "/messages HTTP/1.1\r\n"));
	assert_true(g_str_has_suffix(fixture.server.request,
				     "\r\n\r\n{\"body\":\"Thanks\"}"));
	end(&fixture);
}

static void test_get_gives_ticket_and_messages(void **state)
{
	struct fixture fixture;
	struct desk_ticket ticket;
	g_autoptr(GArray) messages = NULL;

	(void)state;
	begin(&fixture, "200 OK",
	      "{\"data\":{\"id\":\"" ID "\",\"customer\":{\"email\":"
	      "\"ann@example.com\"},\"messages\":[{\"id\":\"" OTHER
	      "\",\"body\":\"Hello\"}]}}");
	assert_int_equal(
		desk_get(fixture.desk, ID, &ticket, &messages, &fixture.why),
		ANSWER_DONE);
	assert_string_equal(ticket.customer_email, "ann@example.com");
	assert_true(ticket.conversation);
	assert_int_equal(messages->len, 1);
	assert_string_equal(
		g_array_index(messages, struct desk_message, 0).text, "Hello");
	assert_true(g_str_has_prefix(fixture.server.request,
				     "GET /api/v1/tickets/" ID " HTTP/1.1"));
	end(&fixture);
}

static void test_newest_asks_for_one_to_fifty(void **state)
{
	static const struct {
		int most;
		const char *path;
	} rows[] = {
		{-1, "GET /api/v1/tickets?limit=1 "},
		{0, "GET /api/v1/tickets?limit=1 "},
		{20, "GET /api/v1/tickets?limit=20 "},
		{51, "GET /api/v1/tickets?limit=50 "},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct fixture fixture;
		g_autoptr(GArray) tickets = NULL;

		begin(&fixture, "200 OK", "{\"data\":[{\"id\":\"" ID "\"}]}");
		assert_int_equal(desk_newest(fixture.desk, rows[i].most,
					     &tickets, &fixture.why),
				 ANSWER_DONE);
		assert_int_equal(tickets->len, 1);
		assert_true(
			g_str_has_prefix(fixture.server.request, rows[i].path));
		end(&fixture);
	}
}

static void test_what_is_no_id_is_never_asked_for(void **state)
{
	static const char *const ids[] = {"", "1042", "../keys", ID "?x"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
		struct fixture fixture;
		struct desk_ticket ticket;
		struct desk_message message;
		GArray *messages = NULL;

		begin(&fixture, "200 OK", "{}");
		assert_int_equal(desk_get(fixture.desk, ids[i], &ticket,
					  &messages, &fixture.why),
				 ANSWER_GONE);
		assert_null(messages);
		assert_false(desk_report(fixture.desk)->tried);
		assert_int_equal(desk_reply(fixture.desk, ids[i], "x", &message,
					    &fixture.why),
				 ANSWER_GONE);
		end(&fixture);
		assert_int_equal(fixture.server.connections, 0);
	}
}

/* What is too late says nothing about the desk: it was not asked. */
static void test_call_without_time_left_is_not_tried(void **state)
{
	struct fixture fixture;
	struct desk_ticket ticket;
	struct desk *late;

	(void)state;
	begin(&fixture, "201 Created", "{\"data\":{\"id\":\"" ID "\"}}");
	late = desk_open(&fixture.settings, KEY, deadline_in(0.01),
			 &fixture.why);
	assert_int_equal(desk_create(late, &draft, &ticket, &fixture.why),
			 ANSWER_DOWN);
	assert_false(desk_report(late)->tried);
	assert_int_equal(desk_report(late)->requests, 0);
	assert_non_null(strstr(fixture.why.text, "no time is left"));
	desk_close(late);
	end(&fixture);
	assert_int_equal(fixture.server.connections, 0);
}

static const struct {
	const char *label, *head, *body;
	enum answer answer;
	enum trouble trouble;
	const char *details;
	bool email_refused;
} refusals[] = {
	{"validation", "400 Bad Request",
	 "{\"error\":\"Validation failed\",\"details\":{\"fieldErrors\""
	 ":{\"subject\":[\"Required\",\"Too\\nlong\"],"
	 "\"customer_email\":[\"Invalid email\"]},"
	 "\"formErrors\":[\"Odd\"]}}",
	 ANSWER_INVALID, TROUBLE_INPUT,
	 "Validation failed; subject: Required, Too long; "
	 "customer_email: Invalid email; Odd",
	 true},
	{"error as an object", "422 Unprocessable",
	 "{\"error\":{\"message\":\"No\",\"details\":{\"formErrors\":"
	 "[\"Why\"]}}}",
	 ANSWER_INVALID, TROUBLE_INPUT, "No; Why", false},
	{"escapes", "400 Bad",
	 "{\"error\":\"\\u001b[2J\\u202ex\\u0000y\\u0007\"}", ANSWER_INVALID,
	 TROUBLE_INPUT, "[2Jx y", false},
	{"details only", "400 Bad",
	 "{\"details\":{\"fieldErrors\":{\"a\\nb\":[\"c\"]}}}", ANSWER_INVALID,
	 TROUBLE_INPUT, "a b: c", false},
	{"no shape that is known", "400 Bad", "{\"error\":7,\"details\":[{}]}",
	 ANSWER_INVALID, TROUBLE_INPUT, "", false},
	{"HTML", "502 Bad Gateway", "<html>x</html>", ANSWER_UNSURE,
	 TROUBLE_LATER, "", false},
	{"key refused", "401 Unauthorized", "{\"error\":\"Invalid API key\"}",
	 ANSWER_DENIED, TROUBLE_CONFIG, "Invalid API key", false},
	{"key repeated", "401 Unauthorized",
	 "{\"error\":\"Unknown key " KEY "\"}", ANSWER_DENIED, TROUBLE_CONFIG,
	 "(left out: it repeats the API key)", false},
	{"busy", "429 Too Many Requests\r\nRetry-After: 60",
	 "{\"error\":\"Rate limit exceeded\",\"limit\":60}", ANSWER_BUSY,
	 TROUBLE_LATER, "Rate limit exceeded", false},
	{"wrong URL", "404 Not Found", "<html>", ANSWER_DOWN, TROUBLE_CONFIG,
	 "", false},
	{"redirect", "307 Moved\r\nLocation: https://x.example/", "",
	 ANSWER_UNSURE, TROUBLE_LATER, "", false},
};

static void test_refusal_says_why_in_one_harmless_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(refusals); i++) {
		struct fixture fixture;
		struct desk_ticket ticket;
		const struct desk_report *report;

		begin(&fixture, refusals[i].head, refusals[i].body);
		report = desk_report(fixture.desk);
		same_number(refusals[i].label,
			    desk_create(fixture.desk, &draft, &ticket,
					&fixture.why),
			    refusals[i].answer);
		same_number(refusals[i].label, fixture.why.trouble,
			    refusals[i].trouble);
		same_text(refusals[i].label, report->details,
			  refusals[i].details);
		same_number(refusals[i].label, report->email_refused,
			    refusals[i].email_refused);
		if (strstr(fixture.why.text, refusals[i].details) == NULL ||
		    strstr(fixture.why.text, "POST ") == NULL)
			fail_msg("%s: %s", refusals[i].label, fixture.why.text);
		assert_null(strstr(fixture.why.text, KEY));
		assert_null(strstr(fixture.why.text, "burns"));
		same_number(refusals[i].label, report->retry_after,
			    refusals[i].answer == ANSWER_BUSY ? 60 : 0);
		end(&fixture);
	}
}

static void test_long_refusal_is_cut(void **state)
{
	g_autofree char *filler = g_strnfill(100000, 'x');
	g_autofree char *body = g_strdup_printf("{\"error\":\"%s\"}", filler);
	struct fixture fixture;
	struct desk_ticket ticket;

	(void)state;
	begin(&fixture, "400 Bad", body);
	assert_int_equal(
		desk_create(fixture.desk, &draft, &ticket, &fixture.why),
		ANSWER_INVALID);
	assert_true(strlen(desk_report(fixture.desk)->details) < 1000);
	end(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_create_posts_once_and_reads_the_ticket),
		cmocka_unit_test(test_reply_posts_on_the_ticket),
		cmocka_unit_test(test_get_gives_ticket_and_messages),
		cmocka_unit_test(test_newest_asks_for_one_to_fifty),
		cmocka_unit_test(test_what_is_no_id_is_never_asked_for),
		cmocka_unit_test(test_call_without_time_left_is_not_tried),
		cmocka_unit_test(test_refusal_says_why_in_one_harmless_line),
		cmocka_unit_test(test_long_refusal_is_cut),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
