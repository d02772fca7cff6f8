// SPDX-License-Identifier: GPL-3.0-or-later
// Writing a mail: header fields and a text body, safe whatever is put in.
#ifndef TIXGATE_MAIL_ENCODE_H
#define TIXGATE_MAIL_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/*
 * What tixgate writes itself is written here and not by GMime, which runs only
 * in the process that reads a mail and has neither a key nor a network.
 *
 * Line ends are LF, as sendmail(1) takes them. Whatever a text holds, nothing
 * of it can begin a line of the header or end the header.
 */

/*
 * Bytes of one text or name in a header, so that even one word is no line of
 * more than 998 (RFC 5322, 2.1.1); what lies past them is cut.
 */
#define ENCODE_TEXT_MOST 900

/* Bytes of an address or Message-ID that can be written (RFC 5322, 2.1.1). */
#define ENCODE_TOKEN_MOST 900

/*
 * Appends `NAME: TEXT`, folded; encoded words (RFC 2047, UTF-8) where it holds
 * anything but printable ASCII. The text is made one harmless line first.
 */
void encode_text(GString *out, const char *name, const char *text);

/* The same for `NAME: PHRASE <EMAIL>`; phrase may be "". */
void encode_mailbox(GString *out, const char *name, const char *phrase,
		    const char *email);

/*
 * Appends `NAME: <ID> …`, one on each line; an id that encode_plain() refuses
 * is left out. Nothing at all where none is left.
 */
void encode_ids(GString *out, const char *name, const char *const *ids,
		size_t n);

/* `NAME: DATE` (RFC 5322, 3.3), in UTC. */
void encode_date(GString *out, const char *name, gint64 wall_ms);

/*
 * True for what can stand between "<" and ">" as it is: visible ASCII without
 * angle brackets, at most ENCODE_TOKEN_MOST bytes, with an "@" inside.
 */
bool encode_plain(const char *token);

/*
 * Appends MIME-Version, Content-Type and Content-Transfer-Encoding, an empty
 * line and the text: as it is where every mail system passes it on so, else as
 * quoted-printable (RFC 2045, 6.7). Text of many lines, with LF; what
 * text_body() takes out goes.
 */
void encode_body(GString *out, const char *text);

#endif
