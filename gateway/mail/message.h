// SPDX-License-Identifier: GPL-3.0-or-later
// A mail as it was read: headers, addresses, texts, parts. Plain data.
#ifndef TIXGATE_MAIL_MESSAGE_H
#define TIXGATE_MAIL_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/*
 * All text is valid UTF-8 without NUL, made so when the mail was read, and
 * lives in the mail's pool. No pointer in a read message is NULL unless its
 * line says so: what the mail does not say is "".
 */

/* One mailbox of an address header (RFC 5322, 3.4). */
struct address {
	const char *email; /* local@domain as the sender wrote it, one line */
	const char *name;  /* decoded display name, one line */
};

struct addresses {
	const struct address *at;
	size_t n;
};

/* Message-IDs, each without its angle brackets (RFC 5322, 3.6.4). */
struct ids {
	const char *const *at;
	size_t n;
};

struct header {
	const char *name;  /* as written */
	const char *value; /* unfolded, RFC 2047 decoded, one line */
	const char *raw;   /* unfolded, not decoded, made UTF-8, one line */
};

/* The headers of a message, in their order. */
struct head {
	const struct header *at;
	size_t n;
};

/* What HTML says of a stretch of the text that was made from it. */
enum mark_kind {
	MARK_QUOTE,	/* blockquote, a mail client's element for quotes */
	MARK_INTRO,	/* a client's element for "On … wrote:" */
	MARK_SIGNATURE, /* a client's element for a signature */
	MARK_DIVIDER,	/* Outlook's border-top block, <hr> before headers */
};

struct mark {
	enum mark_kind kind;
	guint32 depth;	/* of quotes: 1 for the outermost */
	gsize from, to; /* bytes of the text */
};

/* Where in HTML an image stands: the first place of those that it has. */
enum image_place {
	IMAGE_IN_TEXT,
	IMAGE_IN_QUOTE,	    /* in nothing but quotes, or signatures there */
	IMAGE_IN_SIGNATURE, /* in nothing but the signature */
};

/* A text for people: line ends are LF, controls are gone. */
struct body {
	const char *text;
	const struct mark *marks; /* in the order of from; none for plain */
	size_t marks_n;
};

/* One part of the MIME tree, in the order in which it stands in the mail. */
struct part {
	const char *type; /* "text/plain", in lower case */
	/* File name, one line; without folders but in external-body. */
	const char *name;
	const char *disposition; /* "inline", "attachment" or "" */
	const char *content_id;	 /* without angle brackets */
	const char *parameters;	 /* raw parameters of Content-Type, one line */
	int parent;		 /* index of the part around it, -1 for none */
	int depth;		 /* 0 for the outermost */
	guint64 size;		 /* decoded bytes; 0 for a multipart */
	bool attached;		 /* listed among the attachments */
	/*
	 * Decoded text, UTF-8, of a leaf that is text, a report or a list of
	 * headers (message/delivery-status, text/rfc822-headers, …), at most
	 * PART_TEXT_MOST bytes; else "". HTML is there as it was written.
	 */
	const char *text;
	/*
	 * Of message/rfc822 and text/rfc822-headers: the headers of the message
	 * inside; else none.
	 */
	struct head head;
};

#define PART_TEXT_MOST ((gsize)1 << 20)

struct attachment {
	const char *name; /* one line, never "": made up where none is given */
	const char *type; /* "application/pdf", in lower case */
	guint64 size;	  /* decoded bytes */
	bool inlined;	  /* shown inside the text: a picture, or a logo */
	const char *content_id;
	/*
	 * 64 hex digits, or "" if it was not asked for; small images that are
	 * shown inside the text have it in any case.
	 */
	const char *sha256;
	/* Its bytes stand in the pack (mail/pack.h), from there on. */
	bool packed;
	guint64 packed_at;
	enum image_place place; /* of one that is inlined, as HTML says */
};

struct message {
	struct head head;
	const char *subject;	/* decoded, one line; "" if there is none */
	const char *message_id; /* without angle brackets, "" if none */
	const char *date;	/* of the header, raw, one line */
	struct addresses from;
	struct addresses to;
	struct addresses cc;
	struct addresses reply_to;
	struct ids in_reply_to;
	struct ids references;
	/*
	 * More than one From header, or one whose mailbox cannot be read in
	 * exactly one way: nobody is known by it (RFC 5322, 3.6).
	 */
	bool from_unsure;
	/*
	 * Two views of the whole text, in the order of the mail: each takes its
	 * own kind of an alternative and, where a piece has only the other
	 * kind, that. "" if no part is of its kind.
	 */
	struct body plain;
	struct body html;
	/* The whole readable text: the better of both. */
	const char *text;
	bool text_from_html; /* text is html.text */
	/*
	 * What text was made from, before anything was taken out for readers
	 * or added: with hidden text and uuencoded files, and without the
	 * targets of links. "" if that is the same, or was not asked for.
	 */
	const char *whole;
	const struct part *parts;
	size_t parts_n;
	const struct attachment *attachments;
	size_t attachments_n;
	/* What was wrong with the mail, a phrase each: for the notes. */
	const char *const *defects;
	size_t defects_n;
	/* SHA-256 over what stays the same at every attempt, 64 hex digits. */
	const char *digest;
	guint64 size; /* bytes of the mail as it came */
};

/*
 * The decoded value of the first header of that name, or NULL. Names are
 * compared without case.
 */
const char *head_get(const struct head *head, const char *name);

/* The n-th (0 is the first) header of that name, or NULL. */
const struct header *head_nth(const struct head *head, const char *name,
			      size_t n);

/* How many headers have that name. */
size_t head_count(const struct head *head, const char *name);

#endif
