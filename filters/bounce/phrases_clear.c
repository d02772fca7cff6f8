// SPDX-License-Identifier: GPL-3.0-or-later
// What mail servers say in words that mean one thing only.
#include "filters/bounce/phrases.h"

#include <stddef.h>

/*
 * Looked for before the others: each of them holds a word ("unknown", "relay",
 * "quota", "refused") that by itself means something else.
 */
const struct phrase phrases_that_are_clear[] = {
	/* Who sent it could not prove it (RFC 7372, RFC 7489). */
	{"dmarc", UNPROVEN},
	{"spf check", UNPROVEN},
	{"failed spf", UNPROVEN},
	{"spf fail", UNPROVEN},
	{"spf validation", UNPROVEN},
	{"spf verification", UNPROVEN},
	{"not pass spf", UNPROVEN},
	{"spf record", UNPROVEN},
	{"dkim signature", UNPROVEN},
	{"dkim check", UNPROVEN},
	{"dkim fail", UNPROVEN},
	{"is unauthenticated", UNPROVEN},
	{"unauthenticated email", UNPROVEN},
	{"unauthenticated mail", UNPROVEN},
	{"authentication checks", UNPROVEN},
	{"smtp authentication is required", NO_RIGHTS},
	{"authentication required", NO_RIGHTS},
	{"must authenticate", NO_RIGHTS},
	{"client was not authenticated", NO_RIGHTS},

	{"tls is required", NO_TLS},
	{"tls required", NO_TLS},
	{"issue a starttls", NO_TLS},
	{"starttls is required", NO_TLS},
	{"starttls, which", NO_TLS},
	{"cannot start tls", NO_TLS},
	{"tls not available", NO_TLS},
	{"tls negotiation", NO_TLS},
	{"tls handshake", NO_TLS},
	{"certificate not trusted", NO_TLS},
	{"certificate verif", NO_TLS},

	/* The name of the sending host. */
	{"reverse dns", NO_REVERSE},
	{"reverse lookup", NO_REVERSE},
	{"reverse hostname", NO_REVERSE},
	{"reverse host name", NO_REVERSE},
	{"reverse mapping", NO_REVERSE},
	{"reverse domain name", NO_REVERSE},
	{"no rdns", NO_REVERSE},
	{"rdns ", NO_REVERSE},
	{"ptr record", NO_REVERSE},
	{"valid ptr", NO_REVERSE},
	{"no ptr", NO_REVERSE},
	{"ptr lookup", NO_REVERSE},
	{"ptr dns", NO_REVERSE},
	{"cannot find your hostname", NO_REVERSE},
	{"cannot resolve your address", NO_REVERSE},

	/* The form of the mail (RFC 5322). */
	{"rfc 5322", NOT_IN_FORM},
	{"rfc 2822", NOT_IN_FORM},
	{"rfc5322", NOT_IN_FORM},
	{"rfc2822", NOT_IN_FORM},
	{"rfc 822", NOT_IN_FORM},
	{"missing a valid message-id", NOT_IN_FORM},
	{"duplicate header", NOT_IN_FORM},
	{"multiple from header", NOT_IN_FORM},
	{"multiple subject header", NOT_IN_FORM},
	{"bare lf", NOT_IN_FORM},
	{"bare <lf>", NOT_IN_FORM},
	{"bare newline", NOT_IN_FORM},
	{"bare linefeed", NOT_IN_FORM},

	/* The size of the mail, before "exceeds" and "quota" of mailboxes. */
	{"exceeds fixed maximum", TOO_BIG},
	{"message size exceeds", TOO_BIG},
	{"message exceeds", TOO_BIG},
	{"size exceeds maximum", TOO_BIG},
	{"maximum message size", TOO_BIG},
	{"maximum allowed message size", TOO_BIG},
	{"message too large", TOO_BIG},
	{"message is too large", TOO_BIG},
	{"message size limit", TOO_BIG},
	{"message too big", TOO_BIG},
	{"message is too big", TOO_BIG},
	{"exceeds size limit", TOO_BIG},
	{"max message size", TOO_BIG},
	{"nachricht ist zu groß", TOO_BIG},
	{"nachricht zu groß", TOO_BIG},
	{"trop volumineux", TOO_BIG},
	{"demasiado grande", TOO_BIG},
	{"troppo grande", TOO_BIG},
	{"muito grande", TOO_BIG},
	{"te groot", TOO_BIG},
	{"слишком больш", TOO_BIG},
	{"length exceeds administrative limit", TOO_LONG},

	/* How much comes from there. */
	{"too many connections", TOO_MANY},
	{"too many concurrent", TOO_MANY},
	{"too many simultaneous", TOO_MANY},
	{"too many sessions", TOO_MANY},
	{"too many messages", TOO_MANY},
	{"too many emails", TOO_MANY},
	{"too many mails", TOO_MANY},
	{"too much mail from", TOO_MANY},
	{"sent too many", TOO_MANY},
	{"connection limit", TOO_MANY},
	{"connection rate", TOO_MANY},
	{"rate limit", TOO_MANY},
	{"ratelimit", TOO_MANY},
	{"rate-limit", TOO_MANY},
	{"sending rate", TOO_MANY},
	{"at a rate that", TOO_MANY},
	{"sending limit", TOO_MANY},
	{"sending quota", TOO_MANY},
	{"message quota", TOO_MANY},
	{"throttl", TOO_MANY},

	/* The disk of the server, not of the mailbox. */
	{"insufficient system storage", SYSTEM_FULL},
	{"system storage exceeded", SYSTEM_FULL},
	{"disk full", SYSTEM_FULL},
	{"disk is full", SYSTEM_FULL},
	{"no space left on device", SYSTEM_FULL},

	/* A list that got a mail twice (fml). */
	{"duplicated message-id", SYSTEM_ERROR},

	/* Programs that mail is handed to. */
	{"generated during the delivery attempt", MAILER_ERROR},
	{"unknown mailer error", MAILER_ERROR},
	{"exit code", MAILER_ERROR},

	/* Google tried each host of a domain, and none took the call. */
	{"could not initiate smtp conversation", NOT_LISTENING},

	/* The greeting: no command was sent, so the caller is meant. */
	{"after initial connection: host", BLOCKED},

	/* What is listed, and where. */
	{"url in message", SPAM},
	{"uribl", SPAM},
	{"surbl", SPAM},
	{"dnsbl", BLOCKED},
	{"by rbl", BLOCKED},
	{"rbl lookup", BLOCKED},
	{"is listed in", BLOCKED},
	{"is listed at", BLOCKED},
	{"is listed on", BLOCKED},
	{"spamhaus", BLOCKED},
	{"from your network", BLOCKED},
	{"poor reputation", REPUTATION},
	{"low reputation", REPUTATION},
	{"bad reputation", REPUTATION},
	{"reputation of", REPUTATION},
	{"local policy", POLICY},
	{"file type", CONTENT},
	{"attachment blocked", CONTENT},
	{"blocked attachment", CONTENT},

	/* The sender's name or domain, before "not found" and "unknown". */
	{"sender address rejected", REJECTED},
	{"sender was unable to be verified", REJECTED},
	{"backscatter", REJECTED},

	/* Exchange Online so refuses whom its directory does not know. */
	{"access denied. as(201806281)", USER_UNKNOWN},

	/* The recipient's domain, before "not found" and "unknown". */
	{"domain of recipient", HOST_UNKNOWN},
	{"recipient domain", HOST_UNKNOWN},
	{"unknown mail domain", HOST_UNKNOWN},
	{"unresolvable", HOST_UNKNOWN},
	{"name lookup failure", HOST_UNKNOWN},
	{"unable to find host", HOST_UNKNOWN},
	{"returned answer with no data", HOST_UNKNOWN},
	{"must contain a domain", HOST_UNKNOWN},
	{"without domain", HOST_UNKNOWN},
	{"domainname wurde nicht gefunden", HOST_UNKNOWN},
	{"domäne wurde nicht gefunden", HOST_UNKNOWN},
	{"domaine inconnu", HOST_UNKNOWN},
	{"dominio desconocido", HOST_UNKNOWN},
	{"no mx for", NOT_ACCEPTED},
	{"mx record is null", NOT_ACCEPTED},
	{"no mail server", NOT_ACCEPTED},
	{"dead hosts", NOT_ACCEPTED},

	/* Ways that lead nowhere, before "unknown" and "timed out". */
	{"too many hops", NETWORK_ERROR},
	{"hop count", NETWORK_ERROR},
	{"levels of aliases", NETWORK_ERROR},
	{"loops back", NETWORK_ERROR},
	{"network is unreachable", NETWORK_ERROR},
	{"no route to host", NETWORK_ERROR},

	/* A queue's own words, before what a mailbox's state is called. */
	{"delivery temporarily suspended", EXPIRED},
	{"envelope expired", EXPIRED},
	{"time in queue", EXPIRED},
	{"seit mehr als", EXPIRED},

	{"have an active account", SUSPENDED},
	{"account is expired", SUSPENDED},
	{"account has expired", SUSPENDED},
	{"has been closed", SUSPENDED},
	{"currently barred", SUSPENDED},
	{"désactivé", SUSPENDED},
	{"desactivad", SUSPENDED},
	{"deaktiviert", SUSPENDED},
	{"gesperrt", SUSPENDED},
	{"disattivat", SUSPENDED},
	{"заблокирован", SUSPENDED},
	{"address has changed", HAS_MOVED},
	{"has been moved", HAS_MOVED},
	{"not a gateway", NO_RELAYING},
	{"need rcpt", SYNTAX},
	{"bad sequence of commands", SYNTAX},
	{NULL, NULL},
};
