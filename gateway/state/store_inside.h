// SPDX-License-Identifier: GPL-3.0-or-later
// Inside the store: what store*.c share. Only they and tests include it.
#ifndef TIXGATE_STATE_STORE_INSIDE_H
#define TIXGATE_STATE_STORE_INSIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "state/driver.h"
#include "state/store.h"
#include "state/store_history.h"

/* Most characters (not bytes) that are kept of a text. */
#define STORE_SUBJECT_MOST 300
#define STORE_ADDRESS_MOST 320
#define STORE_NAME_MOST	   100
#define STORE_REASON_MOST  500

/* Bytes of a Message-ID; of a longer one the digest is kept. */
#define STORE_MESSAGE_ID_MOST 250

/* Most Message-IDs and participants that are learned from one mail. */
#define STORE_LESSON_MOST 100

/* A turn that was taken, and whose request has not ended. */
struct store_turn {
	const char *budget;
	gint64 n;	/* 0: there is none */
	gint64 at_ms;	/* when it was taken */
	gint64 more_ms; /* what its window is longer for */
};

/* The attempt that this process makes at a mail. */
struct store_history {
	const char *key; /* NULL: there is none */
	gint64 attempt;
	gint64 at_ms, boot_ms; /* when it began */
	bool open;	       /* its row is there */
	struct store_asked asked[HISTORY_ASKED_MOST];
	size_t asked_n, written;
};

struct store {
	const struct driver *driver;
	struct database *db;
	struct pool *texts;
	struct deadline deadline;
	enum store_mode mode;
	gint64 older;	   /* schema in which it was found, 0 if it was ours */
	bool missing;	   /* there was none, and it is only read */
	bool unsure;	   /* a commit has failed: nothing is done any more */
	const char *tried; /* the mail whose attempt was counted, or NULL */
	gint64 counted;	   /* … and its requests, by this process */
	struct store_history history;
	struct store_turn turn; /* the newest that this process took */
	gint64 token; /* names this process where it waits; 0 for none */
	bool probing; /* it went to see whether the desk is back */
};

/* The same as store_open(), with a driver of the caller's and its place. */
struct store *store_open_with(const struct driver *driver, const char *place,
			      enum store_mode mode, struct deadline deadline,
			      struct why *why);

/* One statement; values is an array, rows may be NULL. */
#define STORE_RUN(store, sql, values, rows, why) \
	store_run((store), (sql), (values), G_N_ELEMENTS(values), (rows), (why))
bool store_run(struct store *store, const char *sql, const struct value *values,
	       size_t n, struct rows *rows, struct why *why);

/* Begins a change; fails if the store is one for reading, or unsure. */
bool store_begin(struct store *store, enum keep keep, struct why *why);

/* Ends it: with good it is committed, else rolled back. False if not kept. */
bool store_finish(struct store *store, bool good, struct why *why);

/* Ends one that has changed nothing: true. */
bool store_abandon(struct store *store);

/* At most that many characters of text, which lives as long as the store. */
const char *store_cut(struct store *store, const char *text, glong characters);

/* What stands for a Message-ID in the tables. */
const char *store_message_id(struct store *store, const char *message_id);

/* store_schema.c: makes or renews the tables. */
#define STORE_SCHEMA 5
bool store_migrate(struct store *store, struct why *why);

/* store_mail.c: fills all but the key from a row of store_mail_get()'s. */
void store_mail_row(const struct rows *rows, size_t row,
		    struct store_mail *mail);

/*
 * … and the values of the columns that each mail's row begins with: key, trace,
 * workspace, mailbox, message_id, sender and subject, cut as they are kept.
 */
#define STORE_MAIL_VALUES 7
void store_mail_values(struct store *store, const struct store_mail *mail,
		       struct value values[STORE_MAIL_VALUES]);

/* … and the rows of an intent, inside of a transaction. */
bool store_intent_write(struct store *store, const struct store_mail *mail,
			const struct store_part *part, struct why *why);

/* store_watch.c: a try to make a ticket is open, or no longer; likewise. */
bool store_try_open(struct store *store, const struct store_mail *mail,
		    const struct store_part *part, struct why *why);
bool store_try_close(struct store *store, const char *key, struct why *why);

/*
 * … and whether a ticket may be tried now: TURN_TAKEN, TURN_LOOK (which is
 * written down) or TURN_LISTED, with *wait_ms.
 */
bool store_gate(struct store *store, const struct store_mail *mail,
		const struct moment *now, enum turn *turn, gint64 *wait_ms,
		struct why *why);

