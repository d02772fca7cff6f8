// SPDX-License-Identifier: GPL-3.0-or-later
// A read mail as one binary record: how a child hands it to its parent.
#ifndef TIXGATE_MAIL_RECORD_H
#define TIXGATE_MAIL_RECORD_H

#include <stdbool.h>

#include <glib.h>

#include "base/pool.h"
#include "base/why.h"
#include "mail/message.h"

/*
 * The record is for two processes of one program on one machine: integers are
 * in the host's order, and a record of another version is refused. A text is
 * its length, its bytes and a NUL; a list is its count and its items.
 */
#define RECORD_VERSION 2

/* Bytes of a whole record. A larger one is neither written nor read. */
#define RECORD_SIZE_MOST ((gsize)32 << 20)

/* Bytes that the texts of all parts have together; later ones become "". */
#define RECORD_PARTS_TEXT_MOST ((gsize)8 << 20)

/* Items of one list. What is over is left out, and a defect says so. */
#define RECORD_HEADERS_MOST	4096
#define RECORD_ADDRESSES_MOST	4096
#define RECORD_IDS_MOST		4096
#define RECORD_PARTS_MOST	4096
#define RECORD_ATTACHMENTS_MOST 4096
#define RECORD_MARKS_MOST	65536
#define RECORD_DEFECTS_MOST	256

/* Depth of a part or a quote that can still be meant. */
#define RECORD_DEPTH_MOST 4096

/*
 * Writes msg to fd, a regular file or memfd that is empty and at its start.
 * Large texts go from where they are into fd, without another copy. Fails
 * with TROUBLE_LATER where writing does, and with TROUBLE_INPUT for a mail
 * whose record would be too large.
 */
bool record_write(int fd, const struct message *msg, struct why *why);

/* The same for a reason why there is no message. */
bool record_write_failure(int fd, const struct why *failure, struct why *why);

/*
 * Reads a record that nobody vouches for. Every length, count, index, offset
 * and enum is checked, every text is UTF-8 without NUL, every text of one line
 * is one line, marks lie inside their text at character boundaries. Texts of
 * msg point into data, which has to outlive it; lists are pool's.
 *
 * True with failure->trouble set: the writer gives that reason instead of a
 * message. False: this is no record that can be trusted, TROUBLE_LATER, and
 * why names what is wrong with it.
 */
bool record_read(const void *data, gsize size, struct pool *pool,
		 struct message *msg, struct why *failure, struct why *why);

#endif
