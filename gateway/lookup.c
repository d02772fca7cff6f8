// SPDX-License-Identifier: GPL-3.0-or-later
// Looking up: which ticket a mail means, and what its writer is to it.
#include "lookup.h"

#include <string.h>

#include "evidence.h"
#include "part.h"

/* One mail's look-up. */
struct search {
	const struct deciding *with;
	const struct letter *letter;
	const struct filter_input *in;
	struct decision *dec;
	struct why *why;
	struct store_ticket ticket;   /* once it is found */
	struct store_ticket answered; /* by a Message-ID that is tied to it */
	bool found;
	bool asked;
};

static const char *workspace(const struct search *search)
{
	return search->letter->mailbox->workspace;
}

/* Another kind of evidence, which the stronger one outweighs. */
static void note_other(struct search *search, const char *what,
		       const char *weaker)
{
	decision_note(search->dec, search->in, "lookup",
		      "%s, and %s: %s counts", what, weaker,
		      strcmp(search->dec->reference.source, "token") == 0
			      ? "the token"
			      : "the answered mail");
}

static bool same_ticket(const struct search *search,
			const struct reference *ref)
{
	return *ref->id != '\0' ? strcmp(ref->id, search->ticket.id) == 0
				: ref->number == search->ticket.number;
}

static void search_token(struct search *search)
{
	struct decision *dec = search->dec;
	struct token_seen seen;

	evidence_token(search->with->secrets, search->letter, &seen);
	if (!seen.found)
		return;
	dec->reference = (struct reference){
		.found = true,
		.id = seen.ticket_id,
		.source = "token",
		.text = seen.text,
		.answers = seen.answers,
	};
	dec->also_n = 0;
	dec->standing.bearer = true;
	decision_note(dec, search->in, "lookup", "%s carries %s",
		      seen.answers ? "the mail it answers" : "its recipient",
		      seen.text);
	if (seen.differ)
		decision_note(dec, search->in, "lookup",
			      "a recipient carries a token of another ticket, "
			      "which does not count");
}

/* Nobody types a Message-ID: it is stronger than a subject or a link. */
static void prefer_answered(struct search *search, const char *id)
{
	struct decision *dec = search->dec;

	decision_note(dec, search->in, "lookup",
		      "it answers a mail of ticket #%" G_GINT64_FORMAT,
		      search->answered.number);
	dec->reference = (struct reference){
		.found = true,
		.number = search->answered.number,
		.id = search->answered.id,
		.source = "header",
		.text = id,
		.answers = true,
	};
	dec->also_n = 0;
	search->ticket = search->answered;
	search->found = true;
}

/* Weak evidence counts only for a person who has a part in the ticket. */
static bool search_hints(struct search *search)
{
	struct decision *dec = search->dec;
	struct store_hint hints[EVIDENCE_HINTS_MOST];
	const size_t n = evidence_hints(search->letter->msg,
					search->letter->pool, hints);

	if (search->with->store == NULL || dec->class != CLASS_HUMAN ||
	    dec->sender.unsure || *dec->sender.email == '\0')
		return true;
	for (size_t i = 0; i < n && !search->found; i++) {
		const bool topic = hints[i].kind == HINT_CONVERSATION;

		if (!store_ticket_by_hint(search->with->store,
					  workspace(search), &hints[i],
					  dec->sender.email, &search->ticket,
					  &search->found, search->why))
			return false;
		if (!search->found)
			continue;
		dec->reference = (struct reference){
			.found = true,
			.number = search->ticket.number,
			.id = search->ticket.id,
			.source = topic ? "thread-index" : "header",
			.text = hints[i].value,
		};
		decision_note(dec, search->in, "lookup",
			      "%s of ticket #%" G_GINT64_FORMAT
			      ", in which the sender has a part",
			      topic ? "its Thread-Index is that of a mail"
				    : "it answers what was answered in a mail",
			      search->ticket.number);
	}
	return true;
}

