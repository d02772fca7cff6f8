// SPDX-License-Identifier: GPL-3.0-or-later
// What every filter's test uses: a mail of a few fields and one filter run.
#ifndef TIXGATE_TESTS_FILTER_TEST_H
#define TIXGATE_TESTS_FILTER_TEST_H

#include "unit/unit.h"

#include "filters/filter.h"

/* A mail whose fields a test may change before filter_test_run(). */
struct filter_test {
	struct pool *pool;
	struct message msg;
	struct envelope envelope;
	struct mailbox_view mailbox;
	struct filter_input in;
	struct decision dec;
	struct address from, reply_to;
	GStringChunk *strings;
	GPtrArray *lists;
	void *options;
};

static const char *const filter_test_own[] = {"support@help.example", NULL};

static inline struct filter_test *filter_test_new(const struct filter *filter)
{
	struct filter_test *t = g_new0(struct filter_test, 1);

	t->pool = pool_new();
	t->strings = g_string_chunk_new(64);
	t->lists = g_ptr_array_new_with_free_func(g_free);
	t->options = g_malloc0(MAX(filter->options_size, 1));
	if (filter->options != NULL)
		option_defaults(filter->options, t->options, t->strings,
				t->lists);
	t->from = (struct address){"anna@client.example", "Anna"};
	t->msg = (struct message){
		.subject = "Printer",
		.message_id = "1@client.example",
		.date = "",
		.from = {&t->from, 1},
		.text = "It does not print.",
		.plain = {.text = "It does not print."},
		.html = {.text = ""},
		.digest = "",
	};
	t->envelope = (struct envelope){.sender = "", .queue_id = ""};
	t->mailbox = (struct mailbox_view){
		.name = "support",
		.came_to = "support",
		.address = filter_test_own,
		.fallback_customer = "",
		.priority = "medium",
	};
	t->in = (struct filter_input){
		.msg = &t->msg,
		.envelope = &t->envelope,
		.mailbox = &t->mailbox,
		.own_addresses = filter_test_own,
		.desk_host = "desk.example",
		.trace = "CODE",
		.options = t->options,
		.pool = t->pool,
	};
	return t;
}

/* Begins the decision from the mail as it is now. */
static inline void filter_test_begin(struct filter_test *t)
{
	decision_begin(&t->dec, &t->in);
}

static inline void filter_test_free(struct filter_test *t)
{
	pool_free(t->pool);
	g_string_chunk_free(t->strings);
	g_ptr_array_free(t->lists, TRUE);
	g_free(t->options);
	g_free(t);
}

/* Sets one option as the configuration would; NULL, or the reason. */
static inline const char *filter_test_set(struct filter_test *t,
					  const struct filter *filter,
					  const char *name,
					  const struct option_value *value)
{
	static struct why why;

	return option_set(option_find(filter->options, name), t->options, value,
			  t->strings, t->lists, &why)
		       ? NULL
		       : why.text;
}

/* The n-th line above (or below) the text, or NULL. */
static inline const char *filter_test_line(const GPtrArray *lines, guint n)
{
	return n < lines->len ? lines->pdata[n] : NULL;
}

#endif
