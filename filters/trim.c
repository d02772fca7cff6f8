// SPDX-License-Identifier: GPL-3.0-or-later
// trim: posts no more of a text than a reader of the ticket needs.
#include "filters/filter.h"
#include "filters/text/trim.h"

/* How much of a text is left out of what is posted. */
enum amount {
	AMOUNT_NOTHING,
	AMOUNT_FOOTERS, /* confidentiality notices, footers of lists */
	AMOUNT_ALL,	/* all that filter quote found */
};

struct trim_options {
	int replies;
	int tickets;
};

static const char *const amounts[] = {"nothing", "footers", "all", NULL};

static const struct option options[] = {
	{.name = "replies",
	 .type = OPTION_WORD,
	 .offset = offsetof(struct trim_options, replies),
	 .fallback = "all",
	 .words = amounts},
	{.name = "tickets",
	 .type = OPTION_WORD,
	 .offset = offsetof(struct trim_options, tickets),
	 .fallback = "footers",
	 .words = amounts},
	{0},
};

static const char *without_footers(const struct filter_input *in,
				   const struct decision *dec)
{
	const struct message *msg = in->msg;
	struct trimmed trimmed;
	const struct trim_input input = {
		.text = msg->text,
		.marks = msg->text_from_html ? msg->html.marks : NULL,
		.marks_n = msg->text_from_html ? msg->html.marks_n : 0,
		.signer = {dec->sender.name, dec->sender.email},
		.footers_only = true,
	};

	trim(&input, &words_all, in->pool, &trimmed);
	return trimmed.visible;
}

static bool has_footer(const struct decision *dec)
{
	for (size_t i = 0; i < dec->removed_n; i++) {
		if (g_str_equal(dec->removed[i].kind, "footer"))
			return true;
	}
	return false;
}

static void run(const struct filter_input *in, struct decision *dec)
{
	const struct trim_options *opt = in->options;
	bool reply = dec->action == ACTION_REPLY;
	enum amount amount = (enum amount)(reply ? opt->replies : opt->tickets);

	/* Another filter has set what is posted, or nothing was found. */
	if (dec->text != in->msg->text || dec->removed_n == 0 || dec->whole)
		return;
	switch (amount) {
	case AMOUNT_NOTHING:
		return;
	case AMOUNT_FOOTERS:
		if (!has_footer(dec))
			return;
		dec->text = without_footers(in, dec);
		decision_note(dec, in, "trim", "left out the footers");
		return;
	case AMOUNT_ALL:
		/* What a customer forwards is what the mail is about. */
		if (dec->forwarded != NULL)
			return;
		dec->text = dec->visible;
		decision_note(dec, in, "trim",
			      "left out %zu stretches that are not new",
			      dec->removed_n);
		return;
	}
}

const struct filter filter_trim = {
	.name = "trim",
	.about = "leaves quotes, signatures or footers out of what is posted",
	.phase = PHASE_FORM,
	.options = options,
	.options_size = sizeof(struct trim_options),
	.run = run,
};
