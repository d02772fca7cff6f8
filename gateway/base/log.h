// SPDX-License-Identifier: GPL-3.0-or-later
// The log: one line for each mail, for syslog or a file.
#ifndef TIXGATE_BASE_LOG_H
#define TIXGATE_BASE_LOG_H

#include <stdbool.h>

#include <glib.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO };

/*
 * Where lines go from now on: to syslog (facility mail, name tixgate) for "",
 * else to the end of that file, each line then with the time before it. What
 * cannot be opened goes to syslog, with a line that says so. A file that is
 * renamed or removed, as by logrotate(8), is made anew for the next line.
 * Before the first call lines go nowhere: a mail system would take them for an
 * error.
 */
void log_open(const char *file);

/* One line. Values from a mail must have gone through log_quote(). */
void log_line(enum log_level level, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/*
 * Appends ` key=value` to line. A value that is empty or holds anything but
 * visible ASCII without quotes is put in quotes, with \xNN for every other
 * byte, so that nothing from a mail can start a line, a field or a terminal
 * command. More than LOG_VALUE_MOST bytes of a value are cut, with "...".
 */
#define LOG_VALUE_MOST 200
void log_field(GString *line, const char *key, const char *value);

#endif
