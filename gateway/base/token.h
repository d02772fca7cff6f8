// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens: names of a ticket that only this gateway can make.
#ifndef TIXGATE_BASE_TOKEN_H
#define TIXGATE_BASE_TOKEN_H

#include <stdbool.h>

#include <glib.h>

#include "base/secrets.h"
#include "base/why.h"

/*
 * A token is the ticket's id (16 bytes), a nonce (4) and the first 80 bits of
 * an HMAC over both, in base32 (RFC 4648, 6): it needs no state to be verified,
 * survives mail systems that change the case of a local part, and fits into one
 * behind "name+". It proves that its bearer has seen a mail of ours of this
 * ticket (or was handed one), not who he is.
 */
#define TOKEN_LETTERS 48
#define TOKEN_SIZE    (TOKEN_LETTERS + 1)

/* A ticket's id is a UUID: 36 characters. */
#define TOKEN_TICKET_SIZE 37

/* Octets of a local part (RFC 5321, 4.5.3.1.1). */
#define TOKEN_LOCAL_PART_MOST 64

/* Candidates that are tried of one text: a sender can write any number. */
#define TOKEN_TRIES_MOST 8

/*
 * Makes a token of the ticket with a nonce of its own, so that each is another
 * one. Fails for an id that is no UUID, or where there are no random bytes.
 */
bool token_make(const struct secrets *secrets, const char *ticket_id,
		char token[TOKEN_SIZE], struct why *why);

/*
 * True if text is, in either case, a token that one of the secrets made: then
 * its ticket's id, in lower case.
 */
bool token_read(const struct secrets *secrets, const char *text,
		char ticket_id[TOKEN_TICKET_SIZE]);

/*
 * The same for the first that verifies of those that stand in text between
 * other characters than letters and digits: in an address or a Message-ID.
 */
bool token_find(const struct secrets *secrets, const char *text,
		char ticket_id[TOKEN_TICKET_SIZE]);

/*
 * "support+TOKEN@example.com" of "support@example.com", with the first of the
 * delimiters; freed by g_free(). NULL where there is no delimiter, where the
 * local part would be longer than 64 octets, is quoted or has a detail already,
 * and for "@example.com": then only a Message-ID can carry the token.
 */
char *token_address(const char *address, const char *delimiters,
		    const char *token);

/* A Message-ID that carries it, without angle brackets; by g_free(). */
char *token_message_id(const char *token, const char *domain);

#endif
