// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of the group `acknowledge`, for the whole file or one mailbox.
#include "ack_settings.h"

#include <string.h>

#include "mail/address.h"
#include "mail/encode.h"

static const char *const to_words[] = {"agree", "sender", NULL};

const char *const ack_precedences[] = {"none", "bulk", "auto_reply", NULL};

static bool check_absolute(const char *path, struct why *why)
{
	return *path != '\0' ? option_check_path(path, why)
			     : why_set(why, TROUBLE_CONFIG, "is no path");
}

/* "de", "pt-br", "en_GB", or a file wherever it is. */
static bool check_template(const char *value, struct why *why)
{
	if (g_path_is_absolute(value))
		return true;
	for (const char *at = value; *at != '\0'; at++)
		if (!g_ascii_isalnum(*at) && *at != '-' && *at != '_')
			return why_set(why, TROUBLE_CONFIG,
				       "is neither a language, such as \"en\", "
				       "nor an absolute path");
	return *value != '\0' ||
	       why_set(why, TROUBLE_CONFIG,
		       "is neither a language, such as \"en\", nor an absolute "
		       "path");
}

static bool check_from(const char *value, struct why *why)
{
	if (*value == '\0' || (address_plausible(value) && encode_plain(value)))
		return true;
	return why_set(why, TROUBLE_CONFIG, "is not an e-mail address");
}

#define FIELD(name) offsetof(struct ack_settings, name)

/* A number of mails; 0 for any. */
#define LIMIT(field, value)                                                 \
	{                                                                   \
		.name = #field, .type = OPTION_INT, .offset = FIELD(field), \
		.fallback = value, .least = 0, .most = 1000000,             \
	}

const struct option ack_options[] = {
	{.name = "enabled",
	 .type = OPTION_BOOL,
	 .offset = FIELD(enabled),
	 .fallback = "false"},
	{.name = "template",
	 .type = OPTION_TEXT,
	 .offset = FIELD(template),
	 .fallback = "en",
	 .check = check_template},
	{.name = "templates",
	 .type = OPTION_TEXT,
	 .offset = FIELD(templates),
	 .fallback = "/etc/tixgate/ack",
	 .check = check_absolute},
	{.name = "sendmail",
	 .type = OPTION_TEXT,
	 .offset = FIELD(sendmail),
	 .fallback = "/usr/sbin/sendmail",
	 .check = check_absolute},
	{.name = "arguments",
	 .type = OPTION_LIST,
	 .offset = FIELD(arguments),
	 .fallback = "-i\n-f\n<>\n"},
	{.name = "from",
	 .type = OPTION_TEXT,
	 .offset = FIELD(from),
	 .fallback = "",
	 .check = check_from},
	{.name = "name",
	 .type = OPTION_TEXT,
	 .offset = FIELD(name),
	 .fallback = ""},
	{.name = "to",
	 .type = OPTION_WORD,
	 .offset = FIELD(to),
	 .fallback = "agree",
	 .words = to_words},
	{.name = "precedence",
	 .type = OPTION_WORD,
	 .offset = FIELD(precedence),
	 .fallback = "none",
	 .words = ack_precedences},
	{.name = "timeout",
	 .type = OPTION_INT,
	 .offset = FIELD(timeout),
	 .fallback = "5",
	 .least = 1,
	 .most = 60},
	LIMIT(most, "10"),
	{.name = "minutes",
	 .type = OPTION_INT,
	 .offset = FIELD(minutes),
	 .fallback = "180",
	 .least = 1,
	 .most = 1440},
	LIMIT(same_subject, "2"),
	LIMIT(day, "40"),
	LIMIT(total, "600"),
	{0},
};
