// SPDX-License-Identifier: GPL-3.0-or-later
// A status in words, for people who never saw a bounce.
#include <string.h>

#include "filters/bounce/phrases.h"
#include "filters/bounce/status.h"

/* IANA's registry of RFC 5248, and what was concluded from phrases. */
static const struct phrase words[] = {
	{"1.0", "there is something wrong with the address"},
	{"1.1", "the mailbox does not exist"},
	{"1.2", "the domain does not exist or takes no mail"},
	{"1.3", "the address is not valid"},
	{"1.4", "the address is ambiguous"},
	{"1.6", "the recipient has moved, and left no address"},
	{"1.7", "the sender's address is not valid"},
	{"1.8", "the sender's domain cannot be found"},
	{"1.10", "the domain takes no mail"},
	{"2.0", "there is something wrong with the mailbox"},
	{"2.1", "the mailbox is disabled and takes no mail"},
	{"2.2", "the mailbox is full"},
	{"2.3", "the mail is too large for this mailbox"},
	{"2.4", "the mailing list could not be expanded"},
	{"3.0", "there is something wrong with the mail system"},
	{"3.1", "the mail system is full"},
	{"3.2", "the mail system takes no mail at the moment"},
	{"3.4", "the mail is too large for the mail system"},
	{"4.0", "the way to the mail system is broken"},
	{"4.1", "the mail system does not answer"},
	{"4.2", "the connection broke"},
	{"4.3", "the domain could not be looked up"},
	{"4.4", "no way leads to the mail system"},
	{"4.6", "the mail ran in a circle"},
	{"4.7", "it was tried for too long"},
	{"5.3", "the mail has too many recipients"},
	{"6.0", "the content was not accepted"},
	{"7.0", "it was not accepted, for a reason of security or policy"},
	{"7.1", "the recipient's mail system does not permit it"},
	{"7.2", "the sender may not write to this list"},
	{"7.20", "the mail's signature (DKIM) was not accepted"},
	{"7.23", "the sender's mail server (SPF) was not accepted"},
	{"7.25", "the sender's mail server has no name in the DNS"},
	{"7.26", "the sender could not be authenticated (SPF, DKIM, DMARC)"},
	{"7.27", "the sender's domain takes no mail itself"},
	{NOT_ACCEPTED, "the domain takes no mail"},
	{USER_UNKNOWN, "the mailbox does not exist"},
	{HOST_UNKNOWN, "the domain does not exist"},
	{FILTERED, "the recipient's filter did not accept it"},
	{REJECTED, "the sender was not accepted"},
	{SUSPENDED, "the mailbox is disabled"},
	{MAILBOX_FULL, "the mailbox is full"},
	{SYSTEM_ERROR, "the mail system had an error"},
	{SYSTEM_FULL, "the mail system is full"},
	{MAILER_ERROR, "a program at the recipient's mail system failed"},
	{NETWORK_ERROR, "the way to the mail system is broken"},
	{TOO_MANY, "too many mails came at once"},
	{EXPIRED, "it was tried for too long, or the mail system is down"},
	{BLOCKED, "the sender's mail server is blocked"},
	{POLICY, "a policy of the recipient's mail system forbids it"},
	{NO_REVERSE, "the sender's mail server has no name in the DNS"},
	{NOT_IN_FORM, "the mail's form was not accepted"},
	{REPUTATION, "the sender has a bad reputation"},
	{NO_TLS, "no encrypted connection could be made"},
	{SPAM, "it was taken for spam"},
	{SYNTAX, "the mail systems did not understand each other"},
};

const char *status_words(const char *code)
{
	const char *detail = strchr(code, '.');

	for (gsize i = 0; detail != NULL && i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i].phrase, detail + 1) == 0)
			return words[i].code;
	return "";
}

bool status_is_stated(const char *code)
{
	const char *detail = strchr(code, '.');

	return detail != NULL && !g_str_has_prefix(detail, ".0.9");
}
