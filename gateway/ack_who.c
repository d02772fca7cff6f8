// SPDX-License-Identifier: GPL-3.0-or-later
// Who gets an acknowledgement: RFC 3834, and what this gateway knows more.
#include "ack_who.h"

#include <string.h>

#include "mail/address.h"
#include "mail/encode.h"
#include "mailboxes.h"

/* Bytes of a local part (RFC 5321, 4.5.3.1.1). */
#define LOCAL_MOST 64

/*
 * RFC 3834, 2, and what notifications come from: local parts that nobody
 * reads. "-" and "_" and "." are left out before they are compared.
 */
static const char *const nobody_begins[] = {
	"noreply",	 "donotreply",	"nepasrepondre", "nichtantworten",
	"nonrispondere", "noresponder", "mailerdaemon",	 "maildaemon",
	"autoreply",	 "automailer",	"bounce",	 "postmaster",
};
static const char *const nobody_words[] = {
	"root",		 "daemon",     "cron",	 "nagios",     "icinga",
	"zabbix",	 "monitoring", "alert",	 "alerts",     "notification",
	"notifications", "notify",     "mailer", "listserv",   "majordomo",
	"mailman",	 "nobody",     "abuse",	 "hostmaster", "webmaster",
	"devnull",
};
static const char *const nobody_ends[] = {
	"-request", "-owner",	 "-bounces", "-bounce",
	"-noreply", "-no-reply", "-errors",  "-admin-bounces",
};

static bool is_nobody(const char *email)
{
	g_autofree char *local =
		g_ascii_strdown(email, (gssize)strcspn(email, "@+"));
	g_autoptr(GString) bare = g_string_new(NULL);

	if (g_str_has_prefix(local, "owner-"))
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(nobody_ends); i++)
		if (g_str_has_suffix(local, nobody_ends[i]))
			return true;
	for (const char *at = local; *at != '\0'; at++)
		if (strchr("-_.", *at) == NULL)
			g_string_append_c(bare, *at);
	for (size_t i = 0; i < G_N_ELEMENTS(nobody_begins); i++)
		if (g_str_has_prefix(bare->str, nobody_begins[i]))
			return true;
	for (size_t i = 0; i < G_N_ELEMENTS(nobody_words); i++)
		if (strcmp(bare->str, nobody_words[i]) == 0)
			return true;
	return false;
}

/*
 * What the mail system says, or the Return-Path that it wrote on top (RFC
 * 5321, 4.4); NULL if neither does.
 */
static const char *envelope_sender(const struct letter *letter)
{
	const struct header *path;
	const char *at;

	if (letter->envelope->sender_known)
		return letter->envelope->sender;
	path = head_nth(&letter->msg->head, "Return-Path", 0);
	if (path == NULL)
		return NULL;
	at = path->raw + strspn(path->raw, " \t<");
	return pool_text_n(letter->pool, at, strcspn(at, " \t>"));
}

/* An address that a mail can be sent to, as every mail system takes it. */
static bool can_be_written_to(const char *email)
{
	const char *at = strrchr(email, '@');

	return address_plausible(email) && encode_plain(email) &&
	       at - email <= LOCAL_MOST && *email != '-' &&
	       strpbrk(email, "\"\\(),:;[]") == NULL;
}

static bool among(const char *const *list, size_t n, const char *email)
{
	for (size_t i = 0; i < n; i++)
		if (address_same(list[i], email))
			return true;
	return false;
}

static bool is_own(const struct config *config, const char *email)
{
	for (size_t i = 0; config->own_addresses[i] != NULL; i++)
		if (address_same(config->own_addresses[i], email))
			return true;
	return false;
}

static bool names_us(const struct config *config, const struct letter *letter,
		     const struct addresses *list)
{
	const struct envelope *envelope = letter->envelope;

	for (size_t i = 0; i < list->n; i++) {
		const char *email = list->at[i].email;
		const struct mailbox *mailbox =
			mailbox_of_address(config, email);

		if (mailbox == letter->mailbox ||
		    (mailbox != NULL && mailbox == letter->came_to) ||
		    among(envelope->recipients, envelope->recipients_n,
			  email) ||
		    among(envelope->originals, envelope->originals_n, email))
			return true;
	}
	return false;
}

