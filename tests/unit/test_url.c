// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the URLs of the configuration, and of an answer's headers.
#include "unit/unit.h"

#include "desk/header.h"
#include "desk/url.h"

static void test_url_is_https_or_this_machine(void **state)
{
	static const struct {
		const char *url;
		bool good, here;
	} rows[] = {
		{"https://tixallo.com/api/v1", true, false},
		{"https://tixallo.com", true, false},
		{"https://desk.example.com:8443/api/", true, false},
		{"HTTPS://Desk.Example.com/", true, false},
		{"https://192.0.2.1/", true, false},
		{"https://[2001:db8::1]:444/x", true, false},
		{"https://127.0.0.1:1/", true, true},
		{"http://127.0.0.1:8080/api/v1", true, true},
		{"http://127.1.2.3/", true, true},
		{"http://[::1]:80/", true, true},
		{"http://localhost:80/", true, true},
		{"http://LOCALHOST/", true, true},
		{"http://tixallo.com/api/v1", false, false},
		{"http://127.0.0.1.example.com/", false, false},
		{"http://localhost.example.com/", false, false},
		{"http://128.0.0.1/", false, false},
		{"http://127.1/", false, false},
		{"http://0x7f.0.0.1/", false, false},
		{"http://2130706433/", false, false},
		{"http://[::ffff:127.0.0.1]/", false, false},
		{"http://127.0.0.1@example.com/", false, false},
		{"http://example.com\\@127.0.0.1/", false, false},
		{"http://127.0.0.1%2eexample.com/", false, false},
		{"https://user:secret@example.com/", false, false},
		{"https://example.com/?a=b", false, false},
		{"https://example.com/#a", false, false},
		{"https://example.com/a b", false, false},
		{"https://example.com/\r\nX: y", false, false},
		{"https://ex\xc3\xa4mple.com/", false, false},
		{"https://exa_mple.com/", false, false},
		{"https:///api", false, false},
		{"https://", false, false},
		{"ftp://example.com/", false, false},
		{"file:///etc/passwd", false, false},
		{"tixallo.com/api/v1", false, false},
		{"", false, false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct why why = {0};

		same_number(rows[i].url, url_check(rows[i].url, &why),
			    rows[i].good);
		same_number(rows[i].url, why.trouble,
			    rows[i].good ? TROUBLE_NONE : TROUBLE_CONFIG);
		if (rows[i].good)
			same_number(rows[i].url, url_is_loopback(rows[i].url),
				    rows[i].here);
	}
}

static void test_url_has_a_ceiling(void **state)
{
	g_autofree char *path = g_strnfill(URL_MOST, 'a');
	g_autofree char *url = g_strconcat("https://a.example/", path, NULL);
	struct why why = {0};

	(void)state;
	assert_false(url_check(url, &why));
	url[URL_MOST] = '\0';
	assert_true(url_check(url, &why));
}

static void test_proxy_is_none_or_a_host_and_port(void **state)
{
	static const struct {
		const char *url;
		bool good;
	} rows[] = {
		{"", true},
		{"http://proxy.example.com:3128", true},
		{"http://proxy.example.com:3128/", true},
		{"http://user:secret@proxy.example.com:3128", true},
		{"https://proxy.example.com", true},
		{"socks5h://127.0.0.1:9050", true},
		{"proxy.example.com:3128", false},
		{"ftp://proxy.example.com", false},
		{"http://", false},
		{"http://proxy.example.com/path", false},
		{"http://proxy.example.com/?a", false},
		{"http://proxy example.com", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct why why = {0};

		same_number(rows[i].url, url_check_proxy(rows[i].url, &why),
			    rows[i].good);
	}
}

static void test_http_dates_are_read_or_refused(void **state)
{
	static const struct {
		const char *value;
		gint64 want;
	} rows[] = {
		{"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
		{"Thu, 01 Jan 1970 00:00:00 GMT", 0},
		{"Sat, 31 Dec 2016 23:59:60 GMT", 1483228799},
		{"Sunday, 06-Nov-94 08:49:37 GMT", -1},
		{"Sun Nov  6 08:49:37 1994", -1},
		{"Sun, 06 Nov 1994 08:49:37 CET", -1},
		{"Sun, 06 Nov 1994 08:49:37 GMT x", -1},
		{"Sun, 32 Nov 1994 08:49:37 GMT", -1},
		{"Sun, 06 ovD 1994 08:49:37 GMT", -1},
		{"Sun, 06 N 1994 08:49:37 GMT", -1},
		{"Sun, 06 Nov -994 08:49:37 GMT", -1},
		{"yesterday", -1},
		{"", -1},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		same_number(rows[i].value, header_date(rows[i].value),
			    rows[i].want);
}

#define DATE "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

static void test_retry_after_is_clamped(void **state)
{
	static const struct {
		const char *label, *lines; /* each ended by \n */
		gint64 want;
	} rows[] = {
		{"none", "HTTP/1.1 429 x\r\n", 0},
		{"seconds", "Retry-After: 60\r\n", 60},
		{"case and blanks", "retry-AFTER:\t 7  \r\n", 7},
		{"zero", "Retry-After: 0\r\n", 1},
		{"negative", "Retry-After: -1\r\n", 1},
		{"absurd", "Retry-After: 1000000000\r\n", 3600},
		{"more than 64 bits", "Retry-After: 99999999999999999999\r\n",
		 3600},
		{"no number", "Retry-After: soon\r\n", 0},
		{"half a number", "Retry-After: 1e9\r\n", 0},
		{"empty", "Retry-After:\r\n", 0},
		{"a date by the server's clock",
		 "Retry-After: Sun, 06 Nov 1994 08:50:07 GMT\r\n" DATE, 30},
		{"a date in the past",
		 DATE "Retry-After: Sun, 06 Nov 1994 08:49:07 GMT\r\n", 1},
		{"a date far away",
		 DATE "Retry-After: Sun, 06 Nov 2094 08:49:07 GMT\r\n", 3600},
		{"a date without a clock, long ago by ours",
		 "Retry-After: Sun, 06 Nov 1994 08:49:07 GMT\r\n", 1},
		{"said by an interim answer only",
		 "HTTP/1.1 103 x\r\nRetry-After: 9\r\n\r\nHTTP/1.1 200 x\r\n",
		 0},
		{"another header", "X-Retry-After: 9\r\n", 0},
		{"escape is cut off", "Retry-After: 9\x1b[2J\r\n", 9},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct header header = {0};
		const char *at = rows[i].lines;

		while (*at != '\0') {
			gsize size = (gsize)(strchr(at, '\n') + 1 - at);

			assert_true(header_take(&header, at, size));
			at += size;
		}
		same_number(rows[i].label, header_retry_after(&header),
			    rows[i].want);
	}
}

static void test_headers_have_a_ceiling(void **state)
{
	struct header header = {0};
	g_autofree char *line = g_strnfill(HEADER_BYTES_MOST + 1, 'x');

	(void)state;
	assert_false(header_take(&header, line, HEADER_BYTES_MOST + 1));
	assert_true(header_take(&header, line, HEADER_BYTES_MOST));
	assert_true(header_take(&header, line, 0));
	assert_false(header_take(&header, line, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_url_is_https_or_this_machine),
		cmocka_unit_test(test_url_has_a_ceiling),
		cmocka_unit_test(test_proxy_is_none_or_a_host_and_port),
		cmocka_unit_test(test_http_dates_are_read_or_refused),
		cmocka_unit_test(test_retry_after_is_clamped),
		cmocka_unit_test(test_headers_have_a_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
