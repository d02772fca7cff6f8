// SPDX-License-Identifier: GPL-3.0-or-later
// forward: finds forwarded mail; an agent's forward is its author's ticket.
#include <string.h>

#include "filters/filter.h"
#include "filters/text/enclosed.h"
#include "filters/text/unwrap.h"
#include "mail/address.h"

/* Lines of what the agent wrote above that are posted below the mail. */
#define REMARK_LINES_MOST 100

struct forward_options {
	const char *const *agents;
	bool verified;
	bool remark;
};

/* "ann@example.com" or "@example.com". */
static bool agent_check(const char *value, struct why *why)
{
	const char *address = value;
	g_autofree char *domain = NULL;

	if (*value == '@') {
		domain = g_strconcat("any", value, NULL);
		address = domain;
	}
	if (address_plausible(address))
		return true;
	return why_set(why, TROUBLE_CONFIG,
		       "is neither an address nor an @domain");
}

static const struct option options[] = {
	{.name = "agents",
	 .type = OPTION_LIST,
	 .offset = offsetof(struct forward_options, agents),
	 .fallback = "",
	 .check = agent_check},
	{.name = "verified",
	 .type = OPTION_BOOL,
	 .offset = offsetof(struct forward_options, verified),
	 .fallback = "false"},
	{.name = "remark",
	 .type = OPTION_BOOL,
	 .offset = offsetof(struct forward_options, remark),
	 .fallback = "true"},
	{0},
};

static bool is_agent(const struct forward_options *opt, const char *email)
{
	const char *domain = strrchr(email, '@');

	if (domain == NULL)
		return false;
	for (size_t i = 0; opt->agents[i] != NULL; i++) {
		const char *agent = opt->agents[i];

		if (*agent != '@' && address_same(agent, email))
			return true;
		if (*agent != '@')
			continue;
		g_autofree char *theirs = g_strconcat("any", domain, NULL);
		g_autofree char *ours = g_strconcat("any", agent, NULL);

		if (address_same(theirs, ours))
			return true;
	}
	return false;
}

static const char *person(const struct filter_input *in, const char *name,
			  const char *email)
{
	if (*name == '\0')
		return email;
	return pool_format(in->pool, "%s <%s>", name, email);
}

/* The agent's own words, line by line, below the mail. */
static void add_remark(const struct filter_input *in, struct decision *dec,
		       const char *agent, const char *message)
{
	g_auto(GStrv) lines = g_strsplit(message, "\n", REMARK_LINES_MOST);

	decision_last(dec, pool_format(in->pool, "%s added:", agent));
	for (size_t i = 0; lines[i] != NULL; i++)
		decision_last(dec, pool_text(in->pool, lines[i]));
}

/* The ticket becomes its author's, as if the mail had come directly. */
static void hand_over(const struct filter_input *in, struct decision *dec,
		      const struct forwarded *fwd, const char *message)
{
	const struct forward_options *opt = in->options;
	const char *agent = person(in, dec->sender.name, dec->sender.email);

	decision_first(dec, pool_format(in->pool, "Forwarded by %s", agent));
	if (opt->remark && message != NULL)
		add_remark(in, dec, agent, message);
	decision_note(dec, in, "forward",
		      "agent %s forwarded a mail of %s, whose ticket it is",
		      dec->sender.email, fwd->from.email);
	dec->sender = (struct writer){
		.email = fwd->from.email,
		.name = strchr(fwd->from.name, '@') == NULL ? fwd->from.name
							    : "",
		.source = "forwarded",
		.verified = VERIFIED_NONE,
	};
	if (*fwd->subject != '\0')
		dec->subject = fwd->subject;
	if (*fwd->body != '\0')
		dec->text = fwd->body;
}

static const struct forwarded *find(const struct filter_input *in)
{
	const struct message *msg = in->msg;
	const struct body *body = msg->text_from_html ? &msg->html : NULL;
	const struct words *words = &words_all;
	struct forwarded *fwd = pool_zero(in->pool, 1, sizeof(*fwd));
	const struct unwrap_input input = {
		.text = msg->text,
		.marks = body == NULL ? NULL : body->marks,
		.marks_n = body == NULL ? 0 : body->marks_n,
		.subject = msg->subject,
	};

	if (!enclosed_digest(msg) && unwrap(&input, words, in->pool, fwd))
		return fwd;
	if (!enclosed_find(msg, in->pool, fwd))
		return NULL;
	if (!enclosed_digest(msg) &&
	    strspn(msg->text, " \t\n") < strlen(msg->text))
		fwd->message = msg->text;
	return fwd;
}

/* Why an agent's forward stays the agent's, or NULL if it does not. */
static const char *obstacle(const struct filter_input *in,
			    const struct decision *dec,
			    const struct forwarded *fwd)
{
	const struct forward_options *opt = in->options;

	if (dec->sender.unsure)
		return "the mail names several senders";
	/* Reply-To and the like are not what a mail system verifies. */
	if (strcmp(dec->sender.source, "from") != 0)
		return "the agent is not named in From";
	if (opt->verified && dec->sender.verified != VERIFIED_PASS)
		return "the agent's address is not verified";
	if (!address_plausible(fwd->from.email))
		return "the forward does not give its author's address";
	if (filter_is_own(in, fwd->from.email))
		return "its author is this gateway";
	return NULL;
}

static void run(const struct filter_input *in, struct decision *dec)
{
	const struct forwarded *fwd = find(in);
	const char *why;

	if (fwd == NULL)
		return;
	dec->forwarded = fwd;
	if (!is_agent(in->options, dec->sender.email)) {
		decision_note(dec, in, "forward",
			      "forwards a mail of %s, and stays the sender's",
			      *fwd->from.email != '\0' ? fwd->from.email
						       : "somebody");
		return;
	}
	why = obstacle(in, dec, fwd);
	if (why != NULL)
		decision_note(dec, in, "forward",
			      "stays the agent's own, because %s", why);
	else
		hand_over(in, dec, fwd, fwd->message);
}

const struct filter filter_forward = {
	.name = "forward",
	.about = "finds forwarded mail; an agent's becomes its author's ticket",
	.phase = PHASE_READ,
	.options = options,
	.options_size = sizeof(struct forward_options),
	.run = run,
};
