// SPDX-License-Identifier: GPL-3.0-or-later
// A part in a ticket: what a mail's writer is to it, as far as it is known.
#include "part.h"

#include "evidence.h"
#include "mail/address.h"

bool part_read(struct store *store, const char *workspace,
	       const struct store_ticket *ticket, const struct writer *writer,
	       struct standing *standing, struct why *why)
{
	/* Who is named in two ways has no rights by either. */
	if (writer->unsure || *writer->email == '\0')
		return true;
	standing->customer =
		*ticket->customer_email != '\0' &&
		address_same(ticket->customer_email, writer->email);
	if (standing->customer || store == NULL)
		return true;
	return store_participant(store, workspace, ticket->id, writer->email,
				 &standing->participant, why) &&
	       store_copied(store, workspace, ticket->id, writer->email,
			    &standing->copied, why);
}

bool part_customer(struct store *store, const char *workspace,
		   struct store_ticket *ticket, struct why *why)
{
	if (*ticket->customer_email != '\0' || store == NULL)
		return true;
	return store_customer(store, workspace, ticket->customer_id,
			      &ticket->customer_email, why);
}

bool part_has(struct store *store, const char *workspace,
	      struct store_ticket *ticket, const struct writer *writer,
	      bool *has, struct why *why)
{
	struct standing standing = {.known = true};

	*has = false;
	if (!part_customer(store, workspace, ticket, why) ||
	    !part_read(store, workspace, ticket, writer, &standing, why))
		return false;
	*has = standing.customer || standing.participant;
	return true;
}

bool part_answered(struct store *store, const char *workspace,
		   const struct message *msg, const struct writer *writer,
		   struct store_ticket *ticket, const char **answered,
		   struct why *why)
{
	const char *ids[EVIDENCE_IDS_MOST];
	const size_t n = evidence_ids(msg, ids);
	bool has = false;

	*answered = NULL;
	for (size_t i = 0; i < n && store != NULL && !has; i++) {
		struct store_ticket one;
		bool found = false;

		if (!store_ticket_by_message_id(store, workspace, ids[i], &one,
						&found, why) ||
		    (found &&
		     !part_has(store, workspace, &one, writer, &has, why)))
			return false;
		if (!found || (*answered != NULL && !has))
			continue;
		*answered = ids[i];
		*ticket = one;
	}
	return true;
}
