// SPDX-License-Identifier: GPL-3.0-or-later
// Marks: quotes, introductions, signatures and dividers in the text.
#ifndef TIXGATE_MAIL_HTML_MARK_H
#define TIXGATE_MAIL_HTML_MARK_H

#include "mail/html_page.h"

/*
 * Opens the mark of an element that opens, if it has one, and closes it where
 * that ends. A quote that its author made gets "> " before its lines.
 */
void mark_open(struct page *page, struct page_open *open, const struct css *css,
	       const char *const *attr);
void mark_close(struct page *page, const struct page_open *open);

#endif
