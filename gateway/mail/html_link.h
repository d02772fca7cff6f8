// SPDX-License-Identifier: GPL-3.0-or-later
// Links in plain text: where they truly lead, and whether the text says so.
#ifndef TIXGATE_MAIL_HTML_LINK_H
#define TIXGATE_MAIL_HTML_LINK_H

#include <stdbool.h>

#include <glib.h>

/* Bytes of a target that are shown; a longer one ends in an ellipsis. */
#define LINK_TARGET_MOST 300

enum link_kind {
	LINK_NONE,  /* no target, or one that is not for readers */
	LINK_WEB,   /* http or https */
	LINK_MAIL,  /* an address */
	LINK_PHONE, /* a number */
};

/*
 * The target of a link as a reader should see it, into target: the scheme and
 * host made plain as a browser would understand them, without a user name in
 * front of the host, without blanks and angle brackets, and taken out of the
 * wrappers that mail systems put around links to check them. A "mailto:" or
 * "tel:" target comes without its scheme and parameters.
 */
enum link_kind link_target(const char *href, GString *target);

/* True if what is shown looks like another host or address than the target. */
bool link_deceives(enum link_kind kind, const char *target, const char *shown);

/*
 * What stands in the text for a link that shows shown: the text alone where it
 * says the target already, else `shown <target>`; where it looks like another
 * host or address, `<target> [shown as "shown"]`. Appended to out.
 */
void link_write(enum link_kind kind, const char *target, const char *shown,
		GString *out);

#endif
