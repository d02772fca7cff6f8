// SPDX-License-Identifier: GPL-3.0-or-later
// class: tells what no person wrote, by rules, and what becomes of it.
#include <string.h>

#include "base/text.h"
#include "filters/bounce/bounce.h"
#include "filters/filter.h"
#include "filters/mark/mark.h"

/* What may become of a class; "post" is for absence notes only. */
enum verdict { VERDICT_TICKET, VERDICT_DISCARD, VERDICT_HOLD, VERDICT_POST };

static const char *const verdicts[] = {"ticket", "discard", "hold", NULL};
static const char *const vacation_verdicts[] = {"ticket", "discard", "hold",
						"post", NULL};

struct class_options {
	int self, dsn, delay, feedback, mdn, vacation, list, machine;
	int guess, spam;
	bool correlate;
	struct mark_settings rules;
};

#define VERDICT(field, value)                                    \
	{                                                        \
		.name = #field, .type = OPTION_WORD,             \
		.offset = offsetof(struct class_options, field), \
		.fallback = value, .words = verdicts,            \
	}
#define LIST(field)                                                    \
	{                                                              \
		.name = #field, .type = OPTION_LIST,                   \
		.offset = offsetof(struct class_options, rules.field), \
		.fallback = "",                                        \
	}

static const struct option options[] = {
	VERDICT(self, "discard"),
	VERDICT(dsn, "discard"),
	VERDICT(delay, "discard"),
	VERDICT(feedback, "hold"),
	VERDICT(mdn, "discard"),
	{.name = "vacation",
	 .type = OPTION_WORD,
	 .offset = offsetof(struct class_options, vacation),
	 .fallback = "discard",
	 .words = vacation_verdicts},
	VERDICT(list, "ticket"),
	VERDICT(machine, "ticket"),
	{.name = "correlate",
	 .type = OPTION_BOOL,
	 .offset = offsetof(struct class_options, correlate),
	 .fallback = "true"},
	VERDICT(guess, "hold"),
	VERDICT(spam, "ticket"),
	LIST(allow),
	LIST(own_domains),
	LIST(loop),
	LIST(bounce_addresses),
	{.name = "hops",
	 .type = OPTION_INT,
	 .offset = offsetof(struct class_options, rules.hops),
	 .fallback = "50",
	 .least = 10,
	 .most = 1000},
	{0},
};

/*
 * What people do in a mail client to a mail that they no longer want, where no
 * report says so: Hotmail sends the mail itself, with a header put in front;
 * Apple Mail asks to be taken off the list in its user's name.
 */
static const char *complaint_of(const struct message *msg)
{
	static const char hotmail[] = "X-HmXmrOriginalRecipient";
	static const char apple[] = "X-Apple-Unsubscribe";

	if (head_get(&msg->head, apple) != NULL)
		return apple;
	if (head_get(&msg->head, hotmail) != NULL)
		return hotmail;
	for (size_t i = 0; i < msg->parts_n; i++)
		if (bounce_part_is_outer(msg, i) &&
		    head_get(&msg->parts[i].head, hotmail) != NULL)
			return hotmail;
	return NULL;
}

/* The allow-list lifts what is strange, never what must not be answered. */
static bool allowed(const struct marks *marks)
{
	const struct message *msg = marks->in->msg;
	const char *list = head_get(&msg->head, "List-Id");
	const char *const *allow = marks->settings->allow;
	const char *open = list == NULL ? NULL : strrchr(list, '<');

	if (msg->from.n > 0 && !msg->from_unsure &&
	    mark_listed(allow, msg->from.at[0].email))
		return true;
	if (open != NULL) {
		g_autofree char *id =
			g_strndup(open + 1, strcspn(open + 1, ">"));

		return mark_listed(allow, id);
	}
	return list != NULL && mark_listed(allow, list);
}

/*
 * Who writes on a list about bounces uses their words. What comes
 * back to a list's owner has the list's headers only because a mail system took
 * them over.
 */
static bool is_of_list(const struct marks *marks)
{
	const struct addresses *to = &marks->in->msg->to;

	for (size_t i = 0; i < to->n; i++)
		if (mark_owned(to->at[i].email))
			return false;
	return marks->sure[CLASS_LIST];
}

/* The strongest class; *guess if nothing sure speaks for it. */
static enum mail_class strongest(const struct marks *marks, bool *guess)
{
	const bool lifted = allowed(marks);

	for (int class = CLASS_SELF; class < CLASS_HUMAN; class ++) {
		if (lifted && (class == CLASS_LIST || class == CLASS_MACHINE))
			continue;
		if (class == CLASS_DSN && !marks->sure[class] &&
		    is_of_list(marks))
			continue;
		*guess = !marks->sure[class];
		if (marks->sure[class] || marks->guess[class])
			return (enum mail_class) class;
	}
	*guess = false;
	return CLASS_HUMAN;
}

static enum verdict verdict_of_report(const struct class_options *opt,
				      const struct bounce *bounce,
				      bool feedback)
{
	if (feedback)
		return (enum verdict)opt->feedback;
	if (bounce->delayed || bounce->delivered)
		return (enum verdict)opt->delay;
	return (enum verdict)opt->dsn;
}

