// SPDX-License-Identifier: GPL-3.0-or-later
// How the gateway does: what came, what waits, and what needs a person.
#include "status.h"

#include <string.h>
#include <sys/stat.h>

#include "ask.h"
#include "asked.h"
#include "base/outcome.h"
#include "base/room.h"
#include "held.h"
#include "state/hold.h"
#include "state/store_history.h"
#include "state/store_storm.h"

#define HOUR_MS 3600000
#define DAY_MS	86400000

/* The oldest of a folder's mails, by the time of its file. */
static void look_into(const char *path, struct status_folder *folder)
{
	struct why why = {0};
	g_autoptr(GPtrArray) codes = NULL;

	*folder = (struct status_folder){.path = path};
	if (*path == '\0')
		return;
	codes = hold_codes(path, &why);
	folder->readable = codes != NULL;
	folder->mails = codes == NULL ? 0 : codes->len;
	for (guint i = 0; i < folder->mails; i++) {
		g_autofree char *name =
			g_strconcat(codes->pdata[i], ".eml", NULL);
		g_autofree char *file = g_build_filename(path, name, NULL);
		struct stat info;
		gint64 at_ms;

		/* One that is released meanwhile is none. */
		if (stat(file, &info) < 0)
			continue;
		at_ms = (gint64)info.st_mtim.tv_sec * 1000;
		if (folder->since_ms == 0 || at_ms < folder->since_ms)
			folder->since_ms = at_ms;
	}
}

static bool is_listed(const struct status *status, const char *name)
{
	for (guint i = 0; i < status->budgets->len; i++)
		if (strcmp(g_array_index(status->budgets, struct status_budget,
					 i)
				   .name,
			   name) == 0)
			return true;
	return false;
}

static bool add_budget(struct status *status, struct store *store,
		       const struct store_budget *budget, const char *mailbox,
		       struct why *why)
{
	struct status_budget one = {.budget = *budget};

	if (is_listed(status, budget->name))
		return true;
	if (!store_standing(store, budget, &one.standing, why))
		return false;
	one.name = g_strdup(budget->name);
	one.mailbox = g_strdup(mailbox);
	one.budget.name = one.name;
	g_array_append_val(status->budgets, one);
	return true;
}

/* The keys of one mailbox; *known is false where they may not be read. */
static bool add_mailbox(struct status *status, struct store *store,
			const struct mailbox *mailbox, int key_fd, bool *known,
			struct why *why)
{
	struct ask ask = {
		.config = status->config,
		.mailbox = mailbox,
		.key_fd = key_fd,
	};
	struct why unread = {0};
	bool good = true;

	if (!ask_ready(&ask, &unread))
		*known = false;
	for (size_t i = 0; good && i < ask.keys_n; i++)
		good = add_budget(status, store, &ask.keys[i].budget,
				  mailbox->name, why);
	ask_close(&ask);
	return good;
}

/* Where a key may not be read, what the state has of any key is shown. */
static bool read_budgets(struct status *status, struct store *store, int key_fd,
			 struct why *why)
{
	const struct config *config = status->config;
	g_autoptr(GPtrArray) names = NULL;
	bool known = true;

	for (size_t i = 0; i < config->mailboxes_n; i++)
		if (!add_mailbox(status, store, &config->mailboxes[i], key_fd,
				 &known, why))
			return false;
	if (known)
		return true;
	if (!store_budgets(store, &names, why))
		return false;
	for (guint i = 0; i < names->len; i++) {
		const struct store_budget budget = {
			.name = names->pdata[i],
			.requests = config->api.requests,
			.window_ms = (gint64)(config->api.window * 1000),
		};

		if (!add_budget(status, store, &budget, "", why))
			return false;
	}
	return true;
}

/* What was put off of late and still waits. */
static bool read_errors(struct status *status, struct store *store, gint64 now,
			struct why *why)
{
	struct store_search search = {
		.outcome = outcome_name(OUTCOME_LATER),
		.since_ms = now - DAY_MS,
		.most = STATUS_ERRORS_MOST,
	};
	g_autoptr(GArray) spooled = NULL;

	if (!store_find(store, &search, &status->errors, why))
		return false;
	search.outcome = outcome_name(OUTCOME_SPOOLED);
	search.most -= status->errors->len;
	if (search.most == 0)
		return true;
	if (!store_find(store, &search, &spooled, why))
		return false;
	g_array_append_vals(status->errors, spooled->data, spooled->len);
	return true;
}

G_GNUC_PRINTF(2, 3)
static void attend(struct status *status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(status->attention, g_strdup_vprintf(format, args));
	va_end(args);
}

