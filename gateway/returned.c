// SPDX-License-Identifier: GPL-3.0-or-later
// Returned mail: a bounce that an id of ours ties to a ticket is told there.
#include "returned.h"

#include <string.h>

#include "evidence.h"
#include "filters/bounce/status.h"
#include "state/store_told.h"

/* Bytes of what a mail system said that one line of a message shows. */
#define SAID_MOST 300

/* One bounce's way to its ticket. */
struct bounced {
	const struct deciding *with;
	const struct letter *letter;
	const struct filter_input *in;
	struct decision *dec;
	/* Those to whom it could not be delivered: the first of them. */
	const struct returned_recipient *failed[RETURNED_NAMED_MOST];
	size_t failed_n;
	size_t more; /* … and how many there are beside */
};

static bool find_token(struct bounced *bounced)
{
	const struct secrets *secrets = bounced->with->secrets;
	const struct returned *back = bounced->dec->returned;
	struct decision *dec = bounced->dec;
	struct token_seen seen = {.found = false};
	const char *where = "the bounce itself";

	for (size_t i = 0; i < back->headers_n && !seen.found; i++) {
		evidence_token_in(secrets, bounced->letter,
				  back->headers[i].value, &seen);
		if (seen.found)
			where = pool_format(bounced->in->pool,
					    "%s of the mail that came back",
					    back->headers[i].name);
	}
	if (!seen.found)
		evidence_token(secrets, bounced->letter, &seen);
	if (!seen.found)
		return false;
	dec->reference = (struct reference){
		.found = true,
		.id = seen.ticket_id,
		.source = "token",
		.text = seen.text,
	};
	decision_note(dec, bounced->in, "returned", "D7: %s carries %s", where,
		      seen.text);
	return true;
}

/* What the state knows of the ticket; one that replaced it counts. */
static bool find_ticket(struct bounced *bounced, struct why *why)
{
	struct decision *dec = bounced->dec;
	struct store_ticket ticket = {0};
	bool found = false;

	dec->standing = (struct standing){
		.known = true,
		.gone = "",
		.id = dec->reference.id,
		.customer_email = "",
	};
	if (bounced->with->store == NULL)
		return true;
	if (!store_ticket_by_id(bounced->with->store,
				bounced->letter->mailbox->workspace,
				dec->reference.id, &ticket, &found, why))
		return false;
	if (!found)
		return true;
	dec->standing.id = pool_text(bounced->in->pool, ticket.id);
	dec->standing.number = ticket.number;
	dec->standing.customer_email =
		pool_text(bounced->in->pool, ticket.customer_email);
	dec->reference.number = ticket.number;
	return true;
}

static bool has_failed(const struct returned_recipient *one)
{
	return *one->action == '\0' || strcmp(one->action, "failed") == 0;
}

static void list_failed(struct bounced *bounced)
{
	const struct returned *back = bounced->dec->returned;

	for (size_t i = 0; i < back->recipients_n; i++) {
		if (!has_failed(&back->recipients[i]))
			continue;
		if (bounced->failed_n == RETURNED_NAMED_MOST)
			bounced->more++;
		else
			bounced->failed[bounced->failed_n++] =
				&back->recipients[i];
	}
}

/* Cut at a character; one line already. */
static const char *shortened(struct pool *pool, const char *text)
{
	const char *end;

	if (strlen(text) <= SAID_MOST)
		return text;
	end = g_utf8_find_prev_char(text, text + SAID_MOST + 1);
	return pool_format(pool, "%.*s…", (int)(end - text), text);
}

/* "anna@x.example: 5.1.1 the mailbox does not exist (it said: …)" */
static const char *line_of(struct pool *pool,
			   const struct returned_recipient *one)
{
	const char *code = status_is_stated(one->status) ? one->status : "";
	const char *words = status_words(one->status);
	const char *said = shortened(pool, one->diagnostic);
	const bool reason = *code != '\0' || *words != '\0';

	return pool_format(pool, "%s%s%s%s%s%s%s%s", one->email,
			   reason ? ": " : "", code,
			   *code != '\0' && *words != '\0' ? " " : "", words,
			   *said != '\0' ? " (it was said: " : "", said,
			   *said != '\0' ? ")" : "");
}