static enum verdict verdict_of(const struct class_options *opt,
			       enum mail_class class, bool feedback,
			       const struct bounce *bounce)
{
	switch (class) {
	case CLASS_SELF:
		return (enum verdict)opt->self;
	case CLASS_DSN:
		return verdict_of_report(opt, bounce, feedback);
	case CLASS_MDN:
		return (enum verdict)opt->mdn;
	case CLASS_VACATION:
		return (enum verdict)opt->vacation;
	case CLASS_LIST:
		return (enum verdict)opt->list;
	case CLASS_MACHINE:
		return (enum verdict)opt->machine;
	case CLASS_HUMAN:
		break;
	}
	return VERDICT_TICKET;
}

static const char *class_words(enum mail_class class,
			       const struct bounce *bounce, bool feedback)
{
	switch (class) {
	case CLASS_SELF:
		return "mail of our own";
	case CLASS_DSN:
		if (feedback)
			return "a complaint about a mail";
		if (bounce->delivered)
			return "a report of a delivery";
		return bounce->delayed ? "a report of a delay" : "a bounce";
	case CLASS_MDN:
		return "a receipt";
	case CLASS_VACATION:
		return "an automatic answer";
	case CLASS_LIST:
		return "mail of a list";
	case CLASS_MACHINE:
		return "mail of a machine";
	case CLASS_HUMAN:
		break;
	}
	return "mail of a person";
}

static void carry_out(const struct filter_input *in, struct decision *dec,
		      enum verdict verdict, const char *what)
{
	switch (verdict) {
	case VERDICT_TICKET:
		return;
	case VERDICT_POST:
		/* The filter automatic sees to the rest. */
		dec->reply_only = true;
		return;
	case VERDICT_DISCARD:
		decision_take(dec, in, "class", ACTION_DISCARD,
			      "it is %s, which makes no ticket", what);
		break;
	case VERDICT_HOLD:
		decision_take(dec, in, "class", ACTION_HOLD,
			      "it is %s: a person shall look at it", what);
		break;
	}
	dec->settled = true;
}

/* Who complains has got the mail: nothing failed. */
static void clear_status(const struct filter_input *in,
			 struct returned *returned)
{
	const size_t n = returned->recipients_n;
	struct returned_recipient *all =
		pool_zero(in->pool, MAX(n, 1), sizeof(*all));

	for (size_t i = 0; i < n; i++)
		all[i] = (struct returned_recipient){
			.email = returned->recipients[i].email,
			.status = "",
			.action = "",
			.diagnostic = "",
		};
	returned->recipients = all;
}

static void keep_returned(const struct filter_input *in, struct decision *dec,
			  const struct bounce *bounce, bool feedback)
{
	struct returned *returned = pool_zero(in->pool, 1, sizeof(*returned));

	*returned = bounce->returned;
	if (feedback)
		clear_status(in, returned);
	dec->returned = returned;
	decision_note(dec, in, "class",
		      "%zu recipients in the report; the returned mail's "
		      "Message-ID is %s",
		      returned->recipients_n,
		      *returned->message_id == '\0' ? "not given"
						    : returned->message_id);
}

static void run(const struct filter_input *in, struct decision *dec)
{
	const struct class_options *opt = in->options;
	struct bounce bounce;
	struct marks marks = {
		.in = in,
		.dec = dec,
		.settings = &opt->rules,
		.bounce = &bounce,
		.complaint = complaint_of(in->msg),
	};
	enum verdict verdict;
	bool feedback, guess;

	bounce_look(in->msg, in->pool, &bounce);
	feedback = marks.complaint != NULL || bounce.kind == REPORT_FEEDBACK;
	mark_self(&marks);
	mark_report(&marks);
	mark_vacation(&marks);
	mark_list(&marks);
	mark_machine(&marks);
	dec->class = strongest(&marks, &guess);
	if (dec->class == CLASS_DSN)
		bounce_read(in->msg, in->pool, &bounce);
	if (dec->class == CLASS_DSN || dec->class == CLASS_MDN)
		keep_returned(in, dec, &bounce, feedback);
	dec->bounced = opt->correlate && dec->class == CLASS_DSN && !guess &&
		       !feedback && !bounce.delayed && !bounce.delivered;
	verdict = verdict_of(opt, dec->class, feedback, &bounce);
	if (guess && verdict == VERDICT_DISCARD)
		verdict = (enum verdict)opt->guess;
	carry_out(in, dec, verdict, class_words(dec->class, &bounce, feedback));
	if (!dec->settled && marks.spam && opt->spam != VERDICT_TICKET)
		carry_out(in, dec, (enum verdict)opt->spam,
			  "called spam by its headers");
}

const struct filter filter_class = {
	.name = "class",
	.about = "tells what no person wrote, and what becomes of it",
	.phase = PHASE_GUARD,
	.options = options,
	.options_size = sizeof(struct class_options),
	.run = run,
};
