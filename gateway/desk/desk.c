// SPDX-License-Identifier: GPL-3.0-or-later
// The help desk: tickets and messages, whatever product is behind them.
#include "desk/desk.h"

#include <string.h>

#include "base/pool.h"
#include "desk/driver.h"
#include "desk/http.h"
#include "desk/url.h"

/* Seconds that a setting may name; a day is longer than any mail waits. */
#define SECONDS_MOST 86400

/* Another desk is a file with its driver, and its name here. */
#define DESKS(X) X(tixallo)

static const struct desk_driver *const drivers[] = {
#define DRIVER(name) &desk_##name,
	DESKS(DRIVER)
#undef DRIVER
};

static const char *const products[] = {
#define PRODUCT(name) #name,
	DESKS(PRODUCT)
#undef PRODUCT
		NULL,
};

const struct option desk_options[] = {
	{"product", OPTION_WORD, offsetof(struct desk_settings, product),
	 "tixallo", .words = products},
	{"url", OPTION_TEXT, offsetof(struct desk_settings, url),
	 "https://tixallo.com/api/v1", .check = url_check},
	{"key_file", OPTION_TEXT, offsetof(struct desk_settings, key_file),
	 "/etc/tixgate/api.key", .check = option_check_path},
	{"ca_file", OPTION_TEXT, offsetof(struct desk_settings, ca_file), "",
	 .check = option_check_path},
	{"ca_path", OPTION_TEXT, offsetof(struct desk_settings, ca_path), "",
	 .check = option_check_path},
	{"proxy", OPTION_TEXT, offsetof(struct desk_settings, proxy), "",
	 .check = url_check_proxy},
	{"timeout", OPTION_INT, offsetof(struct desk_settings, timeout), "20",
	 1, SECONDS_MOST},
	{"requests", OPTION_INT, offsetof(struct desk_settings, requests), "60",
	 1, 1000000},
	{"window", OPTION_NUMBER, offsetof(struct desk_settings, window), "60",
	 1, SECONDS_MOST},
	{0},
};

struct desk {
	const struct desk_driver *driver;
	struct deadline deadline;
	struct http *http;
	struct pool *pool;
	char *url; /* without a slash at its end */
	char *key;
	struct desk_report report;
};

/* The key itself is never said, not even in part. */
static bool check_key(const char *key, struct why *why)
{
	gsize size = strlen(key);

	if (size == 0)
		return why_set(why, TROUBLE_CONFIG, "the API key is empty");
	if (size > DESK_KEY_MOST)
		return why_set(why, TROUBLE_CONFIG,
			       "the API key is longer than %d characters: is "
			       "it the right file?",
			       DESK_KEY_MOST);
	for (gsize i = 0; i < size; i++)
		if (key[i] <= ' ' || key[i] > '~')
			return why_set(why, TROUBLE_CONFIG,
				       "the API key holds a blank, a line end "
				       "or another byte that no key has, at "
				       "its character %zu",
				       i + 1);
	return true;
}

struct desk *desk_open(const struct desk_settings *settings,
		       const char *key_text, struct deadline deadline,
		       struct why *why)
{
	const struct http_settings http = {
		.ca_file = settings->ca_file,
		.ca_path = settings->ca_path,
		.proxy = settings->proxy,
		.timeout = settings->timeout,
	};
	struct desk *desk;
	gsize size = strlen(settings->url);

	if (!url_check(settings->url, why)) {
		why_at(why, "api.url: \"%s\"", settings->url);
		return NULL;
	}
	if (!check_key(key_text, why))
		return NULL;
	while (size > 0 && settings->url[size - 1] == '/')
		size--;
	desk = g_new0(struct desk, 1);
	desk->driver = drivers[settings->product];
	desk->deadline = deadline;
	desk->http = http_new(&http);
	desk->pool = pool_new();
	desk->url = g_strndup(settings->url, size);
	desk->key = g_strdup(key_text);
	desk->report.details = "";
	desk->report.date = "";
	return desk;
}

