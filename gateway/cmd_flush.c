// SPDX-License-Identifier: GPL-3.0-or-later
// flush: delivers what lies in the spool, in the order in which it came.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/log.h"
#include "command.h"
#include "folding.h"
#include "handle.h"
#include "spooled.h"
#include "state/hold.h"
#include "state/store_storm.h"

/* The file in the spool by which one flush at a time holds it. */
#define LOCK_NAME "flush.lock"

/*
 * Tries of one mail before the turn of the next, and the pause between them. A
 * try that got no answer is held to be under way for two of these pauses; so
 * one failure more still leaves a try.
 */
#define TRIES_MOST   4
#define TRY_PAUSE_MS 3000

struct run {
	struct call *call;
	double seconds; /* of the whole run */
	struct config *config;
	struct deadline deadline;
	int lock;
	guint delivered;
	guint waiting;
	bool progress; /* somebody is watching */
};

/* False without a reason where another flush is under way. */
static bool take_spool(struct run *run, bool *other, struct why *why)
{
	g_autofree char *path =
		g_build_filename(run->config->state.spool, LOCK_NAME, NULL);

	run->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (run->lock < 0)
		return why_errno(why, TROUBLE_CONFIG, "cannot open %s", path);
	if (flock(run->lock, LOCK_EX | LOCK_NB) == 0)
		return true;
	*other = errno == EWOULDBLOCK;
	return !*other && why_errno(why, TROUBLE_LATER, "cannot lock %s", path);
}

static void show(const struct run *run, guint at, guint all)
{
	if (!run->progress)
		return;
	fprintf(stderr, "\r%u of %u, %u delivered", at, all, run->delivered);
	if (at == all)
		fputc('\n', stderr);
}

/* One mail; false if it stays. */
static bool flush_one(struct run *run, const char *code, struct why *why)
{
	const char *folder = run->config->state.spool;
	const struct handling with = {
		.config = run->config,
		.key_fd = run->call->around.key_fd,
		.deadline = run->deadline,
		.spool = "",
		.taken = true,
	};
	g_autoptr(pool_handle) pool = pool_new();
	struct spool mail;
	struct envelope envelope;
	enum outcome outcome;

	if (!spooled_open(folder, code, pool, &mail, &envelope, why))
		return false;
	outcome = handle_mail(&with, &mail, &envelope, why);
	spool_close(&mail);
	return outcome != OUTCOME_LATER && hold_drop(folder, code, why);
}

/* More than once, for the order: the next mail may be a reply to this one. */
static bool flush_patiently(struct run *run, const char *code, struct why *why)
{
	for (guint i = 0; i < TRIES_MOST; i++) {
		if (i > 0 && !deadline_sleep(run->deadline, TRY_PAUSE_MS))
			return false;
		*why = (struct why){0};
		if (deadline_left_ms(run->deadline) <= 0)
			return why_set(why, TROUBLE_LATER,
				       "the deadline is over");
		if (flush_one(run, code, why))
			return true;
	}
	return false;
}

/* A mail that stays is no reason to keep those behind it waiting. */
static bool flush_all(struct run *run, struct why *why)
{
	g_autoptr(GPtrArray) codes = hold_codes(run->config->state.spool, why);

	if (codes == NULL)
		return false;
	for (guint i = 0; i < codes->len; i++) {
		struct why reason = {0};

		show(run, i, codes->len);
		if (flush_patiently(run, codes->pdata[i], &reason)) {
			run->delivered++;
			continue;
		}
		run->waiting++;
		*why = reason;
	}
	show(run, codes->len, codes->len);
	return run->waiting == 0;
}

static enum outcome flush_spool(struct run *run, struct why *why)
{
	bool other = false;
	bool good;

	/* There is none, or nothing was ever spooled. */
	if (*run->config->state.spool == '\0' ||
	    (access(run->config->state.spool, F_OK) < 0 && errno == ENOENT))
		return OUTCOME_OK;
	if (!take_spool(run, &other, why)) {
		if (other)
			printf("another flush is under way\n");
		return other ? OUTCOME_OK : outcome_of_trouble(why->trouble);
	}
	good = flush_all(run, why);
	if (run->delivered + run->waiting > 0)
		printf("delivered %u, waiting %u\n", run->delivered,
		       run->waiting);
	(void)close(run->lock);
	return good ? OUTCOME_OK : OUTCOME_WRONG;
}

/* Only looked at: who has nothing to post makes no state. */
static bool any_digest(const struct run *run, bool *any, struct why *why)
{
	gint64 digests = 0, mails = 0;
	g_autoptr(store_handle) store =
		store_open(&run->config->state, STORE_READ, run->deadline, why);

	if (store == NULL || !store_digests_open(store, &digests, &mails, why))
		return false;
	*any = digests > 0;
	return true;
}

/* The digests of folded mails that are due: no mail may come any more. */
static enum outcome flush_digests(const struct run *run, struct why *why)
{
	struct secrets secrets;
	bool any = false, left = false;
	guint posted;

	if (!any_digest(run, &any, why))
		return outcome_of_trouble(why->trouble);
	if (!any)
		return OUTCOME_OK;
	if (!command_secrets(run->config, true, &secrets, why))
		return outcome_of_trouble(why->trouble);

	g_autoptr(store_handle) store = store_open(
		&run->config->state, STORE_WRITE, run->deadline, why);
	const struct folding folding = {
		.config = run->config,
		.secrets = &secrets,
		.store = store,
		.key_fd = run->call->around.key_fd,
		.deadline = run->deadline,
		.patient = true,
	};

	if (store == NULL)
		return outcome_of_trouble(why->trouble);
	posted = folding_post(&folding, &left, why);
	if (posted > 0)
		printf("posted %u digests of folded mails\n", posted);
	return left ? OUTCOME_WRONG : OUTCOME_OK;
}

static enum outcome flush(struct run *run, struct why *why)
{
	const enum outcome spool = flush_spool(run, why);
	struct why other = {0};
	const enum outcome digests = flush_digests(run, &other);

	if (spool != OUTCOME_OK)
		return spool;
	if (digests != OUTCOME_OK)
		*why = other;
	return digests;
}

static enum outcome run_flush(struct call *call, struct why *why)
{
	struct run run = {.call = call, .seconds = 600};
	const GOptionEntry entries[] = {
		{"deadline", 0, 0, G_OPTION_ARG_DOUBLE, &run.seconds,
		 "seconds; what is left then waits (600)", "S"},
		{0},
	};
	enum outcome outcome;
	bool ended = false;

	if (!command_options(call, &command_flush, entries, &ended, why))
		return OUTCOME_USAGE;
	if (ended)
		return OUTCOME_OK;
	if (call->argc > 1) {
		why_set(why, TROUBLE_USAGE,
			"flush takes no operands; the spool is state.spool");
		return OUTCOME_USAGE;
	}
	run.config = config_load(call->config_path, call->config_asked, why);
	if (run.config == NULL)
		return OUTCOME_CONFIG;
	log_open(run.config->log.file);
	run.deadline = deadline_in(run.seconds);
	run.progress = isatty(STDERR_FILENO) != 0;
	outcome = flush(&run, why);
	config_free(run.config);
	return outcome;
}

const struct command command_flush = {
	.name = "flush",
	.usage = "flush [OPTION]...",
	.about = "delivers what lies in the spool, and what was folded",
	.run = run_flush,
};