/* True if the desk did not accept the key when that mail was last tried. */
static bool was_denied(struct store *store, const struct store_mail *mail)
{
	g_autoptr(GArray) attempts = NULL;
	g_autoptr(GArray) asked = NULL;
	const struct store_asked *last;
	struct why unknown = {0};

	if (!store_history_of(store, mail->key, &attempts, &asked, &unknown) ||
	    attempts->len == 0 || asked->len == 0)
		return false;
	last = &g_array_index(asked, struct store_asked, asked->len - 1);
	return strcmp(last->answer, answer_name(ANSWER_DENIED)) == 0 &&
	       last->attempt == g_array_index(attempts, struct store_attempt,
					      attempts->len - 1)
					.attempt;
}

/* Waiting helps no mail then: it is said at once, once for each mailbox. */
static void attend_denied(struct status *status, struct store *store)
{
	g_autoptr(GHashTable) said = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < status->errors->len; i++) {
		const struct store_mail *mail =
			&g_array_index(status->errors, struct store_mail, i);

		if (was_denied(store, mail) &&
		    g_hash_table_add(said, (gpointer)(guintptr)mail->mailbox))
			attend(status,
			       "the desk does not accept the key of mailbox "
			       "%s, and mail waits; see: tixgate check "
			       "--online",
			       mail->mailbox);
	}
}

static void attend_waiting(struct status *status, gint64 now)
{
	const struct store_overview *seen = &status->overview;
	g_autofree char *open = held_age(seen->tried_since_ms);
	g_autofree char *spooled = held_age(status->spool.since_ms);

	if (seen->tried > 0 && now - seen->tried_since_ms > STATUS_WAIT_LONG_MS)
		attend(status,
		       "a mail has waited for %s; see: tixgate log --outcome "
		       "later",
		       open);
	if (status->spool.since_ms > 0 &&
	    now - status->spool.since_ms > STATUS_WAIT_LONG_MS)
		attend(status,
		       "a mail has been in the spool for %s; does tixgate "
		       "flush run?",
		       spooled);
}

/*
 * What fails before the state can be written is in the log alone: so its causes
 * are looked for. Mostly it is one disk, which is told of once.
 */
static void attend_disks(struct status *status)
{
	const struct store_settings *state = &status->config->state;
	const char *place = strchr(state->url, ':');
	const char *const paths[] = {
		g_str_has_prefix(state->url, "sqlite:") ? place + 1 : "",
		state->hold,
		state->spool,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
		struct why why = {0};

		if (*paths[i] == '\0' || room_left(paths[i], &why))
			continue;
		attend(status, "%s", why.text);
		return;
	}
}

static void judge(struct status *status, struct store *store, gint64 now)
{
	attend_disks(status);
	if (status->held.mails > 0)
		attend(status, "%u %s held; see: tixgate held list",
		       status->held.mails,
		       status->held.mails == 1 ? "mail is" : "mails are");
	attend_denied(status, store);
	attend_waiting(status, now);
	for (guint i = 0; i < status->budgets->len; i++) {
		const struct status_budget *one = &g_array_index(
			status->budgets, struct status_budget, i);

		/* It stays down until it is asked again; perhaps nobody asks.
		 */
		if (one->standing.down && status->overview.tried > 0)
			attend(status, "the desk does not answer, and mail "
				       "waits for it");
	}
}

bool status_read(const struct config *config, struct store *store, int key_fd,
		 struct status *status, struct why *why)
{
	const gint64 now = clock_wall_ms();

	*status = (struct status){
		.config = config,
		.budgets =
			g_array_new(FALSE, FALSE, sizeof(struct status_budget)),
		.attention = g_ptr_array_new_with_free_func(g_free),
	};
	if (!store_tallies(store, now - HOUR_MS, &status->hour, why) ||
	    !store_tallies(store, now - DAY_MS, &status->day, why) ||
	    !store_overview(store, now - STATUS_TRIED_MS, &status->overview,
			    why) ||
	    !store_digests_open(store, &status->digests, &status->folded,
				why) ||
	    !read_budgets(status, store, key_fd, why) ||
	    !read_errors(status, store, now, why))
		return false;
	look_into(config->state.hold, &status->held);
	look_into(config->state.spool, &status->spool);
	judge(status, store, now);
	return true;
}

void status_end(struct status *status)
{
	for (guint i = 0; i < status->budgets->len; i++) {
		struct status_budget *one = &g_array_index(
			status->budgets, struct status_budget, i);

		g_free(one->name);
		g_free(one->mailbox);
	}
	g_array_unref(status->budgets);
	g_ptr_array_unref(status->attention);
	g_clear_pointer(&status->hour, g_array_unref);
	g_clear_pointer(&status->day, g_array_unref);
	g_clear_pointer(&status->errors, g_array_unref);
}
