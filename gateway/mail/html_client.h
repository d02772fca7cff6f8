// SPDX-License-Identifier: GPL-3.0-or-later
// What mail programs say of the parts of a mail by classes, ids and names.
#ifndef TIXGATE_MAIL_HTML_CLIENT_H
#define TIXGATE_MAIL_HTML_CLIENT_H

#include <glib.h>

#include "mail/html_scan.h"

enum client_says {
	CLIENT_NOTHING,
	CLIENT_QUOTE,	  /* all in it is quoted */
	CLIENT_AROUND,	  /* it is around a quote, answers may stand in it */
	CLIENT_INTRO,	  /* "On … wrote:" */
	CLIENT_SIGNATURE, /* a signature, "sent from my …" */
	CLIENT_DIVIDER,	  /* what lies below is an earlier mail */
};

/* Classes of one element that are looked at. */
#define CLIENT_CLASSES_MOST 16

/* attr: HTML_ATTRS_N decoded values, NULL for what is not there. */
enum client_says client_says(const char *const *attr);

#endif
