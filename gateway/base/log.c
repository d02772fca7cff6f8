// SPDX-License-Identifier: GPL-3.0-or-later
// The log: one line for each mail, for syslog or a file.
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

/* Where lines go: nowhere, a file, or syslog while fd is -1. */
static struct {
	bool open;
	int fd;
	char *file;
} place = {false, -1, NULL};

static bool open_file(void)
{
	place.fd = open(place.file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
			0640);
	return place.fd >= 0;
}

void log_open(const char *file)
{
	place.open = true;
	if (place.fd >= 0)
		(void)close(place.fd);
	place.fd = -1;
	g_clear_pointer(&place.file, g_free);
	openlog("tixgate", LOG_PID, LOG_MAIL);
	if (*file == '\0')
		return;
	place.file = g_strdup(file);
	if (!open_file())
		log_line(LOG_LEVEL_ERROR, "log.file: cannot open %s: %s", file,
			 g_strerror(errno));
}

/* Who rotates logs renames or removes the file while flush is at work. */
static void follow(void)
{
	const int old = place.fd;
	struct stat named, opened;

	if (stat(place.file, &named) == 0 && fstat(old, &opened) == 0 &&
	    named.st_ino == opened.st_ino && named.st_dev == opened.st_dev)
		return;
	if (open_file())
		(void)close(old);
	else
		place.fd = old;
}

/* One write for each line: those of several processes never mix. */
static void write_line(const char *line)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autofree char *time = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
	g_autofree char *whole = g_strdup_printf("%s tixgate[%d]: %s\n", time,
						 (int)getpid(), line);

	follow();
	/* A full disk must not cost the mail; syslog still hears of it. */
	if (write(place.fd, whole, strlen(whole)) < 0)
		syslog(LOG_ERR, "%s", line);
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

	if (!place.open)
		return;
	va_start(args, format);
	line = g_strdup_vprintf(format, args);
	va_end(args);
	if (place.fd >= 0)
		write_line(line);
	else
		syslog(priorities[level], "%s", line);
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
