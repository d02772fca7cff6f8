// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of what a request says and which way it takes.
#include "unit/unit.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "unit/sending.h"

static void test_request_says_what_it_must_and_no_more(void **state)
{
	const struct play play = PLAY(WHOLE);
	g_auto(http_answer_held) answer = {0};
	struct scripted server;
	struct why why = {0};

	(void)state;
	assert_true(post_to_play(&play, &server, &answer, &why));
	assert_true(g_str_has_prefix(server.request, "POST / HTTP/1.1\r\n"));
	assert_non_null(strstr(server.request,
			       "\r\nAuthorization: Bearer " KEY "\r\n"));
	assert_non_null(strstr(server.request,
			       "\r\nContent-Type: application/json\r\n"));
	assert_non_null(strstr(server.request, "\r\nUser-Agent: tixgate/"));
	assert_non_null(strstr(server.request, "\r\n\r\n{}"));
	assert_null(strstr(server.request, "Expect:"));
	assert_null(strstr(server.request, "Cookie:"));
	assert_null(strstr(server.request, "Accept-Encoding:"));
	assert_null(strstr(server.request, "Upgrade:"));
}

static void test_large_body_goes_out_whole_and_without_asking(void **state)
{
	const struct play play = PLAY(WHOLE);
	g_autofree char *body = g_strnfill(40000, 'b');
	g_auto(http_answer_held) answer = {0};
	struct scripted server;
	struct why why = {0};

	(void)state;
	scripted_start(&server, &play, 1);
	assert_true(send_to(server.url, &plain, body, &answer, &why));
	scripted_stop(&server);
	assert_non_null(strstr(server.request, body));
	assert_null(strstr(server.request, "Expect:"));
}

static void test_post_after_get_never_reuses_and_never_repeats(void **state)
{
	static const enum play_end ends[] = {PLAY_CLOSE, PLAY_RESET};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
		const struct play plays[] = {
			{.bytes = WHOLE, .end = PLAY_NEXT},
			{.bytes = NULL, .end = ends[i]},
		};
		g_autoptr(http_handle) http = http_new(&plain);
		g_auto(http_answer_held) answer = {0};
		struct scripted server;
		struct why why = {0};
		struct http_request request = {.bearer = KEY};

		scripted_start(&server, plays, G_N_ELEMENTS(plays));
		request.url = server.url;
		assert_true(http_send(http, &request, deadline_in(5), &answer,
				      &why));
		request.body = "{}";
		assert_false(http_send(http, &request, deadline_in(5), &answer,
				       &why));
		scripted_stop(&server);
		assert_int_equal(answer.end, HTTP_BROKEN);
		assert_int_equal(server.requests, 2);
		assert_int_equal(server.connections, 2);
	}
}

static void test_proxy_variables_have_no_effect(void **state)
{
	static const char *const names[] = {"http_proxy", "https_proxy",
					    "HTTPS_PROXY", "all_proxy",
					    "ALL_PROXY"};
	const struct play play = PLAY(WHOLE);
	g_auto(http_answer_held) answer = {0};
	struct scripted proxy, server;
	struct why why = {0};

	(void)state;
	scripted_start(&proxy, &play, 1);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		setenv(names[i], proxy.url, 1);
	assert_true(post_to_play(&play, &server, &answer, &why));
	assert_false(
		send_to("https://desk.invalid", &plain, "{}", &answer, &why));
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		unsetenv(names[i]);
	scripted_stop(&proxy);
	assert_int_equal(proxy.connections, 0);
	assert_int_equal(server.requests, 1);
}

