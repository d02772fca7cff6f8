// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter quote: what is new in a mail, and what is not.
#include "filters/filter_test.h"

#include "filters/quote_rows.def"

extern const struct filter filter_quote;

#define NEW "Thanks, that has helped."

/* What is left of text, in the memory of t. */
static const char *left(struct filter_test *t, const char *text)
{
	t->msg.text = text;
	filter_test_begin(t);
	t->dec.sender.name = "Anna Client";
	t->dec.sender.email = "anna@client.example";
	filter_quote.run(&t->in, &t->dec);
	return t->dec.visible;
}

static void test_quote_introductions_end_the_new_text(void **state)
{
	static const char *const below[] = {
		"\n\nHello Ann,\nhave you switched it on?\n",
		"\n\n> Hello Ann,\n> have you switched it on?\n",
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(introductions); i++) {
		for (size_t j = 0; j < G_N_ELEMENTS(below); j++) {
			struct filter_test *t = filter_test_new(&filter_quote);
			g_autofree char *text =
				g_strconcat(NEW "\n\n", introductions[i].text,
					    below[j], NULL);

			same_text(introductions[i].label, left(t, text), NEW);
			filter_test_free(t);
		}
	}
}

static void test_quote_prose_stays_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(prose); i++) {
		struct filter_test *t = filter_test_new(&filter_quote);
		g_autofree char *text = g_strconcat(
			"Hello,\n\nI need help.\n\n", prose[i].text, NULL);

		same_text(prose[i].label, left(t, text), text);
		same_number(prose[i].label, (gint64)t->dec.removed_n, 0);
		filter_test_free(t);
	}
}

static void test_quote_what_a_device_adds_goes(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(devices); i++) {
		struct filter_test *t = filter_test_new(&filter_quote);
		g_autofree char *below =
			g_strconcat(NEW "\n\n", devices[i], "\n", NULL);
		g_autofree char *above =
			g_strconcat(devices[i], "\n\n" NEW "\n", NULL);

		same_text(devices[i], left(t, below), NEW);
		same_text(devices[i], t->dec.removed[0].kind, "device");
		same_text(devices[i], t->dec.removed[0].text, devices[i]);
		same_text(devices[i], left(t, above), NEW);
		filter_test_free(t);
	}
}

#define INTRO "On 5 Mar 2024 at 09:12, Help Desk <help@desk.example> wrote:\n"

