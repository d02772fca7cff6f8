// SPDX-License-Identifier: GPL-3.0-or-later
// The log: one line for each mail, for syslog or standard error.
#ifndef TIXGATE_BASE_LOG_H
#define TIXGATE_BASE_LOG_H

#include <stdbool.h>

#include <glib.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO };

/*
 * Where lines go from now on: to syslog (facility mail, name tixgate), or with
 * to_stderr to standard error, each line then beginning "tixgate: ". Before
 * the first call they go to standard error.
 */
void log_open(bool to_stderr);

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
