// SPDX-License-Identifier: GPL-3.0-or-later
// The log: one line for each mail, for syslog or standard error.
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

static bool use_syslog;

void log_open(bool to_stderr)
{
	use_syslog = !to_stderr;
	if (use_syslog)
		openlog("tixgate", LOG_PID | LOG_NDELAY, LOG_MAIL);
}

void log_line(enum log_level level, const char *format, ...)
{
	static const int priorities[] = {
		[LOG_LEVEL_ERROR] = LOG_ERR,
		[LOG_LEVEL_WARNING] = LOG_WARNING,
		[LOG_LEVEL_INFO] = LOG_INFO,
	};
	g_autofree char *line = NULL;
	va_list args;

	va_start(args, format);
	line = g_strdup_vprintf(format, args);
	va_end(args);
	if (use_syslog)
		syslog(priorities[level], "%s", line);
	else
		fprintf(stderr, "tixgate: %s\n", line);
}

static bool plain(const char *value)
{
	if (*value == '\0')
		return false;
	for (; *value != '\0'; value++)
		if (*value <= ' ' || *value > '~' || strchr("\"\\=", *value))
			return false;
	return true;
}

void log_field(GString *line, const char *key, const char *value)
{
	gsize n = 0;

	g_string_append_printf(line, "%s%s=", line->len > 0 ? " " : "", key);
	if (plain(value) && strlen(value) <= LOG_VALUE_MOST) {
		g_string_append(line, value);
		return;
	}
	g_string_append_c(line, '"');
	for (; value[n] != '\0' && n < LOG_VALUE_MOST; n++) {
		unsigned char byte = (unsigned char)value[n];

		if (byte < ' ' || byte > '~' || byte == '"' || byte == '\\')
			g_string_append_printf(line, "\\x%02x", byte);
		else
			g_string_append_c(line, (char)byte);
	}
	g_string_append(line, value[n] != '\0' ? "...\"" : "\"");
}
