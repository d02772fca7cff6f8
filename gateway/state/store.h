// SPDX-License-Identifier: GPL-3.0-or-later
// The state: what must survive, so that no mail is lost and none made twice.
#ifndef TIXGATE_STATE_STORE_H
#define TIXGATE_STATE_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "base/clock.h"
#include "base/option.h"
#include "base/why.h"
#include "state/store_files.h"
#include "state/store_turn.h"

/* Settings of the group `state`. */
struct store_settings {
	const char *url;    /* "sqlite:PATH" */
	const char *secret; /* file of the secret; "" for beside the database */
	const char *spool;  /* folder; "" for none */
	const char *hold;   /* folder of the mails kept for a person */
	/*
	 * Folder of the discarded mails: "" for the folder "discarded" beside
	 * hold, "none" for none.
	 */
	const char *discarded;
	gint64 keep_days; /* how long a record of a mail is kept */
};

extern const struct option store_options[];

/* How the state is opened. */
enum store_mode {
	STORE_WRITE, /* made if it is missing, migrated if it is old */
	/*
	 * Never changed; a missing one reads as empty. An older one is read as
	 * it would be after its migration, from a copy in memory.
	 */
	STORE_READ,
};

/*
 * One process's access to the state. Texts that calls give back live until
 * store_close(). Every call that changes something is one transaction, is on
 * the disk when it returns true, and is never open across a request to the
 * desk. False means that it is not known whether it took place: a caller then
 * ends with "later" and reads the state afresh, through another store_open(),
 * since after a commit whose end is unknown every further call fails.
 *
 * All waiting ends with the deadline, with TROUBLE_LATER. A state that is
 * damaged, empty, another program's, another user's, newer than this program
 * or on a network file system is refused with TROUBLE_CONFIG and a reason that
 * names the file and says what to do; none is ever replaced by a new one.
 * What is kept of a text has a ceiling: 300 characters of a subject, 320 of an
 * address, 500 of a reason, 100 of a name. Keys, trace codes, digests and ids
 * are the program's own and short; they are kept whole.
 */
struct store;

struct store *store_open(const struct store_settings *settings,
			 enum store_mode mode, struct deadline deadline,
			 struct why *why);
void store_close(struct store *store);

/* True after STORE_READ of a state that is not there, or has nothing yet. */
bool store_is_missing(const struct store *store);
typedef struct store store_handle;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_handle, store_close)

/* How far a mail has come. */
enum mail_state {
	MAIL_UNKNOWN, /* never seen */
	MAIL_OPEN,    /* begun: its parts say how far */
	MAIL_DONE,    /* ended: outcome says how */
};

/* A mail of the record. Texts are "" where nothing is known. */
struct store_mail {
	const char *key; /* digest and workspace: see delivery.h */
	const char *trace;
	const char *workspace;
	const char *mailbox;
	const char *message_id;
	const char *sender;
	const char *subject;
	enum mail_state state;
	const char *outcome; /* outcome_name(), once it is done */
	const char *reason;
	const char *ticket_id;
	gint64 ticket_number; /* 0 if unknown */
	gint64 attempts;
	gint64 requests; /* all that were made for it, by all attempts */
	gint64 seen_ms, ended_ms; /* wall clock */
	/*
	 * How many attempts the history has (store_history.h): those that made
	 * no request as well. Read by store_mail_get() only.
	 */
	gint64 tries;
	/*
	 * Of this attempt, for the history: action_name(), class_name() and
	 * what the filters noted, or NULL. Not read by store_mail_get().
	 */
	const char *action, *class, *notes;
};

/* How far one part of a mail (one POST) has come. */
enum part_state {
	PART_INTENT,  /* about to be posted, or perhaps posted */
	PART_DONE,    /* posted: remote_id says as what */
	PART_REFUSED, /* the desk settled that it was not taken this way */
};

