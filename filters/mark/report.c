// SPDX-License-Identifier: GPL-3.0-or-later
// Marks of bounces, receipts and complaints (D1 to D6, M1 to M3).
#include <string.h>

#include "base/text.h"
#include "filters/bounce/line.h"
#include "filters/mark/mark.h"
#include "filters/mark/subject.h"

/* What points to a bounce without being one. */
struct hints {
	bool null;	     /* D2 */
	bool told;	     /* its text begins so */
	bool refused;	     /* … or as people's may */
	bool daemon;	     /* D4 */
	bool postmaster;     /* D4, weakly */
	const char *subject; /* D6, or NULL */
};

/* Local parts of programs; "bounce" is used by newsletters as well. */
static const char *const daemons[] = {
	"mailer-daemon", "mailer_daemon",
	"mailerdaemon",	 "mail-daemon",
	"maildaemon",	 "mdaemon",
	"mail-deliver",	 "mailerdemon",
	"mail.daemon",	 NULL,
};

static const char *const postmasters[] = {
	"postmaster",
	"post_master",
	"post-master",
	"poostmaster",
	"mailadmin",
	"mail-admin",
	"mailmaster",
	"smtp-admin",
	"bounce",
	"bounces",
	"mailsystem",
	"mail-system",
	"system-administrator",
	"dsn",
	NULL,
};

static const char *const daemon_names[] = {
	"mailer-daemon",
	"mail delivery system",
	"mail delivery subsystem",
	"mail deliver system",
	NULL,
};

static bool is_word(const char *const *words, const char *word)
{
	for (size_t i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

static void look_at_from(const struct marks *marks, struct hints *hints)
{
	const struct header *from = head_nth(&marks->in->msg->head, "From", 0);
	const char *local = mark_from_local(marks);

	hints->daemon = is_word(daemons, local);
	hints->postmaster = is_word(postmasters, local) ||
			    g_str_has_prefix(local, "bounce-") ||
			    g_str_has_prefix(local, "bounces-") ||
			    g_str_has_prefix(local, "bounces+");
	if (from == NULL)
		return;
	if (span_has_any(span_of(from->value), daemon_names))
		hints->daemon = true;
	/* "From: <>" is the null sender, put where no RFC allows it. */
	if (strcmp(from->raw, "<>") == 0)
		hints->null = true;
}

/*
 * A challenge ("you are not on my guest list") is sent as a delivery report by
 * programs that are no mail system: they have a sender of their own.
 */
static bool is_challenge(const struct marks *marks, const struct hints *hints)
{
	static const char *const words[] = {
		"not pre-approved", "guest list",	  "allowed list",
		"approved senders", "challenge-response", NULL};
	const struct returned *back = &marks->bounce->returned;

	if (hints->null || hints->daemon || hints->postmaster)
		return false;
	for (size_t i = 0; i < back->recipients_n; i++)
		if (span_has_any(span_of(back->recipients[i].diagnostic),
				 words))
			return true;
	return false;
}

static const char *outcome(const struct bounce *bounce)
{
	if (bounce->delivered)
		return "of success";
	return bounce->delayed ? "of a delay" : "of failure";
}

/* M1, M2, M3; true if it is one of them. */
static bool test_other_reports(struct marks *marks)
{
	const struct message *msg = marks->in->msg;
	const char *class = head_get(&msg->head, "Content-Class");

	if (marks->bounce->kind == REPORT_DISPOSITION ||
	    (class != NULL && g_str_has_suffix(class, ":mdn"))) {
		mark_add(marks, "M1", CLASS_MDN, WEIGHT_SURE,
			 "it is a disposition notification (RFC 8098)");
		return true;
	}
	if (marks->bounce->kind == REPORT_FEEDBACK) {
		mark_add(marks, "M2", CLASS_DSN, WEIGHT_SURE,
			 "it is a feedback report (RFC 5965)");
		return true;
	}
	if (marks->complaint != NULL) {
		mark_add(marks, "M3", CLASS_DSN, WEIGHT_SURE,
			 "%s: somebody does not want a mail", marks->complaint);
		return true;
	}
	return false;
}

/* D1, D3 and D5 need nothing else. */
static void test_sure(struct marks *marks, const struct hints *hints)
{
	/* Exchange Online writes it into its reports, without a value. */
	static const char ndr[] = "X-MS-Exchange-Message-Is-Ndr";
	const struct filter_input *in = marks->in;
	const char *class = head_get(&in->msg->head, "Content-Class");
	const char *failed = head_get(&in->msg->head, "X-Failed-Recipients");

	if (is_challenge(marks, hints))
		mark_add(marks, "C1", CLASS_VACATION, WEIGHT_SURE,
			 "a report in form, but a challenge to the sender");
	else if (marks->bounce->kind == REPORT_DELIVERY)
		mark_add(marks, "D1", CLASS_DSN, WEIGHT_SURE,
			 "it is a delivery report %s", outcome(marks->bounce));
	else if (class != NULL && g_str_has_suffix(class, ":dsn"))
		mark_add(marks, "D1", CLASS_DSN, WEIGHT_SURE,
			 "Content-Class: %s", class);
	else if (head_get(&in->msg->head, ndr) != NULL)
		mark_add(marks, "D1", CLASS_DSN, WEIGHT_SURE, "%s", ndr);
	if (failed != NULL)
		mark_add(marks, "D3", CLASS_DSN, WEIGHT_SURE,
			 "X-Failed-Recipients: %s", failed);
	for (size_t i = 0; i < in->envelope->recipients_n; i++)
		if (mark_listed(marks->settings->bounce_addresses,
				in->envelope->recipients[i]))
			mark_add(marks, "D5", CLASS_DSN, WEIGHT_SURE,
				 "it came to %s, where bounces go",
				 in->envelope->recipients[i]);
}

/* What is weak by itself, two of which make a bounce. */
static void test_hints(struct marks *marks, const struct hints *hints)
{
	const enum weight weight =
		hints->null || hints->daemon || hints->postmaster
			? WEIGHT_SURE
			: WEIGHT_GUESS;
	const bool proven = marks->bounce->proven;

	if (hints->daemon)
		mark_add(marks, "D4", CLASS_DSN, WEIGHT_SURE,
			 "From is a mail system");
	if (hints->null && (hints->subject != NULL || hints->told ||
			    (hints->refused && hints->postmaster)))
		mark_add(marks, "D2", CLASS_DSN, WEIGHT_SURE,
			 "null sender, and it reads like a bounce");
	if (hints->postmaster &&
	    (hints->subject != NULL || (hints->told && proven)))
		mark_add(marks, "D4", CLASS_DSN, WEIGHT_SURE,
			 "From is a postmaster, and it reads like a bounce");
	/* Parcels that did not arrive are what people write of. */
	if (hints->subject != NULL && hints->told &&
	    (weight == WEIGHT_SURE || proven))
		mark_add(marks, "D6", CLASS_DSN, weight,
			 "\"%s\" in the subject, and the text begins as a "
			 "bounce's does",
			 hints->subject);
}

void mark_report(struct marks *marks)
{
	const struct message *msg = marks->in->msg;
	struct hints hints = {
		.null = mark_null_sender(marks),
		.told = marks->bounce->told &&
			!subject_is_forward(msg->subject),
		.refused = marks->bounce->refused,
		.subject = subject_of_bounce(msg->subject),
	};

	look_at_from(marks, &hints);
	if (test_other_reports(marks))
		return;
	test_sure(marks, &hints);
	test_hints(marks, &hints);
}
