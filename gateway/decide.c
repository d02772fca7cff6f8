// SPDX-License-Identifier: GPL-3.0-or-later
// Deciding: the one way from a message to what shall be done with it.
#include "decide.h"

#include <string.h>

#include "archiving.h"
#include "filters/filter.h"
#include "lookup.h"
#include "mailboxes.h"
#include "returned.h"
#include "surge.h"

/* Letters of a trace code, of 5 bits each: 60 bits. */
#define TRACE_LETTERS 12

/* Attachments of one mail that are looked up among earlier images. */
#define IMAGES_MOST 50

/* Without I, L, O and U: a code may be read out on the telephone. */
static const char trace_alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static const char *trace_code(struct pool *pool, const char *secret,
			      const char *key)
{
	g_autoptr(GHmac) hmac = g_hmac_new(
		G_CHECKSUM_SHA256, (const guchar *)secret, strlen(secret));
	guint8 digest[32];
	gsize size = sizeof digest;
	char code[TRACE_LETTERS + 3];
	gsize n = 0;

	g_hmac_update(hmac, (const guchar *)key, -1);
	g_hmac_get_digest(hmac, digest, &size);
	for (guint i = 0; i < TRACE_LETTERS; i++) {
		if (i > 0 && i % 4 == 0)
			code[n++] = '-';
		code[n++] = trace_alphabet[digest[i] & 31];
	}
	return pool_text_n(pool, code, n);
}

/* What every filter of this mail sees, apart from its own settings. */
struct view {
	struct filter_input input;
	struct mailbox_view mailbox;
};

/* The host of a URL that was judged when the configuration was read. */
static const char *host_of(struct pool *pool, const char *url)
{
	const char *host = strstr(url, "://");

	if (host == NULL)
		return "";
	host += 3;
	return pool_text_n(pool, host, strcspn(host, ":/"));
}

static void view_fill(struct view *view, const struct deciding *with,
		      const struct letter *letter)
{
	const struct mailbox *mailbox = letter->mailbox;

	view->mailbox = (struct mailbox_view){
		.name = mailbox->name,
		.came_to = letter->came_to->name,
		.address = mailbox->address,
		.fallback_customer = mailbox->fallback_customer,
		.priority = mailbox->priority,
	};
	view->input = (struct filter_input){
		.msg = letter->msg,
		.envelope = letter->envelope,
		.mailbox = &view->mailbox,
		.own_addresses = with->config->own_addresses,
		.desk_host = host_of(letter->pool, with->config->api.url),
		.trace = letter->trace != NULL ? letter->trace : "",
		.rules = with->config->rules,
		.secrets = with->secrets,
		.released = letter->released != NULL,
		.files = letter->files,
		.pool = letter->pool,
	};
}

/* What keeps a mail back has been overruled by who released it. */
static void let_go(const struct letter *letter, const struct view *view,
		   struct decision *dec)
{
	if (letter->released == NULL || dec->action == ACTION_CREATE ||
	    dec->action == ACTION_REPLY)
		return;
	decision_note(dec, &view->input, "released", "overrules %s (%s): %s",
		      action_name(dec->action),
		      dec->filter != NULL ? dec->filter : "default",
		      dec->reason);
	dec->action = ACTION_CREATE;
	dec->reason = "a new mail becomes a ticket";
	dec->filter = NULL;
	dec->settled = false;
}

static bool skipped(const struct decision *dec, enum phase phase)
{
	return dec->settled && (phase == PHASE_BELONG || phase == PHASE_RIGHT ||
				phase == PHASE_STORM);
}

static void run_phase(const struct letter *letter, struct view *view,
		      enum phase phase, struct decision *dec)
{
	for (size_t i = 0; filters_all[i] != NULL; i++) {
		const struct filter_settings *settings =
			&letter->mailbox->filters[i];

		if (filters_all[i]->phase != phase || !settings->enabled ||
		    skipped(dec, phase))
			continue;
		view->input.options = settings->options;
		filters_all[i]->run(&view->input, dec);
		let_go(letter, view, dec);
	}
}

/*
 * A rule may move a mail to another mailbox, and with it to other settings, so
 * this is known before anything else is decided.
 */