static void test_quote_shapes_of_replies(void **state)
{
	static const struct {
		const char *label, *text, *want;
	} rows[] = {
		{"answer on top", "Yes.\n\n" INTRO "> On?\n", "Yes."},
		{"answer below", INTRO "> On?\n\nYes.\n", "Yes."},
		{"answer below a greeting", "Hi,\n" INTRO "> On?\n\nYes.\n",
		 "Hi,\n\nYes."},
		{"answers between keep the questions",
		 INTRO "> On?\nYes.\n> Light?\nNo.\n> Bye\n",
		 "> On?\nYes.\n> Light?\nNo."},
		{"words on both sides", "See below.\n" INTRO "> On?\n\nYes.\n",
		 "See below.\n> On?\n\nYes."},
		{"only the closing below",
		 "Yes, it is.\n\n" INTRO "> On?\n\nRegards, Anna\n",
		 "Yes, it is.\n\nRegards, Anna"},
		{"quoted by hand above the program's quote",
		 "You said:\n\n> all is fine\n\n" INTRO "> On?\n",
		 "You said:\n\n> all is fine"},
		{"no introduction", "Yes.\n\n> On?\n> Light?\n", "Yes."},
		{"nothing but quotes", "> On?\n", "> On?\n"},
		{"an introduction on top of no quote", INTRO "\nYes.\n",
		 INTRO "\nYes.\n"},
		{"introduction behind words on their line",
		 "Yes. On 5 Mar 2024, Help Desk wrote:\n> On?\n", "Yes."},
		{"quotes with bars", "Yes.\n\n| On?\n| Light?\n| Bye\n",
		 "Yes."},
		{"quotes with initials", "Yes.\n\nHD> On?\nHD> Light?\n",
		 "Yes."},
		{"a table is no quote", "See:\n|a|b|\n|-|-|\n|1|2|\n",
		 "See:\n|a|b|\n|-|-|\n|1|2|\n"},
		{"a quoted line that was wrapped",
		 "Yes.\n\n" INTRO
		 "> This is a line of so many more words that a "
		 "poor old program wrapped\nits end.\n> On?\n",
		 "Yes."},
		{"a marker",
		 "Yes.\n\n-- Please reply above this line --\nold\n", "Yes."},
		{"carried over", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct filter_test *t = filter_test_new(&filter_quote);

		same_text(rows[i].label, left(t, rows[i].text), rows[i].want);
		filter_test_free(t);
	}
}

static void test_quote_signatures_and_footers(void **state)
{
	static const struct {
		const char *label, *text, *kind, *want;
	} rows[] = {
		{"marked", NEW "\n\n-- \nAnna\n+49 30 1234567\n", "signature",
		 NEW},
		{"marked without its blank", NEW "\n--\nAnna\n", "signature",
		 NEW},
		{"a dash and the name", NEW "\n\n-- Anna Client\n", "signature",
		 NEW},
		{"the sender's name and title",
		 NEW "\n\nAnna Client, Head of Printing\nClient Ltd.\n",
		 "signature", NEW},
		{"a list's footer",
		 NEW "\n\n_______________\nprinters mailing list\n"
		     "https://lists.example/listinfo/printers\n",
		 "footer", NEW},
		{"confidential, English",
		 NEW "\n\nThis e-mail is confidential. If you have received it "
		     "in error, delete it.\n",
		 "footer", NEW},
		{"confidential, German",
		 NEW "\n\nDiese E-Mail enthält vertrauliche Informationen und "
		     "ist nur für den Adressaten.\n",
		 "footer", NEW},
		{"lines of nothing", NEW "\n\n--\n***\n____\n", "divider", NEW},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct filter_test *t = filter_test_new(&filter_quote);

		same_text(rows[i].label, left(t, rows[i].text), rows[i].want);
		same_text(rows[i].label, t->dec.removed[0].kind, rows[i].kind);
		filter_test_free(t);
	}
}

static void test_quote_a_signature_alone_is_given_back(void **state)
{
	struct filter_test *t = filter_test_new(&filter_quote);

	(void)state;
	same_text("device", left(t, "Sent from my iPhone\n\n" INTRO "> On?\n"),
		  "Sent from my iPhone");
	filter_test_free(t);
}

static void test_quote_what_is_cut_is_kept_in_order(void **state)
{
	struct filter_test *t = filter_test_new(&filter_quote);

	(void)state;
	left(t, NEW "\n\n-- \nAnna\n\n" INTRO "> On?\n> Light?\n");
	same_number("stretches", (gint64)t->dec.removed_n, 3);
	same_text("first", t->dec.removed[0].kind, "signature");
	same_text("second", t->dec.removed[1].kind, "intro");
	same_text("third", t->dec.removed[2].kind, "quote");
	same_text("its text", t->dec.removed[2].text, "> On?\n> Light?");
	same_number("a note", t->dec.notes->len, 1);
	filter_test_free(t);
}

static void test_quote_a_marker_of_the_operator_ends_the_text(void **state)
{
	static const char *const markers[] = {"~ answer up here ~", NULL};
	const struct option_value value = {.type = OPTION_LIST,
					   .list = markers};
	struct filter_test *t = filter_test_new(&filter_quote);

	(void)state;
	same_text("default", left(t, NEW "\n\n~ answer up here ~\nold\n"),
		  NEW "\n\n~ answer up here ~\nold\n");
	assert_null(filter_test_set(t, &filter_quote, "marker", &value));
	same_text("set", left(t, NEW "\n\n~ answer up here ~\nold\n"), NEW);
	same_text("kind", t->dec.removed[0].kind, "marker");
	filter_test_free(t);
}

static void test_quote_html_tells_what_plain_text_does_not(void **state)
{
	static const char html[] =
		NEW "\nYou say there\n> It must be switched on at the back.\n"
		    "> The light is green then.\n";
	static const char plain[] =
		NEW "\n\nYou say there\n\nIt must be switched on at the\nback."
		    "\nThe light is green then.\n";
	const char *intro = strstr(html, "You"), *quote = strchr(html, '>');
	const struct mark marks[] = {
		{MARK_INTRO, 0, (gsize)(intro - html), (gsize)(quote - html)},
		{MARK_QUOTE, 1, (gsize)(quote - html), sizeof(html) - 1},
	};
	struct filter_test *t = filter_test_new(&filter_quote);

	(void)state;
	same_text("alone", left(t, plain), plain);
	t->msg.html = (struct body){html, marks, G_N_ELEMENTS(marks)};
	same_text("with HTML", left(t, plain), NEW);
	t->msg.text_from_html = true;
	same_text("HTML alone", left(t, html), NEW);
	filter_test_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quote_introductions_end_the_new_text),
		cmocka_unit_test(test_quote_prose_stays_whole),
		cmocka_unit_test(test_quote_what_a_device_adds_goes),
		cmocka_unit_test(test_quote_shapes_of_replies),
		cmocka_unit_test(test_quote_signatures_and_footers),
		cmocka_unit_test(test_quote_a_signature_alone_is_given_back),
		cmocka_unit_test(test_quote_what_is_cut_is_kept_in_order),
		cmocka_unit_test(
			test_quote_a_marker_of_the_operator_ends_the_text),
		cmocka_unit_test(
			test_quote_html_tells_what_plain_text_does_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
