// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of one request: every way in which its answer can go wrong.
#include "unit/unit.h"

#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit/sending.h"

static const struct {
	const char *label;
	struct play play;
	enum http_end end;
	long status;
	const char *body;
} wrongs[] = {
	{"whole", PLAY(WHOLE), HTTP_WHOLE, 201, BODY},
	{"chunked",
	 PLAY(HEAD "Transfer-Encoding: chunked\r\n\r\n"
		   "13\r\n" BODY "\r\n0\r\n\r\n"),
	 HTTP_WHOLE, 201, BODY},
	{"until close", PLAY(HEAD "\r\n" BODY), HTTP_WHOLE, 201, BODY},
	{"interim answers first",
	 PLAY("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" WHOLE), HTTP_WHOLE,
	 201, BODY},
	{"close without a byte", PLAY(NULL), HTTP_BROKEN, 0, ""},
	{"reset without a byte", {.end = PLAY_RESET}, HTTP_BROKEN, 0, ""},
	{"silence", {.end = PLAY_HANG}, HTTP_BROKEN, 0, ""},
	{"status line cut", PLAY("HTTP/1.1 2"), HTTP_BROKEN, 0, ""},
	{"only an interim answer", PLAY("HTTP/1.1 103 Early Hints\r\n\r\n"),
	 HTTP_BROKEN, 0, ""},
	{"body cut", PLAY(HEAD "Content-Length: 99\r\n\r\n{\"da"), HTTP_BROKEN,
	 201, "{\"da"},
	{"body reset",
	 {.bytes = HEAD "Content-Length: 99\r\n\r\n", .end = PLAY_RESET},
	 HTTP_BROKEN,
	 201,
	 ""},
	{"chunk cut",
	 PLAY(HEAD "Transfer-Encoding: chunked\r\n\r\n20\r\n{\"da"),
	 HTTP_BROKEN, 201, "{\"da"},
	{"no length and cut", PLAY(HEAD "\r\n{\"da"), HTTP_WHOLE, 201, "{\"da"},
	{"body never ends",
	 {.bytes = HEAD "Content-Length: 99\r\n\r\n{\"da", .end = PLAY_HANG},
	 HTTP_BROKEN,
	 201,
	 "{\"da"},
	{"byte by byte, too slowly",
	 {.bytes = WHOLE, .drip_ms = 200, .end = PLAY_CLOSE},
	 HTTP_BROKEN,
	 0,
	 ""},
	{"HTTP/0.9", PLAY("{\"data\":{}}"), HTTP_BROKEN, 0, ""},
	{"garbage",
	 {.bytes = "\x16\x03\x01\0\0\xff\xfe\n\n",
	  .size = 9,
	  .end = PLAY_CLOSE},
	 HTTP_BROKEN,
	 0,
	 ""},
	{"SMTP", PLAY("220 mx.example.com ESMTP\r\n"), HTTP_BROKEN, 0, ""},
	{"redirect",
	 PLAY("HTTP/1.1 307 Temporary Redirect\r\n"
	      "Location: http://127.0.0.1:1/\r\n"
	      "Content-Length: 0\r\n\r\n"),
	 HTTP_WHOLE, 307, ""},
	{"no status that there is",
	 PLAY("HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n"), HTTP_BROKEN, 0,
	 ""},
	{"refusal whose body is lost",
	 PLAY("HTTP/1.1 409 Conflict\r\nContent-Length: 99\r\n\r\n"),
	 HTTP_BROKEN, 409, ""},
};

static void test_answers_that_go_wrong_are_told_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(wrongs); i++) {
		g_auto(http_answer_held) answer = {0};
		struct scripted server;
		struct why why = {0};
		bool good =
			post_to_play(&wrongs[i].play, &server, &answer, &why);

		same_number(wrongs[i].label, answer.end, wrongs[i].end);
		same_number(wrongs[i].label, answer.status, wrongs[i].status);
		same_text(wrongs[i].label, answer.body->str, wrongs[i].body);
		same_number(wrongs[i].label, good, wrongs[i].end == HTTP_WHOLE);
		same_number(wrongs[i].label, *why.text == '\0', good);
		same_number(wrongs[i].label, server.connections, 1);
		same_number(wrongs[i].label, server.requests, 1);
	}
}

