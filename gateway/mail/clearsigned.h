// SPDX-License-Identifier: GPL-3.0-or-later
// Text that PGP signed or encrypted within the text of a mail.
#ifndef TIXGATE_MAIL_CLEARSIGNED_H
#define TIXGATE_MAIL_CLEARSIGNED_H

#include <stdbool.h>

#include <glib.h>

/*
 * Takes PGP's lines out of text (LF line ends): before it, the armour's headers
 * up to the blank line; the signature behind it; and the "- " before lines that
 * begin with a dash (RFC 9580, 7). Of what has no signature or no end of one
 * nothing is taken. The signature is not checked. False if there was none.
 * Linear.
 */
bool clearsigned_undo(GString *text);

/*
 * Says before the first text that PGP encrypted (RFC 9580, 6.2) what it is. It
 * stays, since whoever has the key can still read it. False if there is none.
 * Linear.
 */
bool clearsigned_mark(GString *text);

#endif
