// SPDX-License-Identifier: GPL-3.0-or-later
// What an S/MIME message holds, as far as no key is needed to know it.
#include "mail/cms.h"

#include <string.h>

/* Tags of BER (X.690, 8.1.2) that lead to the content. */
enum {
	TAG_END = 0x00,
	TAG_INTEGER = 0x02,
	TAG_OCTETS = 0x04,
	TAG_OID = 0x06,
	TAG_OCTETS_IN_PIECES = 0x24,
	TAG_SEQUENCE = 0x30,
	TAG_SET = 0x31,
	TAG_CONTENT = 0xa0, /* [0] EXPLICIT */
};

/* 1.2.840.113549.1.7: the last number is the kind (RFC 5652). */
static const guint8 oid_pkcs7[] = {0x2a, 0x86, 0x48, 0x86,
				   0xf7, 0x0d, 0x01, 0x07};

#define KIND_SIGNED    2
#define KIND_ENVELOPED 3

/* A stretch of BER of which elements are taken from the front. */
struct ber {
	const guint8 *at, *end;
	guint left; /* of CMS_ELEMENTS_MOST */
};

struct element {
	guint8 tag;
	bool endless; /* of indefinite length: ended by an element TAG_END */
	gsize size;   /* else: of its contents, as far as they are there */
};

/* Takes tag and length; the contents come next. */
static bool take(struct ber *ber, struct element *element)
{
	gsize size = 0;
	guint bytes;

	if (ber->left == 0 || ber->end - ber->at < 2)
		return false;
	ber->left--;
	*element = (struct element){.tag = ber->at[0]};
	/* Tags of more than one byte do not occur on the way. */
	if ((element->tag & 0x1f) == 0x1f)
		return false;
	bytes = ber->at[1];
	ber->at += 2;
	element->endless = bytes == 0x80;
	if (bytes < 0x80) {
		size = bytes;
	} else {
		bytes &= 0x7f;
		if (bytes > 8 || (gsize)(ber->end - ber->at) < bytes)
			return false;
		for (; bytes > 0; bytes--)
			size = size << 8 | *ber->at++;
	}
	element->size = MIN(size, (gsize)(ber->end - ber->at));
	return true;
}

/* Goes into an element of that tag, and sees nothing behind it any more. */
static bool enter(struct ber *ber, guint8 tag)
{
	struct element element;

	if (!take(ber, &element) || element.tag != tag)
		return false;
	if (!element.endless)
		ber->end = ber->at + element.size;
	return true;
}

/* Steps over an element of that tag with all that is in it. */
static bool skip(struct ber *ber, guint8 tag)
{
	struct element element;
	guint open = 0;

	if (!take(ber, &element) || element.tag != tag)
		return false;
	for (;;) {
		if (element.endless)
			open++;
		else if (open > 0 && element.tag == TAG_END)
			open--;
		else
			ber->at += element.size;
		if (open == 0)
			return true;
		if (open > CMS_DEPTH_MOST || !take(ber, &element))
			return false;
	}
}

/* The kind that a ContentInfo names: the last number of its OID, or 0. */
static guint8 take_kind(struct ber *ber)
{
	struct element element;
	guint8 kind = 0;

	if (!take(ber, &element) || element.tag != TAG_OID)
		return 0;
	if (element.size == sizeof(oid_pkcs7) + 1 &&
	    memcmp(ber->at, oid_pkcs7, sizeof(oid_pkcs7)) == 0)
		kind = ber->at[sizeof(oid_pkcs7)];
	ber->at += element.size;
	return kind;
}

/* An OCTET STRING, which may come in pieces that come in pieces. */
static void take_octets(struct ber *ber, GString *content)
{
	struct element element;
	guint open = 0;
	bool pieces = false;

	/* As many as there can be: each has at least two bytes. */
	ber->left = (guint)MIN(ber->end - ber->at, (gssize)G_MAXUINT);
	while (open <= CMS_DEPTH_MOST && take(ber, &element)) {
		if (element.tag == TAG_OCTETS_IN_PIECES) {
			if (element.endless)
				open++;
			else if (!pieces)
				ber->end = ber->at + element.size;
			pieces = true;
		} else if (element.tag == TAG_OCTETS && !element.endless) {
			g_string_append_len(content, (const char *)ber->at,
					    (gssize)element.size);
			ber->at += element.size;
		} else if (element.tag == TAG_END && open > 0) {
			open--;
		} else {
			return;
		}
		if (!pieces || (open == 0 && element.tag == TAG_END))
			return;
	}
}

enum cms_kind cms_read(const char *bytes, gsize size, GString *content)
{
	struct ber ber = {.at = (const guint8 *)bytes,
			  .end = (const guint8 *)bytes + size,
			  .left = CMS_ELEMENTS_MOST};
	guint8 kind;

	if (!enter(&ber, TAG_SEQUENCE))
		return CMS_OTHER;
	kind = take_kind(&ber);
	if (kind == KIND_ENVELOPED)
		return CMS_ENVELOPED;
	if (kind != KIND_SIGNED)
		return CMS_OTHER;
	/* SignedData: version, digest algorithms, and what is signed. */
	if (enter(&ber, TAG_CONTENT) && enter(&ber, TAG_SEQUENCE) &&
	    skip(&ber, TAG_INTEGER) && skip(&ber, TAG_SET) &&
	    enter(&ber, TAG_SEQUENCE) && skip(&ber, TAG_OID) &&
	    enter(&ber, TAG_CONTENT))
		take_octets(&ber, content);
	return CMS_SIGNED;
}