/*
 * Headers that end early are not seen as such by libcurl: what stands is the
 * status, and a body that is nothing.
 */
static void test_cut_headers_leave_a_status_and_no_body(void **state)
{
	const struct play play = PLAY("HTTP/1.1 201 Created\r\nContent-Le");
	g_auto(http_answer_held) answer = {0};
	struct scripted server;
	struct why why = {0};

	(void)state;
	post_to_play(&play, &server, &answer, &why);
	assert_int_not_equal(answer.end, HTTP_UNSENT);
	assert_int_equal(answer.status, 201);
	assert_int_equal(answer.body->len, 0);
}

static void test_answers_that_are_too_large_are_cut_short(void **state)
{
	g_autofree char *filler = g_strnfill(60000, 'x');
	g_autofree char *line =
		g_strdup_printf(HEAD "X-One: %s\r\n\r\n" BODY, filler);
	g_autofree char *lines = g_strdup_printf(
		HEAD "X-One: %s\r\nX-Two: %s\r\n\r\n" BODY, filler, filler);
	GString *many = g_string_new(HEAD);
	static const char hints[] =
		"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";

	for (int i = 0; i < 100000; i++)
		g_string_append(many, "X-Line: y\r\n");
	const struct {
		const char *label;
		struct play play;
		bool too_large;
	} rows[] = {
		{"60 kB of headers", PLAY(line), false},
		{"120 kB of headers", PLAY(lines), true},
		{"100 000 header lines", PLAY(many->str), true},
		{"endless interim answers",
		 {.bytes = hints, .repeat = 100000, .end = PLAY_CLOSE},
		 true},
		{"5 GB declared",
		 {.bytes = HEAD "Content-Length: 5368709120\r\n\r\n",
		  .end = PLAY_HANG},
		 true},
		{"more declared than there is",
		 {.bytes = HEAD "Content-Length: 99999999999999999999999\r\n"
				"\r\n",
		  .end = PLAY_HANG},
		 true},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(http_answer_held) answer = {0};
		struct scripted server;
		struct why why = {0};

		post_to_play(&rows[i].play, &server, &answer, &why);
		same_number(rows[i].label, answer.too_large, rows[i].too_large);
		assert_int_not_equal(answer.end, HTTP_UNSENT);
		assert_true(answer.body->len <= HTTP_BODY_MOST);
	}
	g_string_free(many, TRUE);
}

static void test_body_without_end_stops_at_the_ceiling(void **state)
{
	g_autofree char *filler = g_strnfill(1 << 20, 'x');
	g_autofree char *all = g_strconcat(HEAD "\r\n", filler, NULL);
	struct http_settings patient = plain;
	g_auto(http_answer_held) answer = {0};
	struct scripted server;
	struct why why = {0};
	const struct play play = {.bytes = all, .repeat = 5000};

	(void)state;
	patient.timeout = 60;
	scripted_start(&server, &play, 1);
	assert_false(send_to(server.url, &patient, "{}", &answer, &why));
	scripted_stop(&server);
	assert_true(answer.too_large);
	assert_int_equal(answer.end, HTTP_BROKEN);
	assert_int_equal(answer.status, 201);
	assert_in_range(answer.body->len, HTTP_BODY_MOST / 2, HTTP_BODY_MOST);
}

/* A port where nobody listens. */
static int dead_port(void)
{
	struct scripted server;
	const struct play play = PLAY(NULL);

	scripted_start(&server, &play, 1);
	scripted_stop(&server);
	return server.port;
}

