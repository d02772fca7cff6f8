// SPDX-License-Identifier: GPL-3.0-or-later
// reference: finds the number or id of a ticket in the subject.
#include <string.h>

#include "base/pattern.h"
#include "filters/filter.h"
#include "filters/text/number.h"

/* Tickets that one subject can name, and matches of a pattern that are tried */
#define NAMED_MOST   5
#define MATCHES_MOST 20

struct reference_options {
	const char *const *subject;
};

static const struct option options[] = {
	{.name = "subject",
	 .type = OPTION_LIST,
	 .offset = offsetof(struct reference_options, subject),
	 .fallback = "\\[#(?:[A-Z]{2,10}-)?([0-9]+)\\]\n"
		     "\\[ticket[ :]*#?([0-9]+)\\]\n"
		     "\\bticket ?#([0-9]+)\\b\n"
		     "\\(#([0-9]+)\\)\n"
		     "\\b([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\\b\n",
	 .check = pattern_check},
	{0},
};

/* What a subject names, while it is searched. */
struct named {
	struct reference *at;
	size_t n;
};

static bool is_named(const struct named *named, const struct reference *one)
{
	for (size_t i = 0; i < named->n; i++)
		if (named->at[i].number == one->number &&
		    strcmp(named->at[i].id, one->id) == 0)
			return true;
	return false;
}

static void take(const struct filter_input *in, const char *subject,
		 const struct pattern_match *match, struct named *named)
{
	const bool group = match->group_to > match->group_from;
	const gsize from = group ? match->group_from : match->from;
	const gsize to = group ? match->group_to : match->to;
	const char *value = pool_text_n(in->pool, subject + from, to - from);
	struct reference found;

	if (!number_read(in->pool, value, &found) || is_named(named, &found))
		return;
	found.source = "subject";
	found.text = pool_text_n(in->pool, subject + match->from,
				 match->to - match->from);
	named->at[named->n++] = found;
}

/* Customers have desks of their own, which put their numbers there, too. */
static void look(const struct filter_input *in, const struct pattern *pattern,
		 struct named *named)
{
	const char *subject = in->msg->subject;
	struct pattern_match match;

	for (guint i = 0; i < MATCHES_MOST && named->n < NAMED_MOST &&
			  pattern_match(pattern, subject, &match);
	     i++) {
		take(in, subject, &match, named);
		/* One that matches nothing would do so for ever. */
		if (match.to == 0)
			return;
		subject += match.to;
	}
}

static void run(const struct filter_input *in, struct decision *dec)
{
	const struct reference_options *opt = in->options;
	struct named named = {
		.at = pool_zero(in->pool, NAMED_MOST, sizeof *named.at),
	};

	for (size_t i = 0; opt->subject[i] != NULL; i++) {
		struct why why = {0};
		g_autoptr(pattern_handle) pattern =
			pattern_new(opt->subject[i], &why);

		/* The configuration was judged: each of them compiles. */
		if (pattern != NULL)
			look(in, pattern, &named);
	}
	if (named.n == 0)
		return;
	dec->reference = named.at[0];
	dec->also = named.at + 1;
	dec->also_n = named.n - 1;
	for (size_t i = 0; i < named.n; i++)
		decision_note(dec, in, "reference", "the subject names %s%s",
			      named.at[i].text, i > 0 ? " as well" : "");
}

const struct filter filter_reference = {
	.name = "reference",
	.about = "finds the number or id of a ticket in the subject",
	.phase = PHASE_BELONG,
	.group = "thread",
	.options = options,
	.options_size = sizeof(struct reference_options),
	.run = run,
};
