// SPDX-License-Identifier: GPL-3.0-or-later
// Keeping: where discarded mail lies, and the end of what is old.
#include "keeping.h"

#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "state/hold.h"
#include "state/store_told.h"

/* How often old records and mails are looked for. */
#define SWEEP_EVERY_MS 3600000

/* Milliseconds that must be left: a mail system may be waiting for us. */
#define SWEEP_LEAST_MS 2000

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

static void sweep(const struct store_settings *settings, struct store *store,
		  gint64 before_ms, struct deadline deadline)
{
	g_autofree char *folder = keeping_discarded(settings);
	struct why why = {0};
	guint removed = 0;

	if (!store_expire(store, before_ms, &why) ||
	    !store_told_expire(store, before_ms, &why))
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
static bool plausible(const struct store_settings *settings,
		      const struct store_due *due)
{
	return due->last_ms > 0 && due->last_ms <= due->now_ms &&
	       due->now_ms - due->last_ms <= settings->keep_days * DAY_MS / 2;
}

void keeping_sweep(const struct store_settings *settings, struct store *store,
		   struct deadline deadline)
{
	/* Folders are of one host, even where the state is shared. */
	g_autofree char *name = g_strdup_printf("sweep %s", g_get_host_name());
	struct store_due due = {
		.name = name,
		.every_ms = SWEEP_EVERY_MS,
		.now_ms = clock_wall_ms(),
	};
	struct why why = {0};
	bool is = false;

	if (deadline_left_ms(deadline) < SWEEP_LEAST_MS)
		return;
	if (!store_due(store, &due, &is, &why))
		log_line(LOG_LEVEL_WARNING,
			 "cannot see whether old records are to be removed: %s",
			 why.text);
	if (is && plausible(settings, &due))
		sweep(settings, store,
		      due.now_ms - settings->keep_days * DAY_MS, deadline);
}
