// SPDX-License-Identifier: GPL-3.0-or-later
// Looking up: which ticket a mail means, and what its writer is to it.
#include "lookup.h"

#include <string.h>

#include "mail/address.h"

/* Message-IDs of one mail that are looked up, the newest first. */
#define LOOKUP_IDS_MOST 20

/* One mail's look-up. */
struct search {
	const struct deciding *with;
	const struct letter *letter;
	const struct filter_input *in;
	struct decision *dec;
	struct why *why;
	struct store_ticket ticket; /* once it is found */
	bool found;
	bool asked;
};

static const char *workspace(const struct search *search)
{
	return search->letter->mailbox->workspace;
}

static bool by_message_id(struct search *search, const char *id)
{
	return store_ticket_by_message_id(
		search->with->store, workspace(search), id, &search->ticket,
		&search->found, search->why);
}

/* A header is stronger than a subject: nobody types a Message-ID. */
static void prefer_header(struct search *search, const char *id)
{
	struct decision *dec = search->dec;
	const bool other = dec->reference.found &&
			   dec->reference.number != search->ticket.number &&
			   strcmp(dec->reference.id, search->ticket.id) != 0;

	if (other)
		decision_note(dec, search->in, "lookup",
			      "the subject names %s, but the headers answer a "
			      "mail of ticket #%" G_GINT64_FORMAT
			      ": the headers count",
			      dec->reference.text, search->ticket.number);
	else
		decision_note(dec, search->in, "lookup",
			      "it answers a mail of ticket #%" G_GINT64_FORMAT,
			      search->ticket.number);
	dec->reference = (struct reference){
		.found = true,
		.number = search->ticket.number,
		.id = search->ticket.id,
		.source = "header",
		.text = id,
	};
}

static bool search_headers(struct search *search)
{
	const struct ids *lists[] = {&search->letter->msg->in_reply_to,
				     &search->letter->msg->references};
	guint looked = 0;

	if (search->with->store == NULL)
		return true;
	for (size_t list = 0; list < G_N_ELEMENTS(lists); list++)
		for (size_t i = lists[list]->n; i > 0; i--) {
			const char *id = lists[list]->at[i - 1];

			if (looked++ == LOOKUP_IDS_MOST)
				return true;
			if (!by_message_id(search, id))
				return false;
			if (search->found) {
				prefer_header(search, id);
				return true;
			}
		}
	return true;
}

static bool search_state(struct search *search)
{
	const struct reference *ref = &search->dec->reference;

	if (search->with->store == NULL)
		return true;
	if (*ref->id != '\0')
		return store_ticket_by_id(
			search->with->store, workspace(search), ref->id,
			&search->ticket, &search->found, search->why);
	return store_ticket_by_number(search->with->store, workspace(search),
				      ref->number, &search->ticket,
				      &search->found, search->why);
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

static bool search_newest(struct search *search)
{
	g_autoptr(GArray) tickets = NULL;
	g_autoptr(GArray) known =
		g_array_new(FALSE, FALSE, sizeof(struct store_ticket));

	if (ask_newest(search->with->ask, &tickets, search->why) != ANSWER_DONE)
		return unanswered(search);
	search->asked = true;
	for (guint i = 0; i < tickets->len; i++) {
		struct store_ticket ticket = from_desk(
			&g_array_index(tickets, struct desk_ticket, i));

		g_array_append_val(known, ticket);
		if (ticket.number == search->dec->reference.number) {
			search->ticket = ticket;
			search->found = true;
		}
	}
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

static bool search_desk(struct search *search)
{
	const struct reference *ref = &search->dec->reference;

	if (search->with->ask == NULL)
		return true;
	if (!search->found && *ref->id == '\0' && !search_newest(search))
		return false;
	if (!search->found && *ref->id != '\0')
		return search_ticket(search, ref->id);
	/* Known by its number only: a list names no customer. */
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
	standing->customer_email =
		pool_text(search->letter->pool, ticket->customer_email);
	/* Who is named in two ways has no rights by either. */
	if (dec->sender.unsure || *dec->sender.email == '\0')
		return true;
	standing->customer =
		*standing->customer_email != '\0' &&
		address_same(standing->customer_email, dec->sender.email);
	if (standing->customer || search->with->store == NULL)
		return true;
	return store_participant(search->with->store, workspace(search),
				 ticket->id, dec->sender.email,
				 &standing->participant, search->why);
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

	if (!search_headers(&search))
		return false;
	if (!dec->reference.found)
		return true;
	if (!search.found && !search_state(&search))
		return false;
	if (!search_desk(&search))
		return false;
	dec->standing.asked = search.asked;
	if (search.found)
		return judge_writer(&search);
	decision_note(dec, in, "lookup", "%s is not known%s",
		      dec->reference.text,
		      search.asked ? "" : "; the desk was not asked");
	return true;
}
