// SPDX-License-Identifier: GPL-3.0-or-later
// Folding: posts the messages that stand for many mails.
#include "folding.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "delivery.h"
#include "mailboxes.h"
#include "state/store_storm.h"
#include "surge.h"

/* Digests that one delivery of a mail posts besides. */
#define DIGESTS_MOST 2

/* … and those of one patient call. */
#define DIGESTS_PATIENT_MOST 1000

/* Milliseconds that must be left: a mail system may be waiting for us. */
#define POST_LEAST_MS 4000

/* So long another process may be posting what it took. */
#define LEASE_MS 30000

/* Mails that a digest names where the mailbox's setting is not known. */
#define LINES_USUAL 20

/* One digest on its way. */
struct posting {
	const struct folding *with;
	struct store_digest digest;
	const struct mailbox *mailbox;
	struct pool *pool;
	struct message msg;
	struct decision dec;
	struct letter letter;
	struct ask ask;
	int fd; /* the digest as a mail, for the case that it is held */
};

static void add_time(GString *text, gint64 at_ms, const char *format)
{
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(at_ms / 1000);
	g_autofree char *time =
		at == NULL ? NULL : g_date_time_format(at, format);

	g_string_append(text, time != NULL ? time : "?");
}

static void add_mail(GString *text, const struct store_folded *mail)
{
	g_string_append(text, "\n- ");
	add_time(text, mail->seen_ms, "%T");
	g_string_append_printf(text, " %s",
			       *mail->subject == '\0' ? "(no subject)"
						      : mail->subject);
	if (*mail->line != '\0')
		g_string_append_printf(text, ": %s", mail->line);
	g_string_append_printf(text, " (%s)", mail->trace);
}

static void add_head(GString *text, const struct store_digest *digest)
{
	g_string_append_printf(
		text,
		"%" G_GINT64_FORMAT " more %s like this came from %s between ",
		digest->mails, digest->mails == 1 ? "mail" : "mails",
		*digest->sender == '\0' ? "an unknown sender" : digest->sender);
	add_time(text, digest->first_ms, "%F %T");
	g_string_append(text, " and ");
	add_time(text, digest->last_ms, "%F %T UTC");
	g_string_append(text, ". They were folded into this message:\n");
}

/* The same text at every try: nothing is folded into it any more. */
static bool write_text(struct posting *posting, struct why *why)
{
	const struct storm_options *opt = surge_options(posting->mailbox);
	const struct store_digest *digest = &posting->digest;
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GArray) mails = NULL;

	if (!store_digest_mails(posting->with->store, digest->key,
				opt != NULL ? opt->lines : LINES_USUAL, &mails,
				why))
		return false;
	add_head(text, digest);
	for (guint i = 0; i < mails->len; i++)
		add_mail(text, &g_array_index(mails, struct store_folded, i));
	if (digest->mails > mails->len)
		g_string_append_printf(text,
				       "\n- and %" G_GINT64_FORMAT " more",
				       digest->mails - mails->len);
	posting->msg.text = pool_text(posting->pool, text->str);
	posting->msg.subject = pool_format(
		posting->pool, "%" G_GINT64_FORMAT " more mails from %s",
		digest->mails, digest->sender);
	return true;
}

/* Held mail is a whole mail, and so is this one where the desk refuses it. */
static bool write_mail(struct posting *posting, struct why *why)
{
	g_autofree char *mail =
		g_strdup_printf("From: <%s>\nSubject: %s\nMIME-Version: 1.0\n"
				"Content-Type: text/plain; charset=utf-8\n"
				"Content-Transfer-Encoding: 8bit\n\n%s\n",
				posting->digest.sender, posting->msg.subject,
				posting->msg.text);
	const size_t size = strlen(mail);

	posting->fd = memfd_create("digest", MFD_CLOEXEC);
	if (posting->fd < 0 ||
	    write(posting->fd, mail, size) != (ssize_t)size ||
	    lseek(posting->fd, 0, SEEK_SET) < 0)
		return why_errno(why, TROUBLE_LATER, "cannot write a digest");
	return true;
}

/*
 * Mailboxes are renamed and taken away while a digest waits: another one of the
 * same workspace then has its ticket, or the first has to do.
 */
static const struct mailbox *find_mailbox(const struct config *config,
					  const struct store_digest *digest)
{
	const struct mailbox *named = mailbox_named(config, digest->mailbox);

	if (named != NULL)
		return named;
	for (size_t i = 0; i < config->mailboxes_n; i++)
		if (strcmp(config->mailboxes[i].workspace, digest->workspace) ==
		    0)
			return &config->mailboxes[i];
	return &config->mailboxes[0];
}