static void move(struct letter *letter, const struct config *config,
		 const struct secrets *secrets)
{
	const struct deciding with = {.config = config, .secrets = secrets};
	const struct mailbox *mailbox = NULL;
	struct decision dec;
	struct view view;

	view_fill(&view, &with, letter);
	decision_begin(&dec, &view.input);
	run_phase(letter, &view, PHASE_READ, &dec);
	run_phase(letter, &view, PHASE_GUARD, &dec);
	if (dec.mailbox != NULL)
		mailbox = mailbox_named(config, dec.mailbox);
	if (mailbox != NULL)
		letter->mailbox = mailbox;
}

void letter_identify(struct letter *letter, const struct config *config,
		     const struct message *msg, const struct envelope *envelope,
		     const struct secrets *secrets, struct pool *pool)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	*letter = (struct letter){
		.msg = msg,
		.envelope = envelope,
		.mailbox = mailbox_choose(config, envelope, msg),
		.pool = pool,
	};
	letter->came_to = letter->mailbox;
	if (config->rules->move)
		move(letter, config, secrets);
	g_checksum_update(sum, (const guchar *)msg->digest, -1);
	g_checksum_update(sum, (const guchar *)"\n", 1);
	g_checksum_update(sum, (const guchar *)letter->mailbox->workspace, -1);
	letter->key = pool_text(pool, g_checksum_get_string(sum));
	letter->trace =
		*secrets->newest == '\0'
			? ""
			: trace_code(pool, secrets->newest, letter->key);
	letter->files = archiving_view(config, secrets, msg, pool);
}

void letter_own(struct letter *letter, const struct letter *from,
		const struct secrets *secrets)
{
	*letter = *from;
	letter->came_to = letter->mailbox;
	letter->trace = *secrets->newest == '\0'
				? ""
				: trace_code(letter->pool, secrets->newest,
					     letter->key);
}

/* What we write ourselves has been decided; only its form has not. */
static void decide_own(const struct letter *letter, struct view *view,
		       struct decision *dec)
{
	const struct decision *own = letter->own;

	dec->action = own->action;
	dec->reason = own->reason;
	dec->class = own->class;
	dec->sender = own->sender;
	dec->standing = own->standing;
	dec->no_ack = own->no_ack;
	dec->settled = own->settled;
	dec->whole = own->whole;
	run_phase(letter, view, PHASE_FORM, dec);
}

/* Logos come again with each mail of their sender. */
static bool recognise(const struct deciding *with, const struct letter *letter,
		      const char *sender, struct why *why)
{
	const struct message *msg = letter->msg;

	if (with->store == NULL || *sender == '\0')
		return true;
	for (size_t i = 0; i < MIN(msg->attachments_n, IMAGES_MOST); i++) {
		const struct attachment *file = &msg->attachments[i];

		if (file->inlined && *file->sha256 != '\0' &&
		    !store_image_seen(with->store, letter->mailbox->workspace,
				      sender, file->sha256,
				      &letter->files[i].seen, why))
			return false;
	}
	return true;
}

bool decide(const struct deciding *with, const struct letter *letter,
	    struct decision *dec, struct why *why)
{
	struct view view;
	bool tied = false;

	view_fill(&view, with, letter);
	decision_begin(dec, &view.input);
	if (letter->own != NULL) {
		decide_own(letter, &view, dec);
		return true;
	}
	if (letter->released != NULL)
		decision_first(dec, letter->released);
	for (size_t i = 0; i < letter->msg->defects_n; i++)
		decision_note(dec, &view.input, "read", "%s",
			      letter->msg->defects[i]);
	run_phase(letter, &view, PHASE_READ, dec);
	run_phase(letter, &view, PHASE_GUARD, dec);
	run_phase(letter, &view, PHASE_BELONG, dec);
	if (!returned_lookup(with, letter, &view.input, dec, &tied, why))
		return false;
	if (!dec->settled && !lookup(with, letter, &view.input, dec, why))
		return false;
	run_phase(letter, &view, PHASE_RIGHT, dec);
	if (!surge(with, letter, &view.input, dec, why))
		return false;
	run_phase(letter, &view, PHASE_STORM, dec);
	if (!recognise(with, letter, dec->sender.email, why))
		return false;
	run_phase(letter, &view, PHASE_FORM, dec);
	return true;
}
