// SPDX-License-Identifier: GPL-3.0-or-later
// quote: tells what the sender newly wrote from what the mail program added.
#include "filters/filter.h"
#include "filters/text/trim.h"

struct quote_options {
	const char *const *marker;
};

static const struct option options[] = {
	{.name = "marker",
	 .type = OPTION_LIST,
	 .offset = offsetof(struct quote_options, marker),
	 .fallback = ""},
	{0},
};

static void run(const struct filter_input *in, struct decision *dec)
{
	const struct quote_options *opt = in->options;
	const struct message *msg = in->msg;
	const struct words *words = &words_all;
	const struct body *body = msg->text_from_html ? &msg->html : NULL;
	struct trimmed trimmed;
	const struct trim_input input = {
		.text = msg->text,
		.marks = body == NULL ? NULL : body->marks,
		.marks_n = body == NULL ? 0 : body->marks_n,
		.html = body == NULL ? &msg->html : NULL,
		.signer = {dec->sender.name, dec->sender.email},
		.markers = opt->marker,
	};

	trim(&input, words, in->pool, &trimmed);
	dec->visible = trimmed.visible;
	dec->removed = trimmed.removed;
	dec->removed_n = trimmed.removed_n;
	if (trimmed.removed_n > 0)
		decision_note(dec, in, "quote",
			      "%zu quoted lines and %zu other stretches are "
			      "not the sender's new words",
			      trimmed.quoted_lines,
			      trimmed.removed_n - trimmed.quotes_n);
}

const struct filter filter_quote = {
	.name = "quote",
	.about = "tells new words from quoted ones",
	.phase = PHASE_READ,
	.options = options,
	.options_size = sizeof(struct quote_options),
	.run = run,
};