/* The ticket of the first may have been made since the mails came. */
static bool find_ticket(struct posting *posting, struct why *why)
{
	const struct store_digest *digest = &posting->digest;
	struct standing *standing = &posting->dec.standing;
	struct store *store = posting->with->store;
	struct store_ticket ticket = {0};
	bool found = false;

	posting->dec.action = ACTION_CREATE;
	posting->dec.reason = "mails of one kind, of which no ticket is known";
	if (strcmp(posting->mailbox->workspace, digest->workspace) != 0)
		return true;
	if (*digest->ticket_id != '\0'
		    ? !store_ticket_by_id(store, digest->workspace,
					  digest->ticket_id, &ticket, &found,
					  why)
		    : !store_kind_ticket(store, digest->workspace, digest->kind,
					 &ticket, &found, why))
		return false;
	if (!found && *digest->ticket_id == '\0')
		return true;
	posting->dec.action = ACTION_REPLY;
	posting->dec.reason = pool_format(
		posting->pool, "%" G_GINT64_FORMAT " mails of one kind",
		digest->mails);
	standing->known = true;
	standing->id = found ? ticket.id : digest->ticket_id;
	standing->number = found ? ticket.number : digest->ticket_number;
	standing->customer_email = found ? ticket.customer_email : "";
	return true;
}

static bool prepare(struct posting *posting, struct why *why)
{
	static const struct envelope nobody = {.sender = "", .queue_id = ""};
	const struct folding *with = posting->with;

	posting->mailbox = find_mailbox(with->config, &posting->digest);
	posting->msg = (struct message){
		.message_id = "",
		.date = "",
		.plain = {.text = ""},
		.html = {.text = ""},
		.digest = "",
	};
	posting->dec = (struct decision){
		.class = CLASS_MACHINE,
		.sender = {.email = posting->digest.sender,
			   .name = "",
			   .source = "none"},
		.standing = {.gone = "", .id = "", .customer_email = ""},
		.no_ack = true,
		.settled = true,
		.whole = true,
	};
	if (!write_text(posting, why) || !write_mail(posting, why) ||
	    !find_ticket(posting, why))
		return false;
	letter_own(&posting->letter,
		   &(struct letter){
			   .msg = &posting->msg,
			   .envelope = &nobody,
			   .mailbox = posting->mailbox,
			   .key = posting->digest.key,
			   .own = &posting->dec,
			   .pool = posting->pool,
		   },
		   with->secrets);
	posting->ask = (struct ask){
		.config = with->config,
		.mailbox = posting->mailbox,
		.key_fd = with->key_fd,
		.store = with->store,
		.deadline = with->deadline,
	};
	return true;
}

static void log_digest(const struct posting *posting,
		       const struct delivered *done)
{
	g_autoptr(GString) line = g_string_new(NULL);
	g_autofree char *mails =
		g_strdup_printf("%" G_GINT64_FORMAT, posting->digest.mails);
	g_autofree char *ticket =
		g_strdup_printf("%" G_GINT64_FORMAT, done->number);

	log_field(line, "trace", posting->letter.trace);
	log_field(line, "mailbox", posting->digest.mailbox);
	log_field(line, "outcome", outcome_name(done->outcome));
	log_field(line, "ticket", ticket);
	log_field(line, "folded", mails);
	log_field(line, "from", posting->digest.sender);
	log_field(line, "reason", done->reason);
	log_line(LOG_LEVEL_INFO, "%s", line->str);
}

/*
 * The mail's record is the digest's: a process that dies behind it leaves a
 * digest that counts as delivered before.
 */
static bool post(struct posting *posting, struct why *why)
{
	const struct folding *with = posting->with;
	const struct deciding deciding = {
		.config = with->config,
		.secrets = with->secrets,
		.store = with->store,
		.ask = &posting->ask,
		.remember = true,
		.deadline = with->deadline,
	};
	struct delivered done;
	struct store_mail mail;

	if (!prepare(posting, why))
		return false;
	deliver(&deciding, &posting->letter, posting->fd, &done, why);
	delivery_record(with->store, &done);
	if (done.outcome == OUTCOME_LATER ||
	    !store_mail_get(with->store, posting->digest.key, &mail, why) ||
	    !store_digest_end(with->store, &posting->digest, mail.ticket_id,
			      mail.ticket_number, why))
		return false;
	if (done.outcome != OUTCOME_REPEATED)
		log_digest(posting, &done);
	return true;
}

static bool post_one(const struct folding *with,
		     const struct store_digest *digest, struct why *why)
{
	struct posting posting = {
		.with = with,
		.digest = *digest,
		.pool = pool_new(),
		.fd = -1,
	};
	const bool good = post(&posting, why);

	store_unlock(with->store, digest->key);
	ask_close(&posting.ask);
	if (posting.fd >= 0)
		(void)close(posting.fd);
	pool_free(posting.pool);
	return good;
}

guint folding_post(const struct folding *with, bool *left, struct why *why)
{
	const guint most = with->patient ? DIGESTS_PATIENT_MOST : DIGESTS_MOST;
	guint posted = 0;

	*left = false;
	while (!*left && posted < most &&
	       deadline_left_ms(with->deadline) >= POST_LEAST_MS) {
		struct store_digest digest;
		bool found = false;

		*left = !store_digest_claim(with->store, LEASE_MS,
					    with->patient, &digest, &found,
					    why);
		if (!found)
			break;
		*left = !post_one(with, &digest, why);
		posted += !*left;
	}
	if (*left) {
		log_line(LOG_LEVEL_WARNING,
			 "a digest of folded mails waits: %s", why->text);
	}
	return posted;
}
