// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of the operator: their settings, and which values make no sense.
#include <string.h>

#include "base/pattern.h"
#include "filters/filter.h"
#include "filters/rule/rule.h"

const char *const rule_priorities[] = {"default", "low",    "medium",
				       "high",	  "urgent", NULL};

static const char *const actions[] = {"default", "ticket", "hold",
				      "discard", "refuse", NULL};

static bool check_class(const char *value, struct why *why)
{
	for (int i = CLASS_SELF; i <= CLASS_HUMAN; i++)
		if (strcmp(class_name((enum mail_class)i), value) == 0)
			return true;
	return why_set(why, TROUBLE_CONFIG,
		       "is not one of self, dsn, mdn, vacation, list, machine, "
		       "human");
}

static bool check_verified(const char *value, struct why *why)
{
	for (int i = VERIFIED_NONE; i <= VERIFIED_FAIL; i++)
		if (strcmp(verified_name((enum verified)i), value) == 0)
			return true;
	return why_set(why, TROUBLE_CONFIG, "is not one of none, pass, fail");
}

static bool check_header(const char *value, struct why *why)
{
	const size_t size = strcspn(value, ":");

	for (size_t i = 0; i < size; i++)
		if (value[i] <= ' ' || value[i] > '~')
			return why_set(why, TROUBLE_CONFIG,
				       "is no \"NAME: VALUE\" of a header");
	return size > 0 || why_set(why, TROUBLE_CONFIG,
				   "is no \"NAME: VALUE\" of a header");
}

static bool check_not_empty(const char *value, struct why *why)
{
	return *value != '\0' ||
	       why_set(why, TROUBLE_CONFIG,
		       "fits nothing; \"*\" stands for anything");
}

/* A mail system copies it into a bounce: plain, and of one line. */
static bool check_refusal(const char *value, struct why *why)
{
	if (strlen(value) > RULE_REFUSAL_MOST)
		return why_set(why, TROUBLE_CONFIG, "is longer than %d bytes",
			       RULE_REFUSAL_MOST);
	for (; *value != '\0'; value++)
		if (*value < ' ' || *value > '~')
			return why_set(why, TROUBLE_CONFIG,
				       "is not one line of ASCII");
	return true;
}

static bool check_line(const char *value, struct why *why)
{
	return strpbrk(value, "\r\n") == NULL ||
	       why_set(why, TROUBLE_CONFIG, "is more than one line");
}

const struct option rule_options[] = {
	{.name = "name",
	 .type = OPTION_TEXT,
	 .offset = offsetof(struct rule, name),
	 .fallback = "",
	 .check = check_line},
	{.name = "enabled",
	 .type = OPTION_BOOL,
	 .offset = offsetof(struct rule, enabled),
	 .fallback = "true"},
	{0},
};

#define WHEN(field, checked)                                                 \
	{                                                                    \
		.name = #field, .type = OPTION_LIST,                         \
		.offset = offsetof(struct rule_when, field), .fallback = "", \
		.check = (checked), .single = true,                          \
	}

const struct option rule_when_options[] = {
	WHEN(sender, check_not_empty),
	WHEN(envelope, NULL),
	WHEN(recipient, check_not_empty),
	WHEN(mailbox, check_not_empty),
	WHEN(header, check_header),
	WHEN(subject, NULL),
	WHEN(subject_pattern, pattern_check),
	WHEN(attachment, check_not_empty),
	WHEN(class, check_class),
	WHEN(verified, check_verified),
	{.name = "size_over",
	 .type = OPTION_INT,
	 .offset = offsetof(struct rule_when, size_over),
	 .fallback = "-1",
	 .least = -1,
	 .most = G_MAXINT64 / 2},
	{0},
};

#define THEN(field) .name = #field, .offset = offsetof(struct rule_then, field)

const struct option rule_then_options[] = {
	{THEN(priority), .type = OPTION_WORD, .fallback = "default",
	 .words = rule_priorities},
	{THEN(mailbox), .type = OPTION_TEXT, .fallback = ""},
	{THEN(action), .type = OPTION_WORD, .fallback = "default",
	 .words = actions},
	{THEN(text), .type = OPTION_TEXT,
	 .fallback = "This mail is not accepted here", .check = check_refusal},
	{THEN(trim), .type = OPTION_BOOL, .fallback = "true"},
	{THEN(reply_to), .type = OPTION_BOOL, .fallback = "false"},
	{THEN(first), .type = OPTION_TEXT, .fallback = "", .check = check_line},
	{THEN(stop), .type = OPTION_BOOL, .fallback = "false"},
	{0},
};

bool rule_when_empty(const struct rule_when *when)
{
	return *when->sender == NULL && *when->envelope == NULL &&
	       *when->recipient == NULL && *when->mailbox == NULL &&
	       *when->header == NULL && *when->subject == NULL &&
	       *when->subject_pattern == NULL && *when->attachment == NULL &&
	       *when->class == NULL && *when->verified == NULL &&
	       when->size_over < 0 && when->all->len == 0 &&
	       when->any->len == 0 && when->none->len == 0;
}

bool rule_then_empty(const struct rule_then *then)
{
	return then->priority == 0 && then->action == RULE_DEFAULT &&
	       *then->mailbox == '\0' && *then->first == '\0' && then->trim &&
	       !then->reply_to && !then->stop;
}
