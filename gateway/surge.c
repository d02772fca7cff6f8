// SPDX-License-Identifier: GPL-3.0-or-later
// Surges: counts a mail among those like it, before it is one too many.
#include "surge.h"

#include <string.h>

#include "base/text.h"
#include "filters/mark/mark.h"
#include "state/store_storm.h"

/* Limits that one mail can be subject to. */
#define LIMITS_MOST 4

/* UTF-16 units of a first line. */
#define LINE_UNITS 120

/* One mail and the counters that it is counted on. */
struct counting {
	const struct letter *letter;
	struct decision *dec;
	const struct storm_options *opt;
	const char *sender; /* as it is counted */
	struct store_counter counters[LIMITS_MOST];
	size_t n;
};

const struct storm_options *surge_options(const struct mailbox *mailbox)
{
	for (size_t i = 0; filters_all[i] != NULL; i++)
		if (strcmp(filters_all[i]->name, "storm") == 0)
			return mailbox->filters[i].enabled
				       ? mailbox->filters[i].options
				       : NULL;
	return NULL;
}

/*
 * Where a host of ours verifies senders, whoever is not verified has a lower
 * limit, and counters of his own: a forger cannot use up what is another's.
 */
static bool is_doubtful(const struct decision *dec)
{
	return dec->sender.judged && dec->sender.verified != VERIFIED_PASS;
}

static void add(struct counting *counting, enum storm_limit limit,
		const struct storm_most *most, const char *name)
{
	const bool whole =
		limit == STORM_MAILBOX || !is_doubtful(counting->dec);

	if (most->most == 0)
		return;
	counting->counters[counting->n++] = (struct store_counter){
		.kind = limit,
		.name = pool_format(counting->letter->pool, "%s %d %s %s",
				    counting->letter->mailbox->name, limit,
				    whole ? "" : "unverified", name),
		.most = whole ? most->most
			      : MAX(most->most * counting->opt->unverified /
					    100,
				    1),
		.window_ms = most->window * 1000,
	};
}

/* People of one provider, or of our own house, do not share a limit. */
static const char *domain_of(const struct counting *counting,
			     const struct filter_input *in)
{
	const char *at = strrchr(counting->sender, '@');

	if (at == NULL || mark_listed(counting->opt->shared, at + 1))
		return NULL;
	for (size_t i = 0; in->own_addresses[i] != NULL; i++) {
		const char *own = strrchr(in->own_addresses[i], '@');

		if (own != NULL && text_same(own + 1, at + 1))
			return NULL;
	}
	return at + 1;
}

static void add_all(struct counting *counting, const struct filter_input *in)
{
	const struct storm_options *opt = counting->opt;
	struct storm *storm = &counting->dec->storm;
	const char *domain = domain_of(counting, in);

	if (counting->dec->action == ACTION_REPLY) {
		add(counting, STORM_MESSAGES, &opt->messages, counting->sender);
		return;
	}
	if (storm_folds(counting->dec->class))
		add(counting, STORM_SUBJECT, &opt->subject, storm->kinds[0]);
	add(counting, STORM_TICKETS, &opt->tickets, counting->sender);
	if (domain != NULL)
		add(counting, STORM_DOMAIN, &opt->domain, domain);
	add(counting, STORM_MAILBOX, &opt->mailbox, "");
}

/* What a machine's mail can be folded with: its subject's, or its sender's. */
static void name_kinds(struct counting *counting)
{
	const struct letter *letter = counting->letter;
	struct storm *storm = &counting->dec->storm;

	if (!storm_folds(counting->dec->class) ||
	    counting->dec->action != ACTION_CREATE)
		return;
	storm->kinds[0] =
		pool_format(letter->pool, "%s subject %s %s",
			    letter->mailbox->name, counting->sender,
			    storm_mask(counting->dec->subject, letter->pool));
	storm->kinds[1] = pool_format(letter->pool, "%s sender %s",
				      letter->mailbox->name, counting->sender);
	storm->kinds_n = STORM_KINDS_MOST;
	storm->kinds_ms = 1000 * MAX(counting->opt->tickets.window,
				     counting->opt->subject.window);
}

