// SPDX-License-Identifier: GPL-3.0-or-later
// From a MIME tree to a message: headers, texts, attachments.
#ifndef TIXGATE_MAIL_READING_H
#define TIXGATE_MAIL_READING_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "mail/message.h"
#include "mail/parse.h"
#include "mail/tree.h"

/* Bytes of decoded text that are kept of all parts together. */
#define READING_TEXT_MOST ((gsize)4 << 20)

/* Attachments that are listed; further ones are counted in a defect. */
#define READING_ATTACHMENTS_MOST 1000

/* What a leaf is to a person who reads the mail. */
enum role {
	ROLE_NONE,	 /* a container, or a part that shows nothing */
	ROLE_BODY,	 /* text that is shown */
	ROLE_ATTACHMENT, /* a file */
};

/* What is known of a node beside its struct part. */
struct leaf {
	struct params type;
	struct params disposition;
	enum role role;
	int inside;    /* the outermost message part around it, -1 for none */
	bool decoded;  /* parts[i].text was asked for */
	GArray *files; /* struct attachment: found in its content, or NULL */
};

/* All that belongs to the reading of one mail. */
struct reading {
	const struct tree *tree;
	const struct source *source;
	const struct parse_wish *wish;
	struct pool *pool;
	struct message *msg;
	const char *hint;    /* charset of what says nothing, "" for none */
	struct part *parts;  /* tree->n of them */
	struct leaf *leaves; /* tree->n of them */
	GArray *attachments; /* struct attachment */
	GArray *images;	     /* struct html_image: of the texts */
	GPtrArray *defects;  /* const char * */
	gsize text_left;     /* of READING_TEXT_MOST */
};

/*
 * Fills msg from a tree. The source has been tapped to its end, and its digest
 * is ended here. False with TROUBLE_LATER where reading fails.
 */
bool reading_fill(const struct tree *tree, const struct source *source,
		  const struct parse_wish *wish, struct pool *pool,
		  struct message *msg, struct why *why);

/* Headers as they are shown: decoded, one line each. */
struct head reading_head(const struct fields *fields, const char *hint,
			 struct pool *pool);

/* The headers that a text consists of, such as text/rfc822-headers. */
struct head reading_head_of_text(const char *text, struct pool *pool);

/* Subject, addresses, ids and date of the mail. */
void reading_headers(struct reading *r);

/* Fills parts and leaves from the tree, without sizes and texts. */
void reading_parts(struct reading *r);

/* Decides of each leaf whether it is shown or a file (RFC 8621, 4.1.4). */
void reading_roles(struct reading *r);

/* True for a type of text that few programs know, and none sends alone. */
bool reading_is_rare(const char *type);

/* The decoded text of part i: parts[i].text from now on. */
bool reading_text(struct reading *r, size_t i);

/* The texts of the message, from the leaves that are shown. */
bool reading_body(struct reading *r);

/* The texts of the first mail that is attached as a whole. */
bool reading_enclosed(struct reading *r);

/* Texts and headers of the parts in which mail systems report (RFC 3462). */
bool reading_reports(struct reading *r);

/* Sizes and digests of the files, and the list of them. */
bool reading_attachments(struct reading *r);

/*
 * Notes a file that was found in the content of part i, to be listed in its
 * place. Its texts must live as long as the pool; name may be "".
 */
void reading_add_file(struct reading *r, size_t i,
		      const struct attachment *file);

/*
 * The same for bytes, whose size, digest and place are noted as far as they
 * are wanted.
 */
void reading_add_inside(struct reading *r, size_t i, const char *name,
			const char *type, const char *content_id,
			const char *bytes, gsize size);

/* Notes what was wrong, once. The phrase lives as long as the pool. */
void reading_defect(struct reading *r, const char *phrase);

#endif
