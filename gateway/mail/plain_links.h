// SPDX-License-Identifier: GPL-3.0-or-later
// Links in plain text that was made from HTML: each target said once.
#ifndef TIXGATE_MAIL_PLAIN_LINKS_H
#define TIXGATE_MAIL_PLAIN_LINKS_H

#include <glib.h>

/* Bytes of a URL before its target, and of the target, that are compared. */
#define PLAIN_LINK_MOST 2048

/*
 * Takes out of text each "<target>" behind a URL or host that says the same
 * target already, as Outlook writes "www.example.com<http://www.example.com/>".
 * One that says more, or other, stays; so do addresses. Linear.
 */
void plain_links_once(GString *text);

/*
 * Writes each URL as what it truly leads to, where a mail system on the way
 * (Microsoft's Safe Links, Proofpoint) had put its own in place. Linear.
 */
void plain_links_unwrap(GString *text);

#endif
