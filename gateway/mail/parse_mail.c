// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a mail, and again as long as something is wrapped up in it.
#include "mail/parse.h"

#include "mail/parse_source.h"
#include "mail/prescan.h"

#define PHRASE_SIGNED \
	"an S/MIME signature was around the text, which is not checked"

#define PHRASE_CODED                                                    \
	"an attached mail was in base64 or quoted-printable, which no " \
	"mail may be"

static void add_phrase(struct message *msg, const char *phrase,
		       struct pool *pool)
{
	const char **list = pool_zero(pool, msg->defects_n + 1, sizeof(*list));

	for (size_t i = 0; i < msg->defects_n; i++)
		list[i] = msg->defects[i];
	list[msg->defects_n++] = phrase;
	msg->defects = list;
}

/*
 * Reads the mail once more with what was wrapped up in it. False, and msg as it
 * was, if that cannot be read, or is out of the bounds of mail/prescan.h.
 */
static bool read_again(const GString *mail, const struct parse_wish *wish,
		       struct pool *pool, struct message *msg,
		       struct unwrapped *out)
{
	struct why ignored = {0};
	struct message again;
	struct source source;
	bool ok;

	if (!prescan_bytes(mail->str, mail->len))
		return false;
	ok = source_open_bytes(&source, mail->str, mail->len, &ignored) &&
	     parse_source(&source, wish, pool, &again, out, &ignored);
	source_close(&source);
	if (!ok)
		return false;
	/* By these the mail is known as it came. */
	again.digest = msg->digest;
	again.size = msg->size;
	*msg = again;
	return true;
}

static void read_wrapped(struct unwrapped *in, const struct parse_wish *wish,
			 struct pool *pool, struct message *msg)
{
	bool is_signed = false, coded = false;

	for (guint i = 0; in->mail != NULL && i < UNWRAP_ROUNDS_MOST; i++) {
		struct unwrapped out = {0};
		const bool read = read_again(in->mail, wish, pool, msg, &out);

		is_signed |= read && in->signs > 0;
		coded |= read && in->coded > 0;
		unwrap_clear(in);
		*in = out;
	}
	if (is_signed)
		add_phrase(msg, PHRASE_SIGNED, pool);
	if (coded)
		add_phrase(msg, PHRASE_CODED, pool);
}

bool parse_mail(int fd, const struct parse_wish *wish, struct pool *pool,
		struct message *msg, struct why *why)
{
	struct unwrapped wrapped = {0};
	struct source source;
	bool ok;

	ok = source_open(&source, fd, why) &&
	     parse_source(&source, wish, pool, msg, &wrapped, why);
	source_close(&source);
	if (ok)
		read_wrapped(&wrapped, wish, pool, msg);
	unwrap_clear(&wrapped);
	return ok;
}
