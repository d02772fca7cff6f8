// SPDX-License-Identifier: GPL-3.0-or-later
// A pack: the decoded bytes of a mail's attachments, one after another.
#ifndef TIXGATE_MAIL_PACK_H
#define TIXGATE_MAIL_PACK_H

#include <stdbool.h>

#include <glib.h>

#include "mail/message.h"

/*
 * Written by who reads the mail, from the beginning of fd on. An attachment
 * that would not fit any more is left out: it is not packed.
 */
#define PACK_BUFFER 16384

struct pack {
	int fd;
	guint64 size; /* bytes that it has, those in the buffer included */
	guint64 most; /* … and that it may have */
	guint64 begun;
	bool full;     /* the one that is being written does not fit */
	int error;     /* errno of what failed, 0 for nothing */
	gsize waiting; /* bytes in the buffer: the last ones */
	char buffer[PACK_BUFFER];
};

/* Begins an attachment; pack may be NULL, here and below. */
void pack_begin(struct pack *pack);

/* Its next bytes. False where writing fails, for good. */
bool pack_bytes(struct pack *pack, const char *bytes, gsize size);

/* Ends it: file says where its bytes stand, if they all do. */
void pack_end(struct pack *pack, struct attachment *file);

/* All of it at once. False where writing fails. */
bool pack_all(struct pack *pack, const char *bytes, gsize size,
	      struct attachment *file);

/* Has all on fd when it returns true. */
bool pack_finish(struct pack *pack);

#endif