struct store_part {
	gint64 part; /* 0 is the first */
	enum part_state state;
	bool create;	    /* POST /tickets; else a message on target */
	const char *target; /* ticket id of a message, "" for create */
	const char *digest; /* SHA-256 of the body as it was to be sent */
	/*
	 * Of a ticket, for store_intend(): by what anyone will know it in a
	 * list of the newest. NULL where nothing is to be remembered.
	 */
	const char *mark;
	/*
	 * Of the first of several, for store_intend(): all their texts, for
	 * store_texts(). NULL where it is the only one.
	 */
	const char *const *texts;
	size_t texts_n;
	const char *remote_id; /* what the desk called it; "" if unknown */
	gint64 sent_ms;	       /* wall clock of the newest intent */
	gint64 tries;
};

/* A ticket that the state knows. */
struct store_ticket {
	const char *id;
	gint64 number;
	const char *customer_id;
	const char *customer_email; /* "" if only its number is known */
	const char *subject;
	gint64 seen_ms;
};

/*
 * Holds the mail for this process, so that no other works on it at the same
 * time: a lock of the kernel, which ends with the process whatever kills it.
 * Waits at most until the deadline; then false with TROUBLE_LATER.
 */
bool store_lock(struct store *store, const char *key, struct why *why);

/* Lets it go again, for who goes on to another mail. */
void store_unlock(struct store *store, const char *key);

/* Reads a mail; *mail is all "" and MAIL_UNKNOWN if there is none. */
bool store_mail_get(struct store *store, const char *key,
		    struct store_mail *mail, struct why *why);

/* The same by its trace code. */
bool store_mail_by_trace(struct store *store, const char *trace,
			 struct store_mail *mail, struct why *why);

/* Its parts in their order: a GArray of struct store_part, the caller's. */
bool store_mail_parts(struct store *store, const char *key, GArray **parts,
		      struct why *why);

/*
 * As store_turn(), and with TURN_TAKEN in the same transaction the intent to
 * post one part: the mail's row is made or its attempts counted (once for each
 * process) and one request, the part's row says PART_INTENT, its time and one
 * more try. A mail that had ended, as one that was held and is now released, is
 * open again by it. Without a turn no mail or part changes. A part that is
 * PART_DONE is never intended again: false. So is a mail whose trace code
 * another mail has, with TROUBLE_INPUT: the caller takes another code. A ticket
 * is only intended while what other open tries may have made can still be seen:
 * see TURN_LOOK.
 */
bool store_intend(struct store *store, const struct store_budget *budget,
		  const struct store_mail *mail, const struct store_part *part,
		  enum turn *turn, gint64 *wait_ms, struct why *why);

/* One part that was intended has ended as part->state says. */
bool store_part_end(struct store *store, const char *key,
		    const struct store_part *part, struct why *why);

/*
 * What an accepted mail said of its thread, and anybody could have said: so
 * any number of tickets may have the same hint, and it counts only for who has
 * a part in the ticket.
 */
enum hint_kind {
	HINT_REFERENCE,	   /* a Message-ID that the mail answered */
	HINT_CONVERSATION, /* what its Thread-Index calls the conversation */
};
struct store_hint {
	enum hint_kind kind;
	const char *value;
};

/*
 * What is learned at a mail's end and remembered with it. A Message-ID that is
 * tied to a ticket stays tied to it, so that nobody can move a thread by using
 * its ids. Of ids, hints
 * and addresses the first 100 each are taken.
 */