/*
 * store_pause.c: this process goes to see whether the desk is back, and whether
 * the one that went is dead. It is at it until store_pause() or store_resume().
 */
void store_probe_begin(struct store *store, const char *budget);
bool store_probe_died(struct store *store, const char *budget);

/* store_text.c: the texts of a part that is intended, likewise. */
bool store_texts_write(struct store *store, const char *key,
		       const struct store_part *part, struct why *why);

/* … and forgets what is kept only until a mail's end. */
bool store_rest_forget(struct store *store, const char *key, struct why *why);

/* … and the deaths of mails that never came to one. */
bool store_deaths_expire(struct store *store, gint64 before_ms,
			 struct why *why);

/*
 * store_history.c: the rows of the attempt that has begun, if it is one at this
 * mail; likewise. The first writes it as one that is under way, the second as
 * mail->outcome says; the third only what was asked since.
 */
bool store_attempt_open(struct store *store, const struct store_mail *mail,
			struct why *why);
bool store_attempt_close(struct store *store, const struct store_mail *mail,
			 struct why *why);
bool store_asked_write(struct store *store, const char *key, struct why *why);

/* store_files.c: the rows of a mail's attachments (NULL: none), likewise. */
bool store_files_write(struct store *store, const struct store_mail *mail,
		       const struct store_files *files, struct why *why);

/* … and, by itself: forgets images that nobody has sent since then. */
bool store_files_forget(struct store *store, gint64 before_ms, struct why *why);

/* store_budget.c: the window that is kept, longer than the desk's. */
gint64 store_window_ms(const struct store_budget *budget);

/*
 * store_flight.c, inside of a transaction: the turn n is taken, and its request
 * under way until it was used, or is undone with the transaction.
 */
bool flight_begin(struct store *store, const struct store_budget *budget,
		  const struct moment *now, gint64 n, struct why *why);
void flight_undo(struct store *store);

/* … likewise: the desk has seen our request, if there is one, by now. */
bool store_turn_used(struct store *store, struct why *why);

/* … no time of a turn is later, unless a clock was broken. */
gint64 flight_latest(const struct moment *now);

/* … and, in one of its own if need be: turns of the dead are over by now. */
bool flight_land(struct store *store, const char *budget, struct why *why);

/* store_queue.c: who waits for a turn of one budget, as one process sees it. */
struct queue {
	gint64 ahead;  /* living processes that wait before this one */
	gint64 dead;   /* processes that no longer wait */
	gint64 place;  /* ours in the queue, 0 for none */
	gint64 due_ms; /* … and the time that we said then */
	gint64 last;   /* the last place in our part of the queue */
};
bool queue_look(struct store *store, const struct store_budget *budget,
		const struct moment *now, struct queue *queue, struct why *why);

/* Takes a place at the end, or keeps ours, for a turn that is due then. */
bool queue_stay(struct store *store, const char *budget,
		const struct moment *now, const struct queue *queue,
		gint64 due_ms, struct why *why);

/* Gives our place back, if we have any, of whichever budget. */
bool queue_leave(struct store *store, struct why *why);

/* Removes the places of the dead. */
bool queue_bury(struct store *store, const char *budget,
		const struct moment *now, const struct queue *queue,
		struct why *why);

/* True if others would hold us to be dead before that, by what we said. */
bool queue_must_say(const struct queue *queue, gint64 due_ms);

/* store_fold.c: the rows of a folded mail, and of a kind's first ticket. */
bool store_fold_write(struct store *store, const struct store_mail *mail,
		      const struct store_fold *fold, struct why *why);
bool store_kinds_write(struct store *store, const char *workspace,
		       const struct store_lesson *lesson, struct why *why);

/* store_ticket.c: the rows of a ticket and of a lesson, likewise. */
bool store_ticket_write(struct store *store, const char *workspace,
			const struct store_ticket *ticket, struct why *why);
bool store_lesson_write(struct store *store, const char *workspace,
			const struct store_ticket *ticket,
			const struct store_lesson *lesson, struct why *why);

/* An address as it is compared: ASCII letters in lower case, cut. */
const char *store_folded(struct store *store, const char *email);

/* The same of one who has a part in a ticket: his domain as A-labels, too. */
const char *store_person(struct store *store, const char *email);

/* store_hint.c: the rows of a lesson's hints and of who was copied. */
bool store_hints_write(struct store *store, const char *workspace,
		       const char *ticket_id, const struct store_lesson *lesson,
		       struct why *why);

/* … and what goes over to the ticket that replaces one. */
bool store_hints_inherit(struct store *store, const char *workspace,
			 const char *id, const char *replaces, struct why *why);

#endif
