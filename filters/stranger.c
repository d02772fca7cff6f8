// SPDX-License-Identifier: GPL-3.0-or-later
// stranger: decides who may post on the ticket that a mail means.
#include <string.h>

#include "filters/filter.h"
#include "filters/mark/mark.h"
#include "mail/address.h"

/* The words of thread.stranger, in this order. */
enum stranger_policy { STRANGER_NEW, STRANGER_POST, STRANGER_HOLD };

static const char *const policies[] = {"new", "post", "hold", NULL};

/* The words of thread.token: when one lets in who is not known. */
enum token_policy { TOKEN_ANSWER, TOKEN_ALWAYS, TOKEN_NEVER };

static const char *const token_policies[] = {"answer", "always", "never", NULL};

struct stranger_options {
	int policy;
	int token;
	bool copied;
	const char *const *agents;
};

static const struct option options[] = {
	{.name = "stranger",
	 .type = OPTION_WORD,
	 .offset = offsetof(struct stranger_options, policy),
	 .fallback = "new",
	 .words = policies},
	{.name = "token",
	 .type = OPTION_WORD,
	 .offset = offsetof(struct stranger_options, token),
	 .fallback = "answer",
	 .words = token_policies},
	{.name = "copied",
	 .type = OPTION_BOOL,
	 .offset = offsetof(struct stranger_options, copied),
	 .fallback = "false"},
	{.name = "agents",
	 .type = OPTION_LIST,
	 .offset = offsetof(struct stranger_options, agents),
	 .fallback = ""},
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

static const char *person(const struct filter_input *in, const char *name,
			  const char *email)
{
	if (*email == '\0')
		return "an unknown sender";
	if (*name == '\0')
		return email;
	return pool_format(in->pool, "%s <%s>", name, email);
}

static const char *writer_name(const struct filter_input *in,
			       const struct decision *dec)
{
	const char *name = person(in, dec->sender.name, dec->sender.email);

	return dec->sender.unsure && *dec->sender.email != '\0'
		       ? pool_format(in->pool, "%s (not verified)", name)
		       : name;
}

/* The address by which an agent wrote it, or NULL: anybody can claim to be. */
static const struct address *agent(const struct filter_input *in)
{
	const struct stranger_options *opt = in->options;
	const struct addresses *from = &in->msg->from;

	for (size_t i = 0; i < from->n; i++)
		if (mark_listed(opt->agents, from->at[i].email))
			return &from->at[i];
	return NULL;
}

/*
 * What an agent writes is never the customer's word, whoever is the customer:
 * so it says who speaks, where nothing above it does. It gives no right.
 */
static void name_agent(const struct filter_input *in, struct decision *dec)
{
	const struct address *who = agent(in);
	const char *name;

	/* Of a forwarded mail another line says so. */
	if (who == NULL || strcmp(dec->sender.source, "forwarded") == 0)
		return;
	name = person(in, strchr(who->name, '@') == NULL ? who->name : "",
		      who->email);
	if (!address_same(who->email, dec->sender.email))
		decision_first(dec, pool_format(in->pool, "From %s, for %s:",
						name, writer_name(in, dec)));
	else if (dec->action == ACTION_REPLY && dec->standing.customer)
		decision_first(dec, pool_format(in->pool, "From %s:", name));
	decision_note(dec, in, "stranger",
		      "%s is an agent's address, which gives no right here",
		      who->email);
}

/*
 * A token was seen by its bearer, or told to him. A service can be told an
 * address and writes to it, but answers no mail of ours; and what no person
 * wrote, or nobody would read an answer to, is no service's to show around
 * (HARDENING §3.1, 1).
 */
static bool token_counts(const struct filter_input *in,
			 const struct decision *dec)
{
	const struct stranger_options *opt = in->options;

	if (!dec->standing.bearer || dec->class != CLASS_HUMAN || dec->no_reply)
		return false;
	switch ((enum token_policy)opt->token) {
	case TOKEN_ANSWER:
		return dec->reference.answers ||
		       in->msg->in_reply_to.n + in->msg->references.n > 0;
	case TOKEN_ALWAYS:
		return true;
	case TOKEN_NEVER:
		break;
	}
	return false;
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

/* Who has a part, besides the customer, is named above what he says. */
static void let_in(const struct filter_input *in, struct decision *dec,
		   const char *why, const char *who)
{
	decision_take(dec, in, "stranger", ACTION_REPLY, "%s %s %s",
		      *dec->sender.email == '\0' ? "an unknown sender"
						 : dec->sender.email,
		      why, ticket_name(in, dec));
	decision_first(dec, pool_format(in->pool, "From %s%s:",
					writer_name(in, dec), who));
}

static void judge_known(const struct filter_input *in, struct decision *dec)
{
	const struct stranger_options *opt = in->options;
	const struct standing *standing = &dec->standing;

	if (standing->customer)
		decision_take(dec, in, "stranger", ACTION_REPLY,
			      "%s is the customer of %s", dec->sender.email,
			      ticket_name(in, dec));
	else if (standing->participant)
		let_in(in, dec, "has written on", "");
	else if (opt->copied && standing->copied)
		let_in(in, dec, "was in copy of a mail of", "");
	else if (token_counts(in, dec))
		let_in(in, dec, "has a token of",
		       ", who had no part in this ticket before");
	else
		judge_stranger(in, dec);
}

static void run(const struct filter_input *in, struct decision *dec)
{
	const struct stranger_options *opt = in->options;
	const struct standing *standing = &dec->standing;

	dec->admits_copied = opt->copied;
	if (dec->reference.found && standing->known)
		judge_known(in, dec);
	else if (dec->reference.found && *standing->gone != '\0')
		lost_ticket(in, dec);
	else if (dec->reference.found)
		unknown_ticket(in, dec);
	name_agent(in, dec);
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
