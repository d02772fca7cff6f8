// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP: one request, one answer, and whether the request may have arrived.
//
// libcurl and the 32 libraries behind it are loaded at the first request: that
// is more than half of what a mail costs that needs none. The package is needed
// all the same (Debian: libcurl4); CMakeLists.txt asks for its headers.
#include "desk/http.h"

#include <dlfcn.h>
#include <string.h>

#include <curl/curl.h>

#include "base/library.h"
#include "base/text.h"
#include "desk/authorities.h"
#include "desk/url.h"

#define LIBRARY_NAME "libcurl.so.4"

/* What libcurl needs, if it has TLS by OpenSSL 3. */
#define CRYPTO_NAME "libcrypto.so.3"

#define FUNCTIONS(X)      \
	X(global_init)    \
	X(global_cleanup) \
	X(easy_init)      \
	X(easy_setopt)    \
	X(easy_perform)   \
	X(easy_getinfo)   \
	X(easy_cleanup)   \
	X(easy_strerror)  \
	X(slist_append)   \
	X(slist_free_all) \
	X(version)

/* libcurl's functions, each with the type that its header gives it. */
struct library {
	bool loaded;
#define FIELD(name) __typeof__(&curl_##name) name;
	FUNCTIONS(FIELD)
#undef FIELD
};

struct http {
	struct http_settings settings;
	struct library library;
};

/* One request on its way. */
struct exchange {
	struct http_answer *answer;
	struct header header;
	char error[CURL_ERROR_SIZE];
};