struct store_lesson {
	const struct store_ticket *ticket; /* NULL for none */
	const char *const *message_ids;	   /* now tied to the ticket */
	size_t message_ids_n;
	const char *const *participants; /* may post on it from now on */
	size_t participants_n;
	/*
	 * The ticket that this one goes on with, "" or NULL for none: one that
	 * was merged or is gone. Whoever looks it up from now on, by whatever
	 * is tied to it, finds this one instead; its participants go along.
	 */
	const char *replaces;
	/* Its attachments (store_files.h), or NULL. */
	const struct store_files *files;
	const struct store_hint *hints; /* what only hints at the ticket */
	size_t hints_n;
	const char *const *copied; /* in To or Cc: not heard of themselves */
	size_t copied_n;
	/*
	 * Kinds of mail of which this ticket is the first, unless one was not
	 * kinds_ms ago; see store_storm.h. fold: the mail is folded.
	 */
	const char *const *kinds;
	size_t kinds_n;
	gint64 kinds_ms;
	const struct store_fold *fold;
};

/*
 * The mail has ended: mail->outcome, reason and ticket are recorded, with the
 * last part's end (NULL for none) and what was learned (NULL for nothing), all
 * or nothing. Other texts of mail that are "" leave what is recorded already.
 * mail->requests are all that this process made for it: those that were not
 * counted by store_intend() are counted now.
 */
bool store_mail_end(struct store *store, const struct store_mail *mail,
		    const struct store_part *part,
		    const struct store_lesson *lesson, struct why *why);

/*
 * Looking a ticket up. *found says whether there is one. Of one that another
 * has replaced, that other one is found. If several have had the number, the
 * one that was seen last.
 */
bool store_ticket_by_number(struct store *store, const char *workspace,
			    gint64 number, struct store_ticket *ticket,
			    bool *found, struct why *why);
bool store_ticket_by_id(struct store *store, const char *workspace,
			const char *id, struct store_ticket *ticket,
			bool *found, struct why *why);
bool store_ticket_by_message_id(struct store *store, const char *workspace,
				const char *message_id,
				struct store_ticket *ticket, bool *found,
				struct why *why);

/*
 * The address of the desk's customer of that id, as a ticket seen last has it;
 * "" if none has, or the id is "".
 */
bool store_customer(struct store *store, const char *workspace,
		    const char *customer_id, const char **email,
		    struct why *why);

/*
 * True in *is if that address has been accepted on the ticket before; ASCII
 * letters count the same in either case, and an internationalised domain the
 * same as its A-labels.
 */
bool store_participant(struct store *store, const char *workspace,
		       const char *ticket_id, const char *email, bool *is,
		       struct why *why);

/* The same of an address that stood in To or Cc of an accepted mail. */
bool store_copied(struct store *store, const char *workspace,
		  const char *ticket_id, const char *email, bool *is,
		  struct why *why);

/*
 * The newest ticket with that hint whose customer has the address, or on which
 * it has been accepted.
 */
bool store_ticket_by_hint(struct store *store, const char *workspace,
			  const struct store_hint *hint, const char *email,
			  struct store_ticket *ticket, bool *found,
			  struct why *why);

/* Remembers tickets that the desk told of: an array of n. */
bool store_tickets_save(struct store *store, const char *workspace,
			const struct store_ticket *tickets, size_t n,
			struct why *why);

/*
 * Forgets mails that ended before that wall clock time, in several
 * transactions, as far as the deadline allows. Tickets and what is tied to them
 * stay, and so do mails that are held.
 */
bool store_expire(struct store *store, gint64 before_ms, struct why *why);

/* What is done now and then. */
struct store_due {
	const char *name;
	gint64 every_ms;
	gint64 now_ms;	/* the wall clock, read once by the caller */
	gint64 last_ms; /* out: when it was due before, 0 if never */
};

/*
 * True in *is for one caller of all that share the state, if due->name was not
 * due within the last every_ms; costs only a look otherwise.
 */
bool store_due(struct store *store, struct store_due *due, bool *is,
	       struct why *why);

/* For `check`: the schema, the integrity, how many mails and tickets. */
struct store_facts {
	const char *driver;
	gint64 schema; /* as it is kept, even where it is read as a newer */
	bool older;    /* … and the next mail renews it */
	gint64 mails, open, tickets;
	bool sound;
};
bool store_facts(struct store *store, struct store_facts *facts,
		 struct why *why);

#endif
