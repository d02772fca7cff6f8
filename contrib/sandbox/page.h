// SPDX-License-Identifier: GPL-3.0-or-later
// The web page and the data that it shows.
#ifndef SANDBOX_PAGE_H
#define SANDBOX_PAGE_H

#include <stddef.h>

#include "box.h"

/* The newest so many tickets are listed. */
#define PAGE_TICKETS_MAX 500
/* page.html, made into an array by the build. */
extern const unsigned char page_html[];
extern const size_t page_html_size;

/* The page's Content-Security-Policy; the caller frees it. */
char *page_policy(void);

/*
 * Answers "/", "/view?after=REVISION&q=TEXT" and "/view/ID"; anything else
 * is 404. Takes the sandbox's lock.
 */
void page_answer(struct box *box, const struct request *req,
		 struct answer *out);

#endif
