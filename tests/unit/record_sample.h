// SPDX-License-Identifier: GPL-3.0-or-later
// For tests of records: messages, and the records of them.
#ifndef TIXGATE_TESTS_RECORD_SAMPLE_H
#define TIXGATE_TESTS_RECORD_SAMPLE_H

#include <stdbool.h>

#include <glib.h>

#include "base/pool.h"
#include "base/why.h"
#include "mail/message.h"

#define SAMPLE_DIGEST \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* A message with something in each of its fields; its texts are static. */
struct message rich_message(void);

/* A message with nothing but a digest. */
struct message empty_message(void);

/* The record of msg, NULL if it cannot be written. */
GBytes *record_of(const struct message *msg, struct why *why);

/* The same, where it has to be written: the process ends if not. */
GBytes *must_record(const struct message *msg);

/* record_read() of bytes, without the writer's reason. */
bool read_bytes(const void *data, gsize size, struct pool *pool,
		struct message *msg, struct why *why);

#endif
