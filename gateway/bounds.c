// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of the groups `limits`, `recipients` and `log`.
#include "bounds.h"

#include <string.h>

/* In the order of enum sandbox and enum unproven. */
static const char *const sandbox_words[] = {"try", "require", "off", NULL};
static const char *const unproven_words[] = {"post", "hold", NULL};

const struct option limits_options[] = {
	{.name = "message_size",
	 .type = OPTION_INT,
	 .offset = offsetof(struct limits, message_size),
	 .fallback = "52428800",
	 .least = 1024,
	 .most = G_GINT64_CONSTANT(4) << 30},
	{.name = "deadline",
	 .type = OPTION_NUMBER,
	 .offset = offsetof(struct limits, deadline),
	 .fallback = "8",
	 .least = 1,
	 .most = 600},
	{.name = "parts",
	 .type = OPTION_INT,
	 .offset = offsetof(struct limits, parts),
	 .fallback = "20",
	 .least = 1,
	 .most = 1000},
	{.name = "sandbox",
	 .type = OPTION_WORD,
	 .offset = offsetof(struct limits, sandbox),
	 .fallback = "try",
	 .words = sandbox_words},
	{.name = "unproven",
	 .type = OPTION_WORD,
	 .offset = offsetof(struct limits, unproven),
	 .fallback = "post",
	 .words = unproven_words},
	{0},
};

/* What may stand in a local part and is no letter of a name. */
static bool check_delimiter(const char *value, struct why *why)
{
	return strspn(value, "+-_=#.") == strlen(value) ||
	       why_set(why, TROUBLE_CONFIG,
		       "is none of the letters + - _ = # .");
}

static bool check_header(const char *value, struct why *why)
{
	for (const char *at = value; *at != '\0'; at++)
		if (*at <= ' ' || *at > '~' || *at == ':')
			return why_set(why, TROUBLE_CONFIG,
				       "is no header's name");
	return *value != '\0' ||
	       why_set(why, TROUBLE_CONFIG, "is no header's name");
}

const struct option routes_options[] = {
	{.name = "headers",
	 .type = OPTION_LIST,
	 .offset = offsetof(struct routes, headers),
	 .fallback = "",
	 .check = check_header},
	{.name = "delimiter",
	 .type = OPTION_TEXT,
	 .offset = offsetof(struct routes, delimiter),
	 .fallback = "+",
	 .check = check_delimiter},
	{0},
};

const struct option log_options[] = {
	{.name = "file",
	 .type = OPTION_TEXT,
	 .offset = offsetof(struct log_settings, file),
	 .fallback = "",
	 .check = option_check_path},
	{0},
};
