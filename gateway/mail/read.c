// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a mail: the one way from a spooled mail to a message.
#include "mail/read.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mail/confine.h"
#include "mail/digest.h"
#include "mail/fallback.h"
#include "mail/parse.h"
#include "mail/prescan.h"
#include "mail/rawhead.h"

/* How often a mail is read whose reader was killed. */
#define READS_MOST 2

static void add_phrases(struct message *msg, guint defects, struct pool *pool)
{
	const char **list = pool_zero(pool, msg->defects_n + PRESCAN_DEFECTS_N,
				      sizeof *list);
	size_t n = 0;

	for (int i = 0; i < PRESCAN_DEFECTS_N; i++) {
		if ((defects & 1u << i) != 0)
			list[n++] = prescan_phrase((enum prescan_defect)i);
	}
	for (size_t i = 0; i < msg->defects_n; i++)
		list[n++] = msg->defects[i];
	msg->defects = list;
	msg->defects_n = n;
}

/* What was read is a copy: its digest and size are not the mail's. */
static bool set_identity(int mail, struct pool *pool, struct message *msg,
			 struct why *why)
{
	char hex[DIGEST_HEX_SIZE];
	struct stat info;

	if (fstat(mail, &info) < 0)
		return why_errno(why, TROUBLE_LATER, "cannot read the mail");
	if (!raw_digest(mail, hex, why))
		return false;
	msg->digest = pool_text(pool, hex);
	msg->size = (guint64)info.st_size;
	return true;
}

static bool begin_pack(int mail, struct pack *pack, struct why *why)
{
	struct stat info;

	if (fstat(mail, &info) < 0)
		return why_errno(why, TROUBLE_LATER, "cannot read the mail");
	memset(pack, 0, sizeof *pack);
	pack->fd = CHILD_FILES;
	pack->most = (guint64)info.st_size + CHILD_WRITE_MOST;
	return true;
}

/* Inside the child: a mail out of bounds is read from its capped copy. */
static bool read_inside(int mail, int copy, const void *data, struct pool *pool,
			struct message *msg, struct why *why)
{
	const struct read_wish *asked = data;
	struct pack pack;
	const struct parse_wish wish = {
		.sha256 = asked->sha256,
		.whole = asked->whole,
		.pack = asked->files == NULL ? NULL : &pack,
	};
	struct prescan found;

	if (!prescan_mail(mail, copy, &found, why) ||
	    (wish.pack != NULL && !begin_pack(mail, &pack, why)))
		return false;
	if (found.defects == 0)
		return parse_mail(mail, &wish, pool, msg, why);
	if (!parse_mail(copy, &wish, pool, msg, why) ||
	    !set_identity(mail, pool, msg, why))
		return false;
	add_phrases(msg, found.defects, pool);
	return true;
}

static void add_line(struct read_report *report, const char *line)
{
	if (report->lines_n < READ_LINES_MOST)
		report->lines[report->lines_n++] = line;
}

/* Where less than all holds in the child, it has to be said. */
static void report_confined(struct read_report *report, enum sandbox sandbox,
			    struct pool *pool)
{
	unsigned missing = CONFINE_ALL & ~report->child.confined;

	if (sandbox == SANDBOX_OFF || missing == 0 ||
	    report->child.end == CHILD_NONE)
		return;
	add_line(report,
		 pool_format(pool,
			     "mails are read without%s%s%s%s, which this "
			     "system does not have",
			     (missing & CONFINE_FILES) != 0 ? " Landlock" : "",
			     (missing & CONFINE_CALLS) != 0 ? " seccomp" : "",
			     (missing & CONFINE_LIMITS) != 0 ? " limits" : "",
			     (missing & CONFINE_MAIL) != 0 ? " /proc" : ""));
}

bool read_killed(const struct read_report *report)
{
	return report->child.signal == SIGKILL;
}

static bool fall_back(const struct spool *spool, struct pool *pool,
		      struct message *msg, struct read_report *report,
		      struct why *why)
{
	const char *reason = pool_text(pool, why->text);

	*why = (struct why){0};
	report->fallback = true;
	add_line(report, pool_format(pool,
				     "a mail could not be read%s: %s "
				     "(%" G_GINT64_FORMAT
				     " ms CPU, %" G_GINT64_FORMAT " MB)",
				     read_killed(report) ? "" : " and is kept",
				     reason, report->child.cpu_us / 1000,
				     report->child.memory >> 20));
	return fallback_read(spool->fd, reason, pool, msg, why);
}

/* As if nobody had read before. */
static bool begin_again(const struct read_wish *wish, struct why *why)
{
	*why = (struct why){0};
	if (wish->files == NULL)
		return true;
	if (ftruncate(wish->files->fd, 0) < 0 ||
	    lseek(wish->files->fd, 0, SEEK_SET) < 0)
		return why_errno(why, TROUBLE_LATER,
				 "cannot read the mail once more");
	return true;
}

bool mail_read(const struct spool *spool, const struct read_wish *wish,
	       struct pool *pool, struct message *msg,
	       struct read_report *report, struct why *why)
{
	const struct child_job job = {
		.mail = spool->fd,
		.files = wish->files,
		.read = read_inside,
		.wish = wish,
		.sandbox = wish->sandbox,
		.deadline = wish->deadline,
	};
	bool good = false;

	*report = (struct read_report){0};
	digest_prepare(spool->size);
	/* Nothing that a mail holds kills so: once more, it may have been bad
	 * luck. */
	for (int reads = 0; reads < READS_MOST && !good; reads++) {
		if (reads > 0 && !begin_again(wish, why))
			return false;
		good = child_run(&job, pool, msg, &report->child, why);
		if (!read_killed(report))
			break;
	}
	report_confined(report, wish->sandbox, pool);
	if (good || why->trouble != TROUBLE_INPUT)
		return good;
	return fall_back(spool, pool, msg, report, why);
}
