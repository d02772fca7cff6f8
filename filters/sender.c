// SPDX-License-Identifier: GPL-3.0-or-later
// sender: tells who wrote the mail, which is not always who is named in From.
#include <string.h>

#include "base/domain.h"
#include "filters/filter.h"
#include "filters/mark/nobody.h"
#include "mail/address.h"

struct sender_options {
	const char *const *reply_to;
	bool programs;
};

static const struct option options[] = {
	{.name = "reply_to",
	 .type = OPTION_LIST,
	 .offset = offsetof(struct sender_options, reply_to),
	 .fallback = ""},
	{.name = "programs",
	 .type = OPTION_BOOL,
	 .offset = offsetof(struct sender_options, programs),
	 .fallback = "true"},
	{0},
};

static void become(struct decision *dec, const struct address *who,
		   const char *source)
{
	dec->sender.email = who->email;
	dec->sender.name = who->name;
	dec->sender.source = source;
}

/* "*" in a listed address stands for anything: "*@forms.example.com". */
static bool listed(const char *const *patterns, const char *email)
{
	g_autofree char *folded = domain_folded(email);

	for (size_t i = 0; patterns[i] != NULL; i++) {
		g_autofree char *pattern = domain_folded(patterns[i]);

		if (g_pattern_match_simple(pattern, folded))
			return true;
	}
	return false;
}

static bool is_list_mail(const struct head *head)
{
	return head_get(head, "List-Id") != NULL ||
	       head_get(head, "List-Post") != NULL ||
	       head_get(head, "Mailing-List") != NULL;
}

/*
 * A web form sends in its own name, often from the very address that it sends
 * to, and puts the visitor's address into Reply-To (RFC 5322, 3.6.2). What a
 * list has there is an address of the list's.
 */
static bool replies_count(const struct filter_input *in, const char *from,
			  bool *vouched)
{
	const struct sender_options *opt = in->options;
	const struct addresses *reply_to = &in->msg->reply_to;
	const char *email = reply_to->n == 0 ? "" : reply_to->at[0].email;

	*vouched = listed(opt->reply_to, from) || filter_is_own(in, from);
	if (*email == '\0' || filter_is_own(in, email))
		return false;
	return *vouched ||
	       (opt->programs && reply_to->n == 1 && nobody_program(from) &&
		!nobody_program(email) && !is_list_mail(&in->msg->head));
}

/*
 * Groups and lists put themselves into From, as "Anna via Team", where the
 * writer's DMARC policy would not let them pass him on. Mailman and Google
 * Groups then name the writer in Reply-To, Google in X-Original-From as well.
 */
static bool passed_on(const struct message *msg)
{
	static const char *const marks[] = {" via ", " über ", " door ",
					    " vía "};
	const char *name = msg->from.at[0].name;

	if (!is_list_mail(&msg->head))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
		if (strstr(name, marks[i]) != NULL)
			return true;
	return head_get(&msg->head, "X-Original-From") != NULL;
}

/* The name without what the list put around it: 'Anna' via Team. */
static void take_original(const struct filter_input *in, struct decision *dec,
			  const struct address *reply_to)
{
	const struct header *header =
		head_nth(&in->msg->head, "X-Original-From", 0);
	bool unsure = false;
	const struct addresses original =
		header == NULL ? (struct addresses){NULL, 0}
			       : addresses_read(header->raw, in->pool, &unsure);
	const bool agree = original.n == 1 &&
			   address_same(original.at[0].email, reply_to->email);

	/* Anybody can write such a header: two have to say the same. */
	if (original.n > 0 && !agree) {
		decision_note(dec, in, "sender",
			      "X-Original-From and Reply-To differ: From "
			      "counts");
		return;
	}
	become(dec, reply_to, original.n > 0 ? "original-from" : "reply-to");
	decision_note(dec, in, "sender", "%s passed on what %s wrote",
		      in->msg->from.at[0].email, reply_to->email);
}

/*
 * A name without the quotes around all of it, which Outlook makes part of a
 * name that it took from an address book: 'Anna Example'.
 */
static const char *unquoted(const char *name, struct pool *pool)
{
	const size_t n = strlen(name);

	if (n < 3 || (*name != '\'' && *name != '"') || name[n - 1] != *name ||
	    memchr(name + 1, *name, n - 2) != NULL)
		return name;
	return pool_text_n(pool, name + 1, n - 2);
}

/* A display name with another address in it is there to deceive. */
static void judge_name(const struct filter_input *in, struct decision *dec)
{
	const char *name = unquoted(dec->sender.name, in->pool);

	dec->sender.name = name;
	if (strchr(name, '@') == NULL)
		return;
	if (!address_same(name, dec->sender.email))
		decision_note(dec, in, "sender",
			      "left out a name that holds an address: %s",
			      name);
	dec->sender.name = "";
}

static void run(const struct filter_input *in, struct decision *dec)
{
	const struct message *msg = in->msg;
	const struct address from =
		msg->from.n > 0 ? msg->from.at[0] : (struct address){"", ""};
	const struct address envelope = {in->envelope->sender, ""};
	bool vouched = false;

	dec->sender.unsure = msg->from_unsure;
	if (*from.email == '\0' || (msg->from_unsure && *envelope.email)) {
		if (*envelope.email != '\0')
			become(dec, &envelope, "envelope");
		decision_note(dec, in, "sender", "From %s; %s",
			      *from.email == '\0'
				      ? "names nobody"
				      : "can be read in more than one way",
			      *envelope.email != '\0'
				      ? "the envelope sender counts"
				      : "there is no envelope sender either");
	} else if (passed_on(msg)) {
		become(dec, &from, "from");
		dec->sender.vouched = filter_is_own(in, from.email);
		if (msg->reply_to.n == 1 && *msg->reply_to.at[0].email != '\0')
			take_original(in, dec, &msg->reply_to.at[0]);
	} else if (replies_count(in, from.email, &vouched)) {
		become(dec, &msg->reply_to.at[0], "reply-to");
		dec->sender.vouched = vouched;
		decision_note(dec, in, "sender",
			      "Reply-To counts, because From is %s",
			      from.email);
	} else {
		become(dec, &from, "from");
	}
	judge_name(in, dec);
}

const struct filter filter_sender = {
	.name = "sender",
	.about = "tells who wrote the mail",
	.phase = PHASE_READ,
	.options = options,
	.options_size = sizeof(struct sender_options),
	.run = run,
};
