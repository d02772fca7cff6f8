// SPDX-License-Identifier: GPL-3.0-or-later
// Invitations and business cards as lines that a person can read.
#ifndef TIXGATE_MAIL_CARDS_H
#define TIXGATE_MAIL_CARDS_H

#include <glib.h>

/* Events of one calendar, and people of one event, that are shown. */
#define CARDS_EVENTS_MOST 10
#define CARDS_PEOPLE_MOST 50

/*
 * Appends what an iCalendar object (RFC 5545; text, UTF-8, LF) says: what, when
 * with its time zone, where, who, and the description. Nothing if there is no
 * event in it. *summary becomes a copy of the first event's title, or NULL.
 */
void card_calendar(GString *out, const char *text, char **summary);

/* Appends what a vCard (RFC 6350 and its older forms) says. */
void card_vcard(GString *out, const char *text);

#endif
