// SPDX-License-Identifier: GPL-3.0-or-later
// HTML read without libxml2, where that is missing or may not be opened.
#ifndef TIXGATE_MAIL_HTML_PLAIN_H
#define TIXGATE_MAIL_HTML_PLAIN_H

#include "mail/html.h"
#include "mail/html_scan.h"

/*
 * Fills out like html_to_text(), but knows few references by name, and of the
 * end tags that HTML lets a writer omit only the common ones. The caller says
 * that this was done.
 */
void html_plain(struct html_scan *scan, struct html_text *out);

#endif