static void test_what_never_left_is_unsent(void **state)
{
	const struct play silent = {.unasked = true, .end = PLAY_HANG};
	const struct play speaks = {.bytes = WHOLE, .unasked = true};
	struct scripted mute, web;
	g_autofree char *refused =
		g_strdup_printf("http://127.0.0.1:%d", dead_port());
	g_autofree char *stalls = NULL, *no_tls = NULL;

	(void)state;
	scripted_start(&mute, &silent, 1);
	scripted_start(&web, &speaks, 1);
	stalls = g_strdup_printf("https://127.0.0.1:%d", mute.port);
	no_tls = g_strdup_printf("https://127.0.0.1:%d", web.port);
	const struct {
		const char *label, *url;
		enum trouble trouble;
	} rows[] = {
		{"refused", refused, TROUBLE_LATER},
		{"no such host", "https://desk.invalid", TROUBLE_LATER},
		{"TLS that stalls", stalls, TROUBLE_LATER},
		{"plain HTTP on the TLS port", no_tls, TROUBLE_LATER},
		{"http to a far host", "http://192.0.2.1", TROUBLE_CONFIG},
		{"another scheme", "file:///etc/passwd", TROUBLE_CONFIG},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(http_answer_held) answer = {0};
		struct why why = {0};

		same_number(
			rows[i].label,
			send_to(rows[i].url, &impatient, "{}", &answer, &why),
			false);
		same_number(rows[i].label, answer.end, HTTP_UNSENT);
		same_number(rows[i].label, answer.status, 0);
		same_number(rows[i].label, why.trouble, rows[i].trouble);
		assert_non_null(strstr(why.text, "not sent"));
	}
	scripted_stop(&mute);
	scripted_stop(&web);
}

/* A listener that never accepts and whose queue is full: SYNs get no answer. */
static void test_host_that_does_not_answer_is_unsent_in_time(void **state)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof addr;
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	int fillers[8];
	g_autofree char *url = NULL;
	g_auto(http_answer_held) answer = {0};
	struct why why = {0};

	(void)state;
	assert_int_equal(bind(listener, (struct sockaddr *)&addr, size), 0);
	assert_int_equal(listen(listener, 0), 0);
	getsockname(listener, (struct sockaddr *)&addr, &size);
	for (size_t i = 0; i < G_N_ELEMENTS(fillers); i++) {
		fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		(void)connect(fillers[i], (struct sockaddr *)&addr, size);
	}
	url = g_strdup_printf("http://127.0.0.1:%d", ntohs(addr.sin_port));
	assert_false(send_to(url, &impatient, "{}", &answer, &why));
	assert_int_equal(answer.end, HTTP_UNSENT);
	for (size_t i = 0; i < G_N_ELEMENTS(fillers); i++)
		close(fillers[i]);
	close(listener);
}

static void test_deadline_cuts_a_request_and_stops_a_late_one(void **state)
{
	const struct play silent = {.end = PLAY_HANG};
	struct http_settings patient = plain;
	g_autoptr(http_handle) http = NULL;
	g_auto(http_answer_held) answer = {0};
	struct scripted server;
	struct http_request request = {.bearer = KEY, .body = "{}"};
	struct why why = {0};

	(void)state;
	/* Whoever waits for it instead of the deadline outlasts this test. */
	patient.timeout = 3600;
	http = http_new(&patient);
	scripted_start(&server, &silent, 1);
	request.url = server.url;
	assert_false(http_send(http, &request, deadline_in(2), &answer, &why));
	assert_int_equal(answer.end, HTTP_BROKEN);
	assert_false(
		http_send(http, &request, deadline_in(0.1), &answer, &why));
	assert_int_equal(answer.end, HTTP_UNSENT);
	scripted_stop(&server);
	assert_int_equal(server.requests, 1);
}

static void test_failure_never_names_the_key(void **state)
{
	const struct play play = PLAY("HTTP/1.1 " KEY "\r\n");
	g_auto(http_answer_held) answer = {0};
	struct scripted server;
	struct why why = {0};

	(void)state;
	assert_false(post_to_play(&play, &server, &answer, &why));
	assert_null(strstr(why.text, KEY));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers_that_go_wrong_are_told_apart),
		cmocka_unit_test(test_cut_headers_leave_a_status_and_no_body),
		cmocka_unit_test(test_answers_that_are_too_large_are_cut_short),
		cmocka_unit_test(test_body_without_end_stops_at_the_ceiling),
		cmocka_unit_test(test_what_never_left_is_unsent),
		cmocka_unit_test(
			test_host_that_does_not_answer_is_unsent_in_time),
		cmocka_unit_test(
			test_deadline_cuts_a_request_and_stops_a_late_one),
		cmocka_unit_test(test_failure_never_names_the_key),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
