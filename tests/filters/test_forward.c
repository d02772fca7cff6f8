// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter forward: whose mail it is that was forwarded.
#include "filters/filter_test.h"

#include "filters/text/people.h"
#include "filters/text/prefix.h"

extern const struct filter filter_forward;

#define FORWARD                                                             \
	"Please take this one.\n\n---------- Forwarded message ---------\n" \
	"From: Ann Shop <ann@shop.example>\nDate: Tue, 5 Mar 2024 09:12\n"  \
	"Subject: Broken lamp\nTo: <desk@help.example>\n\nThe lamp is "     \
	"broken.\n"

static struct filter_test *begun(const char *text, const char *const *agents)
{
	struct filter_test *t = filter_test_new(&filter_forward);
	const struct option_value value = {.type = OPTION_LIST, .list = agents};

	if (agents != NULL)
		assert_null(
			filter_test_set(t, &filter_forward, "agents", &value));
	t->msg.subject = "Fwd: Broken lamp";
	t->msg.text = text;
	filter_test_begin(t);
	t->dec.sender = (struct writer){
		.email = "carl@help.example", .name = "Carl", .source = "from"};
	return t;
}

static void test_forward_is_its_authors_where_an_agent_sent_it(void **state)
{
	static const char *const domain[] = {"@HELP.example", NULL};
	static const char *const address[] = {"carl@help.example", NULL};
	static const char *const other[] = {"dora@help.example", "@elp.example",
					    NULL};
	static const struct {
		const char *label;
		const char *const *agents;
		const char *email, *source, *text;
	} rows[] = {
		{"no agents", NULL, "carl@help.example", "from", FORWARD},
		{"by domain", domain, "ann@shop.example", "forwarded",
		 "The lamp is broken."},
		{"by address", address, "ann@shop.example", "forwarded",
		 "The lamp is broken."},
		{"others", other, "carl@help.example", "from", FORWARD},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct filter_test *t = begun(FORWARD, rows[i].agents);

		filter_forward.run(&t->in, &t->dec);
		assert_non_null(t->dec.forwarded);
		same_text(rows[i].label, t->dec.sender.email, rows[i].email);
		same_text(rows[i].label, t->dec.sender.source, rows[i].source);
		same_text(rows[i].label, t->dec.text, rows[i].text);
		same_text(rows[i].label, t->dec.forwarded->message,
			  "Please take this one.");
		filter_test_free(t);
	}
}

static void test_forward_names_the_agent_and_keeps_his_words(void **state)
{
	static const char *const agents[] = {"@help.example", NULL};
	struct filter_test *t = begun(FORWARD, agents);

	(void)state;
	filter_forward.run(&t->in, &t->dec);
	same_text("first", filter_test_line(t->dec.first, 0),
		  "Forwarded by Carl <carl@help.example>");
	same_text("last", filter_test_line(t->dec.last, 0),
		  "Carl <carl@help.example> added:");
	same_text("last", filter_test_line(t->dec.last, 1),
		  "Please take this one.");
	same_text("subject", t->dec.subject, "Broken lamp");
	same_text("name", t->dec.sender.name, "Ann Shop");
	filter_test_free(t);
}