/* Says which evidence was outweighed, once the ticket is known. */
static void note_weaker(struct search *search, const struct reference *weaker,
			const char *answered)
{
	const struct reference *ref = &search->dec->reference;
	g_autofree char *what = g_strdup_printf(
		"%s is of ticket #%" G_GINT64_FORMAT,
		strcmp(ref->source, "token") == 0 ? "the token"
						  : "the mail it answers",
		search->ticket.number);

	if (ref->source != weaker->source && weaker->found &&
	    !same_ticket(search, weaker))
		note_other(search, what,
			   pool_format(search->letter->pool, "its %s names %s",
				       weaker->source, weaker->text));
	if (strcmp(ref->source, "token") == 0 && answered != NULL &&
	    strcmp(search->answered.id, search->ticket.id) != 0)
		note_other(search, what,
			   pool_format(search->letter->pool,
				       "it answers a mail of ticket "
				       "#%" G_GINT64_FORMAT,
				       search->answered.number));
}

static bool search_state(const struct search *search,
			 const struct reference *ref,
			 struct store_ticket *ticket, bool *found)
{
	if (search->with->store == NULL)
		return true;
	if (*ref->id != '\0')
		return store_ticket_by_id(search->with->store,
					  workspace(search), ref->id, ticket,
					  found, search->why);
	return store_ticket_by_number(search->with->store, workspace(search),
				      ref->number, ticket, found, search->why);
}

static void prefer_named(struct search *search, const struct reference *ref)
{
	decision_note(search->dec, search->in, "lookup",
		      "of the tickets that the %s names %s counts", ref->source,
		      ref->text);
	search->dec->reference = *ref;
}

/*
 * Of several tickets that a subject names the first counts, unless the writer
 * has a part in another and none in that.
 */
static bool search_named(struct search *search)
{
	const struct decision *dec = search->dec;
	struct store *store = search->with->store;
	bool has = false;

	if (!search_state(search, &dec->reference, &search->ticket,
			  &search->found) ||
	    (search->found && dec->also_n > 0 &&
	     !part_has(store, workspace(search), &search->ticket, &dec->sender,
		       &has, search->why)))
		return false;
	for (size_t i = 0; i < dec->also_n && !has; i++) {
		struct store_ticket ticket;
		bool found = false;

		if (!search_state(search, &dec->also[i], &ticket, &found) ||
		    (found && !part_has(store, workspace(search), &ticket,
					&dec->sender, &has, search->why)))
			return false;
		if (!has)
			continue;
		search->ticket = ticket;
		search->found = true;
		prefer_named(search, &dec->also[i]);
	}
	return true;
}

static struct store_ticket from_desk(const struct desk_ticket *ticket)
{
	return (struct store_ticket){
		.id = ticket->id,
		.number = ticket->number,
		.customer_id = ticket->customer_id,
		.customer_email = ticket->customer_email,
		.subject = ticket->subject,
	};
}

static bool remember(struct search *search, const struct store_ticket *tickets,
		     size_t n)
{
	if (!search->with->remember || search->with->store == NULL)
		return true;
	return store_tickets_save(search->with->store, workspace(search),
				  tickets, n, search->why);
}

/* The desk could not be asked: whoever delivers comes back later. */
static bool unanswered(struct search *search)
{
	return why_at(search->why, "cannot look up %s",
		      search->dec->reference.text);
}

/* 0 for the one that counts, then its alternatives; or none of them. */
static size_t rank(const struct decision *dec, gint64 number)
{
	size_t i = 0;

	if (dec->reference.number == number)
		return 0;
	while (i < dec->also_n && dec->also[i].number != number)
		i++;
	return i + 1;
}

