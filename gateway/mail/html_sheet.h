// SPDX-License-Identifier: GPL-3.0-or-later
// A mail's own style sheets, as far as they hide or part its text.
#ifndef TIXGATE_MAIL_HTML_SHEET_H
#define TIXGATE_MAIL_HTML_SHEET_H

#include <glib.h>

#include "mail/html_css.h"

#define SHEET_SIZE_MOST	   ((gsize)128 << 10) /* bytes of one sheet read */
#define SHEET_RULES_MOST   512
#define SHEET_CLASSES_MOST 8 /* of one element that are looked up */

struct sheet;

struct sheet *sheet_new(void);

/* NULL does nothing. */
void sheet_free(struct sheet *sheet);

/*
 * Adds the rules of one <style>. Only the selectors "p", ".class", "p.class"
 * and "#id" are known, since they can be told from one element alone; what is
 * said for some screens only (@media) is not said for the text.
 */
void sheet_add(struct sheet *sheet, const char *text, gsize size);

/* Adds to css what the sheet says of an element; class and id may be NULL. */
void sheet_apply(const struct sheet *sheet, const char *tag, const char *class,
		 const char *id, struct css *css);

#endif
