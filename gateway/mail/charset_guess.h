// SPDX-License-Identifier: GPL-3.0-or-later
// A guess at the charset of bytes of which nothing is known.
#ifndef TIXGATE_MAIL_CHARSET_GUESS_H
#define TIXGATE_MAIL_CHARSET_GUESS_H

#include <glib.h>

/* Bytes that are looked at; what follows is in the same charset. */
#define GUESS_SIZE_MOST ((gsize)64 << 10)

/* Letters, or characters of two bytes, below which nothing is guessed. */
#define GUESS_LETTERS_LEAST 5
#define GUESS_PAIRS_LEAST   4

/*
 * iconv's name of the charset that bytes are in which are no UTF-8: one for
 * Cyrillic, Greek, Hebrew, Chinese, Japanese or Korean, if their bytes are
 * spread as that writing spreads them and no other does; NULL where that is not
 * so, as in Western texts, whose letters beyond ASCII stand alone. Linear.
 */
const char *charset_guess(const char *bytes, gsize size);

#endif
