// SPDX-License-Identifier: GPL-3.0-or-later
// rules: does what the operator's rules say of a mail.
#include <string.h>

#include "filters/filter.h"
#include "filters/rule/rule.h"

/*
 * What was sent by nobody cannot go back to anybody, and a refused answer of a
 * program makes another answer (RFC 3834, 2).
 */
static bool can_refuse(const struct filter_input *in,
		       const struct decision *dec)
{
	return (dec->class == CLASS_HUMAN || dec->class == CLASS_MACHINE ||
		dec->class == CLASS_LIST) &&
	       (!in->envelope->sender_known || *in->envelope->sender != '\0');
}

static void refuse(const struct filter_input *in, struct decision *dec,
		   const struct rule *rule)
{
	if (!can_refuse(in, dec)) {
		decision_take(dec, in, "rules", ACTION_DISCARD,
			      "rule \"%s\" refuses it, but there is nobody to "
			      "send it back to",
			      rule->name);
		return;
	}
	decision_take(dec, in, "rules", ACTION_REFUSE, "rule \"%s\" refuses it",
		      rule->name);
	dec->refusal = rule->then.text;
}

/* Its class is no obstacle any more; what goes round in circles stays one. */
static void let_through(const struct filter_input *in, struct decision *dec,
			const struct rule *rule)
{
	if (dec->class == CLASS_SELF || dec->class == CLASS_DSN) {
		decision_note(dec, in, "rules",
			      "rule \"%s\" lets no mail of our own and no "
			      "bounce through",
			      rule->name);
		return;
	}
	decision_take(dec, in, "rules", ACTION_CREATE,
		      "rule \"%s\" makes it a ticket", rule->name);
	dec->settled = false;
	dec->reply_only = false;
}

static void act(const struct filter_input *in, struct decision *dec,
		const struct rule *rule)
{
	switch ((enum rule_action)rule->then.action) {
	case RULE_DEFAULT:
		return;
	case RULE_TICKET:
		let_through(in, dec, rule);
		return;
	case RULE_HOLD:
		decision_take(dec, in, "rules", ACTION_HOLD,
			      "rule \"%s\" holds it", rule->name);
		break;
	case RULE_DISCARD:
		decision_take(dec, in, "rules", ACTION_DISCARD,
			      "rule \"%s\" discards it", rule->name);
		break;
	case RULE_REFUSE:
		refuse(in, dec, rule);
		break;
	}
	dec->settled = true;
}

static void take_reply_to(const struct filter_input *in, struct decision *dec)
{
	const struct addresses *reply_to = &in->msg->reply_to;

	if (reply_to->n == 0 || *reply_to->at[0].email == '\0' ||
	    filter_is_own(in, reply_to->at[0].email))
		return;
	dec->sender.email = reply_to->at[0].email;
	dec->sender.name = strchr(reply_to->at[0].name, '@') == NULL
				   ? reply_to->at[0].name
				   : "";
	dec->sender.source = "reply-to";
	/* What was verified is From. */
	dec->sender.verified = VERIFIED_NONE;
}

static void apply(const struct filter_input *in, struct decision *dec,
		  const struct rule *rule)
{
	const struct rule_then *then = &rule->then;

	decision_note(dec, in, "rules", "rule \"%s\" applies", rule->name);
	if (then->priority != 0)
		dec->priority = rule_priorities[then->priority];
	if (*then->mailbox != '\0')
		dec->mailbox = then->mailbox;
	if (!then->trim)
		dec->whole = true;
	if (then->reply_to)
		take_reply_to(in, dec);
	if (*then->first != '\0')
		decision_first(dec, then->first);
	act(in, dec, rule);
}

static void run(const struct filter_input *in, struct decision *dec)
{
	for (size_t i = 0; in->rules != NULL && i < in->rules->n; i++) {
		const struct rule *rule = &in->rules->at[i];

		if (!rule->enabled || !rule_applies(&rule->when, in, dec))
			continue;
		apply(in, dec, rule);
		if (rule->then.stop || rule->then.action > RULE_TICKET)
			return;
	}
}

const struct filter filter_rules = {
	.name = "rules",
	.about = "does what the operator's rules say",
	.phase = PHASE_GUARD,
	.run = run,
};
