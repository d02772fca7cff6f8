// SPDX-License-Identifier: GPL-3.0-or-later
// Keeping: where discarded mail lies, and the end of what is old.
#include "keeping.h"

#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "state/hold.h"
#include "state/store_storm.h"
#include "state/store_told.h"

/* How often old records and mails are looked for. */
#define SWEEP_EVERY_MS 3600000

/* Milliseconds that must be left: a mail system may be waiting for us. */
#define SWEEP_LEAST_MS 2000

/* Shares of the archive that one sweep looks through: all of it in a day. */
#define SHARES_EVERY_TIME 11

/* Files that one sweep removes at most. */
#define SWEEP_FILES_MOST 10000

#define DAY_MS 86400000

char *keeping_discarded(const struct store_settings *settings)
{
	g_autofree char *parent = NULL;

	if (strcmp(settings->discarded, "none") == 0)
		return NULL;
	if (*settings->discarded != '\0')
		return g_strdup(settings->discarded);
	parent = g_path_get_dirname(settings->hold);
	return g_build_filename(parent, "discarded", NULL);
}

/* Two names of one folder; symbolic links are looked through. */
static bool same_folder(const char *a, const char *b)
{
	g_autofree char *plain_a = g_canonicalize_filename(a, "/");
	g_autofree char *plain_b = g_canonicalize_filename(b, "/");
	struct stat of_a, of_b;

	if (strcmp(plain_a, plain_b) == 0)
		return true;
	return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 &&
	       of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino;
}

bool keeping_check(const struct store_settings *settings, struct why *why)
{
	g_autofree char *folder = keeping_discarded(settings);

	if (folder == NULL)
		return true;
	if (same_folder(folder, settings->hold))
		return why_set(why, TROUBLE_CONFIG,
			       "is the folder of the held mails as well; what "
			       "is discarded needs one of its own, since old "
			       "mails are removed from it");
	if (*settings->spool != '\0' && same_folder(folder, settings->spool))
		return why_set(why, TROUBLE_CONFIG,
			       "is the folder of the spool as well; what is "
			       "discarded needs one of its own, since old "
			       "mails are removed from it");
	return true;
}

bool keeping_uses(const struct store_settings *settings, const char *folder)
{
	g_autofree char *discarded = keeping_discarded(settings);

	return same_folder(folder, settings->hold) ||
	       (discarded != NULL && same_folder(folder, discarded)) ||
	       (*settings->spool != '\0' &&
		same_folder(folder, settings->spool));
}

static void sweep(const struct store_settings *settings, struct store *store,
		  gint64 before_ms, struct deadline deadline)
{
	g_autofree char *folder = keeping_discarded(settings);
	struct why why = {0};
	guint removed = 0;

	if (!store_expire(store, before_ms, &why) ||
	    !store_told_expire(store, before_ms, &why) ||
	    !store_storm_expire(store, before_ms, &why))
		log_line(LOG_LEVEL_WARNING,
			 "old records stay in the state for now: %s", why.text);
	if (folder != NULL && keeping_check(settings, &why))
		removed = hold_expire(folder, before_ms, SWEEP_FILES_MOST,
				      deadline);
	if (removed > 0)
		log_line(LOG_LEVEL_INFO,
			 "removed %u files of discarded mails that were kept "
			 "for %" G_GINT64_FORMAT " days",
			 removed, settings->keep_days);
}

/*
 * A clock that jumps would make all records old, and a mail that comes again
 * unknown. So nothing is removed where the time since the last look is more
 * than half of what is kept: what goes is half as old in any case. The next
 * look is measured from this one.
 */
static bool plausible(gint64 keep_days, const struct store_due *due)
{
	return due->last_ms > 0 && due->last_ms <= due->now_ms &&
	       due->now_ms - due->last_ms <= keep_days * DAY_MS / 2;
}

/* True if it is time for what is done each hour, by one of all processes. */
static bool is_due(struct store *store, const char *what, struct store_due *due)
{
	/* Folders are of one host, even where the state is shared. */
	g_autofree char *name =
		g_strdup_printf("%s %s", what, g_get_host_name());
	struct why why = {0};
	bool is = false;

	*due = (struct store_due){
		.name = name,
		.every_ms = SWEEP_EVERY_MS,
		.now_ms = clock_wall_ms(),
	};
	if (!store_due(store, due, &is, &why))
		log_line(LOG_LEVEL_WARNING,
			 "cannot see whether old records are to be removed: %s",
			 why.text);
	due->name = what;
	return is;
}

static void sweep_archive(const struct archive_settings *settings,
			  struct store *store, struct deadline deadline)
{
	const gint64 days = settings->keep_days;
	struct archive_sweep asked = {
		.n = SHARES_EVERY_TIME,
		.most = SWEEP_FILES_MOST,
		.deadline = deadline,
	};
	struct store_due due;
	guint removed;

	if (*settings->folder == '\0' || !is_due(store, "archive", &due))
		return;
	asked.first = (guint)(due.now_ms / SWEEP_EVERY_MS * SHARES_EVERY_TIME %
			      ARCHIVE_SHARES);
	if (days > 0 && plausible(days, &due))
		asked.before_ms = due.now_ms - days * DAY_MS;
	removed = archive_expire(settings, &asked);
	if (removed > 0)
		log_line(LOG_LEVEL_INFO,
			 "removed %u files of attachments that were kept for "
			 "%" G_GINT64_FORMAT " days",
			 removed, days);
}

void keeping_sweep(const struct config *config, struct store *store,
		   struct deadline deadline)
{
	const struct store_settings *settings = &config->state;
	struct store_due due;

	if (deadline_left_ms(deadline) < SWEEP_LEAST_MS)
		return;
	if (is_due(store, "sweep", &due) &&
	    plausible(settings->keep_days, &due))
		sweep(settings, store,
		      due.now_ms - settings->keep_days * DAY_MS, deadline);
	sweep_archive(&config->attachments, store, deadline);
}