static bool search_newest(struct search *search)
{
	struct decision *dec = search->dec;
	g_autoptr(GArray) tickets = NULL;
	g_autoptr(GArray) known =
		g_array_new(FALSE, FALSE, sizeof(struct store_ticket));
	size_t best = dec->also_n + 1;

	if (ask_newest(search->with->ask, &tickets, search->why) != ANSWER_DONE)
		return unanswered(search);
	search->asked = true;
	for (guint i = 0; i < tickets->len; i++) {
		struct store_ticket ticket = from_desk(
			&g_array_index(tickets, struct desk_ticket, i));

		g_array_append_val(known, ticket);
		if (rank(dec, ticket.number) >= best)
			continue;
		best = rank(dec, ticket.number);
		search->ticket = ticket;
		search->found = true;
	}
	if (search->found && best > 0)
		prefer_named(search, &dec->also[best - 1]);
	return remember(search, (const struct store_ticket *)known->data,
			known->len);
}

/* The ticket itself: does it exist, and who is its customer? */
static bool search_ticket(struct search *search, const char *id)
{
	struct desk_ticket ticket = {0};
	g_autoptr(GArray) messages = NULL;

	switch (ask_get(search->with->ask, id, &ticket, &messages,
			search->why)) {
	case ANSWER_DONE:
		search->ticket = from_desk(&ticket);
		search->found = true;
		search->asked = true;
		return remember(search, &search->ticket, 1);
	case ANSWER_GONE:
	case ANSWER_INVALID:
		search->found = false;
		search->asked = true;
		return true;
	case ANSWER_MERGED:
		search->found = false;
		search->asked = true;
		search->dec->standing.gone = "merged into another";
		return true;
	case ANSWER_DOWN:
	case ANSWER_UNSURE:
	case ANSWER_NAMELESS:
	case ANSWER_BUSY:
	case ANSWER_DENIED:
		break;
	}
	return unanswered(search);
}

/* A list names no customer; another ticket of his may have. */
static bool search_customer(struct search *search)
{
	return !search->found ||
	       part_customer(search->with->store, workspace(search),
			     &search->ticket, search->why);
}

static bool search_desk(struct search *search)
{
	const struct reference *ref = &search->dec->reference;

	if (search->with->ask == NULL)
		return search_customer(search);
	if (!search->found && *ref->id == '\0' && !search_newest(search))
		return false;
	if (!search_customer(search))
		return false;
	if (!search->found && *ref->id != '\0')
		return search_ticket(search, ref->id);
	/* Known by its number only. */
	if (search->found && *search->ticket.customer_email == '\0')
		return search_ticket(search, search->ticket.id);
	return true;
}

static bool judge_writer(struct search *search)
{
	struct decision *dec = search->dec;
	struct standing *standing = &dec->standing;
	const struct store_ticket *ticket = &search->ticket;

	standing->known = true;
	standing->id = pool_text(search->letter->pool, ticket->id);
	standing->number = ticket->number;
	dec->reference.number = ticket->number;
	standing->customer_email =
		pool_text(search->letter->pool, ticket->customer_email);
	return part_read(search->with->store, workspace(search), ticket,
			 &dec->sender, standing, search->why);
}

/* Finds the ticket that the strongest evidence means. */
static bool search_all(struct search *search)
{
	struct decision *dec = search->dec;
	const struct reference weaker = dec->reference;
	const char *answered;

	search_token(search);
	if (!part_answered(search->with->store, workspace(search),
			   search->letter->msg, &dec->sender, &search->answered,
			   &answered, search->why))
		return false;
	if (answered != NULL && !dec->standing.bearer)
		prefer_answered(search, answered);
	if (!dec->reference.found)
		return search_hints(search);
	if (!search->found && !search_named(search))
		return false;
	if (!search_desk(search))
		return false;
	if (search->found)
		note_weaker(search, &weaker, answered);
	return true;
}

bool lookup(const struct deciding *with, const struct letter *letter,
	    const struct filter_input *in, struct decision *dec,
	    struct why *why)
{
	struct search search = {.with = with,
				.letter = letter,
				.in = in,
				.dec = dec,
				.why = why};

	if (!search_all(&search))
		return false;
	if (!dec->reference.found)
		return true;
	dec->standing.asked = search.asked;
	if (search.found)
		return judge_writer(&search);
	decision_note(dec, in, "lookup", "%s is not known%s",
		      dec->reference.text,
		      search.asked ? "" : "; the desk was not asked");
	return true;
}
