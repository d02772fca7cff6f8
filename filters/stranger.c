// SPDX-License-Identifier: GPL-3.0-or-later
// stranger: decides who may post on the ticket that a mail means.
#include "filters/filter.h"

/* The words of thread.stranger, in this order. */
enum stranger_policy { STRANGER_NEW, STRANGER_POST, STRANGER_HOLD };

static const char *const policies[] = {"new", "post", "hold", NULL};

struct stranger_options {
	int policy;
};

static const struct option options[] = {
	{.name = "stranger",
	 .type = OPTION_WORD,
	 .offset = offsetof(struct stranger_options, policy),
	 .fallback = "new",
	 .words = policies},
	{0},
};

/* How a person would name the ticket that is meant. */
static const char *ticket_name(const struct filter_input *in,
			       const struct decision *dec)
{
	gint64 number = dec->standing.number != 0 ? dec->standing.number
						  : dec->reference.number;

	if (number != 0)
		return pool_format(in->pool, "ticket #%" G_GINT64_FORMAT,
				   number);
	return pool_format(in->pool, "ticket %s", dec->reference.id);
}

static const char *writer_name(const struct filter_input *in,
			       const struct decision *dec)
{
	const struct writer *who = &dec->sender;

	if (*who->email == '\0')
		return "an unknown sender";
	if (*who->name == '\0')
		return who->email;
	return pool_format(in->pool, "%s <%s>", who->name, who->email);
}

static void unknown_ticket(const struct filter_input *in, struct decision *dec)
{
	const char *ticket = ticket_name(in, dec);

	decision_take(dec, in, "stranger", ACTION_CREATE,
		      "%s is not known here, so this is a new one", ticket);
	decision_first(dec, pool_format(in->pool,
					"This mail refers to %s, which was "
					"not found.",
					ticket));
}

static void lost_ticket(const struct filter_input *in, struct decision *dec)
{
	const char *ticket = ticket_name(in, dec);

	decision_take(dec, in, "stranger", ACTION_CREATE,
		      "%s is %s, so this is a new one", ticket,
		      dec->standing.gone);
	decision_first(dec,
		       pool_format(in->pool, "This mail refers to %s (%s).",
				   ticket, dec->standing.gone));
}

/* Somebody who is neither the customer nor known on the ticket. */
static void judge_stranger(const struct filter_input *in, struct decision *dec)
{
	const struct stranger_options *opt = in->options;
	const char *ticket = ticket_name(in, dec);
	const char *who = writer_name(in, dec);
	enum stranger_policy policy = (enum stranger_policy)opt->policy;

	/* Who released it has seen that it belongs to the ticket. */
	if (in->released && policy == STRANGER_HOLD)
		policy = STRANGER_POST;
	switch (policy) {
	case STRANGER_NEW:
		decision_take(dec, in, "stranger", ACTION_CREATE,
			      "%s has no part in %s, so this is a new one", who,
			      ticket);
		decision_first(
			dec, pool_format(in->pool,
					 "This mail refers to %s, in which its "
					 "sender has no part.",
					 ticket));
		return;
	case STRANGER_POST:
		decision_take(dec, in, "stranger", ACTION_REPLY,
			      "%s has no part in %s; %s", who, ticket,
			      in->released ? "a person let it pass"
					   : "thread.stranger is post");
		decision_first(dec,
			       pool_format(in->pool,
					   "From %s, who had no part in this "
					   "ticket before:",
					   who));
		return;
	case STRANGER_HOLD:
		decision_take(dec, in, "stranger", ACTION_HOLD,
			      "%s has no part in %s; thread.stranger is hold",
			      who, ticket);
		return;
	}
}

static void run(const struct filter_input *in, struct decision *dec)
{
	const struct standing *standing = &dec->standing;

	if (!dec->reference.found)
		return;
	if (!standing->known) {
		if (*standing->gone != '\0')
			lost_ticket(in, dec);
		else
			unknown_ticket(in, dec);
	} else if (standing->customer) {
		decision_take(dec, in, "stranger", ACTION_REPLY,
			      "%s is the customer of %s", dec->sender.email,
			      ticket_name(in, dec));
	} else if (standing->participant) {
		decision_take(dec, in, "stranger", ACTION_REPLY,
			      "%s has written on %s before", dec->sender.email,
			      ticket_name(in, dec));
		decision_first(dec, pool_format(in->pool, "From %s:",
						writer_name(in, dec)));
	} else {
		judge_stranger(in, dec);
	}
}

const struct filter filter_stranger = {
	.name = "stranger",
	.about = "decides who may post on the ticket that a mail means",
	.phase = PHASE_RIGHT,
	.group = "thread",
	.options = options,
	.options_size = sizeof(struct stranger_options),
	.run = run,
};
