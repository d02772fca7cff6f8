// SPDX-License-Identifier: GPL-3.0-or-later
// The spool: mails that wait here, for mail systems that cannot try again.
#include "spooled.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "state/hold.h"

bool spooled_keep(const char *folder, const struct spool *mail,
		  const struct envelope *envelope, const char *trace,
		  struct why *why)
{
	const gint64 now = clock_wall_ms();
	g_autofree char *reason = g_strdup(why->text);
	/* Two processes at one moment have two numbers. */
	g_autofree char *code = g_strdup_printf(
		"%014" G_GINT64_FORMAT "-%d%s%s", now, (int)getpid(),
		*trace != '\0' ? "-" : "", trace);
	const struct hold_note note = {
		.code = code,
		.reason = reason,
		.mailbox = "",
		.sender_known = envelope->sender_known,
		.sender = envelope->sender,
		.recipients = envelope->recipients,
		.recipients_n = envelope->recipients_n,
		.originals = envelope->originals,
		.originals_n = envelope->originals_n,
		.queue_id = envelope->queue_id,
		.from = "",
		.subject = "",
		.at_ms = now,
	};

	return mail->fd >= 0 && (hold_keep(folder, mail->fd, &note, why) ||
				 why_at(why, "spool"));
}

char *spooled_path(const char *folder, const char *trace)
{
	struct why why = {0};
	g_autoptr(GPtrArray) codes = hold_codes(folder, &why);
	g_autofree char *ending = g_strconcat("-", trace, NULL);

	for (guint i = 0; codes != NULL && i < codes->len; i++) {
		g_autofree char *name = NULL;

		if (!g_str_has_suffix(codes->pdata[i], ending))
			continue;
		name = g_strconcat(codes->pdata[i], ".eml", NULL);
		return g_build_filename(folder, name, NULL);
	}
	return NULL;
}

bool spooled_open(const char *folder, const char *code, struct pool *pool,
		  struct spool *mail, struct envelope *envelope,
		  struct why *why)
{
	struct hold_note note;
	struct stat info;

	*mail = (struct spool){.fd = -1};
	if (!hold_open(folder, code, pool, &note, &mail->fd, why))
		return false;
	if (fstat(mail->fd, &info) < 0) {
		spool_close(mail);
		return why_errno(why, TROUBLE_LATER, "cannot read %s", code);
	}
	mail->size = (guint64)info.st_size;
	*envelope = (struct envelope){
		.sender_known = note.sender_known,
		.sender = note.sender,
		.recipients = note.recipients,
		.recipients_n = note.recipients_n,
		.originals = note.originals,
		.originals_n = note.originals_n,
		.queue_id = note.queue_id,
	};
	return true;
}
