// SPDX-License-Identifier: GPL-3.0-or-later
// Marks of mailing lists and of bulk mail (L1 to L3).
#include <string.h>

#include "base/text.h"
#include "filters/mark/mark.h"

/* RFC 2369, RFC 2919 and what list managers wrote before. */
static const char *const list_headers[] = {
	"List-Id",	  "List-Post",	 "List-Unsubscribe", "Mailing-List",
	"X-Mailing-List", "X-BeenThere", "X-ML-Name",	     "X-List-Id",
};

static const char *const bulk_headers[] = {
	"X-AMAZON-MAIL-RELAY-TYPE",
	"Feedback-ID",
	"X-Mailing-Software",
	"X-CampaignID",
	"X-Campaign-ID",
	"X-Report-Abuse-To",
	"X-EviteMessageID",
	"X-NetSuite",
	"cmWinServer",
	"X-Mailgun-Tag",
	"X-MC-User",
};

/* L1: the first one says enough. */
static bool test_lists(struct marks *marks)
{
	for (gsize i = 0; i < G_N_ELEMENTS(list_headers); i++) {
		const char *value =
			head_get(&marks->in->msg->head, list_headers[i]);

		if (value == NULL)
			continue;
		mark_add(marks, "L1", CLASS_LIST, WEIGHT_SURE, "%s: %s",
			 list_headers[i], value);
		return true;
	}
	return false;
}

/* L3 */
static bool test_bulk(struct marks *marks)
{
	bool found = false;

	for (gsize i = 0; i < G_N_ELEMENTS(bulk_headers); i++) {
		const char *value =
			head_get(&marks->in->msg->head, bulk_headers[i]);

		if (value == NULL)
			continue;
		found = true;
		mark_add(marks, "L3", CLASS_LIST, WEIGHT_SURE, "%s: %s",
			 bulk_headers[i], value);
	}
	return found;
}

/*
 * L2. "bulk" and "junk" without a list's headers are what vacation(1), cron
 * jobs and trackers write: a machine's.
 */
static void test_precedence(struct marks *marks, bool listed)
{
	static const char *const bulk[] = {"list", "bulk", "junk", NULL};
	static const char *const names[] = {"Precedence", "X-Precedence"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *token = mark_token_among(marks, names[i], bulk);

		if (token == NULL)
			continue;
		mark_add(marks, "L2",
			 listed || strcmp(token, "list") == 0 ? CLASS_LIST
							      : CLASS_MACHINE,
			 WEIGHT_SURE, "%s: %s", names[i], token);
	}
}

/* Majordomo and its kin name nobody but an owner: "owner-printers@…". */
bool mark_owned(const char *sender)
{
	static const char *const begins[] = {"owner-", "bounce", "return",
					     "sentto-", "errors-"};
	static const char *const ends[] = {"-owner", "-request", "-bounces",
					   "-admin", "-errors"};
	g_autofree char *lower = g_ascii_strdown(sender, -1);
	const char *local = lower + strspn(lower, "< ");
	char *end = strpbrk(lower, "@>");

	if (end != NULL)
		*end = '\0';
	for (gsize i = 0; i < G_N_ELEMENTS(begins); i++)
		if (g_str_has_prefix(local, begins[i]))
			return true;
	for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
		if (g_str_has_suffix(local, ends[i]))
			return true;
	return false;
}

static bool is_owned(const struct marks *marks)
{
	const struct head *head = &marks->in->msg->head;
	const char *path = head_get(head, "Return-Path");
	const char *sender = head_get(head, "Sender");

	/* Nor does a machine take part in a conversation. */
	if (marks->in->msg->references.n > 0 ||
	    head_get(head, "Errors-To") != NULL)
		return true;
	return mark_owned(marks->in->envelope->sender) ||
	       (path != NULL && mark_owned(path)) ||
	       (sender != NULL && mark_owned(sender));
}

void mark_list(struct marks *marks)
{
	const bool list = test_lists(marks);
	const bool bulk = test_bulk(marks);

	test_precedence(marks, list || bulk || is_owned(marks));
}
