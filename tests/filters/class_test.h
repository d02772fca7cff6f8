// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the filter class share: mails from rows of headers.
#ifndef TIXGATE_TESTS_CLASS_TEST_H
#define TIXGATE_TESTS_CLASS_TEST_H

#include "filters/filter_test.h"

#include "mail/address.h"

extern const struct filter filter_class;

static const char *const own_domains[] = {"help.example", NULL};
static const char *const loops[] = {"tixgate-help", NULL};
static const char *const bounce_addresses[] = {"bounces+*@help.example", NULL};
static const char *const allowed[] = {"monitor.example", "boss@help.example",
				      "news.lists.example", NULL};

/* One mail and what is to be said of it. */
struct row {
	const char *label;
	const char *headers; /* "Name: value" lines */
	const char *subject; /* NULL for "Printer" */
	const char *text;    /* NULL for four lines of a person */
	enum mail_class class;
	const char *rule;    /* must be among the notes, or NULL */
	const char *no_rule; /* must not be, or NULL */
};

static const char person[] = "Hello,\nmy printer does not print.\n"
			     "The light is red.\nWhat shall I do?\nAnna\n";

static inline void set_list(struct filter_test *t, const char *name,
			    const char *const *list)
{
	const struct option_value value = {OPTION_LIST, .list = list};

	assert_null(filter_test_set(t, &filter_class, name, &value));
}

static inline void set_word(struct filter_test *t, const char *name,
			    const char *word)
{
	const struct option_value value = {OPTION_TEXT, .text = word};

	assert_null(filter_test_set(t, &filter_class, name, &value));
}

/* The headers of a row, with a From where it has none. */
static inline void set_headers(struct filter_test *t, const char *headers)
{
	g_auto(GStrv) lines = g_strsplit(headers, "\n", -1);
	const guint n = g_strv_length(lines);
	struct header *at = pool_zero(t->pool, n + 1, sizeof(*at));
	bool from = false;
	guint k = 0;

	for (guint i = 0; i < n; i++) {
		char *colon = strchr(lines[i], ':');

		if (colon == NULL)
			continue;
		*colon = '\0';
		at[k].name = pool_text(t->pool, lines[i]);
		at[k].raw = pool_text(t->pool, g_strstrip(colon + 1));
		at[k].value = at[k].raw;
		from = from || strcmp(at[k].name, "From") == 0;
		k++;
	}
	if (!from)
		at[k++] = (struct header){"From", "Anna <anna@client.example>",
					  "Anna <anna@client.example>"};
	t->msg.head = (struct head){at, k};
}

/* What the reader makes of headers, as far as the filter looks at it. */
static inline void set_fields(struct filter_test *t)
{
	const struct head *head = &t->msg.head;
	const char *value;
	bool unsure = false;

	t->msg.from = addresses_read(head_get(head, "From"), t->pool, &unsure);
	if ((value = head_get(head, "Reply-To")) != NULL)
		t->msg.reply_to = addresses_read(value, t->pool, &unsure);
	if ((value = head_get(head, "In-Reply-To")) != NULL)
		t->msg.in_reply_to = ids_read(value, t->pool);
	if ((value = head_get(head, "Message-ID")) != NULL)
		t->msg.message_id = ids_read(value, t->pool).at[0];
}

static inline struct filter_test *test_of(const char *headers,
					  const char *subject, const char *text)
{
	struct filter_test *t = filter_test_new(&filter_class);

	set_list(t, "own_domains", own_domains);
	set_list(t, "loop", loops);
	set_list(t, "bounce_addresses", bounce_addresses);
	set_list(t, "allow", allowed);
	set_headers(t, headers);
	set_fields(t);
	t->msg.subject = subject == NULL ? "Printer" : subject;
	t->msg.text = text == NULL ? person : text;
	filter_test_begin(t);
	return t;
}

static inline bool noted(const struct filter_test *t, const char *rule)
{
	g_autofree char *begin = g_strdup_printf("%s: ", rule);

	for (guint i = 0; i < t->dec.notes->len; i++)
		if (g_str_has_prefix(
			    g_array_index(t->dec.notes, struct note, i).note,
			    begin))
			return true;
	return false;
}

static inline void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct row *row = &rows[i];
		struct filter_test *t =
			test_of(row->headers, row->subject, row->text);

		filter_class.run(&t->in, &t->dec);
		same_text(row->label, class_name(t->dec.class),
			  class_name(row->class));
		if (row->rule != NULL)
			same_number(row->label, noted(t, row->rule), true);
		if (row->no_rule != NULL)
			same_number(row->label, noted(t, row->no_rule), false);
		/* Whoever is no person is not answered. */
		if (row->class != CLASS_HUMAN)
			same_number(row->label, t->dec.no_ack, true);
		filter_test_free(t);
	}
}

static const char bounce_text[] =
	"Your message could not be delivered to:\n\n"
	"<bert@other.example>: 550 5.1.1 user unknown\n";

#endif