static void sum_up(const struct counting *counting,
		   const struct store_surge *done)
{
	static const char *const names[] = {
		[STORM_SUBJECT] = "with its subject",
		[STORM_TICKETS] = "tickets of its sender",
		[STORM_MESSAGES] = "messages of its sender",
		[STORM_DOMAIN] = "tickets of its domain",
		[STORM_MAILBOX] = "tickets in all",
	};
	struct storm *storm = &counting->dec->storm;
	g_autoptr(GString) sums = g_string_new(NULL);

	for (size_t i = 0; i < counting->n; i++) {
		const struct store_counter *one = &counting->counters[i];

		if (one->kind == done->over) {
			storm->most = one->most;
			storm->window = one->window_ms / 1000;
		}
		if (one->holds == 0)
			continue;
		g_string_append_printf(
			sums, "%s%s %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT,
			sums->len > 0 ? ", " : "", names[one->kind], one->holds,
			one->most);
	}
	storm->sums = pool_text(counting->letter->pool, sums->str);
	storm->over = (enum storm_limit)done->over;
	storm->first = done->first;
	storm->counted = true;
}

static bool kind_ticket(struct store *store, const struct counting *counting,
			const char *kind, bool *found, struct why *why)
{
	struct storm *storm = &counting->dec->storm;
	struct pool *pool = counting->letter->pool;
	struct store_ticket ticket = {0};

	if (!store_kind_ticket(store, counting->letter->mailbox->workspace,
			       kind, &ticket, found, why))
		return false;
	storm->kind = kind;
	if (*found) {
		storm->ticket_id = pool_text(pool, ticket.id);
		storm->number = ticket.number;
	}
	return true;
}

/* Where the digest will stand: on the first ticket of its kind. */
static bool find_fold(struct store *store, const struct counting *counting,
		      struct why *why)
{
	struct decision *dec = counting->dec;
	struct storm *storm = &dec->storm;
	struct pool *pool = counting->letter->pool;
	const char *narrow = storm->kinds[0];
	bool found = false;

	storm->digest_ms = counting->opt->digest * 1000;
	storm->about = counting->sender;
	if (dec->action == ACTION_REPLY) {
		storm->ticket_id = dec->standing.id;
		storm->number = dec->standing.number;
		storm->kind = pool_format(pool, "%s message %s %s",
					  counting->letter->mailbox->name,
					  dec->standing.id, counting->sender);
		return true;
	}
	if (!kind_ticket(store, counting, narrow, &found, why))
		return false;
	if (found || storm->over == STORM_SUBJECT)
		return true;
	return kind_ticket(store, counting, storm->kinds[1], &found, why);
}

bool surge(const struct deciding *with, const struct letter *letter,
	   const struct filter_input *in, struct decision *dec, struct why *why)
{
	struct counting counting = {
		.letter = letter,
		.dec = dec,
		.opt = surge_options(letter->mailbox),
		.sender = dec->sender.email,
	};
	struct store_surge surge = {
		.key = letter->key,
		.count = with->remember,
	};

	if (counting.opt == NULL || with->store == NULL || with->begun ||
	    letter->released != NULL || dec->settled ||
	    (dec->action != ACTION_CREATE && dec->action != ACTION_REPLY) ||
	    mark_listed(counting.opt->allow, dec->sender.email))
		return true;
	counting.sender =
		storm_folds(dec->class)
			? storm_mask_address(dec->sender.email, letter->pool)
			: pool_keep(letter->pool,
				    g_ascii_strdown(dec->sender.email, -1),
				    g_free);
	name_kinds(&counting);
	add_all(&counting, in);
	surge.counters = counting.counters;
	surge.n = counting.n;
	if (!store_surge(with->store, &surge, why))
		return false;
	sum_up(&counting, &surge);
	return dec->storm.over == STORM_NONE || !storm_folds(dec->class) ||
	       find_fold(with->store, &counting, why);
}

const char *surge_line(const struct letter *letter, const struct decision *dec)
{
	g_autoptr(GString) line = g_string_new(NULL);
	const char *text = dec->text + strspn(dec->text, " \t\n");

	text_line(line, text, strcspn(text, "\n"));
	g_string_truncate(line, text_fit(line->str, LINE_UNITS));
	return pool_text(letter->pool, line->str);
}
