// SPDX-License-Identifier: GPL-3.0-or-later
// reference: finds the number or id of a ticket in the subject.
#include "base/pattern.h"
#include "filters/filter.h"
#include "filters/text/number.h"

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

static void take(const struct filter_input *in, struct decision *dec,
		 const struct pattern_match *match)
{
	const char *subject = in->msg->subject;
	const bool group = match->group_to > match->group_from;
	const gsize from = group ? match->group_from : match->from;
	const gsize to = group ? match->group_to : match->to;
	const char *value = pool_text_n(in->pool, subject + from, to - from);
	struct reference found;

	if (!number_read(in->pool, value, &found))
		return;
	found.source = "subject";
	found.text = pool_text_n(in->pool, subject + match->from,
				 match->to - match->from);
	dec->reference = found;
	decision_note(dec, in, "reference", "the subject names %s", found.text);
}

static void run(const struct filter_input *in, struct decision *dec)
{
	const struct reference_options *opt = in->options;

	for (size_t i = 0; opt->subject[i] != NULL; i++) {
		struct why why = {0};
		struct pattern_match match;
		g_autoptr(pattern_handle) pattern =
			pattern_new(opt->subject[i], &why);

		/* The configuration was judged: each of them compiles. */
		if (pattern == NULL ||
		    !pattern_match(pattern, in->msg->subject, &match))
			continue;
		take(in, dec, &match);
		if (dec->reference.found)
			return;
	}
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
