// SPDX-License-Identifier: GPL-3.0-or-later
// What an S/MIME message holds, as far as no key is needed to know it.
#ifndef TIXGATE_MAIL_CMS_H
#define TIXGATE_MAIL_CMS_H

#include <stdbool.h>

#include <glib.h>

/* Elements of BER that are looked at before the content begins. */
#define CMS_ELEMENTS_MOST 4096

/* Elements of indefinite length that may be open in each other. */
#define CMS_DEPTH_MOST 32

enum cms_kind {
	CMS_OTHER,     /* not CMS, or of a kind that is not known here */
	CMS_SIGNED,    /* signed-data: its content can be read */
	CMS_ENVELOPED, /* enveloped-data: encrypted */
};

/*
 * Looks at size bytes of BER (RFC 5652, 3). Of signed-data the content is
 * appended to content: what is signed, usually a MIME entity; none for
 * certificates alone or a signature that stands beside its text. The signature
 * is not checked. What is cut off gives what is there of it. Linear.
 */
enum cms_kind cms_read(const char *bytes, gsize size, GString *content);

#endif
