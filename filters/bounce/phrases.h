// SPDX-License-Identifier: GPL-3.0-or-later
// Inside of the bounce reader: phrases of mail servers and what they mean.
#ifndef TIXGATE_FILTERS_BOUNCE_PHRASES_H
#define TIXGATE_FILTERS_BOUNCE_PHRASES_H

/*
 * Subject and detail of a status (RFC 3463) where no server stated one. The
 * details from 900 are in no registry: whoever reads them sees that the code
 * was concluded, and Sisimai, which many know, uses the same.
 */
#define SYNTAX	      "0.902"
#define FILTERED      "0.910"
#define USER_UNKNOWN  "0.911"
#define HOST_UNKNOWN  "0.912"
#define REJECTED      "0.918"
#define SUSPENDED     "0.921"
#define MAILBOX_FULL  "0.922"
#define SYSTEM_ERROR  "0.930"
#define NOT_ACCEPTED  "0.932"
#define MAILER_ERROR  "0.939"
#define NETWORK_ERROR "0.944"
#define EXPIRED	      "0.947"
#define BLOCKED	      "0.971"
#define SYSTEM_FULL   "0.931"
#define TOO_MANY      "0.945"
#define POLICY	      "0.972"
#define NO_REVERSE    "0.973"
#define NOT_IN_FORM   "0.974"
#define REPUTATION    "0.975"
#define NO_TLS	      "0.976"
#define SPAM	      "0.980"
#define TOO_LONG      "2.3"
#define NOT_LISTENING "3.2"
#define TOO_BIG	      "3.4"
#define NO_RELAYING   "7.1"
#define HAS_MOVED     "1.6"
#define CONTENT	      "6.0"
#define NO_RIGHTS     "7.0"
#define UNPROVEN      "7.26"

/* A phrase, ASCII letters in any case, and what it means. */
struct phrase {
	const char *phrase, *code;
};

/* What can mean nothing else, whatever it is said of; a NULL phrase last. */
extern const struct phrase phrases_that_are_clear[];

/* What is said of a mailbox, a domain or a sender; a NULL phrase last. */
extern const struct phrase phrases_of_mailboxes[];

/* What is said of the way there, and in refusals; a NULL phrase last. */
extern const struct phrase phrases_of_servers[];

#endif