static void summarize(struct bounced *bounced, const enum told *told)
{
	struct pool *pool = bounced->in->pool;
	g_autoptr(GString) text = g_string_new(NULL);
	const char *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < bounced->failed_n; i++) {
		const char *line;

		if (told[i] != TOLD_MINE)
			continue;
		line = line_of(pool, bounced->failed[i]);
		if (n++ == 0)
			first = line;
		g_string_append_printf(text, "%s- %s", n > 1 ? "\n" : "", line);
	}
	if (n == 1 && bounced->more == 0) {
		bounced->dec->summary = pool_format(
			pool,
			"A mail of this ticket could not be delivered to "
			"%s",
			first);
		return;
	}
	if (bounced->more > 0)
		g_string_append_printf(text, "\n- and %zu more", bounced->more);
	bounced->dec->summary = pool_format(
		pool, "A mail of this ticket could not be delivered to:\n%s",
		text->str);
}

static void decide_told(struct bounced *bounced, const enum told *told)
{
	struct decision *dec = bounced->dec;
	size_t mine = 0;

	for (size_t i = 0; i < bounced->failed_n; i++)
		mine += told[i] == TOLD_MINE;
	if (mine == 0) {
		decision_take(dec, bounced->in, "returned", ACTION_DISCARD,
			      "it is a bounce, and all whom it names were "
			      "told of on the ticket today");
		return;
	}
	if (mine < bounced->failed_n)
		decision_note(
			dec, bounced->in, "returned",
			"%zu of %zu recipients were told of on the ticket "
			"today, and are left out",
			bounced->failed_n - mine, bounced->failed_n);
	decision_take(dec, bounced->in, "returned", ACTION_REPLY,
		      "it is a bounce of a mail of the ticket: it is told "
		      "there who did not get it");
	summarize(bounced, told);
}

static bool tell(struct bounced *bounced, struct why *why)
{
	const char *names[RETURNED_NAMED_MOST];
	enum told told[RETURNED_NAMED_MOST] = {TOLD_MINE};
	const struct telling telling = {
		.key = bounced->letter->key,
		.workspace = bounced->letter->mailbox->workspace,
		.ticket_id = bounced->dec->standing.id,
		.recipients = names,
		.n = bounced->failed_n,
		.at_ms = clock_wall_ms(),
	};
	bool waits = false;

	for (size_t i = 0; i < bounced->failed_n; i++)
		names[i] = bounced->failed[i]->email;
	/* Who released it has seen whom it names. */
	if (bounced->with->store != NULL && !bounced->in->released &&
	    !store_told(bounced->with->store, &telling, bounced->with->remember,
			told, &waits, why))
		return false;
	if (waits && bounced->with->remember)
		return why_set(why, TROUBLE_LATER,
			       "another bounce that names the same recipient "
			       "is not delivered yet");
	decide_told(bounced, told);
	return true;
}

bool returned_lookup(const struct deciding *with, const struct letter *letter,
		     const struct filter_input *in, struct decision *dec,
		     bool *tied, struct why *why)
{
	struct bounced bounced = {
		.with = with, .letter = letter, .in = in, .dec = dec};

	*tied = false;
	/* What the operator's rules say of it counts more. */
	if (!dec->bounced || dec->returned == NULL ||
	    (dec->filter != NULL && strcmp(dec->filter, "class") != 0))
		return true;
	list_failed(&bounced);
	if (bounced.failed_n == 0)
		return true;
	if (!find_token(&bounced)) {
		decision_note(dec, in, "returned",
			      "D7: no id of ours in what came back ties it to "
			      "a ticket");
		return true;
	}
	*tied = true;
	dec->settled = true;
	return find_ticket(&bounced, why) && tell(&bounced, why);
}