/* RFC 3834, 2: who is not named was written to by a list or in secret. */
static bool is_named(const struct config *config, const struct letter *letter)
{
	static const char *const more[] = {"Resent-To", "Resent-Cc"};

	if (names_us(config, letter, &letter->msg->to) ||
	    names_us(config, letter, &letter->msg->cc))
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(more); i++) {
		const struct header *header =
			head_nth(&letter->msg->head, more[i], 0);
		struct addresses list = {NULL, 0};
		bool unsure = false;

		if (header != NULL)
			list = addresses_read(header->raw, letter->pool,
					      &unsure);
		if (names_us(config, letter, &list))
			return true;
	}
	return false;
}

/* Why the writer is none to be answered, or NULL. */
static const char *against_writer(const struct letter *letter,
				  const struct decision *dec)
{
	const struct writer *who = &dec->sender;

	if (letter->keep_whole)
		return "the mail could not be read";
	if (dec->class != CLASS_HUMAN)
		return pool_format(letter->pool,
				   "its class is %s, and only people are "
				   "answered",
				   class_name(dec->class));
	if (dec->no_ack)
		return "its headers or its sender want no automatic answer";
	if (*who->email == '\0' || who->unsure)
		return "it is not sure who wrote it";
	if (strcmp(who->source, "forwarded") == 0)
		return "its writer did not send it here himself";
	if (who->verified == VERIFIED_FAIL ||
	    (who->judged && who->verified != VERIFIED_PASS))
		return pool_format(letter->pool,
				   "our host did not verify the sender (%s)",
				   verified_name(who->verified));
	return NULL;
}

/* Why the two addresses do not agree, or NULL. */
static const char *against_envelope(const struct letter *letter,
				    const struct decision *dec)
{
	const struct ack_settings *settings = &letter->mailbox->acknowledge;
	const char *envelope = envelope_sender(letter);

	if (envelope != NULL &&
	    (*envelope == '\0' ||
	     g_ascii_strcasecmp(envelope, "MAILER-DAEMON") == 0))
		return "its envelope sender is empty";
	if (settings->to == ACK_TO_SENDER ||
	    dec->sender.verified == VERIFIED_PASS)
		return NULL;
	if (envelope == NULL)
		return "neither the mail system nor a Return-Path tells the "
		       "envelope sender";
	return address_same(envelope, dec->sender.email)
		       ? NULL
		       : "the envelope sender is not the writer";
}

static const char *against_address(const struct config *config,
				   const struct letter *letter,
				   const char *email)
{
	if (!can_be_written_to(email))
		return "the writer's address is not one that every mail "
		       "system takes";
	if (mailbox_of_address(config, email) != NULL || is_own(config, email))
		return "the writer's address is one of our own";
	if (is_nobody(email))
		return "nobody reads the writer's address";
	if (!is_named(config, letter))
		return "neither To nor Cc names the mailbox";
	return NULL;
}

void ack_choose(const struct config *config, const struct letter *letter,
		const struct decision *dec, struct ack_choice *choice)
{
	const char *reason = against_writer(letter, dec);

	if (reason == NULL)
		reason = against_envelope(letter, dec);
	if (reason == NULL)
		reason = against_address(config, letter, dec->sender.email);
	*choice = (struct ack_choice){
		.send = reason == NULL,
		.recipient = reason == NULL ? dec->sender.email : "",
		.reason = reason == NULL ? "" : reason,
	};
}

/* The first address that is no whole domain. */
static const char *first_address(const struct mailbox *mailbox)
{
	for (size_t i = 0; mailbox->address[i] != NULL; i++)
		if (*mailbox->address[i] != '@' &&
		    encode_plain(mailbox->address[i]))
			return mailbox->address[i];
	return "";
}

const char *ack_from(const struct mailbox *mailbox)
{
	return *mailbox->acknowledge.from != '\0' ? mailbox->acknowledge.from
						  : first_address(mailbox);
}

const char *ack_home(const struct config *config, const struct mailbox *mailbox)
{
	const char *first = first_address(mailbox);
	const char *from = mailbox->acknowledge.from;

	if (*first == '\0' && *from != '\0' &&
	    mailbox_of_address(config, from) == mailbox)
		return from;
	return first;
}
