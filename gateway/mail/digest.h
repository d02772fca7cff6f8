// SPDX-License-Identifier: GPL-3.0-or-later
// What stays the same of a mail at every attempt to deliver it.
#ifndef TIXGATE_MAIL_DIGEST_H
#define TIXGATE_MAIL_DIGEST_H

#include <stddef.h>

#include <glib.h>

/*
 * Takes a mail's body piece by piece and, at the end, the headers that no mail
 * system changes. Line ends count as LF and blank lines at the end do not
 * count, since mail systems and fetchers differ in both.
 */
struct digest;

/*
 * For about that many bytes: few are summed up by GLib; for more, libcrypto is
 * worth its loading.
 */
struct digest *digest_new(guint64 size);

/*
 * Loads ahead what digest_new(size) will want, so that a child which is about
 * to be made has it. Without it, all comes out the same, and later.
 */
void digest_prepare(guint64 size);

/* The next bytes of the mail's body. */
void digest_body(struct digest *digest, const char *bytes, gsize size);

/*
 * Ends it: 64 hex digits and a NUL to hex. The headers are raw values; folds
 * in them do not count. Nothing may follow but digest_free().
 */
#define DIGEST_HEX_SIZE 65
void digest_end(struct digest *digest, const char *const *headers, size_t n,
		char *hex);

void digest_free(struct digest *digest);

/* The SHA-256 of plain bytes, piece by piece: for attachments. */
void digest_bytes(struct digest *digest, const char *bytes, gsize size);
void digest_hex(struct digest *digest, char *hex);

#endif