void desk_close(struct desk *desk)
{
	if (desk == NULL)
		return;
	http_free(desk->http);
	pool_free(desk->pool);
	explicit_bzero(desk->key, strlen(desk->key));
	g_free(desk->key);
	g_free(desk->url);
	g_free(desk);
}

const struct desk_limits *desk_limits(const struct desk *desk)
{
	return &desk->driver->limits;
}

const struct desk_report *desk_report(const struct desk *desk)
{
	return &desk->report;
}

const char *desk_library(struct desk *desk, struct why *why)
{
	return http_library(desk->http, why);
}

bool desk_id_valid(const char *id)
{
	/* RFC 9562, 4: groups of 8, 4, 4, 4 and 12 hexadecimal digits. */
	for (int i = 0; i < 36; i++) {
		bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;

		if (hyphen ? id[i] != '-' : !g_ascii_isxdigit(id[i]))
			return false;
	}
	return id[36] == '\0';
}

/* What an answer means for people, and what it asks for. */
static enum trouble explain(enum answer answer, long status, const char **text)
{
	switch (answer) {
	case ANSWER_DONE:
		*text = "done";
		return TROUBLE_NONE;
	case ANSWER_DOWN:
		if ((status >= 300 && status < 400) || status == 404 ||
		    status == 410) {
			*text = "api.url does not lead to the desk's API";
			return TROUBLE_CONFIG;
		}
		*text = "this is no answer to go by; it was not carried out";
		return TROUBLE_LATER;
	case ANSWER_UNSURE:
		*text = "it may have been carried out";
		return TROUBLE_LATER;
	case ANSWER_NAMELESS:
		*text = "it was carried out, but the id is missing";
		return TROUBLE_LATER;
	case ANSWER_BUSY:
		*text = "over the budget of requests";
		return TROUBLE_LATER;
	case ANSWER_DENIED:
		*text = "it does not accept the API key: missing, revoked or "
			"without the right";
		return TROUBLE_CONFIG;
	case ANSWER_GONE:
		*text = "there is no such ticket";
		return TROUBLE_INPUT;
	case ANSWER_MERGED:
		*text = "the ticket was merged into another";
		return TROUBLE_INPUT;
	case ANSWER_INVALID:
		*text = status < 300 ? "its answer is too large to be read"
				     : "it does not take this content";
		return TROUBLE_INPUT;
	}
	*text = "";
	return TROUBLE_LATER;
}

/* Sends a request and keeps what is to be reported of the answer. */
static void ask(struct desk *desk, const struct desk_request *request,
		struct http_answer *http, struct why *why)
{
	g_autofree char *url = g_strconcat(desk->url, request->path, NULL);
	const struct http_request send = {
		.url = url,
		.bearer = desk->key,
		.body = request->body,
	};
	gint64 date;

	http_send(desk->http, &send, desk->deadline, http, why);
	if (http->end != HTTP_UNSENT)
		desk->report.requests++;
	date = header_date(http->date);
	desk->report.tried = http->tried;
	desk->report.status = http->status;
	desk->report.retry_after = http->retry_after;
	desk->report.date =
		*http->date == '\0' ? "" : pool_text(desk->pool, http->date);
	desk->report.date_ms = date < 0 ? 0 : date * 1000;
}

/* Puts the driver's reading into the report and into words. */
static enum answer conclude(struct desk *desk,
			    const struct desk_request *request,
			    const struct http_answer *http,
			    const struct desk_reading *reading, struct why *why)
{
	enum answer answer = reading->answer;
	const char *details = reading->details;
	const char *text;
	enum trouble trouble = explain(answer, http->status, &text);

	/* A desk that repeats the key must not bring it into the log. */
	if (strstr(details, desk->key) != NULL)
		details = "(left out: it repeats the API key)";
	desk->report.details = details;
	desk->report.email_refused = reading->email_refused;
	if (answer == ANSWER_DONE) {
		*why = (struct why){0};
		return answer;
	}
	/* Without a status, why already says what went wrong on the way. */
	if (http->status != 0)
		why_set(why, trouble, "the desk answered %ld: %s%s%s",
			http->status, text, *details == '\0' ? "" : ": ",
			details);
	why_at(why, "%s %s%s", request->method, desk->url, request->path);
	return answer;
}

