// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens: names of a ticket that only this gateway can make.
#include "base/token.h"

#include <string.h>
#include <sys/random.h>

#define ID_BYTES    16
#define NONCE_BYTES 4
#define TAG_BYTES   10
#define TOKEN_BYTES (ID_BYTES + NONCE_BYTES + TAG_BYTES)

G_STATIC_ASSERT(TOKEN_BYTES * 8 == TOKEN_LETTERS * 5);
G_STATIC_ASSERT(TAG_BYTES <= MAC_BYTES);

static const char purpose[] = "tixgate ticket token 1";

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

static void tag(const char *secret, const guint8 *bytes, guint8 mac[MAC_BYTES])
{
	secret_mac(secret, purpose, bytes, ID_BYTES + NONCE_BYTES, mac);
}

static bool read_id(const char *id, guint8 bytes[ID_BYTES])
{
	gsize n = 0;

	if (!g_uuid_string_is_valid(id))
		return false;
	for (; *id != '\0' && n < ID_BYTES; id++) {
		if (*id == '-')
			continue;
		bytes[n++] = (guint8)(g_ascii_xdigit_value(id[0]) << 4 |
				      g_ascii_xdigit_value(id[1]));
		id++;
	}
	return n == ID_BYTES;
}

static void write_id(const guint8 bytes[ID_BYTES], char id[TOKEN_TICKET_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	gsize n = 0;

	for (gsize i = 0; i < ID_BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			id[n++] = '-';
		id[n++] = digits[bytes[i] >> 4];
		id[n++] = digits[bytes[i] & 15];
	}
	id[n] = '\0';
}

static void encode(const guint8 bytes[TOKEN_BYTES], char text[TOKEN_SIZE])
{
	guint32 bits = 0;
	guint have = 0;
	gsize n = 0;

	for (gsize i = 0; i < TOKEN_BYTES; i++) {
		bits = bits << 8 | bytes[i];
		for (have += 8; have >= 5; have -= 5)
			text[n++] = alphabet[bits >> (have - 5) & 31];
	}
	text[n] = '\0';
}

/* Exactly TOKEN_LETTERS of text, in either case. */
static bool decode(const char *text, guint8 bytes[TOKEN_BYTES])
{
	guint32 bits = 0;
	guint have = 0;
	gsize n = 0;

	for (gsize i = 0; i < TOKEN_LETTERS; i++) {
		const char letter = g_ascii_tolower(text[i]);
		const char *at = strchr(alphabet, letter);

		if (letter == '\0' || at == NULL)
			return false;
		bits = bits << 5 | (guint32)(at - alphabet);
		have += 5;
		if (have >= 8) {
			have -= 8;
			bytes[n++] = (guint8)(bits >> have);
		}
	}
	return true;
}

static bool verifies(const struct secrets *secrets,
		     const guint8 bytes[TOKEN_BYTES])
{
	const guint8 *theirs = bytes + ID_BYTES + NONCE_BYTES;
	guint8 mac[MAC_BYTES];
	bool good = false;

	if (*secrets->newest != '\0') {
		tag(secrets->newest, bytes, mac);
		good = secret_same(mac, theirs, TAG_BYTES);
	}
	if (!good && *secrets->older != '\0') {
		tag(secrets->older, bytes, mac);
		good = secret_same(mac, theirs, TAG_BYTES);
	}
	return good;
}

/* The same as token_read(), of a text that goes on behind the token. */
static bool read_at(const struct secrets *secrets, const char *text,
		    char ticket_id[TOKEN_TICKET_SIZE])
{
	guint8 bytes[TOKEN_BYTES];

	if (!decode(text, bytes) || !verifies(secrets, bytes))
		return false;
	write_id(bytes, ticket_id);
	return true;
}

bool token_make(const struct secrets *secrets, const char *ticket_id,
		char token[TOKEN_SIZE], struct why *why)
{
	guint8 bytes[TOKEN_BYTES];
	guint8 mac[MAC_BYTES];

	if (*secrets->newest == '\0')
		return why_set(why, TROUBLE_CONFIG,
			       "there is no secret to make a token with");
	if (!read_id(ticket_id, bytes))
		return why_set(why, TROUBLE_INPUT,
			       "\"%s\" is not the id of a ticket", ticket_id);
	if (getrandom(bytes + ID_BYTES, NONCE_BYTES, 0) != NONCE_BYTES)
		return why_errno(why, TROUBLE_LATER, "no random bytes");
	tag(secrets->newest, bytes, mac);
	memcpy(bytes + ID_BYTES + NONCE_BYTES, mac, TAG_BYTES);
	encode(bytes, token);
	return true;
}

bool token_read(const struct secrets *secrets, const char *text,
		char ticket_id[TOKEN_TICKET_SIZE])
{
	return strlen(text) == TOKEN_LETTERS &&
	       read_at(secrets, text, ticket_id);
}

bool token_find(const struct secrets *secrets, const char *text,
		char ticket_id[TOKEN_TICKET_SIZE])
{
	guint tries = 0;

	while (*text != '\0') {
		gsize n = 0;

		while (g_ascii_isalnum(text[n]))
			n++;
		if (n == TOKEN_LETTERS) {
			if (tries++ == TOKEN_TRIES_MOST)
				return false;
			if (read_at(secrets, text, ticket_id))
				return true;
		}
		text += n;
		while (*text != '\0' && !g_ascii_isalnum(*text))
			text++;
	}
	return false;
}

char *token_address(const char *address, const char *delimiters,
		    const char *token)
{
	const char *at = strrchr(address, '@');
	gsize local;

	if (at == NULL || at == address || *delimiters == '\0' ||
	    *address == '"')
		return NULL;
	local = (gsize)(at - address);
	/* Mail systems cut at the first delimiter: there may be no other. */
	if (strcspn(address + 1, delimiters) + 1 < local ||
	    local + 1 + strlen(token) > TOKEN_LOCAL_PART_MOST)
		return NULL;
	return g_strdup_printf("%.*s%c%s%s", (int)local, address, *delimiters,
			       token, at);
}

char *token_message_id(const char *token, const char *domain)
{
	return g_strdup_printf("tixgate.%s@%s", token, domain);
}
