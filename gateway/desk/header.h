// SPDX-License-Identifier: GPL-3.0-or-later
// Headers: the few lines of an HTTP answer that the gateway goes by.
#ifndef TIXGATE_DESK_HEADER_H
#define TIXGATE_DESK_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* Bytes of all header lines of an answer, interim answers included. */
#define HEADER_BYTES_MOST (64u << 10)

/* Bytes of a value that is kept, its NUL included. */
#define HEADER_VALUE_SIZE 64

/* Seconds that Retry-After may ask for; what is beyond is cut to these. */
#define HEADER_RETRY_LEAST 1
#define HEADER_RETRY_MOST  3600

/* What was kept of one answer's headers; begins as {0}. Visible ASCII. */
struct header {
	gsize bytes;
	char date[HEADER_VALUE_SIZE];
	char retry_after[HEADER_VALUE_SIZE];
};

/*
 * Takes one line as it came, not NUL-terminated. A status line begins afresh:
 * what an interim answer (1xx) said is not said of the final one. False once
 * there were more than HEADER_BYTES_MOST bytes.
 */
bool header_take(struct header *header, const char *line, gsize size);

/*
 * The seconds that Retry-After asks for (RFC 9110, 10.2.3: a number or a
 * date), within the limits above; 0 if there is none or it cannot be read. A
 * date is measured by the server's own clock where it tells that.
 */
gint64 header_retry_after(const struct header *header);

/*
 * Seconds since 1970 of a date as HTTP writes it today (RFC 9110, 5.6.7:
 * "Sun, 06 Nov 1994 08:49:37 GMT"), or -1.
 */
gint64 header_date(const char *value);

#endif
