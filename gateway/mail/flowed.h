// SPDX-License-Identifier: GPL-3.0-or-later
// format=flowed (RFC 3676): lines that were broken for transport only.
#ifndef TIXGATE_MAIL_FLOWED_H
#define TIXGATE_MAIL_FLOWED_H

#include <stdbool.h>

#include <glib.h>

/*
 * Puts paragraphs of text (LF line ends) together again and takes the stuffed
 * spaces off, so that quoted lines of one depth flow among themselves, and the
 * signature's "-- " stays a line. With delsp the space before a soft break is
 * none of the text. Linear.
 */
void flowed_undo(GString *text, bool delsp);

#endif
