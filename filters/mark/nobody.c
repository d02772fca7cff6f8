// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses that by their names belong to no person.
#include "filters/mark/nobody.h"

#include <string.h>

#include <glib.h>

static const char *const names[] = {
	"noreply",	"no-reply",	 "no_reply",	 "no.reply",
	"donotreply",	"do-not-reply",	 "do_not_reply", "do.not.reply",
	"notification", "notifications", "notify",	 "alert",
	"alerts",	"bounce",	 "bounces",	 "root",
	"abuse",	"cron",		 "daemon",	 "nagios",
	"icinga",	"zabbix",	 "monitoring",	 "postmaster",
	"webmaster",	"mailer",	 "autoreply",	 "auto-reply",
};

/* Of web servers, their forms, and what else sends for somebody. */
static const char *const words[] = {
	"apache",  "app",      "automation", "bot",	      "cgi",
	"form",	   "forms",    "formmail",   "formular",      "kontaktformular",
	"mailer",  "nginx",    "noreply",    "notifications", "robot",
	"script",  "server",   "system",     "tool",	      "web",
	"webform", "webforms", "webserver",  "website",	      "wordpress",
	"www",
};

static bool is_one(const char *text, gsize size, const char *name)
{
	return size == strlen(name) &&
	       g_ascii_strncasecmp(text, name, size) == 0;
}

const char *nobody_named(const char *email)
{
	const gsize size = strcspn(email, "@+=");

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (is_one(email, size, names[i]))
			return names[i];
	return NULL;
}

bool nobody_program(const char *email)
{
	const char *end = email + strcspn(email, "@");

	if (nobody_named(email) != NULL)
		return true;
	for (const char *at = email; at < end;) {
		gsize size = 0;

		while (at + size < end &&
		       (g_ascii_isalpha(at[size]) || (guchar)at[size] >= 0x80))
			size++;
		for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
			if (is_one(at, size, words[i]))
				return true;
		at += size + 1;
	}
	return false;
}
