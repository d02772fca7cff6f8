// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of the group `attachments`.
#include <string.h>

#include "state/archive.h"

/* What the text of a ticket can hold, and what a browser takes, as a link. */
#define URL_MOST 1000

/* "" or https://HOST… without anything that would end a link in a text. */
static bool check_url(const char *url, struct why *why)
{
	const char *host = NULL;

	if (*url == '\0')
		return true;
	if (g_str_has_prefix(url, "https://"))
		host = url + strlen("https://");
	else if (g_str_has_prefix(url, "http://"))
		host = url + strlen("http://");
	if (host == NULL || !g_ascii_isalnum(*host))
		return why_set(why, TROUBLE_CONFIG,
			       "must begin with https:// or http:// and a "
			       "host's name");
	for (const char *p = url; *p != '\0'; p++)
		if (!g_ascii_isgraph(*p) || strchr("<>\"'`\\?#()", *p) != NULL)
			return why_set(why, TROUBLE_CONFIG,
				       "has a character that cannot stand in "
				       "it; it is the beginning of a link, "
				       "without a question mark");
	return strlen(url) <= URL_MOST ||
	       why_set(why, TROUBLE_CONFIG, "has more than %d characters",
		       URL_MOST);
}

const struct option archive_options[] = {
	{.name = "archive",
	 .type = OPTION_TEXT,
	 .offset = offsetof(struct archive_settings, folder),
	 .fallback = "",
	 .check = option_check_path},
	{.name = "url",
	 .type = OPTION_TEXT,
	 .offset = offsetof(struct archive_settings, url),
	 .fallback = "",
	 .check = check_url},
	{.name = "keep_days",
	 .type = OPTION_INT,
	 .offset = offsetof(struct archive_settings, keep_days),
	 .fallback = "0",
	 .least = 0,
	 .most = 36500},
	{.name = "size_most",
	 .type = OPTION_INT,
	 .offset = offsetof(struct archive_settings, size_most),
	 .fallback = "0",
	 .least = 0,
	 .most = G_GINT64_CONSTANT(4) << 30},
	{.name = "refuse",
	 .type = OPTION_LIST,
	 .offset = offsetof(struct archive_settings, refuse),
	 .fallback = "",
	 .single = true},
	{0},
};
