// SPDX-License-Identifier: GPL-3.0-or-later
// automatic: keeps what no person wrote off tickets that it has no part in.
#include <string.h>

#include "filters/filter.h"

/*
 * No person and no service that wants an answer writes with the null sender:
 * this is an absence note of an old kind (vacation(1), a rule of a mail
 * client), or a bounce that is not known for one. A post could open the ticket
 * again.
 */
static void judge_answer(const struct filter_input *in, struct decision *dec)
{
	decision_take(
		dec, in, "automatic", ACTION_HOLD,
		"it answers %s with the null sender, as automatic answers "
		"and bounces do: a person shall look at it",
		dec->reference.text);
}

/*
 * A service that is made to write to the address of a ticket, or to repeat a
 * number in its subject, would show its mail to whoever reads that ticket: also
 * by a token, which his bearer can tell the service. Only an answer to a mail
 * of the ticket, by its Message-ID, or the customer's own machine posts.
 */
static void judge_machine(const struct filter_input *in, struct decision *dec)
{
	const struct reference *ref = &dec->reference;

	if (dec->action == ACTION_REPLY && dec->null_sender && !in->released) {
		judge_answer(in, dec);
		return;
	}
	if (dec->action != ACTION_REPLY || dec->standing.customer ||
	    ref->answers)
		return;
	decision_take(dec, in, "automatic", ACTION_CREATE,
		      "%s, and only its %s names %s: this is a new ticket",
		      dec->class == CLASS_HUMAN ? "nobody reads answers to it"
						: "no person wrote it",
		      strcmp(ref->source, "token") == 0 ? "recipient"
							: ref->source,
		      ref->text);
}

static void run(const struct filter_input *in, struct decision *dec)
{
	if (dec->class == CLASS_LIST || dec->class == CLASS_MACHINE ||
	    dec->no_reply)
		judge_machine(in, dec);
	if (dec->reply_only && dec->action == ACTION_CREATE)
		decision_take(dec, in, "automatic", ACTION_DISCARD,
			      "it is an automatic answer, and answers no "
			      "ticket");
}

const struct filter filter_automatic = {
	.name = "automatic",
	.about = "keeps what no person wrote off tickets it has no part in",
	.phase = PHASE_RIGHT,
	.run = run,
};
