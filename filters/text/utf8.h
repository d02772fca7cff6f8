// SPDX-License-Identifier: GPL-3.0-or-later
// The next character of a text, without GLib's cast that drops const.
#ifndef TIXGATE_FILTERS_TEXT_UTF8_H
#define TIXGATE_FILTERS_TEXT_UTF8_H

#include <glib.h>

/* The beginning of the character behind the one at at, which is no NUL. */
static inline const char *utf8_next(const char *at)
{
	return at + g_utf8_skip[*(const guchar *)at];
}

#endif
