// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter trim: how much of a text is posted.
#include "filters/filter_test.h"

extern const struct filter filter_quote;
extern const struct filter filter_trim;

#define FOOTER                                                                 \
	"This e-mail is confidential. If it has reached you in error, delete " \
	"it."
#define QUOTE \
	"On 5 Mar 2024 at 09:12, Help Desk <help@desk.example> wrote:\n> On?"
#define WHOLE "Yes.\n\n-- \nAnna\n\n" FOOTER "\n\n" QUOTE "\n"

static struct filter_test *begun(const char *text)
{
	static const char *const none[] = {NULL};
	struct filter_test *t = filter_test_new(&filter_trim);
	const char *const *const nothing = none;

	t->msg.text = text;
	filter_test_begin(t);
	t->in.options = &nothing;
	filter_quote.run(&t->in, &t->dec);
	t->in.options = t->options;
	return t;
}

static void test_trim_depends_on_what_the_mail_becomes(void **state)
{
	static const struct {
		const char *label, *option, *amount;
		enum action action;
		const char *want;
	} rows[] = {
		{"reply", NULL, NULL, ACTION_REPLY, "Yes."},
		{"ticket", NULL, NULL, ACTION_CREATE,
		 "Yes.\n\n-- \nAnna\n\n" QUOTE},
		{"reply, nothing", "replies", "nothing", ACTION_REPLY, WHOLE},
		{"reply, footers", "replies", "footers", ACTION_REPLY,
		 "Yes.\n\n-- \nAnna\n\n" QUOTE},
		{"ticket, nothing", "tickets", "nothing", ACTION_CREATE, WHOLE},
		{"ticket, all", "tickets", "all", ACTION_CREATE, "Yes."},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct filter_test *t = begun(WHOLE);
		const struct option_value value = {.type = OPTION_TEXT,
						   .text = rows[i].amount};

		if (rows[i].option != NULL)
			assert_null(filter_test_set(t, &filter_trim,
						    rows[i].option, &value));
		t->dec.action = rows[i].action;
		filter_trim.run(&t->in, &t->dec);
		same_text(rows[i].label, t->dec.text, rows[i].want);
		same_text(rows[i].label, t->dec.visible, "Yes.");
		filter_test_free(t);
	}
}

static void test_trim_leaves_what_another_filter_set(void **state)
{
	struct filter_test *t = begun(WHOLE);

	(void)state;
	t->dec.action = ACTION_REPLY;
	t->dec.text = "set by a rule";
	filter_trim.run(&t->in, &t->dec);
	same_text("text", t->dec.text, "set by a rule");
	filter_test_free(t);
}

static void test_trim_a_forward_on_a_ticket_stays_whole(void **state)
{
	static const struct forwarded forwarded = {.subject = ""};
	struct filter_test *t = begun(WHOLE);

	(void)state;
	t->dec.action = ACTION_REPLY;
	t->dec.forwarded = &forwarded;
	filter_trim.run(&t->in, &t->dec);
	same_text("text", t->dec.text, WHOLE);
	filter_test_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_trim_depends_on_what_the_mail_becomes),
		cmocka_unit_test(test_trim_leaves_what_another_filter_set),
		cmocka_unit_test(test_trim_a_forward_on_a_ticket_stays_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
