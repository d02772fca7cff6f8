// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in a line and is no text: links, images, boxes, rules.
#ifndef TIXGATE_MAIL_HTML_INLINE_H
#define TIXGATE_MAIL_HTML_INLINE_H

#include "mail/html_page.h"

/* attr as for page_open(). */
void inline_link_open(struct page *page, const char *href);
void inline_link_close(struct page *page);
void inline_image(struct page *page, const char *const *attr);
void inline_input(struct page *page, const char *const *attr);
void inline_rule(struct page *page);

/*
 * The picture that Wingdings has for the one character that text is, as a
 * character of its own; NULL for another text, or an unknown one. Outlook
 * writes ":-)" as a J of that font.
 */
const char *inline_picture(const char *text, gsize size);

/* The bullet or number of the n-th item of a list, with a blank behind it. */
void inline_bullet(char numbering, guint n, char *out, gsize size);

/* The same for a bullet of Word's, which writes them as text. */
void inline_marker(const char *marker, char *out, gsize size);

#endif
