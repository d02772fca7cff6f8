// SPDX-License-Identifier: GPL-3.0-or-later
// storm: what is too much of one kind is folded or held.
#include "filters/filter.h"
#include "filters/storm/storm.h"

bool storm_folds(enum mail_class class)
{
	switch (class) {
	case CLASS_DSN:
	case CLASS_MDN:
	case CLASS_VACATION:
	case CLASS_LIST:
	case CLASS_MACHINE:
		return true;
	case CLASS_SELF:
	case CLASS_HUMAN:
		break;
	}
	/* What a person wrote, or what may be a loop, a person looks at. */
	return false;
}

static const char *what(enum storm_limit over)
{
	switch (over) {
	case STORM_SUBJECT:
		return "mails with this subject by one sender";
	case STORM_TICKETS:
		return "new tickets by one sender";
	case STORM_MESSAGES:
		return "messages by one sender";
	case STORM_DOMAIN:
		return "new tickets by senders of one domain";
	case STORM_MAILBOX:
		return "new tickets in this mailbox";
	case STORM_NONE:
		break;
	}
	return "mails";
}

static const char *limit_words(const struct filter_input *in,
			       const struct storm *storm)
{
	const bool minutes = storm->window % 60 == 0;

	return pool_format(in->pool,
			   "more than %" G_GINT64_FORMAT
			   " %s in %" G_GINT64_FORMAT " %s",
			   storm->most, what(storm->over),
			   minutes ? storm->window / 60 : storm->window,
			   minutes ? "minutes" : "seconds");
}

static void run(const struct filter_input *in, struct decision *dec)
{
	struct storm *storm = &dec->storm;
	const char *limit;

	if (!storm->counted)
		return;
	if (*storm->sums != '\0')
		decision_note(dec, in, "storm", "before this one: %s",
			      storm->sums);
	if (storm->over == STORM_NONE)
		return;
	limit = limit_words(in, storm);
	if (!storm_folds(dec->class)) {
		decision_take(dec, in, "storm", ACTION_HOLD,
			      "%s: a person shall look at it", limit);
		return;
	}
	storm->fold = true;
	if (storm->number != 0)
		decision_take(dec, in, "storm", ACTION_DISCARD,
			      "%s: folded into ticket #%" G_GINT64_FORMAT,
			      limit, storm->number);
	else
		decision_take(dec, in, "storm", ACTION_DISCARD,
			      "%s: folded into the ticket of the first", limit);
}

const struct filter filter_storm = {
	.name = "storm",
	.about = "folds or holds what is too much of one kind",
	.phase = PHASE_STORM,
	.group = "storm",
	.options = storm_options,
	.options_size = sizeof(struct storm_options),
	.run = run,
};
