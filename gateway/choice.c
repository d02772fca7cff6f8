// SPDX-License-Identifier: GPL-3.0-or-later
// The choice: which mailbox a mail came to.
#include <string.h>

#include "mail/address.h"
#include "mailboxes.h"

/* "@example.com" of a mailbox, as the address of nobody there. */
static bool covers(const char *domain, const char *email)
{
	const char *at = strrchr(email, '@');
	g_autofree char *a = NULL;
	g_autofree char *b = NULL;

	if (*domain != '@' || at == NULL || at == email)
		return false;
	/* Domains are compared as those of addresses are. */
	a = g_strconcat("x", domain, NULL);
	b = g_strconcat("x", at, NULL);
	return address_same(a, b);
}

static bool is_of(const char *address, const char *email, bool whole_domains)
{
	if (whole_domains)
		return covers(address, email);
	return *address != '@' && address_same(address, email);
}

static const struct mailbox *by_address(const struct config *config,
					const char *email, bool whole_domains)
{
	for (size_t i = 0; i < config->mailboxes_n; i++) {
		const struct mailbox *mailbox = &config->mailboxes[i];

		for (size_t j = 0; mailbox->address[j] != NULL; j++)
			if (is_of(mailbox->address[j], email, whole_domains))
				return mailbox;
	}
	return NULL;
}

/* The address without its "+detail" (RFC 5233), or NULL if it has none. */
static char *without_detail(const struct config *config, const char *email)
{
	const char *delimiter = config->routes.delimiter;
	const char *at = strrchr(email, '@');
	const char *detail =
		*delimiter == '\0' ? NULL
				   : strpbrk(email + (*email != 0), delimiter);

	if (at == NULL || detail == NULL || detail > at)
		return NULL;
	return g_strdup_printf("%.*s%s", (int)(detail - email), email, at);
}

/* As it stands, then without its detail. */
static const struct mailbox *by_name(const struct config *config,
				     const char *email)
{
	const struct mailbox *mailbox = by_address(config, email, false);
	g_autofree char *plain = without_detail(config, email);

	if (mailbox == NULL && plain != NULL)
		mailbox = by_address(config, plain, false);
	return mailbox;
}

static const struct mailbox *by_recipient(const struct config *config,
					  const char *email)
{
	const struct mailbox *mailbox = by_name(config, email);

	return mailbox != NULL ? mailbox : by_address(config, email, true);
}

const struct mailbox *mailbox_of_address(const struct config *config,
					 const char *email)
{
	return by_recipient(config, email);
}

static const struct mailbox *by_list(const struct config *config,
				     const struct addresses *list,
				     bool whole_domains)
{
	const struct mailbox *mailbox = NULL;

	for (size_t i = 0; i < list->n && mailbox == NULL; i++)
		mailbox = whole_domains
				  ? by_address(config, list->at[i].email, true)
				  : by_name(config, list->at[i].email);
	return mailbox;
}

/* Who is named by an address comes before who has a whole domain. */
static const struct mailbox *by_headers(const struct config *config,
					const struct message *msg)
{
	const struct mailbox *mailbox = by_list(config, &msg->to, false);

	if (mailbox == NULL)
		mailbox = by_list(config, &msg->cc, false);
	if (mailbox == NULL)
		mailbox = by_list(config, &msg->to, true);
	if (mailbox == NULL)
		mailbox = by_list(config, &msg->cc, true);
	return mailbox;
}

/* The topmost header is the mail system's: what is below may be anybody's. */
static const struct mailbox *by_trusted(const struct config *config,
					const struct message *msg)
{
	const struct mailbox *mailbox = NULL;
	const char *const *names = config->routes.headers;

	for (size_t i = 0; names[i] != NULL && mailbox == NULL; i++) {
		const char *value = head_get(&msg->head, names[i]);
		g_autofree char *email = NULL;

		if (value == NULL)
			continue;
		value += strspn(value, " \t<");
		email = g_strndup(value, strcspn(value, " \t>"));
		mailbox = by_recipient(config, email);
	}
	return mailbox;
}

const struct mailbox *mailbox_choose(const struct config *config,
				     const struct envelope *envelope,
				     const struct message *msg)
{
	const struct mailbox *mailbox = NULL;

	for (size_t i = 0; i < envelope->originals_n && mailbox == NULL; i++)
		mailbox = by_recipient(config, envelope->originals[i]);
	if (mailbox == NULL)
		mailbox = by_trusted(config, msg);
	for (size_t i = 0; i < envelope->recipients_n && mailbox == NULL; i++)
		mailbox = by_recipient(config, envelope->recipients[i]);
	if (mailbox == NULL)
		mailbox = by_headers(config, msg);
	return mailbox != NULL ? mailbox : &config->mailboxes[0];
}