static void test_forward_stays_the_agents_where_it_is_not_safe(void **state)
{
	static const char *const agents[] = {"@help.example", NULL};
	static const struct option_value yes = {.type = OPTION_BOOL,
						.truth = true};
	static const struct {
		const char *label, *text;
		bool must, unsure;
		enum verified verified;
		const char *email, *source;
	} rows[] = {
		{"verified", FORWARD, true, false, VERIFIED_PASS,
		 "ann@shop.example"},
		{"by Reply-To", FORWARD, true, false, VERIFIED_PASS,
		 "carl@help.example", "reply-to"},
		{"not verified", FORWARD, true, false, VERIFIED_NONE,
		 "carl@help.example"},
		{"need not be", FORWARD, false, false, VERIFIED_NONE,
		 "ann@shop.example"},
		{"several senders", FORWARD, false, true, VERIFIED_PASS,
		 "carl@help.example"},
		{"an author without address",
		 "--- Forwarded message ---\nFrom: Ann\nTo: me\n"
		 "Subject: x\n\nHi\n",
		 false, false, VERIFIED_PASS, "carl@help.example"},
		{"our own mail",
		 "--- Forwarded message ---\nFrom: support@help.example\n"
		 "Subject: x\n\nHi\n",
		 false, false, VERIFIED_PASS, "carl@help.example"},
		{"no forward at all", "The lamp is broken.\n", false, false,
		 VERIFIED_PASS, "carl@help.example"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct filter_test *t = begun(rows[i].text, agents);

		if (rows[i].must)
			assert_null(filter_test_set(t, &filter_forward,
						    "verified", &yes));
		t->dec.sender.verified = rows[i].verified;
		t->dec.sender.unsure = rows[i].unsure;
		if (rows[i].source != NULL)
			t->dec.sender.source = rows[i].source;
		filter_forward.run(&t->in, &t->dec);
		same_text(rows[i].label, t->dec.sender.email, rows[i].email);
		filter_test_free(t);
	}
}

static void test_forward_agents_are_addresses_or_domains(void **state)
{
	static const char *const bad[] = {"help.example", "carl", "@", NULL};

	(void)state;
	for (size_t i = 0; bad[i] != NULL; i++) {
		const char *const list[] = {bad[i], NULL};
		const struct option_value value = {.type = OPTION_LIST,
						   .list = list};
		struct filter_test *t = filter_test_new(&filter_forward);

		same_text(bad[i],
			  filter_test_set(t, &filter_forward, "agents",
					  &value) == NULL
				  ? "taken"
				  : "refused",
			  "refused");
		filter_test_free(t);
	}
}

static void test_forward_people_are_read_as_programs_show_them(void **state)
{
	static const struct {
		const char *label, *text, *name, *email;
		size_t n;
	} rows[] = {
		{"plain", "ann@a.example", "", "ann@a.example", 1},
		{"name", "Ann <ann@a.example>", "Ann", "ann@a.example", 1},
		{"quoted", "\"Ann, A.\" <ann@a.example>, b@a.example",
		 "Ann, A.", "ann@a.example", 2},
		{"comma in name", "Example, Ann <ann@a.example>, b@a.example",
		 "Example, Ann", "ann@a.example", 2},
		{"mailto", "Ann [mailto:ann@a.example]", "Ann", "ann@a.example",
		 1},
		{"a link beside", "Ann<mailto:ann@a.example>", "Ann",
		 "ann@a.example", 1},
		{"twice", "Ann <ann@a.example<mailto:ann@a.example>>; B <b@a>",
		 "Ann", "ann@a.example", 2},
		{"on behalf",
		 "Ann <ann@a.example> on behalf of Sales <s@a.example>", "Ann",
		 "ann@a.example", 1},
		{"no address", "Ann Example; Bob", "Ann Example", "", 2},
		{"low quotes", "„Ann“ <ann@a.example>", "Ann", "ann@a.example",
		 1},
		{"address as name", "ann@a.example <ann@a.example>", "",
		 "ann@a.example", 1},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct pool *pool = pool_new();
		struct addresses got = people_read(rows[i].text, pool);

		same_number(rows[i].label, (gint64)got.n, (gint64)rows[i].n);
		same_text(rows[i].label, got.at[0].name, rows[i].name);
		same_text(rows[i].label, got.at[0].email, rows[i].email);
		pool_free(pool);
	}
}

static void test_forward_subjects_are_told_from_their_prefixes(void **state)
{
	static const struct {
		const char *subject, *bare;
		bool replied, forwarded;
	} rows[] = {
		{"Printer", "Printer", false, false},
		{"Re: Printer", "Printer", true, false},
		{"RE : Printer", "Printer", true, false},
		{"Re[2]: Printer", "Printer", true, false},
		{"AW (3): Printer", "Printer", true, false},
		{"Re: AW: Re: Printer", "Printer", true, false},
		{"Fwd: Re: Printer", "Printer", false, true},
		{"WG: Printer", "Printer", false, true},
		{"TR: Printer", "Printer", false, true},
		{"RV: Printer", "Printer", false, true},
		{"ENC: Printer", "Printer", false, true},
		{"I: Printer", "Printer", false, true},
		{"R: Printer", "Printer", true, false},
		{"Antw: Printer", "Printer", true, false},
		{"Odp: Printer", "Printer", true, false},
		{"PD: Printer", "Printer", false, true},
		{"VB: Printer", "Printer", false, true},
		{"VL: Printer", "Printer", false, true},
		{"YNT: Printer", "Printer", true, false},
		{"İLT: Printer", "Printer", false, true},
		{"ΑΠ: Printer", "Printer", true, false},
		{"Redir.: Printer", "Printer", false, true},
		{"回复：Printer", "Printer", true, false},
		{"转发: Printer", "Printer", false, true},
		{"Printer (fwd)", "Printer (fwd)", false, true},
		{"Re:", "Re:", true, false},
		{"Regarding: Printer", "Regarding: Printer", false, false},
		{"[#12] Re: Printer", "[#12] Re: Printer", false, false},
		{"3:0 for us", "3:0 for us", false, false},
	};
	struct pool *pool = pool_new();
	const struct words *words = &words_all;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct prefix got;

		prefix_read(rows[i].subject, words, &got);
		same_text(rows[i].subject, got.bare, rows[i].bare);
		same_number(rows[i].subject, got.replied, rows[i].replied);
		same_number(rows[i].subject, got.forwarded, rows[i].forwarded);
	}
	pool_free(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_forward_is_its_authors_where_an_agent_sent_it),
		cmocka_unit_test(
			test_forward_names_the_agent_and_keeps_his_words),
		cmocka_unit_test(
			test_forward_stays_the_agents_where_it_is_not_safe),
		cmocka_unit_test(test_forward_agents_are_addresses_or_domains),
		cmocka_unit_test(
			test_forward_people_are_read_as_programs_show_them),
		cmocka_unit_test(
			test_forward_subjects_are_told_from_their_prefixes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
