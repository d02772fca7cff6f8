// SPDX-License-Identifier: GPL-3.0-or-later
// Elements as they open and close, told to the flow of text.
#ifndef TIXGATE_MAIL_HTML_PAGE_H
#define TIXGATE_MAIL_HTML_PAGE_H

#include <stdbool.h>

#include <glib.h>

#include "mail/html.h"
#include "mail/html_flow.h"
#include "mail/html_scan.h"
#include "mail/html_sheet.h"
#include "mail/html_style.h"
#include "mail/html_table.h"
#include "mail/html_tag.h"

/* Places for open elements: some more than are let in, for stragglers. */
#define PAGE_OPEN_MOST (HTML_DEPTH_MOST + 8)

/* An element that is open, and what its end has to undo. */
struct page_open {
	const struct html_tag *tag;
	struct style style;
	guint breaks;	/* after it */
	gsize prefix;	/* size of the flow's prefix before it */
	guint mark;	/* of the flow, 0 for none */
	gsize list;	/* index of the list around it, 0 for none */
	guint number;	/* of the next item in it */
	char numbering; /* '1', 'a', 'A', 'i', 'I' or 0 for bullets */
	bool around;	/* its mark is a quote only if none is found inside */
	bool indents;	/* it added to the prefix, or a bullet */
	bool item;	/* a list that has one */
	bool divider;	/* its mark is one only if headers stand in it */
	bool marker;	/* Word's bullet */
	bool block;	/* lines of its own */
};

/* The link that is open: there is never one in another. */
struct page_link {
	GString *target; /* "" for none */
	guint kind;	 /* enum link_kind */
	gsize from;	 /* where its text begins, if any comes */
	bool image;	 /* it holds an image without text */
	GString *last;	 /* the target that was written last */
	gsize last_to;	 /* where it ends in the text */
};

struct page {
	struct flow flow;
	struct html_text *out;
	struct sheet *sheet;
	struct table table;
	struct page_open open[PAGE_OPEN_MOST];
	gsize depth;  /* the innermost one; 0 is the page itself */
	guint beyond; /* open elements that found no place any more */
	guint16 opened[HTML_TAGS_MOST]; /* how often each of html_tags is open
					 */
	struct page_link link;
	bool whole;	/* see html_to_whole() */
	char marker[8]; /* Word's bullet as it is read */
	bool in_marker;
	bool divided; /* what comes is below a line that begins a quote */
};

/* out has its text and marks, both empty, and outlives the page. */
void page_start(struct page *page, struct html_text *out);

/* Closes what is open and ends the text. */
void page_end(struct page *page);

/* attr: HTML_ATTRS_N decoded values of UTF-8, NULL for what is not there. */
void page_open(struct page *page, const struct html_tag *tag,
	       const char *const *attr);
void page_close(struct page *page, const struct html_tag *tag);
void page_text(struct page *page, const char *text, gsize size);

/*
 * How many open elements an end tag ends: those inside the one it names and
 * that one; 0 if it names none that it may end.
 */
gsize page_closes(const struct page *page, const struct html_tag *tag);

#endif