static void test_netrc_at_home_has_no_effect(void **state)
{
	const struct play play = PLAY(WHOLE);
	g_autofree char *home = g_dir_make_tmp("tixgate-XXXXXX", NULL);
	g_autofree char *netrc = g_build_filename(home, ".netrc", NULL);
	g_autofree char *before = g_strdup(g_getenv("HOME"));
	g_auto(http_answer_held) answer = {0};
	struct inotify_event event;
	struct scripted server;
	struct why why = {0};
	int watch = inotify_init1(IN_NONBLOCK);

	(void)state;
	assert_true(g_file_set_contents(
		netrc, "machine 127.0.0.1 login evil password evil\n", -1,
		NULL));
	assert_true(inotify_add_watch(watch, netrc, IN_OPEN) >= 0);
	setenv("HOME", home, 1);
	assert_true(post_to_play(&play, &server, &answer, &why));
	assert_non_null(strstr(server.request, "Bearer " KEY));
	assert_null(strstr(server.request, "Basic"));
	assert_int_equal(read(watch, &event, sizeof event), -1);
	close(watch);
	if (before != NULL)
		setenv("HOME", before, 1);
	unlink(netrc);
	rmdir(home);
}

/* What is refused by a proxy never reached the desk, nor did the proxy a key.
 */
static void test_proxy_gets_no_key_and_its_refusal_is_unsent(void **state)
{
	static const struct {
		const char *label;
		struct play play;
	} rows[] = {
		{"refuses", PLAY("HTTP/1.1 403 Forbidden\r\nRetry-After: 7\r\n"
				 "Content-Length: 0\r\n\r\n")},
		{"closes", PLAY(NULL)},
		{"resets", {.end = PLAY_RESET}},
		{"is silent", {.end = PLAY_HANG}},
		{"says yes, then closes", PLAY("HTTP/1.1 200 Yes\r\n\r\n")},
		{"says yes, then nothing",
		 {.bytes = "HTTP/1.1 200 Yes\r\n\r\n", .end = PLAY_HANG}},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct http_settings proxied = impatient;
		g_auto(http_answer_held) answer = {0};
		struct scripted proxy;
		struct why why = {0};

		scripted_start(&proxy, &rows[i].play, 1);
		proxied.proxy = proxy.url;
		assert_false(send_to("https://desk.invalid/x", &proxied, "{}",
				     &answer, &why));
		scripted_stop(&proxy);
		same_number(rows[i].label, answer.end, HTTP_UNSENT);
		same_number(rows[i].label, answer.retry_after, 0);
		same_number(rows[i].label, proxy.requests, 1);
		assert_true(g_str_has_prefix(proxy.request,
					     "CONNECT desk.invalid:443 "));
		assert_null(strstr(proxy.request, KEY));
	}
}

static void test_loopback_is_never_asked_through_a_proxy(void **state)
{
	const struct play play = PLAY(WHOLE);
	struct http_settings proxied = plain;
	g_auto(http_answer_held) answer = {0};
	struct scripted proxy, server;
	struct why why = {0};

	(void)state;
	scripted_start(&proxy, &play, 1);
	scripted_start(&server, &play, 1);
	proxied.proxy = proxy.url;
	assert_true(send_to(server.url, &proxied, "{}", &answer, &why));
	scripted_stop(&server);
	scripted_stop(&proxy);
	assert_int_equal(server.requests, 1);
	assert_int_equal(proxy.connections, 0);
}

static void test_library_says_its_version(void **state)
{
	g_autoptr(http_handle) http = http_new(&plain);
	struct why why = {0};
	const char *version = http_library(http, &why);

	(void)state;
	assert_non_null(version);
	assert_true(g_str_has_prefix(version, "libcurl/"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request_says_what_it_must_and_no_more),
		cmocka_unit_test(
			test_large_body_goes_out_whole_and_without_asking),
		cmocka_unit_test(
			test_post_after_get_never_reuses_and_never_repeats),
		cmocka_unit_test(test_proxy_variables_have_no_effect),
		cmocka_unit_test(test_netrc_at_home_has_no_effect),
		cmocka_unit_test(
			test_proxy_gets_no_key_and_its_refusal_is_unsent),
		cmocka_unit_test(test_loopback_is_never_asked_through_a_proxy),
		cmocka_unit_test(test_library_says_its_version),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