static bool library_load(struct library *library, struct why *why)
{
	void *handle;

	if (library->loaded)
		return true;
	/* First and by itself, where its 4 000 functions are found at once. */
	(void)library_open(CRYPTO_NAME);
	/* Never closed: OpenSSL behind it cannot be unloaded. */
	handle = library_open(LIBRARY_NAME);
	if (handle == NULL)
		return why_set(why, TROUBLE_CONFIG,
			       "cannot load libcurl, install it (Debian: "
			       "libcurl4): %s",
			       dlerror());
#define FIND(name)                                                    \
	if (!library_function(handle, "curl_" #name, &library->name)) \
		return why_set(why, TROUBLE_CONFIG,                   \
			       "the installed libcurl has no curl_%s", #name);
	FUNCTIONS(FIND)
#undef FIND
	if (library->global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return why_set(why, TROUBLE_LATER, "libcurl cannot start");
	library->loaded = true;
	return true;
}

struct http *http_new(const struct http_settings *settings)
{
	struct http *http = g_new0(struct http, 1);

	http->settings = *settings;
	return http;
}

void http_free(struct http *http)
{
	if (http == NULL)
		return;
	if (http->library.loaded)
		http->library.global_cleanup();
	g_free(http);
}

void http_answer_clear(struct http_answer *answer)
{
	if (answer->body != NULL)
		g_string_free(answer->body, TRUE);
	*answer = (struct http_answer){0};
}

const char *http_library(struct http *http, struct why *why)
{
	return library_load(&http->library, why) ? http->library.version()
						 : NULL;
}

static size_t on_header(char *line, size_t one, size_t n, void *data)
{
	struct exchange *exchange = data;
	const gsize size = one * n;

	if (!header_take(&exchange->header, line, size)) {
		exchange->answer->too_large = true;
		return 0;
	}
	return size;
}

static size_t on_body(char *bytes, size_t one, size_t n, void *data)
{
	struct exchange *exchange = data;
	GString *body = exchange->answer->body;
	gsize size = one * n;

	if (size > HTTP_BODY_MOST - body->len) {
		exchange->answer->too_large = true;
		return 0;
	}
	g_string_append_len(body, bytes, (gssize)size);
	return size;
}

/* What every request has in common; true if libcurl knows all of it. */
static bool set_numbers(const struct library *library, CURL *curl)
{
	static const struct {
		CURLoption option;
		long value;
	} numbers[] = {
		{CURLOPT_NOSIGNAL, 1},
		{CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1},
		{CURLOPT_HTTP09_ALLOWED, 0},
		{CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
		{CURLOPT_SSL_VERIFYPEER, 1},
		{CURLOPT_SSL_VERIFYHOST, 2},
		{CURLOPT_FOLLOWLOCATION, 0},
		{CURLOPT_NETRC, CURL_NETRC_IGNORED},
		{CURLOPT_DISALLOW_USERNAME_IN_URL, 1},
		/*
		 * When a connection that was used before dies, libcurl sends
		 * a POST again by itself: every request gets a new one.
		 */
		{CURLOPT_FRESH_CONNECT, 1},
		{CURLOPT_FORBID_REUSE, 1},
		/* The key is for the desk, not for a proxy before it. */
		{CURLOPT_HEADEROPT, CURLHEADER_SEPARATE},
		{CURLOPT_SUPPRESS_CONNECT_HEADERS, 1},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
		if (library->easy_setopt(curl, numbers[i].option,
					 numbers[i].value) != CURLE_OK)
			return false;
#if LIBCURL_VERSION_NUM >= 0x075700
	/*
	 * A resolver that does not answer must not keep us past the deadline.
	 * A libcurl that is older than its headers may not know it.
	 */
	library->easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
#endif
	return true;
}

/* True if libcurl knows the option and takes the value. */
#define SET(option, value) \
	(library->easy_setopt(curl, CURLOPT_##option, value) == CURLE_OK)

static bool set_authorities(const struct http *http, CURL *curl)
{
	const struct library *library = &http->library;
	const char *file = http->settings.ca_file;
	const char *path = http->settings.ca_path;

	if (*file == '\0' && *path == '\0')
		path = authorities_find();
	/* A system without a hashed folder: libcurl's own default serves. */
	if (path == NULL)
		return true;
	/* Reading the system's bundle costs more than all the rest. */
	return SET(CAINFO, *file == '\0' ? NULL : file) &&
	       SET(CAPATH, *path == '\0' ? NULL : path);
}

/* Where it may go, and over what. */
static bool set_way(const struct http *http, CURL *curl, const char *url)
{
	const struct library *library = &http->library;
	const bool here = url_is_loopback(url);
	const bool plain = here && g_str_has_prefix(url, "http://");
#if LIBCURL_VERSION_NUM >= 0x075500
	if (!SET(PROTOCOLS_STR, plain ? "http" : "https"))
		return false;
#else
	if (!SET(PROTOCOLS, (long)(plain ? CURLPROTO_HTTP : CURLPROTO_HTTPS)))
		return false;
#endif
	/* Set even when empty: then the environment is not asked. */
	return SET(PROXY, here ? "" : http->settings.proxy) &&
	       SET(NOPROXY, "") && SET(URL, url) &&
	       SET(USERAGENT, "tixgate/" TIXGATE_VERSION);
}

static bool set_exchange(const struct library *library, CURL *curl,
			 struct exchange *exchange, const char *body,
			 long timeout_ms)
{
	const long connect_ms = MIN(timeout_ms, HTTP_CONNECT_MS_MOST);

	if (body == NULL
		    ? !SET(HTTPGET, 1L)
		    : !(SET(POST, 1L) && SET(POSTFIELDS, body) &&
			SET(POSTFIELDSIZE_LARGE, (curl_off_t)strlen(body))))
		return false;
	return SET(ERRORBUFFER, exchange->error) &&
	       SET(HEADERFUNCTION, on_header) && SET(HEADERDATA, exchange) &&
	       SET(WRITEFUNCTION, on_body) && SET(WRITEDATA, exchange) &&
	       SET(MAXFILESIZE_LARGE, (curl_off_t)HTTP_BODY_MOST) &&
	       SET(TIMEOUT_MS, timeout_ms) &&
	       SET(CONNECTTIMEOUT_MS, connect_ms);
}

/* Frees header lines; the key among them does not stay in memory. */
static void wipe_lines(const struct library *library, struct curl_slist *lines)
{
	for (struct curl_slist *at = lines; at != NULL; at = at->next)
		explicit_bzero(at->data, strlen(at->data));
	library->slist_free_all(lines);
}

static bool add_line(const struct library *library, struct curl_slist **lines,
		     const char *line)
{
	struct curl_slist *longer = library->slist_append(*lines, line);

	if (longer != NULL)
		*lines = longer;
	return longer != NULL;
}

static bool set_headers(const struct library *library, CURL *curl,
			const struct http_request *request,
			struct curl_slist **lines)
{
	char *key =
		g_strconcat("Authorization: Bearer ", request->bearer, NULL);
	bool added = add_line(library, lines, key);

	explicit_bzero(key, strlen(key));
	g_free(key);
	return added && add_line(library, lines, "Accept: application/json") &&
	       (request->body == NULL ||
		add_line(library, lines, "Content-Type: application/json")) &&
	       /* No "100 Continue" in between: it costs a round trip. */
	       add_line(library, lines, "Expect:") && SET(HTTPHEADER, *lines);
}

/* Whether any of it was handed to the desk (and not just to a proxy). */
static bool was_sent(const struct library *library, CURL *curl, CURLcode code)
{
	curl_off_t ready_us = 0;
	long size = 0;

	library->easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &size);
	library->easy_getinfo(curl, CURLINFO_PRETRANSFER_TIME_T, &ready_us);
	return ready_us > 0 && (size > 0 || code == CURLE_SEND_ERROR);
}

/* What no waiting mends. */
static bool needs_operator(CURLcode code)
{
	return code == CURLE_PEER_FAILED_VERIFICATION ||
	       code == CURLE_SSL_CACERT_BADFILE ||
	       code == CURLE_UNSUPPORTED_PROTOCOL ||
	       code == CURLE_URL_MALFORMAT || code == CURLE_NOT_BUILT_IN;
}

static bool say_failure(const struct library *library,
			const struct exchange *exchange, CURLcode code,
			struct why *why)
{
	const struct http_answer *answer = exchange->answer;
	const char *problem = code == CURLE_OK ? "no HTTP status that is one"
			      : *exchange->error == '\0'
				      ? library->easy_strerror(code)
				      : exchange->error;
	g_autoptr(GString) line = g_string_new(NULL);
	const bool sent = answer->end != HTTP_UNSENT;

	/* It can hold what the server wrote into its certificate. */
	text_line(line, problem, strlen(problem));
	if (answer->too_large)
		g_string_assign(line, "it is larger than any that we expect");
	if (code == CURLE_PEER_FAILED_VERIFICATION)
		g_string_append(line, "; if the desk has an authority of its "
				      "own, name it in api.ca_file");
	return why_set(why,
		       !sent && needs_operator(code) ? TROUBLE_CONFIG
						     : TROUBLE_LATER,
		       "%s: %s",
		       sent ? "the request was sent, but its answer was lost"
			    : "the request was not sent",
		       line->str);
}

/* Judges what libcurl did and fills in the answer. */
static bool finish(const struct library *library, CURL *curl, CURLcode code,
		   struct exchange *exchange, struct why *why)
{
	struct http_answer *answer = exchange->answer;

	if (code == CURLE_FILESIZE_EXCEEDED)
		answer->too_large = true;
	answer->end = code == CURLE_OK		      ? HTTP_WHOLE
		      : was_sent(library, curl, code) ? HTTP_BROKEN
						      : HTTP_UNSENT;
	if (answer->end == HTTP_UNSENT)
		return say_failure(library, exchange, code, why);
	library->easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
	if (answer->status < 200 || answer->status > 599) {
		answer->status = 0;
		answer->end = HTTP_BROKEN;
	}
	answer->retry_after = header_retry_after(&exchange->header);
	memcpy(answer->date, exchange->header.date, sizeof answer->date);
	return answer->end == HTTP_WHOLE ||
	       say_failure(library, exchange, code, why);
}

static bool perform(struct http *http, CURL *curl,
		    const struct http_request *request, long timeout_ms,
		    struct http_answer *answer, struct why *why)
{
	const struct library *library = &http->library;
	struct exchange exchange = {.answer = answer};
	struct curl_slist *lines = NULL;
	bool good = set_numbers(library, curl) && set_authorities(http, curl) &&
		    set_way(http, curl, request->url) &&
		    set_exchange(library, curl, &exchange, request->body,
				 timeout_ms) &&
		    set_headers(library, curl, request, &lines);

	answer->tried = good;
	if (good)
		good = finish(library, curl, library->easy_perform(curl),
			      &exchange, why);
	else
		why_set(why, TROUBLE_CONFIG,
			"the installed libcurl is too old: %s",
			library->version());
	/* Before the lines, which the handle points to. */
	library->easy_cleanup(curl);
	wipe_lines(library, lines);
	return good;
}

bool http_send(struct http *http, const struct http_request *request,
	       struct deadline deadline, struct http_answer *answer,
	       struct why *why)
{
	const gint64 left_ms = deadline_left_ms(deadline);
	const gint64 most_ms = http->settings.timeout * 1000;
	CURL *curl;

	http_answer_clear(answer);
	answer->body = g_string_new(NULL);
	if (left_ms < HTTP_BEGIN_MS_LEAST)
		return why_set(why, TROUBLE_LATER,
			       "the request was not sent: no time is left");
	if (!library_load(&http->library, why))
		return false;
	curl = http->library.easy_init();
	if (curl == NULL)
		return why_set(why, TROUBLE_LATER, "libcurl has no memory");
	return perform(http, curl, request, (long)MIN(left_ms, most_ms), answer,
		       why);
}
