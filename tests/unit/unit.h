// SPDX-License-Identifier: GPL-3.0-or-later
// What every unit test includes: cmocka and what it wants before it.
#ifndef TIXGATE_TESTS_UNIT_H
#define TIXGATE_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>

/*
 * Fails the test with the row's label when two texts differ: tables of cases
 * say which row it was.
 */
static inline void same_text(const char *label, const char *got,
			     const char *want)
{
	if (g_strcmp0(got, want) != 0)
		fail_msg("%s: got \"%s\", want \"%s\"", label,
			 got == NULL ? "(NULL)" : got,
			 want == NULL ? "(NULL)" : want);
}

static inline void same_number(const char *label, gint64 got, gint64 want)
{
	if (got != want)
		fail_msg("%s: got %lld, want %lld", label, (long long)got,
			 (long long)want);
}

#endif
