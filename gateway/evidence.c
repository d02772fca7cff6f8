// SPDX-License-Identifier: GPL-3.0-or-later
// Evidence: what in a mail's headers points to a ticket of ours.
#include "evidence.h"

#include <string.h>

/* Letters of a token that are shown: enough to tell two of them apart. */
#define TOKEN_SHOWN 8

/*
 * Thread-Index (MS-OXOMSG, 2.2.1.3): a byte, five of the time and a GUID name
 * the conversation; each answer adds five bytes.
 */
#define CONVERSATION_BYTES 22

/* Letters of a Thread-Index that are decoded: some 600 answers. */
#define THREAD_INDEX_MOST 4096

/* Looks at one text; false once there is no need to look further. */
static bool look(const struct secrets *secrets, const struct letter *letter,
		 const char *text, bool answers, struct token_seen *seen)
{
	char id[TOKEN_TICKET_SIZE];

	if (!token_find(secrets, text, id))
		return true;
	if (seen->found) {
		seen->differ = strcmp(seen->ticket_id, id) != 0;
		return !seen->differ;
	}
	*seen = (struct token_seen){
		.found = true,
		.answers = answers,
		.ticket_id = pool_text(letter->pool, id),
		.text = pool_format(letter->pool, "a token of %.*s…",
				    TOKEN_SHOWN, id),
	};
	return true;
}

static void look_at_list(const struct secrets *secrets,
			 const struct letter *letter,
			 const char *const *recipients, size_t n,
			 struct token_seen *seen)
{
	for (size_t i = 0; i < MIN(n, EVIDENCE_RECIPIENTS_MOST); i++)
		if (!look(secrets, letter, recipients[i], false, seen))
			return;
}

static void look_at_header(const struct secrets *secrets,
			   const struct letter *letter,
			   const struct addresses *list,
			   struct token_seen *seen)
{
	for (size_t i = 0; i < MIN(list->n, EVIDENCE_RECIPIENTS_MOST); i++)
		if (!look(secrets, letter, list->at[i].email, false, seen))
			return;
}

void evidence_token_in(const struct secrets *secrets,
		       const struct letter *letter, const char *text,
		       struct token_seen *seen)
{
	*seen = (struct token_seen){.ticket_id = "", .text = ""};
	if (secrets != NULL && *secrets->newest != '\0')
		(void)look(secrets, letter, text, false, seen);
}

void evidence_token(const struct secrets *secrets, const struct letter *letter,
		    struct token_seen *seen)
{
	const struct envelope *envelope = letter->envelope;
	const char *ids[EVIDENCE_IDS_MOST];
	const size_t n = evidence_ids(letter->msg, ids);

	*seen = (struct token_seen){.ticket_id = "", .text = ""};
	if (secrets == NULL || *secrets->newest == '\0')
		return;
	for (size_t i = 0; i < n && !seen->found; i++)
		(void)look(secrets, letter, ids[i], true, seen);
	look_at_list(secrets, letter, envelope->originals,
		     envelope->originals_n, seen);
	look_at_list(secrets, letter, envelope->recipients,
		     envelope->recipients_n, seen);
	look_at_header(secrets, letter, &letter->msg->to, seen);
	look_at_header(secrets, letter, &letter->msg->cc, seen);
}

static bool has_id(const char *const *ids, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

/* What References begin with is what the thread began with. */
static bool is_root(const struct message *msg, const char *id)
{
	return msg->references.n > 0 && strcmp(msg->references.at[0], id) == 0;
}

size_t evidence_ids(const struct message *msg,
		    const char *ids[EVIDENCE_IDS_MOST])
{
	const struct ids *lists[] = {&msg->in_reply_to, &msg->references};
	size_t n = 0;

	for (size_t list = 0; list < G_N_ELEMENTS(lists); list++)
		for (size_t i = lists[list]->n; i > 0; i--) {
			const char *id = lists[list]->at[i - 1];

			if (*id == '\0' || has_id(ids, n, id))
				continue;
			/* The last place is for the mail that began it all. */
			if (n + 1 < EVIDENCE_IDS_MOST || is_root(msg, id))
				ids[n++] = id;
			if (n == EVIDENCE_IDS_MOST)
				return n;
		}
	return n;
}

/* The conversation in hex, or NULL. */
static const char *conversation(const struct message *msg, struct pool *pool)
{
	static const char digits[] = "0123456789abcdef";
	const char *index = head_get(&msg->head, "Thread-Index");
	char hex[2 * CONVERSATION_BYTES + 1];
	g_autofree guchar *bytes = NULL;
	g_autofree char *text = NULL;
	gsize n = 0;

	if (index == NULL || *index == '\0')
		return NULL;
	text = g_strndup(index, THREAD_INDEX_MOST);
	bytes = g_base64_decode(text, &n);
	if (n < CONVERSATION_BYTES)
		return NULL;
	for (gsize i = 0; i < CONVERSATION_BYTES; i++) {
		hex[2 * i] = digits[bytes[i] >> 4];
		hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	return pool_text_n(pool, hex, 2 * CONVERSATION_BYTES);
}

size_t evidence_hints(const struct message *msg, struct pool *pool,
		      struct store_hint hints[EVIDENCE_HINTS_MOST])
{
	const char *ids[EVIDENCE_IDS_MOST];
	const char *topic = conversation(msg, pool);
	size_t n = evidence_ids(msg, ids);

	for (size_t i = 0; i < n; i++)
		hints[i] = (struct store_hint){HINT_REFERENCE, ids[i]};
	if (topic != NULL)
		hints[n++] = (struct store_hint){HINT_CONVERSATION, topic};
	return n;
}
