// SPDX-License-Identifier: GPL-3.0-or-later
// A reason: what was tried, why it did not work, and what that asks for.
#ifndef TIXGATE_BASE_WHY_H
#define TIXGATE_BASE_WHY_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/*
 * Bytes of one reason, its final NUL included. What does not fit is cut at the
 * end, at a character boundary, and ends in "...".
 */
#define WHY_SIZE 512

/* What a failure asks of whoever hears of it. */
enum trouble {
	TROUBLE_NONE,	/* nothing failed */
	TROUBLE_LATER,	/* waiting may help: the mail system keeps the mail */
	TROUBLE_CONFIG, /* an operator has to change a setting, key or file */
	TROUBLE_USAGE,	/* the command line is wrong */
	TROUBLE_INPUT,	/* the mail itself cannot be taken as it is */
};

/*
 * Filled by whatever fails; a caller starts with {0}. Functions that take a
 * `struct why *` take it last, never as NULL, and fill it only when they
 * return false. The text is one line of UTF-8 and may hold bytes of a mail or
 * of an answer only after text_line() or log_quote() made them harmless.
 */
struct why {
	enum trouble trouble;
	char text[WHY_SIZE];
};

/* Each returns false, so that a failure is one line: return why_set(…); */
bool why_set(struct why *why, enum trouble trouble, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/*
 * The same with ": " and the text of errno behind it; and where permission was
 * denied, with the name of the user to whom.
 */
bool why_errno(struct why *why, enum trouble trouble, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* Puts "FORMAT: " before a reason that is there already: on the way up. */
bool why_at(struct why *why, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
