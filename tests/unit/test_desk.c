// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the desk: its settings, its key, and what it would send.
#include "unit/unit.h"

#include <json-c/json.h>

#include "desk/desk.h"

#define KEY "tix_secret_key"
#define ID  "0b0e5f1c-5d0a-4c3e-9a53-1f1c2d3e4f50"

typedef struct json_object json_held;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_held, json_object_put)

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
	return settings;
}

static void test_settings_default_to_what_the_manual_says(void **state)
{
	struct desk_settings settings = {0};

	(void)state;
	option_defaults(desk_options, &settings, NULL, NULL);
	assert_int_equal(settings.product, 0);
	assert_string_equal(settings.url, "https://tixallo.com/api/v1");
	assert_string_equal(settings.key_file, "/etc/tixgate/api.key");
	assert_string_equal(settings.ca_file, "");
	assert_string_equal(settings.ca_path, "");
	assert_string_equal(settings.proxy, "");
	assert_int_equal(settings.timeout, 20);
	assert_int_equal(settings.requests, 60);
	assert_true(settings.window > 59.9 && settings.window < 60.1);
}

static void test_bad_url_and_bad_key_are_named_and_refused(void **state)
{
	g_autofree char *lengthy = g_strnfill(DESK_KEY_MOST + 1, 'k');
	const struct {
		const char *label, *url, *key;
		const char *says; /* NULL: it opens */
	} rows[] = {
		{"good", "https://desk.example.com", KEY, NULL},
		{"longest", "https://desk.example.com", lengthy + 1, NULL},
		{"http", "http://desk.example.com", KEY, "unencrypted"},
		{"no URL", "", KEY, "api.url"},
		{"empty key", "https://desk.example.com", "", "empty"},
		{"too long", "https://desk.example.com", lengthy, "longer"},
		{"line end", "https://desk.example.com", KEY "\n",
		 "character 15"},
		{"line end", "https://desk.example.com", KEY "\r\nX: y",
		 "character 15"},
		{"blank", "https://desk.example.com", "a " KEY, "character 2"},
		{"UTF-8", "https://desk.example.com", KEY "\xc3\xa4",
		 "character 15"},
		{"DEL", "https://desk.example.com", KEY "\x7f", "character 15"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct desk_settings settings = settings_for(rows[i].url);
		struct why why = {0};
		g_autoptr(desk_handle) desk =
			desk_open(&settings, rows[i].key, deadline_in(1), &why);

		same_number(rows[i].label, desk != NULL, rows[i].says == NULL);
		if (desk != NULL)
			continue;
		same_number(rows[i].label, why.trouble, TROUBLE_CONFIG);
		if (strstr(why.text, rows[i].says) == NULL)
			fail_msg("%s: %s", rows[i].label, why.text);
		assert_null(strstr(why.text, KEY));
	}
}

static void test_ids_are_uuids_and_nothing_else(void **state)
{
	static const struct {
		const char *id;
		bool valid;
	} rows[] = {
		{ID, true},
		{"0B0E5F1C-5D0A-4C3E-9A53-1F1C2D3E4F50", true},
		{"00000000-0000-0000-0000-000000000000", true},
		{"", false},
		{"1042", false},
		{ID "0", false},
		{"0b0e5f1c-5d0a-4c3e-9a53-1f1c2d3e4f5", false},
		{"0b0e5f1c-5d0a-4c3e-9a53-1f1c2d3e4f5g", false},
		{"0b0e5f1c5d0a4c3e9a531f1c2d3e4f50", false},
		{"{0b0e5f1c-5d0a-4c3e-9a53-1f1c2d3e4f50}", false},
		{"../../../-5d0a-4c3e-9a53-1f1c2d3e4f5", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		same_number(rows[i].id, desk_id_valid(rows[i].id),
			    rows[i].valid);
}

static const char *member(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;

	if (!json_object_object_get_ex(object, name, &value))
		return NULL;
	return json_object_get_string(value);
}

static void test_requests_are_json_whatever_the_text_is(void **state)
{
	static const char *const texts[] = {
		"plain",
		"a\"b\\c/d\n\t\x01\x1f\x7f",
		"\xf0\x9f\x94\xa5 \xe2\x80\xa8",
		"\xff broken \xed\xa0\x80 \xc3",
	};
	struct desk_settings settings = settings_for("https://a.example");
	struct why why = {0};
	g_autoptr(desk_handle) desk =
		desk_open(&settings, KEY, deadline_in(1), &why);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		const struct desk_draft odd = {
			.subject = texts[i],
			.text = texts[i],
			.email = texts[i],
			.name = texts[i],
			.priority = "low",
		};
		g_autofree char *want = g_utf8_make_valid(texts[i], -1);
		g_autoptr(json_held) body = NULL;
		g_autoptr(json_held) reply = NULL;
		struct desk_request request;

		desk_create_request(desk, &odd, &request);
		same_text(texts[i], request.method, "POST");
		same_text(texts[i], request.path, "/tickets");
		assert_true(g_utf8_validate(request.body, -1, NULL));
		body = json_tokener_parse(request.body);
		same_text(texts[i], member(body, "subject"), want);
		same_text(texts[i], member(body, "description"), want);
		same_text(texts[i], member(body, "customer_email"), want);
		same_text(texts[i], member(body, "customer_name"), want);
		same_text(texts[i], member(body, "priority"), "low");
		desk_reply_request(desk, ID, texts[i], &request);
		same_text(texts[i], request.path, "/tickets/" ID "/messages");
		assert_true(g_utf8_validate(request.body, -1, NULL));
		reply = json_tokener_parse(request.body);
		same_text(texts[i], member(reply, "body"), want);
	}
	assert_int_equal(desk_report(desk)->requests, 0);
}

static void test_empty_name_is_left_out(void **state)
{
	struct desk_settings settings = settings_for("https://a.example");
	struct desk_draft nameless = draft;
	struct desk_request request;
	struct why why = {0};
	g_autoptr(desk_handle) desk =
		desk_open(&settings, KEY, deadline_in(1), &why);

	(void)state;
	nameless.name = "";
	desk_create_request(desk, &nameless, &request);
	assert_null(strstr(request.body, "customer_name"));
	assert_non_null(strstr(request.body, "\"priority\":\"high\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settings_default_to_what_the_manual_says),
		cmocka_unit_test(
			test_bad_url_and_bad_key_are_named_and_refused),
		cmocka_unit_test(test_ids_are_uuids_and_nothing_else),
		cmocka_unit_test(test_requests_are_json_whatever_the_text_is),
		cmocka_unit_test(test_empty_name_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