/* An id that is none is not asked for: it would be another path. */
static bool is_id(struct desk *desk, const char *ticket_id, struct why *why)
{
	if (desk_id_valid(ticket_id))
		return true;
	desk->report.tried = false;
	desk->report.status = 0;
	desk->report.retry_after = 0;
	desk->report.details = "";
	desk->report.email_refused = false;
	return why_set(why, TROUBLE_INPUT,
		       "there is no such ticket: not an id of the desk's form");
}

enum answer desk_create(struct desk *desk, const struct desk_draft *draft,
			struct desk_ticket *ticket, struct why *why)
{
	g_auto(http_answer_held) http = {0};
	struct desk_request request;
	struct desk_reading reading;

	desk->driver->ask_create(draft, desk->pool, &request);
	ask(desk, &request, &http, why);
	desk->driver->read_created(&http, desk->pool, ticket, &reading);
	return conclude(desk, &request, &http, &reading, why);
}

enum answer desk_reply(struct desk *desk, const char *ticket_id,
		       const char *text, struct desk_message *message,
		       struct why *why)
{
	g_auto(http_answer_held) http = {0};
	struct desk_request request;
	struct desk_reading reading;

	if (!is_id(desk, ticket_id, why))
		return ANSWER_GONE;
	desk->driver->ask_reply(ticket_id, text, desk->pool, &request);
	ask(desk, &request, &http, why);
	desk->driver->read_posted(&http, desk->pool, message, &reading);
	return conclude(desk, &request, &http, &reading, why);
}

enum answer desk_get(struct desk *desk, const char *ticket_id,
		     struct desk_ticket *ticket, GArray **messages,
		     struct why *why)
{
	g_auto(http_answer_held) http = {0};
	g_autoptr(GArray) found =
		g_array_new(FALSE, FALSE, sizeof(struct desk_message));
	struct desk_request request;
	struct desk_reading reading;

	*messages = NULL;
	if (!is_id(desk, ticket_id, why))
		return ANSWER_GONE;
	desk->driver->ask_get(ticket_id, desk->pool, &request);
	ask(desk, &request, &http, why);
	desk->driver->read_ticket(&http, desk->pool, ticket, found, &reading);
	if (reading.answer == ANSWER_DONE)
		*messages = g_steal_pointer(&found);
	return conclude(desk, &request, &http, &reading, why);
}

enum answer desk_newest(struct desk *desk, int most, GArray **tickets,
			struct why *why)
{
	g_auto(http_answer_held) http = {0};
	g_autoptr(GArray) found =
		g_array_new(FALSE, FALSE, sizeof(struct desk_ticket));
	struct desk_request request;
	struct desk_reading reading;

	*tickets = NULL;
	desk->driver->ask_newest(CLAMP(most, 1, DESK_NEWEST_MOST), desk->pool,
				 &request);
	ask(desk, &request, &http, why);
	desk->driver->read_newest(&http, desk->pool, found, &reading);
	if (reading.answer == ANSWER_DONE)
		*tickets = g_steal_pointer(&found);
	return conclude(desk, &request, &http, &reading, why);
}

void desk_create_request(struct desk *desk, const struct desk_draft *draft,
			 struct desk_request *request)
{
	desk->driver->ask_create(draft, desk->pool, request);
}

void desk_reply_request(struct desk *desk, const char *ticket_id,
			const char *text, struct desk_request *request)
{
	desk->driver->ask_reply(ticket_id, text, desk->pool, request);
}
